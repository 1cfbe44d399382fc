"""One support point, its dated hours, and how its door stands."""

from typing import Any

import pytest

from common.clock import standing_at
from tests.directory.town import Town, helsinki
from tests.services import as_caller

STAFF = as_caller("directory:read", "directory:write", kind="staff", municipalities=["398"])


async def test_a_point_is_found_by_its_id_and_by_that_of_its_source(read_town: Town) -> None:
    by_source = await read_town.client.get("/support-points/register:99")
    by_id = await read_town.client.get(f"/support-points/{read_town.ids['imported']}")

    assert by_source.json() == by_id.json()
    assert by_id.json()["provenance"]["origin_id"] == "99"
    assert by_id.headers["etag"] == by_source.headers["etag"]
    assert by_id.headers["etag"].startswith('"v2.')
    tags = set(by_id.headers["cache-tags"].split(", "))
    assert {f"point:{read_town.ids['imported']}"} < tags


@pytest.mark.parametrize(
    ("name", "status", "slug"),
    [
        ("draft", 404, "not-found"),
        ("suspended", 404, "not-found"),
        ("staff", 404, "not-found"),
        ("expired", 404, "not-found"),
        ("archived", 410, "archived"),
        ("hidden_archived", 404, "not-found"),
        ("county", 404, "not-found"),
    ],
)
async def test_D8_what_is_not_shown_is_not_found_and_what_is_archived_is_gone(
    read_town: Town, name: str, status: int, slug: str
) -> None:
    for path in ("", "/opening-hours", "/openness"):
        answer = await read_town.client.get(f"/support-points/{read_town.ids[name]}{path}")

        said = answer.json()
        assert (answer.status_code, said["type"]) == (status, f"/problems/{slug}")
        if name == "archived":
            assert said["successor_id"] == str(read_town.ids["harju"])


async def test_staff_see_what_they_may_do(read_town: Town) -> None:
    for name, actions in (
        ("draft", ["publish", "archive"]),
        ("suspended", ["publish", "archive"]),
        ("harju", ["suspend", "archive"]),
        ("heinola", []),
    ):
        path = f"/support-points/{read_town.ids[name]}"
        answer = await read_town.client.get(path, headers=STAFF)
        assert answer.json()["allowed_actions"] == actions
    anyone = await read_town.get(f"/support-points/{read_town.ids['heinola']}")
    assert anyone["allowed_actions"] == []


async def test_an_unchanged_point_is_304(read_town: Town) -> None:
    path = f"/support-points/{read_town.ids['harju']}"
    tag = (await read_town.client.get(path)).headers["etag"]

    again = await read_town.client.get(path, headers={"if-none-match": tag})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


async def days(town: Town, name: str, **params: Any) -> list[dict[str, Any]]:
    path = f"/support-points/{town.ids[name]}/opening-hours"
    items: list[dict[str, Any]] = (await town.get(path, **params))["items"]
    return items


async def test_O22_dated_hours_of_a_week(read_town: Town) -> None:
    week = await days(read_town, "harju")

    assert [day["date"] for day in week] == [f"2026-05-{day:02}" for day in range(5, 12)]
    assert [(one["from"], one["to"], one["state"]) for one in week[0]["spans"]] == [
        ("09:00", "16:00", "open")
    ]
    assert [len(day["spans"]) for day in week] == [1, 1, 1, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("params", "first", "last", "count"),
    [
        ({"from": "today", "to": "today"}, "2026-05-05", "2026-05-05", 1),
        ({"to": "+7d"}, "2026-05-05", "2026-05-12", 8),
        ({"from": "-1w", "to": "today"}, "2026-04-28", "2026-05-05", 8),
        ({"from": " 1d", "to": "+1d"}, "2026-05-06", "2026-05-06", 1),
        ({"from": "2026-05-01", "to": "2027-05-01"}, "2026-05-01", "2027-05-01", 366),
    ],
)
async def test_O22_dates_are_said_in_many_ways(
    read_town: Town, params: dict[str, Any], first: str, last: str, count: int
) -> None:
    found = await days(read_town, "harju", **params)

    assert (found[0]["date"], found[-1]["date"], len(found)) == (first, last, count)


@pytest.mark.parametrize(
    ("params", "status", "slug"),
    [
        ({"from": "2026-05-01", "to": "2027-05-02"}, 400, "too-many-days"),
        ({"to": "+400d"}, 400, "too-many-days"),
        ({"from": "2026-02-30"}, 422, "validation-error"),
        ({"from": "2026-13-01"}, 422, "validation-error"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, 422, "validation-error"),
        ({"from": "9999-12-30", "to": "9999-12-31"}, 422, "validation-error"),
        ({"from": "+1d", "to": "today"}, 422, "validation-error"),
        ({"from": "tomorrow"}, 422, "validation-error"),
        ({"service": "kela_point"}, 404, "not-found"),
        ({"service": "magic"}, 422, "validation-error"),
    ],
)
async def test_dates_that_cannot_be_meant_are_refused(
    read_town: Town, params: dict[str, Any], status: int, slug: str
) -> None:
    path = f"/support-points/{read_town.ids['harju']}/opening-hours"
    answer = await read_town.client.get(path, params=params)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


