"""Support points as GeoJSON, by Accept (directory.md 11.5)."""

import pytest

from tests.directory.town import LAHTI, Town

GEOJSON = "application/geo+json"


async def test_points_are_features(read_town: Town) -> None:
    answer = await read_town.client.get(
        "/support-points", params={"near": LAHTI, "radius_m": 800}, headers={"accept": GEOJSON}
    )

    body = answer.json()
    harju = next(f for f in body["features"] if f["id"] == str(read_town.ids["harju"]))
    assert answer.headers["content-type"] == GEOJSON
    assert answer.headers["vary"] == "Accept"
    assert sorted(body) == ["features", "type"]
    assert harju["geometry"] == {"type": "Point", "coordinates": [25.661, 60.9835]}
    assert harju["properties"] | {"distance_m": None} == {
        "name_fi": "Harjun digitukipiste",
        "name_sv": None,
        "name_en": None,
        "kind": "county",
        "municipality_code": "398",
        "services": [
            "assisted_authorisation",
            "sensitive_space",
            "service_guidance",
            "transacting_together",
        ],
        "state_now": "open",
        "until": "2026-05-05T13:00:00Z",
        "next_open": None,
        "freshness": "fresh",
        "distance_m": None,
        "url": f"/v1/support-points/{read_town.ids['harju']}",
    }


async def test_a_point_without_a_location_has_no_geometry(read_town: Town) -> None:
    answer = await read_town.client.get(
        "/support-points", params={"municipality": "081"}, headers={"accept": GEOJSON}
    )

    (feature,) = answer.json()["features"]
    assert feature["geometry"] is None


async def test_pages_of_features_go_on(read_town: Town) -> None:
    seen, params = [], {"limit": "5", "kind": "municipality,county,kela"}
    while True:
        answer = await read_town.client.get(
            "/support-points", params=params, headers={"accept": GEOJSON}
        )
        seen += [feature["id"] for feature in answer.json()["features"]]
        if "next" not in answer.json():
            break
        assert 'rel="next"' in answer.headers["link"]
        params["cursor"] = answer.json()["next"]

    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/json, application/geo+json;q=0.5", "application/json"),
        ("application/json;q=0.5, application/geo+json", GEOJSON),
        ("application/*", "application/json"),
        ("application/geo+json, */*;q=0.1", GEOJSON),
        ("text/html", None),
        ("application/json;q=0", None),
    ],
)
async def test_the_caller_chooses_the_form(
    read_town: Town, accept: str, expected: str | None
) -> None:
    answer = await read_town.client.get("/support-points", headers={"accept": accept})

    assert answer.headers["content-type"].partition(";")[0] == expected or (
        answer.status_code == 406 and expected is None
    )
