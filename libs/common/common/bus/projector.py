"""Read models: what others told, applied in order and once, with the position in our database."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import meters
from common.bus.dead import Early, Unknown, attempt, known, park, parked_keys, try_waiting
from common.bus.event import Event, because_of, name_of
from common.bus.outbox import POSITION
from common.bus.relay import holds
from common.db import Transactions

BATCH, WAIT = 500, 2.0
OVERLAP = 500
HEAR = text(
    "insert into inbox (hearer, event_id, done_at)"
    " select cast(:hearer as text), id, now() from unnest(cast(:ids as uuid[])) id"
    " on conflict do nothing returning event_id"
)
"""One statement, however many: a list of values would be made anew for each size of a batch."""
Act = Callable[[AsyncSession, Any], Awaitable[None]]
Hearing = Mapping[type[Event], Act]


class StartOver(Exception):  # noqa: N818  a reason to begin again
    """The consumer or the position is not ours any more."""


@dataclass
class Projector:
    """What one service hears from one other."""

    service: str
    source: str
    hearing: Hearing
    trying: int | None = None
    behind_since: float | None = None
    kinds: dict[str, type[Event]] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {kind.event_name: kind for kind in self.hearing}

    @property
    def hearer(self) -> str:
        return f"{self.service}-from-{self.source}"

    @property
    def stream(self) -> str:
        return f"DIGISILTA_{self.source.upper()}"

    def consumer(self, after: int) -> ConsumerConfig:
        return ConsumerConfig(
            name=self.hearer,
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=max(after - OVERLAP, 0) + 1,
            ack_policy=AckPolicy.NONE,
            max_deliver=1,
            filter_subjects=[f"digisilta.{name}.*" for name in sorted(self.kinds)],
            inactive_threshold=30,
            mem_storage=True,
        )

    def pending(self, events: int) -> None:
        """Note how many events the stream holds that we have not heard."""
        meters.LAG_EVENTS.labels(self.hearer).set(events)
        if not events:
            self.behind_since = None
        elif self.behind_since is None:
            self.behind_since = time.monotonic()

    def lag(self) -> float:
        """Seconds since we had heard everything; 0 when we have, or another process hears."""
        return 0.0 if self.behind_since is None else time.monotonic() - self.behind_since


async def project(client: Client, transactions: Transactions, me: Projector) -> None:
    """Run until something breaks; the caller starts it again, and we go on from the position."""
    me.behind_since = me.behind_since or time.monotonic()
    meters.LAG_SECONDS.labels(me.hearer).set_function(me.lag)
    meters.STARTED_OVER.labels(me.hearer).inc()
    jetstream = client.jetstream()
    epoch, position = await where_we_are(jetstream, transactions, me)
    careful = me.trying == position
    with suppress(NotFoundError):
        await jetstream.delete_consumer(me.stream, me.hearer)
    await jetstream.add_consumer(me.stream, me.consumer(after=position))
    pull = await jetstream.pull_subscribe_bind(consumer=me.hearer, stream=me.stream)
    heard = quiet = 0
    try:
        while True:
            await try_waiting(transactions, me)
            messages = await fetched(pull)
            if not messages:
                quiet += 1
                if quiet % 3 == 0:
                    await jetstream.consumer_info(me.stream, me.hearer)
                me.pending(0)
                continue
            heard, quiet = without_gap(messages, heard), 0
            me.trying = position
            taking = partial(take, transactions, me, epoch, position, messages)
            try:
                position = await taking(careful=careful)
            except (Early, Unknown):
                position = await taking(careful=True)
            me.trying, careful = None, False
            me.pending(messages[-1].metadata.num_pending)
    finally:
        await pull.unsubscribe()


async def fetched(pull: JetStreamContext.PullSubscription) -> list[Msg]:
    try:
        return await pull.fetch(BATCH, timeout=WAIT)
    except TimeoutError:
        return []


def without_gap(messages: Sequence[Msg], heard: int) -> int:
    for number, message in enumerate(messages, start=heard + 1):
        if message.metadata.sequence.consumer != number:
            raise StartOver(f"expected {number}, heard {message.metadata.sequence.consumer}")
    return heard + len(messages)


async def where_we_are(
    jetstream: JetStreamContext, transactions: Transactions, me: Projector
) -> tuple[str, int]:
    """Our position, or 0 when the stream is another one or does not hold our last event there."""
    info = await jetstream.stream_info(me.stream)
    epoch = str(info.created)
    async with transactions.begin() as session:
        mine = select(POSITION).where(POSITION.c.hearer == me.hearer).with_for_update()
        row = (await session.execute(mine)).one_or_none()
        seq = row.seq if row is not None and row.epoch == epoch else 0
        if row is not None and seq >= max(info.state.first_seq, 1):
            seq = seq if await holds(jetstream, me.stream, seq, row.last_id) else 0
        if row is None or (row.epoch, row.seq) != (epoch, seq):
            new = {"hearer": me.hearer, "epoch": epoch, "seq": seq}
            put = insert(POSITION).values(new)
            await session.execute(put.on_conflict_do_update(index_elements=["hearer"], set_=new))
    return epoch, seq


async def take(
    transactions: Transactions,
    me: Projector,
    epoch: str,
    position: int,
    messages: Sequence[Msg],
    *,
    careful: bool,
) -> int:
    """Apply one batch in one transaction; answer the new position."""
    clouds = [json.loads(message.data) for message in messages]
    end = messages[-1].metadata.sequence.stream
    heard: list[str] = []
    async with transactions.begin() as session:
        last = {"seq": end, "last_id": UUID(clouds[-1]["id"])}
        await move_on(session, me, epoch, position, last)
        new = await not_heard_before(session, me.hearer, [UUID(cloud["id"]) for cloud in clouds])
        parked = await parked_keys(session, me.hearer)
        for cloud, message in zip(clouds, messages, strict=True):
            if UUID(cloud["id"]) not in new:
                continue
            new.discard(UUID(cloud["id"]))
            wrong = None
            if cloud["partitionkey"] not in parked:
                wrong = await hear(session, me, cloud, careful=careful)
                if wrong is None:
                    heard.append(cloud["type"])
                    continue
            parked.add(cloud["partitionkey"])
            await park(session, me.hearer, cloud, message, wrong)
    for kind in heard:
        meters.HEARD.labels(name_of(kind)).inc()
    return end


async def move_on(
    session: AsyncSession, me: Projector, epoch: str, position: int, last: dict[str, Any]
) -> None:
    """Go on from the position if it is still ours: fencing, should a lock be lost unnoticed."""
    mine = POSITION.c.hearer == me.hearer, POSITION.c.epoch == epoch, POSITION.c.seq == position
    move = update(POSITION).where(*mine).values(last).returning(POSITION.c.seq)
    if (await session.execute(move)).one_or_none() is None:
        raise StartOver("another projector has moved on")


async def not_heard_before(session: AsyncSession, hearer: str, ids: Sequence[UUID]) -> set[UUID]:
    return set((await session.execute(HEAR, {"hearer": hearer, "ids": ids})).scalars())


async def hear(
    session: AsyncSession, me: Projector, cloud: dict[str, Any], *, careful: bool
) -> Exception | None:
    """Let the listener act. Carefully: in a savepoint, so that one bad event harms no other."""
    with because_of(cloud):
        if careful:
            return await attempt(session, me.hearing, me.kinds, cloud)
        kind = known(me.kinds, cloud)
        await me.hearing[kind](session, kind.opened(cloud))
        return None
