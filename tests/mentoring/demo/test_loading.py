"""How the demonstration of mentoring is loaded: once, into nothing, on any day."""

import argparse
import asyncio
from datetime import datetime

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI, now
from common.db import Transactions
from mentoring.commands import own_verbs
from mentoring.demo.loading import load
from mentoring.learning.quarter_plans import QuarterPlan
from mentoring.people.org_units import OrgUnit
from mentoring.store import Row
from tests.mentoring.county import small_county

MOST = 5_000
"""Statements: each costs a third of a millisecond on a machine that has nothing else to do."""


async def counted(session: AsyncSession) -> dict[str, int]:
    found = {}
    for table in Row.metadata.sorted_tables:
        found[table.name] = await session.scalar(select(func.count()).select_from(table)) or 0
    return found


async def test_loading_twice_changes_nothing(session: AsyncSession) -> None:
    before = await counted(session)

    again = await load(session, now())

    assert again == 0
    assert await counted(session) == before


async def test_it_loads_on_the_first_day_of_a_quarter_with_few_statements(
    empty: Transactions,
) -> None:
    # given the first hour of a quarter
    at, asked = datetime(2026, 10, 1, 0, 30, tzinfo=HELSINKI), []
    async with empty() as session:
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *_: asked.append(1))

        steps = await load(session, at)

        plans = (await session.scalars(select(QuarterPlan))).all()

    assert steps > 500
    assert len(asked) < MOST
    assert {one.quarter for one in plans if one.state == "active"} == {"2026Q4"}


async def test_an_organisation_that_is_there_stays(empty: Transactions) -> None:
    # given a county of its own
    async with empty() as session:
        await small_county(session)
        await session.commit()
        units = await session.scalar(select(func.count()).select_from(OrgUnit))

        said = await load(session, now())

        assert said == 0
        assert await session.scalar(select(func.count()).select_from(OrgUnit)) == units


async def test_the_verb_says_what_it_did(
    loaded: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MENTORING_DATABASE_URL", loaded)
    monkeypatch.setenv("MENTORING_NATS_URL", "nats://127.0.0.1:9")
    monkeypatch.setenv("MENTORING_CALLER_KEYS", "{}")
    verbs = argparse.ArgumentParser().add_subparsers()

    code = await asyncio.to_thread(own_verbs(verbs)["demo"], argparse.Namespace())

    assert code == 0
    assert capsys.readouterr().out == "There is an organisation already; nothing was added.\n"
