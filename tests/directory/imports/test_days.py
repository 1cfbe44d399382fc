"""Dated days in the database: the rules O28, O31, O32 and what is told."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI
from directory.hours.opening_hours import State, hours_from, state_at
from directory.imports.batches import ImportHasErrors
from directory.model.days import days_of
from directory.model.making import with_days
from directory.points import changing
from tests.directory.imports.sending import (
    applied,
    compared,
    days,
    hours_csv,
    place,
    places_csv,
    the_point,
    told_of,
)
from tests.services import told

PLACES = places_csv([place(), place(id="2"), place(id="3", kunta="Tampere")])
MAY = (
    "1;2026-05-01;;;kiinni",
    "1;2026-05-02;08:00;10:00;omatoimi",
    "1;2026-05-02;10:00;16:00;auki",
    "2;2026-05-04;;;ei tiedossa",
)


@pytest.fixture(autouse=True)
async def _places(session: AsyncSession) -> None:
    await applied(session, PLACES)


async def _import(session: AsyncSession, *rows: str, force: bool = False) -> dict[str, Any]:
    row = await applied(session, hours_csv(*rows), "hours_csv", force=force)
    return row.counts


async def test_O28_the_rows_are_the_day_and_a_date_without_rows_is_unknown(
    session: AsyncSession,
) -> None:
    counts = await _import(session, *MAY)

    assert await days(session, "1") == {
        "2026-05-01": "closed",
        "2026-05-02": "08:00-10:00 self_service, 10:00-16:00 open",
        "2026-05-03": "unknown",
        "2026-05-04": "unknown",
    }
    assert set((await days(session, "2")).values()) == {"unknown"}
    assert counts["days"] == {
        "first": "2026-05-01",
        "last": "2026-05-04",
        "with_spans": 1,
        "closed": 1,
        "unknown": 1,
        "without_rows": 5,
        "created": 8,
        "updated": 0,
        "unchanged": 0,
    }


async def test_only_points_of_which_a_day_changed_are_counted_up_and_told(
    session: AsyncSession,
) -> None:
    await _import(session, *MAY)
    before = await the_point(session)

    counts = await _import(session, *MAY[:-1], "2;2026-05-04;09:00;12:00;auki")

    (event,) = await told(session)
    one, two = await the_point(session), await the_point(session, "2")
    assert one == before
    assert (two["version"], two["days_revision"]) == (3, 2)
    assert event["data"]["point_id"] == str(two["id"])
    assert (event["data"]["changed"], event["data"]["version"]) == (["hours"], 3)
    assert counts["points"]["updated"] == counts["points"]["unchanged"] == 1


async def test_I4_the_same_file_again_changes_nothing_and_tells_nothing(
    session: AsyncSession,
) -> None:
    await _import(session, *MAY)
    before = await the_point(session)

    counts = await _import(session, *MAY)

    assert counts["days"]["unchanged"] == 8
    assert counts["points"]["updated"] == 0
    assert await told_of(session) == []
    assert await the_point(session) == before


async def test_O31_a_new_file_replaces_the_days_inside_its_own_window_only(
    session: AsyncSession,
) -> None:
    await _import(session, *MAY)

    await _import(session, "1;2026-05-02;12:00;18:00;auki", "1;2026-05-05;;;kiinni")

    assert await days(session, "1") == {
        "2026-05-01": "closed",
        "2026-05-02": "12:00-18:00 open",
        "2026-05-03": "unknown",
        "2026-05-04": "unknown",
        "2026-05-05": "closed",
    }


async def test_O31_a_place_that_the_new_file_does_not_name_is_unknown_in_its_window(
    session: AsyncSession,
) -> None:
    await _import(
        session, "1;2026-05-01;;;kiinni", "2;2026-05-01;;;kiinni", "2;2026-05-02;;;kiinni"
    )

    await _import(session, "1;2026-05-01;09:00;12:00;auki")

    assert await days(session, "2") == {"2026-05-01": "unknown", "2026-05-02": "closed"}


async def test_O31_days_of_another_source_stay(session: AsyncSession) -> None:
    point = await the_point(session)
    await session.execute(
        text(
            "insert into day_hours (point_id, day, source, state, spans)"
            " values (:id, '2026-05-01', 'muu', 'open', '[]')"
        ),
        {"id": point["id"]},
    )

    counts = await _import(session, "1;2026-05-01;;;kiinni")

    assert await days(session, "1") == {"2026-05-01": "open"}
    assert counts["points"]["updated"] == 0


async def test_O31_a_typed_exception_stays_and_speaks_first(session: AsyncSession) -> None:
    typed = {
        "periods": [
            {
                "kind": "exception",
                "valid_from": "2026-05-01",
                "valid_to": "2026-05-01",
                "state": "open",
            }
        ]
    }
    row = await changing.the_point(session, (await the_point(session))["id"])
    await changing.change_point(session, row, {"hours": typed})

    await _import(session, *MAY)

    assert (await _state(session, "2026-05-01T12:00")) is State.OPEN
    assert (await _state(session, "2026-05-02T12:00")) is State.OPEN
    assert (await _state(session, "2026-05-02T09:00")) is State.SELF_SERVICE


async def test_O32_after_the_last_date_the_normal_week_speaks_or_nothing(
    session: AsyncSession,
) -> None:
    with_week = places_csv([place(aukioloajat="ma-su 9-16"), place(id="2")])
    await applied(session, with_week)
    await _import(session, "1;2026-05-01;;;kiinni", "2;2026-05-01;09:00;16:00;auki")

    assert await _state(session, "2026-05-01T12:00") is State.CLOSED
    assert await _state(session, "2026-05-02T12:00") is State.OPEN
    assert await _state(session, "2026-05-02T12:00", "2") is State.UNKNOWN


async def test_rows_of_places_outside_the_county_are_skipped_and_strangers_are_errors(
    session: AsyncSession,
) -> None:
    found = await compared(
        session,
        hours_csv("1;2026-05-01;;;kiinni", "3;2026-05-01;;;kiinni", "99;2026-05-01;;;kiinni"),
        "hours_csv",
    )

    assert (found.counts["rows"]["skipped"], found.counts["rows"]["error"]) == (1, 1)
    assert found.rows[0].origin_id == "99"
    assert found.rows[0].findings[0].code == "unknown-place"


async def test_rows_of_an_archived_point_are_skipped(session: AsyncSession) -> None:
    row = await changing.the_point(session, (await the_point(session, "2"))["id"])
    await changing.act_on_point(session, row, "archive")
    await session.flush()

    found = await compared(session, hours_csv(*MAY), "hours_csv")

    assert found.counts["rows"]["skipped"] == 1
    assert found.counts["points"]["updated"] == 1


async def test_I3_above_a_fifth_of_errors_nothing_is_applied_unless_forced(
    session: AsyncSession,
) -> None:
    wrong = ("1;2026-05-01;;;kiinni", "1;2026-05-02;x;y;auki")

    with pytest.raises(ImportHasErrors):
        await _import(session, *wrong)
    assert await days(session) == {}
    await _import(session, *wrong, force=True)

    assert await days(session) == {"2026-05-01": "closed", "2026-05-02": "unknown"}


async def test_a_dry_comparison_of_days_writes_nothing(session: AsyncSession) -> None:
    found = await compared(session, hours_csv(*MAY), "hours_csv")
    again = await compared(session, hours_csv(*MAY), "hours_csv")

    assert found.counts["days"]["created"] == again.counts["days"]["created"] == 8
    assert await days(session) == {}


async def _state(session: AsyncSession, moment: str, origin_id: str = "1") -> State:
    point = await the_point(session, origin_id)
    dated = (await days_of(session, [point["id"]])).get(point["id"], {})
    at = datetime.fromisoformat(moment).replace(tzinfo=HELSINKI)
    return state_at(with_days(hours_from(point["hours"]), dated), at)
