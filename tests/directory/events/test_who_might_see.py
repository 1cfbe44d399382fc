"""Events say whether residents might see the thing before the change and may see it after it."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from directory.upkeep import Upkeep
from tests.directory.imports.sending import applied, hours_csv, place, places_csv
from tests.directory.town import Town, helsinki, services, stop
from tests.directory.writing import EDITOR, create, events, kinds, send
from tests.services import told

HIDDEN, APPEARS, STAYS, GOES = (False, False), (False, True), (True, True), (True, False)
"""Whether residents might see it before the change, and may see it after."""
THINGS = ("support-points", "mobile-units", "remote-channels", "materials")
ANY_VERSION = EDITOR | {"if-match": "*"}


def seen(clouds: list[dict[str, Any]]) -> list[tuple[bool, bool]]:
    """Before and after; the verification of a point says neither."""
    said = [one["data"] for one in clouds if "verified" not in one["type"]]
    return [(one["was_public"], one["public"]) for one in said]


async def since(town: Town, before: int) -> list[tuple[bool, bool]]:
    return seen(await events(town, before))


async def do(town: Town, path: str, *steps: str) -> None:
    """One step after the other; `public` and `staff` change who is meant to see it."""
    for step in steps:
        if step in ("public", "staff"):
            answer = await send(town, "PATCH", path, {"visibility": step}, headers=ANY_VERSION)
        elif step == "verifications":
            answer = await send(town, "POST", f"{path}/{step}", {"outcome": "confirmed"})
        else:
            answer = await send(town, "POST", f"{path}/{step}", headers=ANY_VERSION)
        assert answer.is_success, (step, answer.text)


async def draft(town: Town, noun: str) -> tuple[str, int]:
    """The path of a new draft, and how many events had been told before it."""
    before = len(await events(town))
    made = await create(town, noun)
    return f"/{noun}/{made.json()['id']}", before


@pytest.mark.parametrize("noun", THINGS)
async def test_what_is_done_to_a_draft_was_and_is_seen_by_nobody(town: Town, noun: str) -> None:
    path, before = await draft(town, noun)

    await do(town, path, "public", "verifications", "archive")

    told_of_it = await since(town, before)
    assert set(told_of_it) == {HIDDEN}
    assert len(told_of_it) == (3 if noun == "support-points" else 4)


@pytest.mark.parametrize("noun", THINGS)
async def test_publishing_shows_and_suspending_takes_away(town: Town, noun: str) -> None:
    path, before = await draft(town, noun)

    await do(town, path, "publish", "public", "suspend", "public", "publish", "archive")

    assert await since(town, before) == [HIDDEN, APPEARS, STAYS, GOES, HIDDEN, APPEARS, GOES]


@pytest.mark.parametrize("noun", THINGS)
async def test_what_was_suspended_is_archived_without_being_taken_away_again(
    town: Town, noun: str
) -> None:
    path, before = await draft(town, noun)

    await do(town, path, "publish", "suspend", "archive")

    assert (await since(town, before))[2:] == [GOES, HIDDEN]


@pytest.mark.parametrize("noun", THINGS)
async def test_what_becomes_for_staff_alone_is_taken_away(town: Town, noun: str) -> None:
    path, before = await draft(town, noun)

    await do(town, path, "publish", "staff", "staff", "public")

    assert (await since(town, before))[2:] == [GOES, HIDDEN, APPEARS]


@pytest.mark.parametrize("noun", [one for one in THINGS if one != "support-points"])
async def test_a_check_of_what_is_seen_leaves_it_seen(town: Town, noun: str) -> None:
    path, before = await draft(town, noun)

    await do(town, path, "publish", "verifications")

    assert (await since(town, before))[2:] == [STAYS]


async def test_hours_of_a_draft_are_seen_by_nobody(town: Town) -> None:
    path, before = await draft(town, "support-points")

    answer = await send(town, "PUT", f"{path}/opening-hours", {}, headers=ANY_VERSION)

    assert answer.is_success, answer.text
    assert await since(town, before) == [HIDDEN, HIDDEN]


async def visit(town: Town, **more: Any) -> tuple[str, int]:
    """The path of a new planned visit, and how many events had been told before it."""
    before, there = len(await events(town)), stop("781", None)
    new = {
        "unit_id": str(town.ids["bus"]),
        "starts_at": "2026-06-02T07:00:00Z",
        "ends_at": "2026-06-02T11:00:00Z",
        "stop": {"name": there["name"], "address": there["address"]},
        "services": services("service_guidance"),
    }
    made = await town.client.post("/mobile-visits", json=new | more, headers=EDITOR)
    assert made.status_code == 201, made.text
    return f"/mobile-visits/{made.json()['id']}", before


async def act(town: Town, path: str, action: str, body: Any = None) -> None:
    answer = await send(town, "POST", f"{path}/{action}", body, headers=ANY_VERSION)
    assert answer.is_success, answer.text


OFF = {"reason": {"fi": "Kuljettaja on sairaana"}}
LATER = {"starts_at": "2026-06-03T07:00:00Z", "ends_at": "2026-06-03T11:00:00Z"}


async def test_V6_an_announced_visit_that_is_cancelled_is_still_seen(town: Town) -> None:
    path, before = await visit(town, announce=True)

    await act(town, path, "cancel", OFF)

    assert await since(town, before) == [APPEARS, STAYS]


async def test_a_visit_that_nobody_saw_is_cancelled_unseen(town: Town) -> None:
    path, before = await visit(town)

    await act(town, path, "move", LATER)
    await act(town, path, "cancel", OFF)

    assert await since(town, before) == [HIDDEN, HIDDEN, HIDDEN]


async def test_a_confirmed_visit_appears_and_stays_to_its_end(town: Town) -> None:
    path, before = await visit(town)

    await act(town, path, "confirm")
    await act(town, path, "move", LATER)
    with standing_at(helsinki(6, 3, 15)):
        await Upkeep(town.app.state.transactions).once()

    told_of_it = [one for one in await events(town, before) if path.endswith(one["subject"])]
    assert kinds(told_of_it)[-1] == "visit.held"
    assert seen(told_of_it) == [HIDDEN, APPEARS, STAYS, STAYS]


async def test_an_announcement_that_is_withdrawn_is_taken_away(town: Town) -> None:
    path, before = await visit(town, announce=True)

    for announce in (False, False, True):
        answer = await send(town, "PATCH", path, {"announce": announce}, headers=ANY_VERSION)
        assert answer.is_success, answer.text

    assert await since(town, before) == [APPEARS, GOES, HIDDEN, APPEARS]


HOURS = {"aukioloajat": "ma-pe 9-16"}
ONE = place(**HOURS)
OTHER = place(id="2", nimi="Toinen kirjasto")


async def of_import(session: AsyncSession, *rows: dict[str, str]) -> dict[str, tuple[bool, bool]]:
    await applied(session, places_csv(rows), force=True)
    clouds = [one for one in await told(session) if "directory.point." in one["type"]]
    return dict(zip(kinds(clouds), seen(clouds), strict=True))


async def test_an_import_shows_changes_and_suspends(session: AsyncSession) -> None:
    first = await of_import(session, ONE)
    changed = await of_import(session, place(nimi="Uusi nimi", **HOURS))
    suspended = await of_import(session, place(nimi="Uusi nimi", palvelut="", **HOURS))
    renamed = await of_import(session, place(nimi="Kolmas nimi", palvelut="", **HOURS))
    back = await of_import(session, place(nimi="Kolmas nimi", **HOURS))

    assert first == {"point.created": APPEARS, "point.published": APPEARS}
    assert changed == {"point.updated": STAYS}
    assert suspended == {"point.updated": GOES, "point.suspended": GOES}
    assert renamed == {"point.updated": HIDDEN}
    assert back == {"point.updated": APPEARS, "point.published": APPEARS}


async def test_R3_a_point_that_left_its_source_is_taken_away_the_second_time(
    session: AsyncSession,
) -> None:
    await of_import(session, ONE, OTHER)

    times = [await of_import(session, ONE) for _ in range(3)]

    assert times == [{"point.updated": STAYS}, {"point.suspended": GOES}, {}]


async def test_imported_hours_of_a_point_that_is_seen_leave_it_seen(session: AsyncSession) -> None:
    await of_import(session, ONE)

    await applied(session, hours_csv("1;2026-12-24;;;kiinni"), "hours_csv")

    assert seen(await told(session)) == [STAYS]
