"""Who has read what was written about whom: dialogue notes, registrations, exports (7.5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Identity, Index, String, Uuid, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from mentoring.people.standing import SYSTEM, Standing
from mentoring.store import Recorded, Row

PERSONS = ("person_id", "owner_id")
"""Columns of a record that name whom it is about."""
MOST = 1000


class AccessEntry(Row):
    """One reading. Like the other trails it only grows; the purge alone takes from it."""

    __tablename__ = "access_entry"
    __table_args__ = (
        Index("ix_access_entry_at", "at"),
        Index("ix_access_entry_person_ids", "person_ids", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, init=False)
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID | None] = mapped_column(index=True)
    """None for an export."""
    by: Mapped[str] = mapped_column(String(200), index=True)
    author: Mapped[str | None] = mapped_column(String(200), default=None, index=True)
    """Who wrote what was read."""
    person_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    """Whom it is about."""
    at: Mapped[datetime] = mapped_column(default_factory=now)


def noun_of(kind: Any) -> str:
    """What a kind of record is called in the trails: its process, else its table."""
    return str(getattr(kind, "noun", None) or kind.__tablename__)


def recorded_kinds() -> list[Any]:
    """The classes of all records, by name of the table."""
    kinds = [one.class_ for one in Row.registry.mappers if issubclass(one.class_, Recorded)]
    return sorted(kinds, key=lambda kind: str(kind.__tablename__))


async def note_access(
    session: AsyncSession,
    by: Standing,
    noun: str,
    record_id: UUID | None,
    concerns: Iterable[UUID | None] = (),
) -> None:
    """Write down that somebody read a record, or took an export of a noun (no record).

    Whom the record names is found from it; an export says it in `concerns`.
    """
    if by is SYSTEM:
        return
    persons = {one for one in concerns if one is not None}
    kind = next((one for one in recorded_kinds() if noun_of(one) == noun), None)
    record = await session.get(kind, record_id) if kind and record_id else None
    persons |= {getattr(record, name) for name in PERSONS if getattr(record, name, None)}
    persons |= set(getattr(record, "staff_ids", None) or ())
    session.add(
        AccessEntry(
            noun=noun,
            record_id=record_id,
            by=by.subject,
            author=record.created_by if record else None,
            person_ids=sorted(persons),
        )
    )


async def accesses_to(session: AsyncSession, by: Standing) -> Sequence[AccessEntry]:
    """What others read of the caller's own data, the newest first, at most 1000."""
    own = [AccessEntry.author == by.subject]
    if by.person_id is not None:
        own.append(AccessEntry.person_ids.contains([by.person_id]))
        own.append((AccessEntry.noun == "person") & (AccessEntry.record_id == by.person_id))
    query = select(AccessEntry).where(AccessEntry.by != by.subject, or_(*own))
    return (await session.scalars(query.order_by(AccessEntry.id.desc()).limit(MOST))).all()


async def records_naming(session: AsyncSession, person_id: UUID) -> list[tuple[str, UUID]]:
    """Noun and id of every record that is about a person."""
    found: list[tuple[str, UUID]] = []
    for kind in recorded_kinds():
        if hasattr(kind, "person_id"):
            named = kind.person_id == person_id
        elif hasattr(kind, "staff_ids"):
            named = kind.staff_ids.contains([person_id])
        else:
            continue
        ids = select(kind.id).where(named).order_by(kind.id).limit(MOST)
        found += [(noun_of(kind), one) for one in await session.scalars(ids)]
    return found
