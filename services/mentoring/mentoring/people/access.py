"""Who has read what was written about whom: dialogue notes, registrations, exports (7.5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Identity, Index, String, Uuid, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.store import ARCHIVED_TOO, Recorded, Row

PERSONS = ("person_id", "owner_id")
"""Columns of a record that name whom it is about."""
RELATIONS = (
    "person",
    "owner",
    "unit_owner",
    "responsible",
    "covered",
    "covering",
    "receiver",
    "requester",
)
"""What somebody may be to a record: the columns that name a person, without their `_id`."""
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


class Naming(NamedTuple):
    """A record that names somebody, and what they are to it."""

    noun: str
    id: UUID
    relations: list[str]


class Deeds(NamedTuple):
    """How often somebody stands in a trail as who did it."""

    trail: str
    noun: str
    times: int


async def records_naming(session: AsyncSession, by: Standing) -> list[Naming]:
    """Every record that is about the caller, is their work or was made by them, also archived ones;
    of each kind the first thousand.
    """
    found: list[Naming] = []
    for kind in recorded_kinds():
        named = dict(_naming(kind, by))
        query = select(kind.id, *named.values()).where(or_(*named.values()))
        query = query.order_by(kind.id).limit(MOST).execution_options(**{ARCHIVED_TOO: True})
        for id_, *are in await session.execute(query):
            relations = [name for name, is_so in zip(named, are, strict=True) if is_so]
            found.append(Naming(noun_of(kind), id_, relations))
    return found


def _naming(kind: Any, by: Standing) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """By what the caller may be to a record of a kind, the rows in which they are."""
    yield "maker", kind.created_by == by.subject
    if by.person_id is None:
        return
    for relation in RELATIONS:
        if hasattr(kind, f"{relation}_id"):
            yield relation, getattr(kind, f"{relation}_id") == by.person_id
    if hasattr(kind, "staff_ids"):
        yield "staff", kind.staff_ids.contains([by.person_id])


async def done_by(session: AsyncSession, by: Standing) -> list[Deeds]:
    """How many fields the caller changed, records they moved and accesses they made, by noun."""
    found: list[Deeds] = []
    for trail, kind in TRAILS.items():
        query = select(kind.noun, func.count()).where(kind.by == by.subject).group_by(kind.noun)
        rows = await session.execute(query.order_by(kind.noun))
        found += [Deeds(trail, noun, times) for noun, times in rows]
    return found


TRAILS: Mapping[str, Any] = {
    "changes": AuditEntry,
    "moves": Transition,
    "accesses": AccessEntry,
}
