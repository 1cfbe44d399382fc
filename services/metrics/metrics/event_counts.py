"""Event counts: how often something happened in the directory, by quarter and municipality.

What is kept is the event, once; how many there are is counted when somebody asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import Event
from metrics.quarters import quarter_of
from metrics.store import Row

NOWHERE = ""
"""The municipality of what has none; it sorts first."""


class CountedEvent(Row):
    """One event that happened."""

    __tablename__ = "counted_event"
    __table_args__ = (
        Index("ix_counted_event_group", "quarter", "event", "municipality_code", "event_id"),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    quarter: Mapped[str]
    event: Mapped[str]
    municipality_code: Mapped[str]


@dataclass(frozen=True)
class EventCount:
    """How many events of one name there were in one quarter and municipality."""

    quarter: str
    event: str
    municipality_code: str | None
    count: int

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands in lists."""
        return self.quarter, self.event, self.municipality_code or NOWHERE


async def count(session: AsyncSession, event: Event, municipality_code: str | None) -> None:
    """Count an event in the quarter of its moment, however often it is heard."""
    row = {
        "event_id": event.id,
        "quarter": quarter_of(event.at),
        "event": event.event_name,
        "municipality_code": municipality_code or NOWHERE,
    }
    await session.execute(insert(CountedEvent).values(row).on_conflict_do_nothing())


async def event_counts(
    session: AsyncSession,
    filters: Mapping[str, Sequence[str]],
    after: tuple[Any, ...] | None,
    most: int,
) -> Sequence[EventCount]:
    """Counts after a `place`, of the columns' values in `filters`; an empty filter means any."""
    place = CountedEvent.quarter, CountedEvent.event, CountedEvent.municipality_code
    query = select(*place, func.count()).group_by(*place).order_by(*place).limit(most)
    for column in place:
        if wanted := filters.get(column.key):
            query = query.where(column.in_(wanted))
    if after is not None:
        query = query.where(tuple_(*place) > after)
    rows = (await session.execute(query)).all()
    return [EventCount(quarter, name, code or None, n) for quarter, name, code, n in rows]
