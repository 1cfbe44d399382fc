"""How rows of people and teams are written: by whom, from which day, until which."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from common.errors import NotFound, ValidationFailed, Wrong, right, say
from mentoring.people.persons import Days
from mentoring.store import Recorded

Kept = TypeVar("Kept", bound=Recorded)
ONE = timedelta(days=1)
NEVER: Days = Range(empty=True)


class Dated(Protocol):
    """A row that holds from a day to a day."""

    valid: Any
    archived_at: Any

    def touch(self, by: str) -> None: ...


def next_day(last: date) -> date:
    """Raises OverflowError: the calendar ends with this day."""
    return last + ONE


def days_between(first: date, last: date | None) -> Days:
    """Both included; without a last day, until further notice."""
    return Range(first, last and next_day(last))


async def keep(session: AsyncSession, row: Kept, by: str) -> Kept:
    """Add a new row as this subject's."""
    row.created_by = row.updated_by = by
    session.add(row)
    await session.flush()
    return row


async def rewrite(session: AsyncSession, row: Recorded, by: str, fields: Mapping[str, Any]) -> None:
    """Write fields of a row; a new version when one of them is another."""
    changed = {name: new for name, new in fields.items() if getattr(row, name) != new}
    for name, new in changed.items():
        setattr(row, name, new)
    if changed:
        row.touch(by)
        await session.flush()


async def locked(session: AsyncSession, kind: type[Kept], id_: UUID) -> Kept:
    """A row that is to be changed. Raises NotFound."""
    row = await session.get(kind, id_, with_for_update=True)
    if row is None or row.archived_at is not None:
        raise NotFound
    return row


def end_before(row: Dated, day: date, by: str) -> None:
    """It holds no more on this day; what had not begun never holds, and is archived."""
    first, end = row.valid.lower, row.valid.upper
    if end is not None and end <= day:
        return
    if first is not None and first >= day:
        row.valid, row.archived_at = NEVER, now()
    else:
        row.valid = Range(first, day)
    row.touch(by)


def shorten(row: Dated, day: date, by: str) -> None:
    """Likewise, but it never comes to hold longer. Raises ValidationFailed."""
    if row.valid.upper is not None and day > row.valid.upper:
        said = right(say("out_of_range"), f"{row.valid.upper - ONE}", "at_most")
        wrong = Wrong("body", "/valid_to", "out_of_range", said)
        raise ValidationFailed(errors=[wrong])
    end_before(row, day, by)


def refuse_past(day: date, pointer: str, today: date) -> None:
    """Raises ValidationFailed: what is put off is put off to a day that comes."""
    if day <= today:
        said = right(say("out_of_range"), f"{next_day(today)}", "at_least")
        raise ValidationFailed(errors=[Wrong("body", pointer, "out_of_range", said)])
