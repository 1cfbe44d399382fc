"""The tables of the bus, and telling."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    func,
    text,
)
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus.event import Event
from common.db import Transactions

MOMENT = DateTime(timezone=True)


def add_event_tables(metadata: MetaData) -> None:
    """Give a service the five tables of the bus; its first migration also runs WAKE and TUNE."""
    _add_tables_to_tell(metadata)
    _add_tables_to_hear(metadata)


def _add_tables_to_tell(metadata: MetaData) -> None:
    outbox = Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("key", String, nullable=False),
        Column("subject", String, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("told_at", MOMENT, nullable=False, server_default=func.now()),
        Column("published_at", MOMENT),
        Column("stream_seq", BigInteger),
    )
    Index("ix_outbox_waiting", outbox.c.id, postgresql_where=outbox.c.published_at.is_(None))
    Index("ix_outbox_stream_seq", outbox.c.stream_seq)
    Table(
        "told",
        metadata,
        Column("key", String, primary_key=True),
        Column("sequence", BigInteger, nullable=False),
    )


def _add_tables_to_hear(metadata: MetaData) -> None:
    Table(
        "inbox",
        metadata,
        Column("hearer", String, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("begun_at", MOMENT, nullable=False, server_default=func.now()),
        Column("done_at", MOMENT),
    )
    Table(
        "position",
        metadata,
        Column("hearer", String, primary_key=True),
        Column("epoch", String, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("last_id", Uuid),
    )
    Table(
        "dead_event",
        metadata,
        Column("hearer", String, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("stream_seq", BigInteger, nullable=False),
        Column("type", String, nullable=False),
        Column("key", String, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("error", String, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("retry_at", MOMENT),
        Column("parked_at", MOMENT, nullable=False, server_default=func.now()),
    )


_tables = MetaData()
add_event_tables(_tables)
OUTBOX, INBOX, POSITION, DEAD = (
    _tables.tables[name] for name in ("outbox", "inbox", "position", "dead_event")
)

WAKE = [
    "create or replace function outbox_wake() returns trigger language plpgsql as "
    "$$ begin if current_setting('digisilta.wake', true) is distinct from 'off' then "
    "perform pg_notify('outbox', ''); end if; return null; end $$",
    "create or replace trigger outbox_wake after insert on outbox "
    "for each statement execute function outbox_wake()",
]
"""Statements for the first migration of a service: Alembic does not see triggers."""

TUNE = [
    "alter table outbox set"
    " (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)",
]
"""Likewise: marking rows as published bloats the partial index."""

COUNT_UP = text(
    "insert into told (key, sequence)"
    " select * from unnest(cast(:keys as text[]), cast(:counts as bigint[]))"
    " on conflict (key) do update set sequence = told.sequence + excluded.sequence"
    " returning key, sequence"
)
KEEP = text(
    "insert into outbox (event_id, key, subject, payload)"
    " select * from unnest(cast(:ids as uuid[]), cast(:keys as text[]),"
    " cast(:subjects as text[]), cast(:payloads as bytea[]))"
)


async def tell(session: AsyncSession, event: Event) -> None:
    """In the transaction of the change. A function that tells about many uses `tell_all`, once."""
    await tell_all(session, [event])


async def tell_all(session: AsyncSession, events: Iterable[Event]) -> None:
    """Tell many at once; keys are locked in one order, so that two imports never wait in a ring."""
    events = sorted(events, key=lambda event: event.key)
    counts = Counter(event.key for event in events)
    if not counts:
        return
    asked = {"keys": list(counts), "counts": list(counts.values())}
    ends = await session.execute(COUNT_UP, asked)
    next_of = {key: sequence - counts[key] + 1 for key, sequence in ends}
    payloads = []
    for event in events:
        payloads.append(event.sealed(next_of[event.key]))
        next_of[event.key] += 1
    rows = {
        "ids": [event.id for event in events],
        "keys": [event.key for event in events],
        "subjects": [event.subject for event in events],
        "payloads": payloads,
    }
    await session.execute(KEEP, rows)


def tell_without_waking(transactions: Transactions) -> None:
    """Let commits of these transactions send no NOTIFY, which takes a global lock; the relay looks
    every second anyway. Call it before the first connection is made.
    """
    engine = transactions.kw["bind"].sync_engine

    @listens_for(engine, "connect")
    def quiet(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("set digisilta.wake = off")
        cursor.close()
        connection.commit()
