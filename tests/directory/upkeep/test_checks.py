"""What a check of some parts makes of the whole (F1), and what nobody answering does (F6)."""

from typing import Any

import pytest

from common.clock import new_id, standing_at
from directory.points.points import SupportPoint
from directory.points.verifications import (
    FIELDS,
    ByRole,
    Outcome,
    SubjectKind,
    Verification,
    whole_check,
)
from tests.directory.town import Town, helsinki
from tests.directory.writing import create, send

PARTS = sorted(FIELDS)


def check(day: int, *fields: str, outcome: Outcome = Outcome.CONFIRMED) -> Verification:
    return Verification(
        subject_kind=SubjectKind.POINT,
        subject_id=new_id(),
        at=helsinki(5, day, 12),
        by_role=ByRole.COUNTY,
        caller="tester",
        outcome=outcome,
        fields=list(fields),
    )


def test_F1_a_whole_is_as_old_as_its_oldest_part() -> None:
    most = [check(day, part) for day, part in enumerate(PARTS[:-1], 2)]
    rest = check(9, PARTS[-1], outcome=Outcome.CHANGED)
    again = check(11, PARTS[0])

    assert whole_check([]) is None
    assert whole_check(most) is None
    assert whole_check([*most, rest]) is most[0]
    assert whole_check([again, rest, *most]) is most[1], "in any order"
    assert whole_check([*most, rest, check(12, *PARTS)]) is not most[0]


def test_F1_one_part_does_not_carry_an_older_whole() -> None:
    whole, part = check(1, "all"), check(8, "hours")

    assert whole_check([part, whole]) is whole
    assert whole_check([whole, check(9, "all", outcome=Outcome.UNREACHABLE)]) is whole


async def verify(town: Town, path: str, **said: Any) -> None:
    answer = await send(town, "POST", f"{path}/verifications", {"outcome": "confirmed"} | said)
    assert answer.status_code == 201, answer.text


async def test_F1_a_point_is_fresh_when_every_part_was_checked(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}"
    for day, part in enumerate(PARTS[:-1], 6):
        with standing_at(helsinki(5, day, 12)):
            await verify(town, path, fields=[part])
    with standing_at(helsinki(5, 20, 12)):
        before = await town.get(path)
        await verify(town, path, fields=[PARTS[-1]], outcome="changed", by_role="phone")
        after = await town.get(path)

    assert (before["freshness"], before["verification"]["verified_on"]) == ("stale", "2025-10-01")
    assert (after["freshness"], after["verification"]["verified_on"]) == ("fresh", "2026-05-06")
    assert after["verification"]["by_role"] == "county"


async def test_F1_parts_checked_long_ago_do_not_count(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}"
    await verify(town, path, fields=PARTS[:-1])

    with standing_at(helsinki(11, 20, 12)):
        await verify(town, path, fields=[PARTS[-1]])
        shown = await town.get(path)

    assert (shown["freshness"], shown["verification"]["verified_on"]) == ("stale", "2025-10-01")


@pytest.mark.parametrize("noun", ["mobile-units", "remote-channels", "materials"])
async def test_F1_other_things_are_checked_whole(town: Town, noun: str) -> None:
    made = (await create(town, noun)).json()
    path = f"/{noun}/{made['id']}"
    await send(town, "POST", f"{path}/publish", version=1)
    await verify(town, path, fields=["contact", "hours"])
    partly = (await town.get(path))["freshness"]

    await verify(town, path, fields=["hours", "all"])

    assert (partly, (await town.get(path))["freshness"]) == ("unverified", "fresh")


async def flags_of(town: Town) -> list[str]:
    async with town.app.state.transactions() as session:
        salpa: SupportPoint = await session.get_one(SupportPoint, town.ids["salpa"])
    return salpa.flags


async def test_F6_nobody_there_twice_in_a_row_is_flagged(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}"
    seen = []
    for outcome, fields in (
        ("unreachable", ["all"]),
        ("confirmed", ["hours"]),
        ("unreachable", ["all"]),
        ("unreachable", ["all"]),
        ("unreachable", ["all"]),
        ("changed", ["contact"]),
    ):
        await verify(town, path, outcome=outcome, fields=fields)
        seen.append(await flags_of(town))

    assert seen == [[], [], [], ["unreachable"], ["unreachable"], []]


async def test_F6_a_year_between_two_calls_is_still_in_a_row(town: Town) -> None:
    path = f"/support-points/{town.ids['salpa']}"
    await verify(town, path, outcome="unreachable")
    with standing_at(helsinki(5, 5, 12, year=2027)):
        await verify(town, path, outcome="unreachable")

    assert await flags_of(town) == ["unreachable"]