async def test_O22_the_refusal_of_too_many_days_says_how_many_may_be_asked(read_town: Town) -> None:
    path = f"/support-points/{read_town.ids['harju']}/opening-hours"

    answer = await read_town.client.get(path, params={"to": "+400d"})

    assert answer.json()["detail"] == "Kerralla voi kysyä enintään 366 päivää."


async def test_O1_today_is_the_date_in_helsinki(read_town: Town) -> None:
    with standing_at(helsinki(5, 6, 0, 30)):
        assert (await days(read_town, "harju"))[0]["date"] == "2026-05-06"


async def test_a_service_has_hours_of_its_own(read_town: Town) -> None:
    own = await days(read_town, "padasjoki", service="device_network")
    place = await days(read_town, "padasjoki", service="service_guidance")

    assert [own[0]["spans"][0][end] for end in ("from", "to")] == ["08:00", "11:00"]
    assert [place[0]["spans"][0][end] for end in ("from", "to")] == ["11:00", "15:00"]


async def test_Q3_a_service_has_no_hours_on_dates_without_a_qualified_person(
    read_town: Town,
) -> None:
    found = await days(
        read_town,
        "harju",
        service="assisted_authorisation",
        **{"from": "2026-12-28", "to": "2027-01-08"},
    )

    assert [day["date"] for day in found if day["spans"]] == [
        "2026-12-28",
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
    ]


async def openness(town: Town, name: str, **params: Any) -> dict[str, Any]:
    return await town.get(f"/support-points/{town.ids[name]}/openness", **params)


async def test_O21_how_the_door_stands(read_town: Town) -> None:
    assert await openness(read_town, "harju") == {
        "state": "open",
        "available": True,
        "since": "2026-05-05T06:00:00Z",
        "until": "2026-05-05T13:00:00Z",
        "next_open": None,
        "next_change": "2026-05-05T13:00:00Z",
        "source": {"kind": "normal", "id": None, "label": None},
        "holiday_unconfirmed": False,
    }


async def test_O23_a_service_opens_when_its_own_states_come(read_town: Town) -> None:
    at = "2026-05-05T05:00:00+03:00"

    place = await openness(read_town, "satama", at=at)
    network = await openness(read_town, "satama", at=at, service="device_network")

    assert place["next_open"] == "2026-05-05T07:00:00Z"
    assert network["next_open"] == "2026-05-05T04:00:00Z"
    assert not network["available"]


@pytest.mark.parametrize(
    ("asked", "available"),
    [({}, False), ({"service": "service_guidance"}, False), ({"service": "device_network"}, True)],
)
async def test_O23_a_service_is_available_in_its_own_states_alone(
    read_town: Town, asked: dict[str, str], available: bool
) -> None:
    """D9: a library in self-service hours."""
    found = await openness(read_town, "satama", at="2026-05-05T08:00:00+03:00", **asked)

    assert (found["state"], found["available"]) == ("self_service", available)


async def test_O24_a_holiday_is_flagged(read_town: Town) -> None:
    """E24: Ascension Day, computed as usual."""
    found = await openness(read_town, "harju", at="2026-05-14T12:00:00+03:00")

    assert (found["state"], found["holiday_unconfirmed"]) == ("open", True)


async def test_O4_unknown_is_not_closed(read_town: Town) -> None:
    """E26."""
    found = await openness(read_town, "hartola")

    assert (found["state"], found["next_open"], found["source"]["kind"]) == (
        "unknown",
        None,
        "none",
    )


async def test_Q3_openness_of_a_service_that_nobody_may_give_is_not_found(read_town: Town) -> None:
    path = f"/support-points/{read_town.ids['former']}/openness"
    asked = {"service": "assisted_authorisation"}
    answer = await read_town.client.get(path, params=asked)
    before = await read_town.client.get(path, params=asked | {"at": "2026-04-20T09:00:00Z"})

    assert (answer.status_code, before.status_code) == (404, 200)
    evening = await openness(
        read_town, "harju", at="2026-12-31T18:00:00+02:00", service="assisted_authorisation"
    )
    assert evening["next_open"] is None


async def test_an_answer_for_a_later_moment_is_not_taken_for_now(read_town: Town) -> None:
    first = await openness(read_town, "kela", at="2026-05-05T20:00:00+03:00")
    second = await openness(read_town, "kela")
    third = await openness(read_town, "kela", at="2026-05-01T20:00:00+03:00")

    assert [one["state"] for one in (first, second, third)] == ["closed", "open", "closed"]
