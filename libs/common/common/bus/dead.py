"""Events that could not be heard: parked with their key, until a person or time helps."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from nats.aio.msg import Msg
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import meters
from common.bus.event import Event, because_of, name_of
from common.bus.outbox import DEAD
from common.db import Transactions, sqlstate

if TYPE_CHECKING:
    from common.bus.projector import Projector

TRIES = 3
PATIENCE = 1440
PASSING = {"08", "40", "53", "55", "57", "58"}
"""SQLSTATE classes that say nothing about the event: connection, deadlock, disk, lock, operator."""


class Early(Exception):  # noqa: N818  a fact, not an error
    """What this event is about has not been heard of yet; raised by a listener."""


class Unknown(Exception):  # noqa: N818  likewise
    """The event is of a newer version than we know."""


def known(kinds: Mapping[str, type[Event]], cloud: dict[str, Any]) -> type[Event]:
    """Which of our event classes this is; raises `Unknown` for a newer version."""
    name, _, version = name_of(cloud["type"]).rpartition(".v")
    kind = kinds[name]
    if int(version) > kind.edition:
        raise Unknown(cloud["type"])
    return kind


async def attempt(
    session: AsyncSession,
    hearing: Mapping[type[Event], Any],
    kinds: Mapping[str, type[Event]],
    cloud: dict[str, Any],
) -> Exception | None:
    """Three tries, each in a savepoint; answer what is wrong with the event itself."""
    for left in reversed(range(TRIES)):
        try:
            async with session.begin_nested():
                kind = known(kinds, cloud)
                await hearing[kind](session, kind.opened(cloud))
        except Exception as wrong:
            if sqlstate(wrong)[:2] in PASSING:
                raise
            await session.execute(select(1))  # raises when the connection, not the event, is broken
            if not left or isinstance(wrong, Early | Unknown):
                return wrong
        else:
            return None
    return None


async def parked_keys(session: AsyncSession, hearer: str) -> set[str]:
    keys = select(DEAD.c.key).where(DEAD.c.hearer == hearer).distinct()
    return set((await session.execute(keys)).scalars())


async def park(
    session: AsyncSession, hearer: str, cloud: dict[str, Any], message: Msg, wrong: Exception | None
) -> None:
    row = {
        "hearer": hearer,
        "event_id": UUID(cloud["id"]),
        "stream_seq": message.metadata.sequence.stream,
        "type": cloud["type"],
        "key": cloud["partitionkey"],
        "payload": message.data,
        "error": repr(wrong)[:2000] if wrong else "waits for an earlier event of its key",
        "attempts": 1 if wrong else 0,
        "retry_at": func.now() + timedelta(seconds=1) if isinstance(wrong, Early) else None,
    }
    await session.execute(insert(DEAD).values(row).on_conflict_do_nothing())


async def try_waiting(transactions: Transactions, me: "Projector") -> None:
    """Try the first parked event of each key whose time has come, and those behind it.

    A first one that was never tried stood behind one that is gone.
    """
    mine = select(DEAD).where(DEAD.c.hearer == me.hearer)
    in_order = mine.order_by(DEAD.c.key, DEAD.c.stream_seq)
    first = in_order.ext(distinct_on(DEAD.c.key)).subquery()
    async with transactions() as session:
        due = select(first.c.key).where(or_(first.c.retry_at <= func.now(), first.c.attempts == 0))
        keys = (await session.execute(due)).scalars().all()
    for key in keys:
        while await try_first(transactions, me, key):
            pass


async def try_first(transactions: Transactions, me: "Projector", key: str) -> bool:
    """Try the oldest parked event of a key; answer whether it is done and another may follow."""
    async with transactions.begin() as session:
        mine = select(DEAD).where(DEAD.c.hearer == me.hearer, DEAD.c.key == key)
        oldest = mine.order_by(DEAD.c.stream_seq).limit(1).with_for_update()
        row = (await session.execute(oldest)).one_or_none()
        if row is None:
            return False
        this = (DEAD.c.hearer == me.hearer, DEAD.c.event_id == row.event_id)
        cloud = json.loads(row.payload)
        with because_of(cloud):
            wrong = await attempt(session, me.hearing, me.kinds, cloud)
        if wrong is None:
            await session.execute(delete(DEAD).where(*this))
            meters.HEARD.labels(name_of(cloud["type"])).inc()
            return True
        waits = isinstance(wrong, Early) and row.attempts < PATIENCE
        wait = timedelta(seconds=min(60, 2**row.attempts))
        again = func.now() + wait if waits else None
        changed = {"attempts": row.attempts + 1, "error": repr(wrong)[:2000], "retry_at": again}
        await session.execute(update(DEAD).where(*this).values(changed))
        return False
