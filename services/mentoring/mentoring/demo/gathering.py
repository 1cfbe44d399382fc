"""The trail of the demonstration, written at once: that takes a third of the statements away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import insert
from sqlalchemy.event import listen, remove
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from mentoring.processes.trail import AuditEntry, Transition

TRAIL = (AuditEntry, Transition)


@asynccontextmanager
async def gathered_trail(session: AsyncSession) -> AsyncIterator[None]:
    """What is kept of each change meanwhile is added at the end, in the order it happened."""
    kept: dict[type, list[dict[str, Any]]] = {kind: [] for kind in TRAIL}

    def gather(inner: Session, *_: Any) -> None:
        for row in [one for one in inner.new if isinstance(one, TRAIL)]:
            inner.expunge(row)
            kept[type(row)].append(_values(row))

    listen(session.sync_session, "before_flush", gather)
    try:
        yield
        await session.flush()
    finally:
        remove(session.sync_session, "before_flush", gather)
    for kind, rows in kept.items():
        await session.execute(insert(kind), rows)


def _values(row: AuditEntry | Transition) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__table__.c.keys() if name != "id"}  # noqa: SIM118
