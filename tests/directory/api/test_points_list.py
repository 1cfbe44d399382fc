"""`GET /support-points`: every parameter of section 9, alone and together."""

from typing import Any

import pytest

from common.clock import standing_at
from tests.directory.town import LAHTI, VISIBLE, Town, helsinki
from tests.services import as_caller

STAFF = as_caller("directory:read", kind="staff")
PARTNER = as_caller("directory:read", kind="partner")
GIVE_GUIDANCE = VISIBLE | {"bus"}
ALONE: list[tuple[dict[str, Any], set[str]]] = [
    ({"q": "kirjasto"}, {"satama", "heinola", "imported"}),
    ({"municipality": "111"}, {"heinola", "former"}),
    ({"municipality": "Heinola"}, {"heinola", "former"}),
    ({"municipality": "lahtis"}, {"harju", "satama", "kela", "bus"}),
    ({"municipality": "111,560"}, {"heinola", "former", "orimattila"}),
    ({"municipality": "111 Heinola"}, {"heinola", "former"}),
    ({"bbox": "25.5,60.98,25.67,61.0"}, {"harju", "satama", "kela", "salpa", "centre", "bus"}),
    ({"service": "device_network"}, {"satama", "salpa", "padasjoki"}),
    ({"service": "kela_point,interpreting"}, {"kela", "heinola"}),
    ({"service": "assisted_authorisation"}, {"harju"}),
    ({"kind": "county"}, {"harju"}),
    ({"kind": "kela,mobile"}, {"kela", "bus"}),
    ({"level": "self_practiser"}, GIVE_GUIDANCE),
    ({"level": "resident/remote_user"}, GIVE_GUIDANCE),
    ({"need": "device_network", "service": "device_network"}, {"satama", "salpa", "padasjoki"}),
    ({"need": "device_use", "municipality": "576"}, {"padasjoki"}),
    ({"form": "remote_video"}, {"harju"}),
    ({"form": "in_person"}, GIVE_GUIDANCE),
    ({"form": "remote_chat"}, set()),
    ({"topic": "kela"}, {"kela"}),
    ({"audience": "professional"}, {"satama"}),
    ({"audience": "professional,resident"}, GIVE_GUIDANCE),
    ({"target_group": "young"}, GIVE_GUIDANCE - {"salpa"}),
    ({"target_group": "older,young"}, GIVE_GUIDANCE),
    ({"role": "third_sector_actor"}, {"salpa"}),
    ({"role": "third_sector_actor,other_professional"}, {"salpa", "satama"}),
    ({"language": "sv"}, {"satama", "kela"}),
    ({"language": "sv,en"}, {"satama", "kela", "harju"}),
    ({"accessibility": "wheelchair"}, {"harju"}),
    ({"accessibility": "wheelchair,hearing_loop"}, set()),
    ({"freshness": "stale"}, {"salpa"}),
    ({"freshness": "fresh,due"}, {"harju", "satama", "heinola", "kela"}),
    ({"freshness": "expired"}, set()),
    ({"remote_appointment_place": "true"}, {"harju"}),
    ({"remote_appointment_place": "false"}, GIVE_GUIDANCE - {"harju"}),
    ({"updated_after": "2026-04-30T00:00:00Z"}, GIVE_GUIDANCE - {"harju", "satama", "kela"}
     - {"salpa", "heinola"}),
    ({"near": LAHTI, "radius_m": 1000}, {"harju", "satama", "kela", "bus"}),
    ({"language": "sv", "kind": "municipality"}, {"satama"}),
    ({"service": "service_guidance", "language": "en", "accessibility": "wheelchair"}, {"harju"}),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), ALONE, ids=lambda one: str(one)[:60])
async def test_a_filter_keeps_what_fits_it(
    read_town: Town, params: dict[str, Any], expected: set[str]
) -> None:
    assert set(await read_town.found(**params)) == expected


async def test_an_organisation_is_asked_by_its_id(read_town: Town) -> None:
    county, other = read_town.ids["county"], read_town.ids["kela"]

    assert set(await read_town.found(organisation_id=str(county))) == {"harju", "bus"}
    assert set(await read_town.found(organisation_id=f"{county},{other}")) == {"harju", "bus"}


