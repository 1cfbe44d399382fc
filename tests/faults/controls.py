"""The bus with one protection left out: the judge must see the difference. Only tests use these."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from nats.errors import Error as NatsError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from common.bus import for_ever, projector, relay
from common.bus.relay import KNOWN, Way, holds
from tests.common.bus.mill import HEARING, SackFilled, World, beside, eventually

STREAM = "DIGISILTA_MILL"
LeaveOut = Callable[[pytest.MonkeyPatch], None]


def nothing(_: pytest.MonkeyPatch) -> None:
    """The product as it is."""


def message_id_and_inbox(patch: pytest.MonkeyPatch) -> None:
    async def all_are_new(_: AsyncSession, __: str, ids: Sequence[UUID]) -> set[UUID]:
        return set(ids)

    async def publish_without_id(way: Way, rows: Any) -> Any:
        acks = {}
        for row in rows:
            acks[row.id] = await way.jetstream.publish(row.subject, row.payload)
        return acks

    patch.setattr(projector, "not_heard_before", all_are_new)
    patch.setattr(relay, "published", publish_without_id)


def comparison(patch: pytest.MonkeyPatch) -> None:
    """Trust the stream: what was marked as published is there."""

    async def trust(way: Way) -> int:
        return 0

    def check(*_: object) -> None:
        """Nothing is ever in doubt."""

    patch.setattr(relay, "tell_again_what_was_lost", trust)
    patch.setattr(Way, "check", check)


def all_but_the_last_row(patch: pytest.MonkeyPatch) -> None:
    """Compare the newest row alone: if the stream holds it, it holds all below."""

    async def compare_last(way: Way) -> int:
        state = (await way.jetstream.stream_info(way.stream)).state
        await way.db.execute(relay.BEYOND, {"last": state.last_seq})
        ends = {"first": state.first_seq, "last": state.last_seq}
        rows = (await way.db.execute(KNOWN, ends)).all()
        for row in rows:
            if await holds(way.jetstream, way.stream, row.stream_seq, row.event_id):
                break
            await way.db.execute(relay.THESE, {"ids": [row.id]})
        return state.last_seq

    patch.setattr(relay, "tell_again_what_was_lost", compare_last)


def outbox(patch: pytest.MonkeyPatch) -> None:
    """Commit first and publish then: rows are there for the judge alone, no relay looks at them."""

    async def published_elsewhere(*_: object) -> None:
        await asyncio.sleep(3600)

    patch.setattr(relay, "carry", published_elsewhere)


async def commit_then_publish(mill: World, events: Sequence[SackFilled]) -> None:
    for event in events:
        await mill.tell(event)
        row = await mill.rows("select * from outbox where event_id = :id", id=event.id)
        await mill.do("update outbox set published_at = now() where event_id = :id", id=event.id)
        with suppress(NatsError, TimeoutError):
            await mill.client.jetstream().publish(row[0].subject, row[0].payload, timeout=0.2)


async def carry(mill: World) -> None:
    """Let the relay look, and then work until nothing waits."""
    async with way_of(mill) as way:
        await relay.tell_again_what_was_lost(way)
    step = partial(relay.relay_outbox, mill.client, mill.url, STREAM)
    async with beside(partial(for_ever, step)):
        await eventually(partial(_nothing_waits, mill))


async def _nothing_waits(mill: World) -> bool:
    waiting = "select count(*) from outbox where published_at is null"
    return bool(await mill.value(waiting) == 0)


async def hear(shop: World) -> None:
    """Let the projector work until it has seen the end of the stream."""
    me = projector.Projector("shop", "mill", HEARING)
    me.behind_since = 1.0
    step = partial(projector.project, shop.client, shop.transactions, me)
    async with beside(partial(for_ever, step)):
        await eventually(partial(_at_the_end, shop))


async def _at_the_end(shop: World) -> bool:
    info = await shop.client.jetstream().stream_info(STREAM)
    rows = await shop.rows("select epoch, seq from position")
    return [tuple(row) for row in rows] == [(str(info.created), info.state.last_seq)]


@asynccontextmanager
async def way_of(mill: World) -> AsyncIterator[Way]:
    """What a relay holds, for a test that stops it half-way."""
    engine = create_async_engine(mill.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        yield Way(mill.client, db, STREAM)


async def publish_without_looking(mill: World, *, mark: bool) -> None:
    """Publish what waits as a relay does that is killed before marking, or sees no restart."""
    async with way_of(mill) as way:
        rows = (await way.db.execute(relay.WAITING, {"batch": relay.BATCH})).all()
        acks = await relay.published(way, rows)
        if mark:
            seqs = [ack.seq for ack in acks.values()]
            await way.db.execute(relay.MARK, {"ids": list(acks), "seqs": seqs})
