"""Visits of mobile units: what may be done with them, and who sees them (V5-V7, Q2)."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from common.clock import standing_at
from tests.directory.town import FORMER, OFFICER, ON_BUS, Town, helsinki, services, stop
from tests.services import as_caller

EDITOR = as_caller("directory:read", "directory:write", kind="staff", municipalities=["*"])


def new_visit(town: Town, **more: Any) -> dict[str, Any]:
    place = stop("781", None)
    return {
        "unit_id": str(town.ids["bus"]),
        "starts_at": "2026-06-02T07:00:00Z",
        "ends_at": "2026-06-02T11:00:00Z",
        "stop": {"name": place["name"], "address": place["address"]},
        "services": services("service_guidance"),
    } | more


async def plan(town: Town, **more: Any) -> dict[str, Any]:
    answer = await town.client.post("/mobile-visits", json=new_visit(town, **more), headers=EDITOR)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def act(town: Town, visit: dict[str, Any], action: str, **body: Any) -> Any:
    version = (await town.client.get(f"/mobile-visits/{visit['id']}", headers=EDITOR)).json()
    return await town.client.post(
        f"/mobile-visits/{visit['id']}/{action}",
        json=body or None,
        headers=EDITOR | {"if-match": f'"v{version["version"]}"'},
    )


MOVED = {"starts_at": "2026-06-03T07:00:00Z", "ends_at": "2026-06-03T11:00:00Z"}
BODIES: dict[str, dict[str, Any]] = {
    "confirm": {},
    "move": MOVED,
    "cancel": {"reason": {"fi": "Kuljettaja on sairaana"}},
}
WAYS = {"planned": [], "confirmed": ["confirm"], "cancelled": ["cancel"]}
TABLE = {
    "planned": {"confirm": "confirmed", "move": "planned", "cancel": "cancelled"},
    "confirmed": {"move": "confirmed", "cancel": "cancelled"},
    "cancelled": {},
}


async def test_V5_every_action_from_every_state(town: Town) -> None:
    for state, ways in WAYS.items():
        for action, body in BODIES.items():
            visit = await plan(
                town, starts_at="2026-07-01T07:00:00Z", ends_at="2026-07-01T08:00:00Z"
            )
            for way in ways:
                assert (await act(town, visit, way, **BODIES[way])).status_code == 200

            answer = await act(town, visit, action, **body)

            if action in TABLE[state]:
                assert answer.json()["state"] == TABLE[state][action], (state, action)
            else:
                assert answer.status_code == 409
                assert answer.json()["type"] == "/problems/not-in-this-state"
                assert answer.json()["allowed_actions"] == list(TABLE[state])
            shown = (await town.client.get(f"/mobile-visits/{visit['id']}", headers=EDITOR)).json()
            assert shown["allowed_actions"] == list(TABLE[shown["state"]])
            if shown["state"] != "cancelled":
                await act(town, visit, "cancel", **BODIES["cancel"])


async def test_a_visit_is_read_as_it_was_planned(town: Town) -> None:
    location = {"srid": 3067, "north": 6820000, "east": 430000}
    place = new_visit(town)["stop"] | {"location": location}
    visit = await plan(town, stop=place, note={"fi": "Torilla"}, announce=True)

    assert (visit["state"], visit["date"]) == ("planned", "2026-06-02")
    assert visit["municipality_code"] == "781"
    assert visit["stop"]["location"]["lat"] == pytest.approx(61.51, abs=0.01)
    assert visit["note"]["fi"] == "Torilla"
    assert visit["assisted_authorisation"] == {
        "available": False,
        "by_appointment": False,
        "next_date": None,
    }
    assert (await town.get(f"/mobile-visits/{visit['id']}"))["id"] == visit["id"]


BAD: list[tuple[dict[str, Any], int, str, str | None]] = [
    ({"unit_id": str(uuid4())}, 422, "validation-error", "/unit_id"),
    ({"starts_at": "2026-05-05T07:29:59Z"}, 422, "validation-error", "/starts_at"),
    ({"ends_at": "2026-06-02T07:00:00Z"}, 422, "validation-error", "/starts_at"),
    ({"ends_at": "2026-06-03T07:00:01Z"}, 422, "validation-error", "/starts_at"),
    ({"starts_at": "9999-12-31T23:59:59-12:00"}, 422, "validation-error", None),
    ({"services": []}, 422, "validation-error", "/services"),
    ({"services": services("magic")}, 422, "validation-error", None),
    ({"services": services("web_guidance web_guidance")}, 422, "validation-error", None),
    ({"qualified_person_ids": ["x"]}, 422, "validation-error", None),
    ({"state": "confirmed"}, 422, "validation-error", "/state"),
]


@pytest.mark.parametrize(("more", "status", "slug", "pointer"), BAD, ids=lambda one: str(one)[:50])
async def test_a_visit_that_cannot_be_is_refused(
    read_town: Town, more: dict[str, Any], status: int, slug: str, pointer: str | None
) -> None:
    body = new_visit(read_town, **more)
    answer = await read_town.client.post("/mobile-visits", json=body, headers=EDITOR)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer


async def test_a_visit_in_the_past_is_told_what_a_visit_must_be(read_town: Town) -> None:
    body = new_visit(read_town, starts_at="2026-05-05T07:29:59Z")
    answer = await read_town.client.post("/mobile-visits", json=body, headers=EDITOR)

    (wrong,) = answer.json()["errors"]
    assert wrong["detail"].startswith("Käynnin on alettava tulevaisuudessa")


async def test_a_stop_lies_in_this_county_and_its_host_is_there(town: Town) -> None:
    for code, slug in (("091", "outside-county"), ("999", "validation-error")):
        place = {"name": {"fi": "Tori"}, "address": {"municipality_code": code}}
        answer = await town.client.post(
            "/mobile-visits", json=new_visit(town, stop=place), headers=EDITOR
        )
        assert answer.json()["type"] == f"/problems/{slug}"
    place = new_visit(town)["stop"] | {"host_point_id": str(town.ids["archived"])}
    answer = await town.client.post(
        "/mobile-visits", json=new_visit(town, stop=place), headers=EDITOR
    )
    assert answer.json()["errors"][0]["pointer"] == "/stop/host_point_id"


async def test_V7_one_unit_is_in_one_place(town: Town) -> None:
    first = await plan(town)
    for starts, ends, status in (
        ("08:00", "09:00", 409),
        ("05:00", "07:01", 409),
        ("06:00", "12:00", 409),
        ("10:59", "12:00", 409),
        ("11:00", "12:00", 201),
        ("06:00", "07:00", 201),
    ):
        more = {"starts_at": f"2026-06-02T{starts}:00Z", "ends_at": f"2026-06-02T{ends}:00Z"}
        answer = await town.client.post(
            "/mobile-visits", json=new_visit(town, **more), headers=EDITOR
        )
        assert answer.status_code == status, (starts, ends)
        assert status == 201 or answer.json()["type"] == "/problems/visit-overlap"
    other = await plan(town, starts_at="2026-06-09T07:00:00Z", ends_at="2026-06-09T11:00:00Z")
    moved = {"starts_at": "2026-06-02T08:00:00Z", "ends_at": "2026-06-02T09:00:00Z"}
    assert (await act(town, other, "move", **moved)).json()["type"] == "/problems/visit-overlap"
    assert (await act(town, first, "move", **moved)).status_code == 200
    assert (await act(town, first, "cancel", **BODIES["cancel"])).status_code == 200
    assert (await act(town, other, "move", **moved)).status_code == 200


async def test_V7_two_moves_at_once_never_overlap(town: Town) -> None:
    import asyncio

    days = [
        await plan(town, starts_at=f"2026-06-{n:02}T07:00:00Z", ends_at=f"2026-06-{n:02}T09:00:00Z")
        for n in range(10, 16)
    ]

    answers = await asyncio.gather(*(act(town, one, "move", **MOVED) for one in days))

    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]


async def test_moving_counts_and_is_judged_anew(town: Town) -> None:
    """Q2: a right that ends with the year does not cover January."""
    visit = await plan(town, services=ON_BUS, qualified_person_ids=[str(OFFICER)])
    assert (await act(town, visit, "confirm")).json()["assisted_authorisation"] == {
        "available": True,
        "by_appointment": False,
        "next_date": "2026-06-02",
    }
    january = {"starts_at": "2027-01-12T08:00:00Z", "ends_at": "2027-01-12T11:00:00Z"}

    refused = await act(town, visit, "move", **january)
    moved = await act(town, visit, "move", **MOVED)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/qualification-missing")
    assert moved.json()["assisted_authorisation"]["next_date"] == "2026-06-03"
    assert "SEQUENCE:1" in (await town.client.get("/mobile-visits.ics")).text


async def test_Q2_S25_nobody_qualified_no_confirmation(town: Town) -> None:
    for people in ([], [str(FORMER)], [str(uuid4())]):
        visit = await plan(
            town,
            services=ON_BUS,
            qualified_person_ids=people,
            announce=True,
            starts_at="2026-08-04T07:00:00Z",
            ends_at="2026-08-04T08:00:00Z",
        )
        refused = await act(town, visit, "confirm")
        shown = await town.get(f"/mobile-visits/{visit['id']}")

        assert refused.json()["type"] == "/problems/qualification-missing"
        assert "assisted_authorisation" not in [one["service_code"] for one in shown["services"]]
        assert shown["assisted_authorisation"]["available"] is False
        await act(town, visit, "cancel", **BODIES["cancel"])


async def test_Q2_only_what_would_be_confirmed_says_that_it_may_be(town: Town) -> None:
    waits: dict[str, Any] = {"announce": True, "services": ON_BUS}
    visit = await plan(town, **waits, qualified_person_ids=[str(FORMER)])
    path = f"/mobile-visits/{visit['id']}"
    as_planned = (await town.client.get(path, headers=EDITOR)).json()

    found = await town.client.patch(
        path, json={"qualified_person_ids": [str(OFFICER)]}, headers=EDITOR | {"if-match": '"v1"'}
    )

    assert visit["allowed_actions"] == as_planned["allowed_actions"] == ["move", "cancel"]
    shown = (await town.client.get(path, headers=EDITOR)).json()
    for one in (found.json(), shown):
        assert one["allowed_actions"] == ["confirm", "move", "cancel"]
    january = {"starts_at": "2027-01-12T08:00:00Z", "ends_at": "2027-01-12T11:00:00Z"}
    moved = (await act(town, visit, "move", **january)).json()
    assert moved["allowed_actions"] == ["move", "cancel"]
    refused = await act(town, visit, "confirm")
    assert refused.json()["type"] == "/problems/qualification-missing"


async def test_a_confirmation_reads_the_rights_of_its_people_alone_and_once(town: Town) -> None:
    visit = await plan(town, services=ON_BUS, qualified_person_ids=[str(OFFICER)])
    seen: list[str] = []
    engine = town.app.state.transactions.kw["bind"].sync_engine
    event.listen(engine, "before_cursor_execute", lambda *said: seen.append(said[2]))

    confirmed = await town.client.post(
        f"/mobile-visits/{visit['id']}/confirm", headers=EDITOR | {"if-match": '"v1"'}
    )

    assert confirmed.json()["assisted_authorisation"]["available"] is True
    (read,) = (one for one in seen if "FROM qualification" in one)
    assert "qualification.person_id IN" in read


async def test_a_confirmed_visit_keeps_somebody_qualified(town: Town) -> None:
    visit = await plan(town, services=ON_BUS, qualified_person_ids=[str(OFFICER)])
    await act(town, visit, "confirm")
    changes = [{"qualified_person_ids": [str(FORMER)]}, {"qualified_person_ids": []}]
    for number, change in enumerate(changes):
        answer = await town.client.patch(
            f"/mobile-visits/{visit['id']}",
            json=change,
            headers=EDITOR | {"if-match": '"v2"'},
        )
        assert answer.json()["type"] == "/problems/qualification-missing", number
    dropped = await town.client.patch(
        f"/mobile-visits/{visit['id']}",
        json={"services": services("service_guidance"), "note": {"fi": "Ilman valtuutusta"}},
        headers=EDITOR | {"if-match": '"v2"'},
    )
    assert dropped.status_code == 200


async def test_a_visit_is_old_when_its_unit_or_organisation_changes(read_town: Town) -> None:
    visit = await read_town.get(f"/mobile-visits/{read_town.ids['sysma']}")
    answer = await read_town.client.get(f"/mobile-visits/{visit['id']}")

    assert set(answer.headers["cache-tags"].split(", ")) == {
        f"visit:{visit['id']}",
        f"unit:{visit['unit']['id']}",
        f"organisation:{visit['organisation']['id']}",
    }


async def test_V6_who_sees_which_visit(read_town: Town) -> None:
    public = set(await read_town.found("/mobile-visits"))
    answer = await read_town.client.get("/mobile-visits", headers=EDITOR)

    assert public == {"today", "sysma", "padas", "announced", "cancelled"}
    assert set(read_town.names_of(answer.json()["items"])) == public | {"planned"}
    for name in ("planned", "cancelled", "sysma"):
        one = await read_town.client.get(f"/mobile-visits/{read_town.ids[name]}")
        assert one.status_code == (404 if name == "planned" else 200)
    for at, seen in (
        (helsinki(5, 6, 13, 59), True),
        (helsinki(5, 6, 14), False),
    ):
        with standing_at(at):
            assert ("cancelled" in await read_town.found("/mobile-visits")) is seen
            one = await read_town.client.get(f"/mobile-visits/{read_town.ids['cancelled']}")
            assert (one.status_code == 200) is seen
    with standing_at(helsinki(5, 5, 23, 59)):
        assert "today" in await read_town.found("/mobile-visits")
    with standing_at(helsinki(5, 6)):
        assert "today" not in await read_town.found("/mobile-visits", **{"from": "-1w"})


async def test_V6_a_visit_that_nobody_saw_goes_unseen(town: Town) -> None:
    """Cancelled before it was confirmed or announced: residents never hear of it."""
    unseen, seen = (
        await plan(town),
        await plan(
            town, announce=True, starts_at="2026-06-04T07:00:00Z", ends_at="2026-06-04T08:00:00Z"
        ),
    )
    for visit in (unseen, seen):
        await act(town, visit, "cancel", **BODIES["cancel"])

    ids = {one["id"] for one in (await town.get("/mobile-visits"))["items"]}

    assert (unseen["id"] in ids, seen["id"] in ids) == (False, True)


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"municipality": "Sysmä,398"}, {"sysma", "today"}),
    ({"service": "assisted_authorisation"}, {"sysma"}),
    ({"service": "transacting_together"}, {"sysma", "padas"}),
    ({"from": "2026-05-06", "to": "2026-05-12"}, {"cancelled", "sysma", "padas"}),
    ({"from": "today", "to": "+2d"}, {"today", "cancelled", "sysma"}),
    ({"state": "cancelled"}, {"cancelled"}),
    ({"state": "planned,cancelled"}, {"cancelled", "announced"}),
    ({"near": "61.504,25.684", "radius_m": 1000}, {"sysma"}),
]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=lambda one: str(one)[:60])
async def test_filters_of_visits(
    read_town: Town, params: dict[str, Any], expected: set[str]
) -> None:
    assert set(await read_town.found("/mobile-visits", **params)) == expected


async def test_units_show_their_coming_visits(read_town: Town) -> None:
    unit = await read_town.get(f"/mobile-units/{read_town.ids['bus']}")
    listed = (await read_town.get("/mobile-units"))["items"][0]

    assert listed == unit
    assert read_town.names_of(unit["visits"]) == ["today", "sysma", "padas", "announced"]
    assert [one["service_code"] for one in unit["services"]] == [
        "assisted_authorisation",
        "transacting_together",
        "service_guidance",
    ]
    assert "qualified" not in str(unit)
    assert await read_town.found("/mobile-units", municipality="576") == ["bus"]
    assert await read_town.found("/mobile-units", municipality="111") == []
    assert await read_town.found("/mobile-units", service="kela_point") == []
    assert (await read_town.client.get(f"/mobile-units/{uuid4()}")).status_code == 404


async def test_a_unit_offers_authorisation_while_a_coming_visit_does(read_town: Town) -> None:
    with standing_at(helsinki(5, 8)):
        unit = await read_town.get(f"/mobile-units/{read_town.ids['bus']}")

    assert "assisted_authorisation" not in [one["service_code"] for one in unit["services"]]


async def test_who_may_do_what_is_said_to_those_who_may(read_town: Town) -> None:
    path = f"/mobile-visits/{read_town.ids['sysma']}"
    for headers, actions in (
        ({}, []),
        (as_caller("directory:read", "directory:write", municipalities=["398"]), []),
        (
            as_caller("directory:read", "directory:write", municipalities=["781"]),
            ["move", "cancel"],
        ),
        (as_caller("directory:write", kind="partner", municipalities=["781"]), []),
    ):
        answer = await read_town.client.get(path, headers=headers)
        assert answer.json()["allowed_actions"] == actions