OPEN_NOW = {"harju", "satama", "kela", "padasjoki", "heinola", "former", "centre", "bus"}
DOORS: list[tuple[dict[str, Any], set[str]]] = [
    ({"open_at": "now"}, OPEN_NOW - {"padasjoki"}),
    ({"open_at": "2026-05-05T07:30:00Z"}, OPEN_NOW - {"padasjoki"}),
    ({"open_at": "2026-05-05T10:30:00Z"}, (OPEN_NOW | {"salpa"}) - {"bus"}),
    ({"open_at": "2026-05-05T16:30:00+03:00", "state": "self_service"}, set()),
    ({"open_at": "2026-05-05T19:30:00+03:00", "state": "self_service"}, {"satama"}),
    ({"open_at": "2026-05-05T19:30:00+03:00"}, set()),
    ({"open_at": "2026-05-05T19:30:00+03:00", "service": "device_network"}, {"satama"}),
    ({"open_at": "2026-05-05T19:30:00+03:00", "service": "service_guidance"}, set()),
    ({"open_at": "now", "service": "device_network"}, {"satama", "padasjoki"}),
    ({"open_at": "now", "service": "device_network", "state": "self_service"}, set()),
    ({"open_at": "now", "service": "kela_point,device_network"}, {"kela", "satama", "padasjoki"}),
    ({"open_at": "now", "state": "unknown"}, {"hartola", "imported"}),
    ({"open_at": "now", "state": "closed"}, {"salpa", "orimattila", "padasjoki"}),
    ({"open_on": "2026-05-09"}, {"orimattila"}),
    ({"open_on": "2026-05-05"}, (OPEN_NOW | {"salpa"})),
    ({"open_on": "2026-05-05", "service": "interpreting"}, {"heinola"}),
    ({"open_on": "2026-05-08", "service": "interpreting"}, set()),
    ({"open_on": "2026-05-05", "open_at": "now", "near": LAHTI, "radius_m": 1000},
     {"harju", "satama", "kela", "bus"}),
    ({"open_on": "2026-05-09", "open_at": "now"}, set()),
    ({"open_at": "2026-05-07T10:30:00+03:00", "service": "assisted_authorisation"}, {"harju"}),
    ({"open_at": "2027-01-05T10:30:00+02:00", "service": "assisted_authorisation"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), DOORS, ids=lambda one: str(one)[:70])
async def test_D9_open_is_said_of_a_place_and_of_a_service(
    read_town: Town, params: dict[str, Any], expected: set[str]
) -> None:
    assert set(await read_town.found(**params)) == expected


async def test_a_service_of_many_is_asked_in_its_own_states(read_town: Town) -> None:
    """Device and network are there in self-service hours, guidance is not."""
    with standing_at(helsinki(5, 5, 8)):
        found = await read_town.found(open_at="now", service="device_network,service_guidance")

    assert set(found) == {"satama", "padasjoki"}


SORTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"municipality": "398", "kind": "county,municipality,kela"}, ["harju", "kela", "satama"]),
    ({"near": LAHTI, "kind": "county,municipality,kela,third_sector", "radius_m": 20000},
     ["harju", "kela", "satama", "salpa"]),
    ({"near": LAHTI, "municipality": "398", "kind": "county,municipality,kela", "sort": "name"},
     ["harju", "kela", "satama"]),
    ({"sort": "-updated_at", "freshness": "fresh,due"}, ["heinola", "satama", "harju", "kela"]),
    ({"q": "kirjasto heinola", "sort": "name"}, ["heinola"]),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), SORTS, ids=lambda one: str(one)[:60])
async def test_a_list_has_its_order(
    read_town: Town, params: dict[str, Any], expected: list[str]
) -> None:
    assert await read_town.found(**params) == expected


