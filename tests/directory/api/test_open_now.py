"""`/open-now`: points, visits and channels in one answer."""

from typing import Any

import pytest

from common.clock import standing_at
from tests.directory.town import LAHTI, Town, helsinki


async def test_what_is_open_comes_first_and_the_nearer_before(read_town: Town) -> None:
    found = await read_town.get("/open-now", near=LAHTI)

    names = read_town.names_of(found["items"])
    assert names[:4] == ["harju", "kela", "today", "satama"]
    assert set(names[4:7]) == {"phone", "chat", "bot"}
    assert found["at"] == "2026-05-05T07:30:00Z"
    harju = found["items"][0]
    assert (harju["kind"], harju["state"], harju["until"]) == (
        "point",
        "open",
        "2026-05-05T13:00:00Z",
    )
    assert (harju["distance_m"], harju["freshness"]) == (77, "fresh")
    assert harju["contacts"][0]["value"] == "03 123 456"


async def test_then_what_opens_soonest(read_town: Town) -> None:
    found = await read_town.get("/open-now", near="60.989,25.514", radius_m=2000)

    (salpa,) = [one for one in found["items"] if one["kind"] == "point"]
    assert (salpa["state"], salpa["next_open"]) == ("closed", "2026-05-05T09:00:00Z")
    assert found["items"][-1] == salpa


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"municipality": "111", "service": "interpreting"}, {"heinola"}),
    ({"municipality": "Heinola,576", "service": "service_guidance"},
     {"heinola", "former", "padasjoki"}),
    ({"service": "device_network"}, {"satama", "salpa", "padasjoki"}),
    ({"service": "assisted_authorisation"}, {"harju"}),
    ({"language": "sv"}, {"satama", "kela", "phone"}),
    ({"language": "en", "need": "using_service"}, {"harju", "kela"}),
    ({"near": "61.35,25.28", "need": "device_use", "radius_m": 500}, {"padasjoki", "phone"}),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=lambda one: str(one)[:60])
async def test_filters(read_town: Town, params: dict[str, Any], expected: set[str]) -> None:
    assert set(await read_town.found("/open-now", **params, limit=200)) == expected


async def test_D9_a_service_is_asked_in_its_own_hours(read_town: Town) -> None:
    """At ten Padasjoki is closed, and lets people use its computers."""
    found = await read_town.get("/open-now", municipality="576", service="device_network")
    other = await read_town.get("/open-now", municipality="576", service="service_guidance")
    both = await read_town.get(
        "/open-now", municipality="576", service="service_guidance,device_network"
    )

    assert (found["items"][0]["state"], found["items"][0]["next_open"]) == ("open", None)
    assert other["items"][0]["state"] == "closed"
    assert both["items"][0]["state"] == "open"


async def test_a_library_in_self_service_counts_for_its_computers_alone(read_town: Town) -> None:
    with standing_at(helsinki(5, 5, 20)):
        computers = await read_town.get("/open-now", municipality="398", service="device_network")
        plain = await read_town.get("/open-now", near="60.990,25.650", radius_m=200)

    assert computers["items"][0]["state"] == "self_service"
    satama = next(one for one in plain["items"] if one["kind"] == "point")
    assert (satama["state"], satama["next_open"]) == ("self_service", "2026-05-06T07:00:00Z")


@pytest.mark.parametrize("at", [{}, {"at": "2026-05-05T17:00:00Z"}], ids=["now", "then"])
async def test_self_service_stands_between_what_is_open_and_what_opens(
    read_town: Town, at: dict[str, str]
) -> None:
    with standing_at(helsinki(5, 5, 20)):
        found = await read_town.get("/open-now", near=LAHTI, limit=200, **at)

    states = [one["state"] for one in found["items"]]
    first_shut = states.index("closed")
    assert "self_service" in states[:first_shut]
    assert "open" not in states[states.index("self_service") :]


async def test_D9_the_openness_of_a_list_is_that_of_the_service_asked(read_town: Town) -> None:
    with standing_at(helsinki(5, 5, 20)):
        asked = {"near": LAHTI, "open_at": "now", "include": "openness"}
        found = await read_town.get("/support-points", service="device_network", **asked)
        several = await read_town.get(
            "/support-points", service="device_network,web_guidance", **asked
        )

    satama, same = (one["items"][0]["openness"] for one in (found, several))
    assert (satama["state"], satama["available"], satama["next_open"]) == (
        "self_service",
        True,
        None,
    )
    assert (same["state"], same["available"]) == ("self_service", False)


async def test_a_visit_is_there_on_its_day(read_town: Town) -> None:
    for hour, state, until in (
        (9, "closed", "2026-05-05T07:00:00Z"),
        (11, "open", "2026-05-05T09:00:00Z"),
    ):
        with standing_at(helsinki(5, 5, hour)):
            found = await read_town.get("/open-now", near=LAHTI, radius_m=1000, limit=200)
        (visit,) = [one for one in found["items"] if one["kind"] == "visit"]
        assert (visit["state"], visit["until"]) == (state, until)
    with standing_at(helsinki(5, 6, 11)):
        assert not {"cancelled", "today"} & set(await read_town.found("/open-now", limit=200))


async def test_another_moment_is_asked(read_town: Town) -> None:
    found = await read_town.get("/open-now", at="2026-05-07T11:00:00+03:00", limit=200)
    names = read_town.names_of(found["items"])

    assert "sysma" in names
    assert "announced" not in await read_town.found("/open-now", at="2026-05-20T11:00:00+03:00")


@pytest.mark.parametrize(
    "params",
    [{"service": "magic"}, {"need": "magic"}, {"municipality": "Atlantis"}, {"radius_m": 0},
     {"at": "9999-12-31T23:59:59-12:00"}],
)  # fmt: skip
async def test_what_cannot_be_meant_is_refused(read_town: Town, params: dict[str, Any]) -> None:
    assert (await read_town.client.get("/open-now", params=params)).status_code == 422
