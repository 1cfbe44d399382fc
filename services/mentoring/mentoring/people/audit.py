"""The three trails as they are read: fields that changed, moves, accesses (section 2, 7.5)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI
from mentoring.people.access import AccessEntry
from mentoring.people.permissions import table
from mentoring.people.roles import Role
from mentoring.people.standing import Standing
from mentoring.processes.trail import AuditEntry, Transition

SCOPE = "audit:read"
ONE = timedelta(days=1)


class Trail(StrEnum):
    CHANGES = "changes"
    MOVES = "moves"
    ACCESSES = "accesses"


KINDS: Mapping[Trail, Any] = {
    Trail.CHANGES: AuditEntry,
    Trail.MOVES: Transition,
    Trail.ACCESSES: AccessEntry,
}


class Wanted(NamedTuple):
    """What is asked of a trail. Days are of Helsinki, the first and the last included."""

    trail: Trail
    noun: str | None = None
    record_id: UUID | None = None
    by: str | None = None
    first: date | None = None
    last: date | None = None


def sees_values(by: Standing) -> bool:
    """Whether the caller reads from what to what a field changed: auditors do."""
    return by.has(Role.AUDITOR) and SCOPE in by.scopes


def sees_all(by: Standing) -> bool:
    """Whether the caller reads more than what they did themselves."""
    whole = {role for role, cell in table()["audit"].items() if "A" in cell.scope}
    return sees_values(by) or by.has(*whole - {Role.AUDITOR})


def seen(by: Standing, kind: Any) -> ColumnElement[bool]:
    own: ColumnElement[bool] = kind.by == by.subject
    return true() if sees_all(by) else own


async def entries(
    session: AsyncSession, by: Standing, wanted: Wanted, before: int | None, most: int
) -> Sequence[Any]:
    """At most so many entries of a trail, the newest first, older than the one with this id."""
    kind = KINDS[wanted.trail]
    query = select(kind).where(seen(by, kind))
    for name in ("noun", "record_id", "by"):
        asked = getattr(wanted, name)
        query = query if asked is None else query.where(getattr(kind, name) == asked)
    if wanted.first is not None:
        query = query.where(kind.at >= start_of(wanted.first))
    if wanted.last is not None:
        query = query.where(kind.at < start_of(wanted.last + ONE))
    query = query if before is None else query.where(kind.id < before)
    return (await session.scalars(query.order_by(kind.id.desc()).limit(most))).all()


def start_of(day: date) -> datetime:
    """Midnight in Helsinki."""
    return datetime.combine(day, time(), HELSINKI)