async def test_names_stand_in_finnish_order(read_town: Town) -> None:
    found = await read_town.get("/support-points", kind="municipality")

    names = [item["name"]["fi"] for item in found["items"]]
    assert names == [
        "Entisen virkailijan piste", "Éva-talon neuvonta", "Hartolan asiointipiste",
        "Heinolan kirjasto", "Hollolan asiointipiste", "Rekisterin kirjasto", "Sataman kirjasto",
        "Äijälän kylätalo",
    ]  # fmt: skip


async def test_D3_the_centre_of_a_municipality_is_never_nearest(read_town: Town) -> None:
    found = await read_town.get("/support-points", near=LAHTI, kind="municipality")

    names = read_town.names_of(found["items"])
    metres = {name: item["distance_m"] for name, item in zip(names, found["items"], strict=True)}
    assert names[0] == "satama"
    assert names[-2:] == sorted(names[-2:], key=lambda name: str(read_town.ids[name]))
    assert set(names[-2:]) == {"centre", "hartola"}
    assert metres["centre"] is None
    assert metres["satama"] in range(930, 970)
    assert "centre" not in await read_town.found(near=LAHTI, radius_m=5000)


@pytest.mark.parametrize(
    ("params", "status", "slug", "pointer"),
    [
        ({"municipality": "Atlantis"}, 422, "validation-error", "/municipality"),
        ({"municipality": "111 Lahti"}, 422, "municipality-conflict", None),
        ({"municipality": "999"}, 422, "validation-error", "/municipality"),
        ({"service": "magic"}, 422, "validation-error", "/service"),
        ({"need": "magic"}, 422, "validation-error", "/need"),
        ({"form": "magic"}, 422, "validation-error", "/form"),
        ({"topic": "magic"}, 422, "validation-error", "/topic"),
        ({"role": "magic"}, 422, "validation-error", "/role"),
        ({"target_group": "magic"}, 422, "validation-error", "/target_group"),
        ({"level": "magic"}, 422, "validation-error", "/level"),
        ({"level": "professional/needs_assistance"}, 422, "validation-error", "/level"),
        ({"sort": "distance"}, 422, "validation-error", "/near"),
        ({"radius_m": 100}, 422, "validation-error", "/near"),
        ({"sort": "relevance"}, 422, "validation-error", "/q"),
        ({"state": "open"}, 422, "validation-error", "/open_at"),
        ({"near": "91,25"}, 422, "validation-error", "/near"),
        ({"near": "25.661,60.983"}, 422, "swapped-coordinates", "/near"),
        ({"near": "60.98"}, 422, "validation-error", "/near"),
        ({"bbox": "25,60,26"}, 422, "validation-error", "/bbox"),
        ({"bbox": "60.98,25.5,61.0,25.67"}, 422, "swapped-coordinates", "/bbox"),
        ({"bbox": "25.5,60.98,61.0,25.67"}, 422, "swapped-coordinates", "/bbox"),
        ({"limit": 201}, 422, "validation-error", "/limit"),
        ({"open_at": "2026-05-05T10:30:00"}, 422, "validation-error", "/open_at"),
        ({"open_at": "9999-12-31T23:59:59-12:00"}, 422, "validation-error", "/open_at"),
        ({"open_at": "0001-01-01T00:00:00+14:00"}, 422, "validation-error", "/open_at"),
        ({"open_on": "2026-02-30"}, 422, "validation-error", "/open_on"),
        ({"open_on": "0001-01-01"}, 422, "validation-error", "/open_on"),
        ({"q": "tuki\u0007"}, 400, "bad-request", "/q"),
        ({"q": "x" * 201}, 400, "bad-request", "/q"),
        ({"q": "tuki 131052-308T"}, 422, "identity-code-in-text", "/q"),
        ({"cursor": "???"}, 400, "invalid-cursor", None),
        ({"cursor": "WzEsIm5hbWUiXQ"}, 400, "invalid-cursor", None),
        ({"municipalty": "398"}, 400, "unknown-parameter", None),
    ],
)
async def test_a_question_that_cannot_be_meant_is_refused(
    read_town: Town, params: dict[str, Any], status: int, slug: str, pointer: str | None
) -> None:
    answer = await read_town.client.get("/support-points", params=params)

    said = answer.json()
    assert (answer.status_code, said["type"]) == (status, f"/problems/{slug}")
    assert pointer is None or said["errors"][0]["pointer"] == pointer


