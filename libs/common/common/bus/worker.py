"""Side effects in the outside world: at least once, with the event's id as idempotency key."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.bus.dead import Unknown, known, park
from common.bus.event import Event, because_of
from common.bus.outbox import DEAD, INBOX
from common.db import Transactions

TRIES = 20
WAIT = 2.0
WITHIN = 20.0
"""Seconds for one act: below the 30 after which the server delivers again."""

Doing = Mapping[type[Event], Callable[[Any], Awaitable[None]]]


class GaveUp(Exception):  # noqa: N818  a fact to store
    """Tried often enough; the reasons are in the log."""


@dataclass(frozen=True)
class Worker:
    """One act of one service, and what it is done about."""

    service: str
    kind: type[Event]
    act: Callable[[Any], Awaitable[None]]

    @property
    def hearer(self) -> str:
        return f"{self.service}-{self.act.__name__.replace('_', '-')}"

    def hopeless(self, cloud: dict[str, Any], tries: int) -> Exception | None:
        """Why this event needs a person: tried too often, or of a version that we do not know."""
        try:
            known({self.kind.event_name: self.kind}, cloud)
        except Unknown as newer:
            return newer
        return GaveUp(tries) if tries > TRIES else None

    async def do(self, cloud: dict[str, Any]) -> None:
        """Act with no transaction open. Raises `TimeoutError`, or what the act raises."""
        kind = known({self.kind.event_name: self.kind}, cloud)
        with because_of(cloud):
            async with asyncio.timeout(WITHIN):
                await self.act(kind.opened(cloud))


async def work(client: Client, transactions: Transactions, me: Worker) -> None:
    """Run until something breaks, such as an act; the caller starts it again."""
    stream = f"DIGISILTA_{me.kind.service.upper()}"
    pull = await client.jetstream().pull_subscribe_bind(durable=me.hearer, stream=stream)
    try:
        while True:
            await do_parked(transactions, me)
            try:
                messages = await pull.fetch(1, timeout=WAIT)
            except TimeoutError:
                continue
            for message in messages:
                await do(transactions, me, message)
    finally:
        await pull.unsubscribe()


async def do(transactions: Transactions, me: Worker, message: Msg) -> None:
    """Note the intent, act, note that it is done, and only then ack."""
    cloud: dict[str, Any] = json.loads(message.data)
    event_id, tries = UUID(cloud["id"]), message.metadata.num_delivered
    if not await begin(transactions, me.hearer, event_id):
        await message.ack()
        return
    hopeless = me.hopeless(cloud, tries)
    if hopeless is not None:
        async with transactions.begin() as session:
            await park(session, me.hearer, cloud, message, hopeless)
        await message.term()
        return
    done = False
    try:
        await me.do(cloud)
        done = True
    finally:
        if not done:
            await message.nak(delay=min(3600, 2**tries) + random.random())  # noqa: S311
    await finish(transactions, me.hearer, event_id)
    await message.ack()


async def begin(transactions: Transactions, hearer: str, event_id: UUID) -> bool:
    """Note that we are about to act; answer whether it is still to be done."""
    async with transactions.begin() as session:
        note = insert(INBOX).values(hearer=hearer, event_id=event_id)
        await session.execute(note.on_conflict_do_nothing())
        done = select(INBOX.c.done_at).where(INBOX.c.hearer == hearer, INBOX.c.event_id == event_id)
        return (await session.execute(done)).scalar() is None


async def finish(transactions: Transactions, hearer: str, event_id: UUID) -> None:
    async with transactions.begin() as session:
        this = (INBOX.c.hearer == hearer, INBOX.c.event_id == event_id)
        await session.execute(update(INBOX).where(*this).values(done_at=func.now()))
        parked = (DEAD.c.hearer == hearer, DEAD.c.event_id == event_id)
        await session.execute(delete(DEAD).where(*parked))


async def do_parked(transactions: Transactions, me: Worker) -> None:
    """Try again what a person has asked to be retried, once: a failure parks it anew."""
    async with transactions() as session:
        due = select(DEAD.c.event_id, DEAD.c.payload)
        due = due.where(DEAD.c.hearer == me.hearer, DEAD.c.retry_at <= func.now())
        rows = (await session.execute(due.order_by(DEAD.c.stream_seq))).all()
    for row in rows:
        async with transactions.begin() as session:
            this = (DEAD.c.hearer == me.hearer, DEAD.c.event_id == row.event_id)
            again = {"retry_at": None, "attempts": DEAD.c.attempts + 1}
            await session.execute(update(DEAD).where(*this).values(again))
        await me.do(json.loads(row.payload))
        await finish(transactions, me.hearer, row.event_id)
