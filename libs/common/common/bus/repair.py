"""What a person does about events that could not be heard: look, retry, discard."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus.outbox import DEAD

log = logging.getLogger(__name__)
FIRST_RETRY = func.first_value(DEAD.c.retry_at).over(
    partition_by=(DEAD.c.hearer, DEAD.c.key), order_by=DEAD.c.stream_seq
)


async def dead_events(session: AsyncSession) -> Sequence[Any]:
    """Every parked event, in the order of its key, and whether it waits for a person (`dead`).

    It does when the first of its key has no time of retry: those behind have their turn after it.
    """
    columns = [column for column in DEAD.c if column.name != "payload"]
    rows = select(*columns, FIRST_RETRY.is_(None).label("dead"))
    in_order = rows.order_by(DEAD.c.hearer, DEAD.c.key, DEAD.c.stream_seq)
    return (await session.execute(in_order)).all()


async def retry(session: AsyncSession, key: str | None = None) -> int:
    """Let the first parked event of this key, or of every key, be tried now; answer how many."""
    first = select(DEAD.c.hearer, DEAD.c.event_id).ext(distinct_on(DEAD.c.hearer, DEAD.c.key))
    if key is not None:
        first = first.where(DEAD.c.key == key)
    rows = first.order_by(DEAD.c.hearer, DEAD.c.key, DEAD.c.stream_seq).subquery()
    these = (DEAD.c.hearer == rows.c.hearer) & (DEAD.c.event_id == rows.c.event_id)
    soon = update(DEAD).where(these).values(retry_at=func.now())
    return len((await session.execute(soon.returning(DEAD.c.event_id))).all())


async def discard(session: AsyncSession, event_id: UUID, why: str) -> bool:
    """Give one event up, and let the next of its key be tried; False when it is not parked."""
    gone = delete(DEAD).where(DEAD.c.event_id == event_id)
    rows = (await session.execute(gone.returning(DEAD.c.hearer, DEAD.c.key, DEAD.c.type))).all()
    for row in rows:
        log.warning("%s discards %s %s: %s", row.hearer, row.type, event_id, why)
        await retry(session, row.key)
    return bool(rows)