async def test_a_list_and_a_record_obey_the_same_rule_for_everybody(read_town: Town) -> None:
    every = {"record_state": "draft,published,suspended"}
    for headers in ({}, STAFF, PARTNER):
        listed = await read_town.client.get(
            "/support-points",
            params={"limit": "200"} | (every if headers is STAFF else {}),
            headers=headers,
        )
        seen = set(read_town.names_of(listed.json()["items"])) - {"bus"}
        for name in VISIBLE | {"draft", "suspended", "staff", "expired"}:
            one = await read_town.client.get(
                f"/support-points/{read_town.ids[name]}", headers=headers
            )
            assert (one.status_code == 200) == (name in seen), (name, headers)


async def test_drafts_and_what_is_for_staff_are_for_staff(read_town: Town) -> None:
    hidden = {"draft", "suspended", "staff", "expired"}
    for headers in ({}, PARTNER, as_caller("directory:write", kind="staff")):
        for state in ("draft", "suspended", "published"):
            answer = await read_town.client.get(
                "/support-points", params={"record_state": state}, headers=headers
            )
            if state == "published":
                assert not hidden & set(read_town.names_of(answer.json()["items"]))
            else:
                slug = "missing-scope" if headers else "authentication-required"
                assert answer.status_code == (403 if headers else 401)
                assert answer.json()["type"] == f"/problems/{slug}"
    drafts = await read_town.client.get(
        "/support-points", params={"record_state": "draft"}, headers=STAFF
    )
    usual = await read_town.client.get("/support-points", headers=STAFF)

    assert read_town.names_of(drafts.json()["items"]) == ["draft"]
    assert {"staff", "expired"} <= set(read_town.names_of(usual.json()["items"]))
    assert not {"draft", "suspended", "archived"} & set(read_town.names_of(usual.json()["items"]))
    assert usual.headers["cache-control"] == "private, no-cache"


async def test_more_is_told_when_it_is_asked_for(read_town: Town) -> None:
    plain = (await read_town.get("/support-points", kind="county"))["items"][0]
    whole = (
        await read_town.get(
            "/support-points", kind="county", include="hours,services,openness,visits"
        )
    )["items"][0]
    again = (await read_town.get("/support-points", kind="county"))["items"][0]

    assert [plain[part] for part in ("hours", "services", "openness", "visits")] == [None] * 4
    assert whole["openness"]["state"] == "open"
    assert whole["openness"]["until"] == "2026-05-05T13:00:00Z"
    assert whole["hours"]["periods"][0]["kind"] == "normal"
    assert [one["service_code"] for one in whole["services"]] == [
        "service_guidance", "transacting_together", "sensitive_space", "assisted_authorisation",
    ]  # fmt: skip
    assert whole["services"][3]["info_url"] == "https://dvv.fi/valtuudet-hva"
    assert "qualified_person_ids" not in str(whole)
    assert again == plain


async def test_a_unit_among_points_stands_where_its_next_visit_is(read_town: Town) -> None:
    unit = (await read_town.get("/support-points", kind="mobile", include="visits,openness"))[
        "items"
    ][0]

    assert (unit["kind"], unit["municipality_code"]) == ("mobile", "398")
    assert unit["openness"]["state"] == "open"
    assert unit["service_codes"] == ["service_guidance"]
    assert read_town.names_of(unit["visits"]) == ["today", "sysma", "padas", "announced"]
    assert [one["state"] for one in unit["visits"]][-1] == "planned"
    with standing_at(helsinki(5, 7, 11)):
        later = (await read_town.get("/support-points", kind="mobile"))["items"][0]
    assert later["municipality_code"] == "781"
    assert "assisted_authorisation" in later["service_codes"]


async def test_openness_is_told_of_the_moment_asked(read_town: Town) -> None:
    evening = await read_town.get(
        "/support-points", kind="county", include="openness",
        open_at="2026-05-05T12:30:00+03:00",
    )  # fmt: skip

    assert evening["items"][0]["openness"]["since"] == "2026-05-05T06:00:00Z"
