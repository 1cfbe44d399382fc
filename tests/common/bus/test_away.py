"""A database that is away is one line of a log; a bug has its trace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common import db
from common.bus import away, for_ever
from tests.services import eventually

NOBODY = "postgresql+asyncpg://nobody:none@127.0.0.1:1/none?ssl=disable"
Step = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def nothing_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    [once] = away.log.filters
    monkeypatch.setattr(once, "silent_until", 0.0)


async def refused() -> None:
    async with db.connected(NOBODY) as transactions, transactions() as session:
        await session.execute(text("select 1"))


def ended(database: str) -> Step:
    """Its server process is ended between two statements."""

    async def asked() -> None:
        async with db.connected(database) as transactions, transactions() as session:
            pid = (await session.execute(text("select pg_backend_pid()"))).scalar_one()
            async with transactions() as other:
                await other.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
            await asyncio.sleep(0.1)
            await session.execute(text("select 1"))

    return asked


def asking_wrongly(database: str) -> Step:
    async def asked() -> None:
        async with db.connected(database) as transactions, transactions() as session:
            await session.execute(text("select no_such_column"))

    return asked


async def stumbling(*steps: Step, times: int = 2) -> None:
    """Run the steps beside each other until each has stumbled so often."""
    stumbled = dict.fromkeys(range(len(steps)), 0)

    def counted(number: int, step: Step) -> Step:
        async def run() -> None:
            stumbled[number] += 1
            await step()

        return run

    async def often() -> bool:
        return min(stumbled.values()) > times

    tasks = [
        asyncio.ensure_future(for_ever(counted(number, step))) for number, step in enumerate(steps)
    ]
    await eventually(often)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_database_that_nobody_finds_is_said_once_and_without_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await stumbling(refused, refused)

    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "the database is away: ConnectionRefusedError"
    assert not record.exc_info


async def test_a_database_that_goes_in_the_middle_is_said_without_a_trace(
    caplog: pytest.LogCaptureFixture, database: str
) -> None:
    await stumbling(ended(database), times=1)

    [record] = caplog.records
    assert record.getMessage().startswith("the database is away: ")
    assert not record.exc_info


async def test_that_it_is_still_away_is_said_after_a_while(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "AGAIN", 0.0)

    await stumbling(refused)

    assert len(caplog.records) >= 2


async def test_a_bug_in_a_step_has_its_trace(
    caplog: pytest.LogCaptureFixture, database: str
) -> None:
    await stumbling(asking_wrongly(database))

    first, *_ = caplog.records
    assert "begins again" in first.getMessage()
    assert first.exc_info


def test_what_happens_while_another_error_is_handled_is_not_the_database() -> None:
    gone = asyncpg.ConnectionDoesNotExistError("gone")
    bug = KeyError("x")
    bug.__context__ = gone

    assert away.is_database_away(gone)
    assert away.is_database_away(DBAPIError("select 1", None, gone, connection_invalidated=True))
    assert away.is_database_away(ExceptionGroup("", [gone, ExceptionGroup("", [gone])]))
    assert not away.is_database_away(bug)
    assert not away.is_database_away(ExceptionGroup("", [gone, bug]))
    assert not away.is_database_away(ConnectionRefusedError("of another server"))
