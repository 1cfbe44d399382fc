"""Carries the outbox to NATS, and tells again what the stream has lost."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import PubAck
from nats.js.errors import NotFoundError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from common.bus import meters

log = logging.getLogger(__name__)
BATCH, ACK_WITHIN, POLL, ENOUGH = 500, 3.0, 1.0, 100
CLOUD = "application/cloudevents+json"

WAITING = text(
    "select id, event_id, key, subject, payload from outbox"
    " where published_at is null order by id limit :batch"
)
MARK = text(
    "update outbox set published_at = now(), stream_seq = ack.seq"
    " from unnest(cast(:ids as bigint[]), cast(:seqs as bigint[])) ack (id, seq)"
    " where outbox.id = ack.id"
)
KNOWN = text(
    "select id, event_id, stream_seq from outbox where stream_seq between :first and :last"
    " order by stream_seq desc, id desc limit 5000"
)
AGAIN = "update outbox set published_at = null, stream_seq = null where "
BEYOND, THESE = text(AGAIN + "stream_seq > :last"), text(AGAIN + "id = any(:ids)")


class Doubt(Exception):  # noqa: N818  a reason to look again, not an error
    """The server or its store may be another one than before."""


@dataclass
class Way:
    """From one outbox to one stream, over one connection to each."""

    client: Client
    db: AsyncConnection
    stream: str
    highest: int = 0
    connects: int = 0
    trouble: str = ""

    def __post_init__(self) -> None:
        self.jetstream = self.client.jetstream(publish_async_max_pending=BATCH)

    async def leave(self) -> None:
        """Let the client forget where the acks came: a context has no end of its own."""
        prefix = (self.jetstream._async_reply_prefix or b"").decode()
        for sub in [one for one in self.client._subs.values() if prefix]:
            if sub.subject == f"{prefix}*" and not self.client.is_closed:
                await sub.unsubscribe()

    def check(self, seqs: Sequence[int] = ()) -> None:
        """New sequences stand above all known ones, once each, or the stream was set back."""
        same = self.client.is_connected and self.client.stats["reconnects"] == self.connects
        if not same or len(set(seqs)) < len(seqs) or min(seqs, default=1 << 62) <= self.highest:
            raise Doubt

    def say(self, refusals: Sequence[BaseException]) -> None:
        """Log why a publish was refused, once until it is another reason."""
        trouble = repr(refusals[0]) if refusals else ""
        if trouble and trouble != self.trouble:
            log.warning("nats refuses what we publish, and we go on trying: %s", trouble)
        self.trouble = trouble


async def relay_outbox(client: Client, url: str, stream: str) -> None:
    """Run until something breaks; the caller starts it again."""
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        await become_the_only_one(db, "relay")
        wake = await woken_by_notify(db)
        way = Way(client, db, stream)
        try:
            while True:
                way.connects = client.stats["reconnects"]
                way.highest = await tell_again_what_was_lost(way)
                with suppress(Doubt):
                    await carry(way, wake)
        finally:
            await way.leave()


async def carry(way: Way, wake: asyncio.Event) -> None:
    while True:
        wake.clear()
        rows = (await way.db.execute(WAITING, {"batch": BATCH})).all()
        way.check()
        if not rows:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await wake.wait()
        while rows:
            rows = await wave(way, rows)


async def wave(way: Way, rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Publish the first event of each key, so that a lost ack cannot change their order."""
    first = {row.key: row for row in reversed(rows)}
    acks = await published(way, sorted(first.values(), key=lambda row: row.id))
    way.check([ack.seq for ack in acks.values() if not ack.duplicate])
    seqs = [ack.seq for ack in acks.values()]
    await way.db.execute(MARK, {"ids": list(acks), "seqs": seqs})
    way.highest = max([way.highest, *seqs])
    failed = {key for key, row in first.items() if row.id not in acks}
    if failed:
        await asyncio.sleep(0.2)
    return [row for row in rows if row.id not in acks and row.key not in failed]


async def published(way: Way, rows: Sequence[Row[Any]]) -> dict[int, PubAck]:
    """The acks that came in time, by outbox id."""
    futures = {}
    for row in rows:
        headers = {"Nats-Msg-Id": str(row.event_id), "Content-Type": CLOUD}
        futures[row.id] = await way.jetstream.publish_async(
            row.subject, row.payload, stream=way.stream, headers=headers, wait_stall=5
        )
    with meters.PUBLISH.time():
        _, late = await asyncio.wait(futures.values(), timeout=ACK_WITHIN)
    for future in late:
        future.cancel()  # else it would hold its slot for ever
    in_time = {key: future for key, future in futures.items() if future not in late}
    way.say([wrong for future in in_time.values() if (wrong := future.exception())])
    return {key: future.result() for key, future in in_time.items() if not future.exception()}


async def tell_again_what_was_lost(way: Way) -> int:
    """Compare our newest rows with the stream, back to a hundred in a row that it still holds."""
    state = (await way.jetstream.stream_info(way.stream)).state
    beyond = (await way.db.execute(BEYOND, {"last": state.last_seq})).rowcount
    lost, held = [], 0
    ends = {"first": state.first_seq, "last": state.last_seq}
    for row in (await way.db.execute(KNOWN, ends)).all():
        if held == ENOUGH:
            break
        if await holds(way.jetstream, way.stream, row.stream_seq, row.event_id):
            held += 1
        else:
            lost.append(row.id)
            held = 0
    if lost:
        await way.db.execute(THESE, {"ids": lost})
    if beyond or lost:
        meters.TOLD_AGAIN.inc(beyond + len(lost))
        log.warning("%s had lost %d events; they are told again", way.stream, beyond + len(lost))
    return state.last_seq


async def become_the_only_one(db: AsyncConnection, what: str) -> None:
    """Wait for a lock in this database that this connection holds until it ends."""
    ask = text("select pg_try_advisory_lock(hashtext(:what))")
    while not (await db.execute(ask, {"what": what})).scalar_one():  # noqa: ASYNC110
        await asyncio.sleep(0.5)


async def woken_by_notify(db: AsyncConnection) -> asyncio.Event:
    wake = asyncio.Event()
    raw: Any = (await db.get_raw_connection()).driver_connection
    await raw.add_listener("outbox", lambda *_: wake.set())
    return wake


async def holds(jetstream: JetStreamContext, stream: str, seq: int, event_id: UUID) -> bool:
    try:
        message = await jetstream.get_msg(stream, seq)
    except NotFoundError:
        return False
    return (message.headers or {}).get("Nats-Msg-Id") == str(event_id)
