"""A mill tells, a shop hears: the smallest world in which the bus can be tested."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import nats
from nats.aio.client import Client
from nats.errors import Error
from nats.js.errors import NotFoundError, ServerError
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from common import db
from common.bus import TUNE, WAKE, Event, Hearing, add_event_tables, end, tell_all
from common.bus.streams import provision, stream_of
from common.clock import new_id
from common.db import Transactions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EFFECTS = (
    "create table effect (sack_id uuid, event_id uuid, sequence bigint, kilos integer)",
    "create table sack (id uuid primary key, sequence bigint, kilos integer)",
)


class SackFilled(Event):
    """A sack was filled at the mill."""

    type = "mill.sack.filled"
    sack_id: UUID
    kilos: int = 0


class SackSold(Event):
    """A sack left the mill."""

    type = "mill.sack.sold"
    sack_id: UUID


async def count_sack(session: AsyncSession, event: SackFilled) -> None:
    """A fact without any key: whoever applies it twice is seen."""
    await session.execute(
        text("insert into effect values (:sack_id, :id, :sequence, :kilos)"), event.model_dump()
    )


async def keep_sack(session: AsyncSession, event: SackFilled) -> None:
    """A copy: the newest state wins."""
    newer = (
        "insert into sack values (:sack_id, :sequence, :kilos) on conflict (id) do update"
        " set sequence = excluded.sequence, kilos = excluded.kilos"
        " where sack.sequence < excluded.sequence"
    )
    await session.execute(text(newer), event.model_dump())


async def count_and_keep(session: AsyncSession, event: SackFilled) -> None:
    await count_sack(session, event)
    await keep_sack(session, event)


HEARING: Hearing = {SackFilled: count_and_keep}


def filled(number: int = 1, *, sack_id: UUID | None = None) -> list[SackFilled]:
    """That many fillings of one sack, in order."""
    sack_id = sack_id or new_id()
    return [SackFilled(sack_id=sack_id, kilos=kilos) for kilos in range(1, number + 1)]


@dataclass
class World:
    """One database that both tells and hears, and a connection to NATS."""

    url: str
    transactions: Transactions
    nats_url: str
    client: Client

    async def tell(self, *events: Event) -> None:
        async with self.transactions.begin() as session:
            await tell_all(session, events)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.transactions() as session:
            return list((await session.execute(text(query), values)).all())

    async def value(self, query: str, **values: Any) -> Any:
        return (await self.rows(query, **values))[0][0]

    async def do(self, statement: str, **values: Any) -> None:
        async with self.transactions.begin() as session:
            await session.execute(text(statement), values)

    async def stored(self, stream: str = "DIGISILTA_MILL") -> int:
        return int((await self.client.jetstream().stream_info(stream)).state.messages)


async def lay_tables(url: str) -> None:
    """What a first migration does, and the tables of effects."""
    engine = create_async_engine(url)
    metadata = db.metadata()
    add_event_tables(metadata)
    async with engine.begin() as connection:
        await connection.run_sync(_create, metadata)
        for statement in (*WAKE, *TUNE, *EFFECTS):
            await connection.execute(text(statement))
    await engine.dispose()


def _create(connection: Any, metadata: MetaData) -> None:
    metadata.create_all(connection)


async def fresh_stream(client: Client, service: str = "mill") -> None:
    jetstream = client.jetstream()
    stream = stream_of(service, max_bytes=64 * 1024 * 1024)
    with suppress(NotFoundError):
        await jetstream.delete_stream(str(stream.name))
    for pause in (0.1, 0.5, 2.0):
        with suppress(ServerError):  # the folder of the deleted stream is not yet away
            await provision(jetstream, [stream], {})
            return
        await asyncio.sleep(pause)
    await provision(jetstream, [stream], {})


@asynccontextmanager
async def world_at(url: str, nats_url: str) -> AsyncIterator[World]:
    engine = create_async_engine(url, pool_pre_ping=True, pool_size=20)
    client = await nats.connect(nats_url, error_cb=_ignored)
    yield World(url, async_sessionmaker(engine, expire_on_commit=False), nats_url, client)
    await client.close()
    await engine.dispose()


async def _ignored(_: Exception) -> None:
    """The test sees what the caller sees."""


@asynccontextmanager
async def beside(step: Callable[[], Awaitable[None]]) -> AsyncIterator[asyncio.Task[None]]:
    """Run a step of the bus while the test looks at what it does."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_awaited(step))
        try:
            yield task
        finally:
            await end([task])


async def _awaited(step: Callable[[], Awaitable[None]]) -> None:
    await step()


async def eventually(
    true: Callable[[], Awaitable[object]], within: float = 10.0, why: str = ""
) -> None:
    """Wait until it is so. What NATS raises while it is away is "not yet"."""
    deadline = time.monotonic() + within
    while True:
        try:
            if await true():
                return
        except (Error, OSError):
            pass
        assert time.monotonic() < deadline, f"not within {within} s {why}"
        await asyncio.sleep(0.02)
