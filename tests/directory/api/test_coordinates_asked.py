"""Coordinates in a question: the wrong order is refused by name, wherever they are asked."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from directory.api.coordinates_asked import Near
from tests.directory.town import Town

NEAR = (
    "/support-points", "/open-now", "/match", "/mobile-visits", "/mobile-visits.ics",
)  # fmt: skip
FINLAND, WORLD = "19.0,59.5,31.7,70.2", "-180,-90,180,90"


@pytest.mark.parametrize("path", NEAR)
async def test_near_is_latitude_first(read_town: Town, path: str) -> None:
    right = await read_town.client.get(path, params={"near": "60.983,25.661"})
    swapped = await read_town.client.get(path, params={"near": "25.661,60.983"})

    said = swapped.json()
    assert right.status_code == 200
    assert (swapped.status_code, said["type"]) == (422, "/problems/swapped-coordinates")
    assert said["errors"][0]["pointer"] == "/near"
    assert "60.98,25.66" in str(said["errors"][0]["detail"])


@pytest.mark.parametrize(
    ("near", "code", "right"),
    [
        ("60.98", "bad_format", "It has a wrong form. For example 60.98,25.66."),
        ("60.98,nan", "bad_format", "It has a wrong form. For example 60.98,25.66."),
        ("91,25", "out_of_range", "It is out of range. Allowed: -90–90, -180–180."),
    ],
)
async def test_what_is_no_place_is_refused_by_what_would_be_one(
    read_town: Town, near: str, code: str, right: str
) -> None:
    answer = await read_town.client.get(
        "/support-points", params={"near": near}, headers={"Accept-Language": "en"}
    )

    [wrong] = answer.json()["errors"]
    assert (answer.status_code, wrong["pointer"]) == (422, "/near")
    assert (wrong["code"], wrong["detail"]) == (code, right)


def test_a_place_is_rounded_before_anything_else_sees_it() -> None:
    read = TypeAdapter(Near).validate_python("60.98349,25.6614")

    assert read == (60.983, 25.661)


@pytest.mark.parametrize(
    ("box", "status"),
    [
        ("25.4,60.9,25.8,61.1", 200),
        (FINLAND, 200),
        (WORLD, 200),
        ("-10,35,30,71", 200),
        ("60.9,25.4,61.1,25.8", 422),
        ("59.5,19.0,70.2,31.7", 422),
        ("60.9,25.4,25.8,61.1", 422),
    ],
)
async def test_a_box_is_longitude_first(read_town: Town, box: str, status: int) -> None:
    answer = await read_town.client.get("/support-points", params={"bbox": box})

    assert answer.status_code == status
    if status == 422:
        said = answer.json()
        assert said["type"] == "/problems/swapped-coordinates"
        assert said["errors"][0]["pointer"] == "/bbox"
        assert "25.4,60.9,25.8,61.1" in str(said["errors"][0]["detail"])


@pytest.mark.parametrize("path", ["/support-points", "/open-now", "/mobile-visits"])
async def test_a_radius_around_nothing_is_refused(read_town: Town, path: str) -> None:
    answer = await read_town.client.get(path, params={"radius_m": 500})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/near")


VISITS: list[tuple[dict[str, Any], list[str]]] = [
    ({"near": "60.985,25.660", "radius_m": 2000}, ["today"]),
    ({"near": "60.985,25.660", "radius_m": 100_000, "to": "+3d"}, ["today", "cancelled", "sysma"]),
    ({"state": "cancelled"}, ["cancelled"]),
    ({"state": "confirmed", "to": "+3d"}, ["today", "sysma"]),
    ({"state": "cancelled,planned"}, ["cancelled", "announced"]),
    ({"state": "held"}, []),
]


@pytest.mark.parametrize(("params", "expected"), VISITS, ids=lambda one: str(one)[:60])
async def test_visits_near_a_place_and_in_a_state(
    read_town: Town, params: dict[str, Any], expected: list[str]
) -> None:
    assert await read_town.found("/mobile-visits", **params) == expected


async def test_a_state_that_no_visit_has_is_refused(read_town: Town) -> None:
    answer = await read_town.client.get("/mobile-visits", params={"state": "lost"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/state")
