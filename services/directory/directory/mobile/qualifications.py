"""Our copy of who may do assisted authorisation, and on which dates (directory.md section 5)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from directory.points.availability import AUTHORISATION
from directory.store import Row


class Qualification(Row):
    """A person's right, by id alone: no name, no unit. Both dates are included."""

    __tablename__ = "qualification"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    sequence: Mapped[int]
    """Of the event that was heard: an older one changes nothing."""
    heard_at: Mapped[datetime]


class Qualified:
    """Who may give assisted authorisation when.

    Judged by date when asked, also when no event came (rule Q7).
    """

    def __init__(self, rights: Iterable[Qualification] = ()) -> None:
        found: dict[UUID, list[tuple[date, date]]] = {}
        for right in rights:
            if right.kind == AUTHORISATION and right.state == "granted":
                span = right.valid_from, right.valid_to or date.max
                found.setdefault(right.person_id, []).append(span)
        self.rights: Mapping[UUID, list[tuple[date, date]]] = found

    def any_of(self, persons: Iterable[UUID], on: date) -> bool:
        """Whether one of these people is qualified on a Helsinki date (rules Q1-Q3)."""
        return any(
            first <= on <= last for one in persons for first, last in self.rights.get(one, ())
        )


async def qualified(session: AsyncSession, persons: Collection[UUID] | None = None) -> Qualified:
    """Who may give assisted authorisation: some people, or everybody that we have heard of."""
    rights = select(Qualification).where(Qualification.kind == AUTHORISATION)
    if persons is not None:
        rights = rights.where(Qualification.person_id.in_(persons))
    with session.no_autoflush:
        return Qualified((await session.scalars(rights)).all())
