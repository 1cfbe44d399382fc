"""The demonstration in a database: once, twice, and a week later."""

import argparse
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.db import Transactions
from directory.demo import command
from directory.demo.ids import demo_id
from directory.demo.loading import load
from directory.demo.visits import visits
from directory.mobile.qualifications import Qualification
from directory.mobile.visits import MobileVisit
from directory.partners.organisations import Organisation
from directory.points.freshness import Checked, Freshness, interval_days
from directory.points.points import RecordState, SupportPoint
from directory.points.verifications import Verification
from directory.store import Row
from tests.services import names_told, told

TODAY = date(2026, 11, 22)


async def counted(session: AsyncSession) -> dict[str, int]:
    found = {}
    for table in Row.metadata.sorted_tables:
        found[table.name] = await session.scalar(select(func.count()).select_from(table)) or 0
    return found


async def test_loading_twice_changes_nothing(session: AsyncSession) -> None:
    added = await load(session, TODAY)
    before, versions = await counted(session), await told(session)

    again = await load(session, TODAY)

    assert added > 150
    assert again == 0
    assert await counted(session) == before
    assert await told(session) == versions


async def test_a_week_later_only_visits_come(session: AsyncSession) -> None:
    await load(session, TODAY)
    before = await counted(session)

    added = await load(session, TODAY + timedelta(days=7))

    after = await counted(session)
    assert added > 0
    assert {name for name, count in after.items() if count != before[name]} == {
        "mobile_visit",
        "outbox",
        "told",
    }
    assert after["mobile_visit"] - before["mobile_visit"] == added


async def test_what_is_there_is_left_as_it_is(session: AsyncSession) -> None:
    # given a point that somebody has changed
    await load(session, TODAY)
    point = await session.get_one(SupportPoint, demo_id("point:harju"))
    point.name = {"fi": "Uusi nimi", "sv": None, "en": None}
    await session.flush()

    await load(session, TODAY)

    await session.refresh(point)
    assert point.name["fi"] == "Uusi nimi"


async def test_points_are_published_but_for_the_draft(session: AsyncSession) -> None:
    await load(session, TODAY)

    rows = (await session.scalars(select(SupportPoint))).all()

    assert {row.origin_id for row in rows if row.state is not RecordState.PUBLISHED} == {"karisto"}
    assert all(row.updated_at <= now() for row in rows)


async def test_F3_every_freshness_but_expired_is_met(session: AsyncSession) -> None:
    await load(session, TODAY)

    joined = select(SupportPoint, Organisation).where(
        SupportPoint.organisation_id == Organisation.id
    )
    found = Counter(freshness(*row) for row in await session.execute(joined))

    assert set(found) == set(Freshness) - {Freshness.EXPIRED}
    assert found[Freshness.FRESH] > sum(found.values()) / 2


def freshness(point: SupportPoint, owner: Organisation) -> Freshness:
    on = point.verified_at and helsinki_day(point.verified_at)
    created = helsinki_day(point.created_at)
    return Checked(created, on, interval_days(owner.kind)).on(TODAY)


async def test_what_is_checked_has_a_verification(session: AsyncSession) -> None:
    await load(session, TODAY)

    said = {row.subject_id: row for row in (await session.scalars(select(Verification))).all()}

    for point in (await session.scalars(select(SupportPoint))).all():
        if point.verified_at is not None:
            assert said[point.id].at == point.verified_at
            assert said[point.id].by_role == point.verified_by_role
        else:
            assert point.id not in said


async def test_everything_is_told_in_order(session: AsyncSession) -> None:
    await load(session, TODAY)

    names = Counter(await names_told(session))
    clouds = await told(session)
    ours = [cloud for cloud in clouds if cloud["subject"] == str(demo_id("point:harju"))]

    points = await session.scalar(select(func.count()).select_from(SupportPoint))
    assert names["directory.point.created"] == points
    assert names["directory.point.published"] == names["directory.point.created"] - 1
    assert names["directory.visit.planned"] == len(visits(TODAY))
    assert names["directory.visit.cancelled"] == 1
    assert names["directory.organisation.created"] == 20
    assert [cloud["data"]["version"] for cloud in ours] == [1, 2, 3]
    assert [cloud["data"].get("public") for cloud in ours] == [False, True, None]


async def test_no_event_names_an_officer(session: AsyncSession) -> None:
    await load(session, TODAY)

    persons = set((await session.scalars(select(Qualification.person_id))).all())
    said = str(await told(session))

    assert persons
    assert not [person for person in persons if str(person) in said]


async def test_a_visit_tells_whether_somebody_is_qualified(session: AsyncSession) -> None:
    await load(session, TODAY)

    clouds = [one["data"] for one in await told(session) if ".visit." in one["type"]]
    by_unit: dict[str, set[Any]] = {}
    for one in clouds:
        by_unit.setdefault(one["unit_id"], set()).add(one["qualified"])

    assert by_unit[str(demo_id("unit:digiauto"))] == {True, False}
    assert by_unit[str(demo_id("unit:pop_up"))] == {None}


async def test_loading_is_fast(transactions: Transactions) -> None:
    async with transactions.begin() as session:
        began = time.perf_counter()
        await load(session, TODAY)

    assert time.perf_counter() - began < 1.5


def test_the_verb_is_refused_for_another_county(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given settings of Pirkanmaa
    monkeypatch.setenv("DIRECTORY_COUNTY", "08")
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:9/none")
    monkeypatch.setenv("DIRECTORY_NATS_URL", "nats://127.0.0.1:9")
    monkeypatch.setenv("DIRECTORY_CALLER_KEYS", "{}")
    verb = command.add_demo_verb(argparse.ArgumentParser().add_subparsers())

    code = verb(argparse.Namespace())

    assert code == 2
    assert "county 09" in capsys.readouterr().err


async def test_the_verb_loads_in_one_transaction(
    database: str, transactions: Transactions, run_verb: Callable[[str], Awaitable[str]]
) -> None:
    first = await run_verb(database)

    again = await run_verb(database)

    assert first.endswith("records of the demonstration were added.\n")
    assert again == "0 records of the demonstration were added.\n"
    async with transactions() as session:
        assert await session.scalar(select(func.count()).select_from(MobileVisit))
