"""The real libraries of the data folder, with the numbers of directory.md 11.2 and 15."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI
from common.db import Transactions
from directory.hours.opening_hours import State, hours_from, state_at
from directory.imports.batches import OutsideCounty
from directory.model.days import days_of
from directory.model.making import with_days
from tests.directory.imports.sending import applied, points, told_of

pytestmark = pytest.mark.shared
MOMENTS = {
    "2026-05-01T09:00": (6, 410, 300, 4),
    "2026-05-04T12:00": (454, 166, 98, 2),
    "2026-05-05T09:59": (107, 435, 176, 2),
    "2026-05-05T10:00": (296, 298, 124, 2),
    "2026-05-05T18:59": (327, 283, 108, 2),
    "2026-05-05T19:00": (98, 388, 232, 2),
    "2026-05-14T12:00": (38, 407, 272, 3),
    "2026-05-23T12:00": (137, 407, 174, 2),
    "2026-05-24T12:00": (16, 435, 268, 1),
    "2026-06-18T16:00": (118, 390, 212, 0),
    "2026-06-19T11:00": (23, 401, 295, 1),
    "2026-06-20T08:00": (0, 371, 348, 1),
    "2026-07-15T17:30": (237, 301, 181, 1),
    "2026-08-22T23:59": (0, 0, 719, 1),
    "2026-08-23T10:00": (0, 0, 0, 720),
}
OWN_MOMENTS = {
    "2026-05-05T10:00": (5, 13, 1, 1),
    "2026-05-05T18:59": (9, 9, 1, 1),
    "2026-05-11T12:00": (12, 6, 0, 2),
    "2026-05-14T12:00": (0, 16, 3, 1),
}


@pytest.fixture
def places_file(shared_data: Path) -> bytes:
    return (shared_data / "libraries/kirjastot.csv").read_bytes()


@pytest.fixture
def hours_file(shared_data: Path) -> bytes:
    return next((shared_data / "libraries").glob("aukiolot-*.csv.gz")).read_bytes()


async def test_the_whole_country_twice_and_its_hours_at_known_moments(
    transactions: Transactions,
    places_file: bytes,
    hours_file: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started = time.perf_counter()
    async with transactions.begin() as session:
        first = await applied(session, places_file, outside_county=OutsideCounty.KEEP)
        first_told = await told_of(session)
    between = time.perf_counter()
    async with transactions.begin() as session:
        days = await applied(session, hours_file, "hours_csv")
        days_told = await told_of(session)
    ended = time.perf_counter()
    with capsys.disabled():
        print(f"\nplaces {between - started:.2f} s, hours {ended - between:.2f} s", end=" ")

    assert first.counts["rows"] | {} == _rows(read=720, created=720)
    assert first.counts["points"]["published"] == 498
    assert first.counts["points"]["drafts"] == first.counts["codes"]["no-service"] == 222
    assert first_told.count("point.created") == 720
    assert first_told.count("point.published") == 498
    assert days.counts["rows"] == _rows(read=137_422, accepted=137_284, error=138)
    assert days.counts["codes"] == {"unknown-place": 137, "zero-length-span": 1}
    assert _named(days.counts["days"], "with_spans", "closed", "unknown", "without_rows") == (
        67_085, 14_869, 71, 55,
    )  # fmt: skip
    assert days_told == ["point.updated"] * 720

    async with transactions.begin() as session:
        again = await applied(session, places_file, outside_county=OutsideCounty.KEEP)
        days_again = await applied(session, hours_file, "hours_csv")
        silence = await told_of(session)
    assert again.counts["rows"] == _rows(read=720, unchanged=720)
    assert again.counts["points"]["drafts"] == 222
    assert days_again.counts["points"]["unchanged"] == 720
    assert days_again.counts["days"]["unchanged"] == 720 * 114
    assert silence == []

    async with transactions() as session:
        await _states_are(session)
        await _words_are(session)


async def _states_are(session: AsyncSession) -> None:
    held = await points(session)
    dated = await days_of(session, [one["id"] for one in held.values()])
    hours = {
        key: with_days(hours_from(one["hours"]), dated[one["id"]]) for key, one in held.items()
    }
    own = await session.scalars(
        text(
            "select origin_id from support_point where municipality_code in"
            " (select code from municipality where wellbeing_county_code = '09')"
        )
    )
    ours = set(own)
    for moment, expected in MOMENTS.items():
        assert _states(hours.values(), moment) == expected, moment
    for moment, expected in OWN_MOMENTS.items():
        assert _states([hours[key] for key in ours], moment) == expected, moment


async def _words_are(session: AsyncSession) -> None:
    held = await points(session)
    codes = [{one["service_code"] for one in point["services"]} for point in held.values()]
    assert sum("device_network" in one for one in codes) == 490
    assert sum("kela_point" in one for one in codes) == 12
    assert sum("check_accessibility" in point["flags"] for point in held.values()) == 111
    assert sum("check_service_guidance" in point["flags"] for point in held.values()) == 13
    assert sum("proposal_sensitive_space" in point["flags"] for point in held.values()) == 75
    assert not any(point["remote_appointment_place"] for point in held.values())
    assert sum(point["municipality_code"] == "599" for point in held.values()) == 7
    assert sum(point["name"]["fi"] == "Nummen kirjasto" for point in held.values()) == 2
    assert not any(
        one["value"] != one["value"].strip() for point in held.values() for one in point["contacts"]
    )
    heard = [point["accessibility"]["hearing_loop"] for point in held.values()]
    assert heard.count("yes") == 11


async def test_I6_the_own_county_keeps_twenty_and_the_hours_of_the_others_are_no_errors(
    session: AsyncSession, places_file: bytes, hours_file: bytes
) -> None:
    kept = await applied(session, places_file)
    days = await applied(session, hours_file, "hours_csv")

    assert kept.counts["rows"] == _rows(read=720, created=20, skipped=700)
    services = [
        {one["service_code"] for one in point["services"]}
        for point in (await points(session)).values()
    ]
    assert all("device_network" in codes for codes in services)
    assert sum("service_guidance" in codes for codes in services) == 11
    iitti = next(
        point for point in (await points(session)).values() if point["municipality_code"] == "142"
    )
    assert [one["service_code"] for one in iitti["services"]] == [
        "device_network", "kela_point", "service_guidance",
    ]  # fmt: skip
    assert days.counts["codes"] == {"unknown-place": 137}
    assert days.counts["points"]["updated"] == 20
    assert sum(_named(days.counts["days"], "created", "unchanged")) == 20 * 114


def _rows(**counts: int) -> dict[str, int]:
    whole = dict.fromkeys(("created", "updated", "unchanged", "skipped", "error"), 0) | counts
    accepted = counts["read"] - whole["skipped"] - whole["error"]
    return {"accepted": accepted} | whole


def _named(counts: dict[str, Any], *names: str) -> tuple[int, ...]:
    return tuple(counts[name] for name in names)


def _states(places: Any, moment: str) -> tuple[int, ...]:
    at = datetime.fromisoformat(moment).replace(tzinfo=HELSINKI)
    found = [state_at(hours, at) for hours in places]
    wanted = (State.OPEN, State.SELF_SERVICE, State.CLOSED, State.UNKNOWN)
    return tuple(found.count(state) for state in wanted)
