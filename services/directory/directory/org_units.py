"""Organisation units: a small copy of mentoring's tree with its time, as it was told last."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, String
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from directory.store import Row


class OrgUnit(Row):
    """A unit; it is no more on `ended_on`. Ended units stay, and what they were called."""

    __tablename__ = "org_unit"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Open list: county, division, result_area, unit."""
    code: Mapped[str | None] = mapped_column(String(40), index=True)
    valid_from: Mapped[date]
    ended_on: Mapped[date | None]
    versions: Mapped[list[dict[str, Any]]]
    """In the order of their days, without a gap: valid_from, ended_on, names, parent_id."""
    sequence: Mapped[int] = mapped_column(BigInteger)
    """Of the event that told it: an older one changes nothing."""

    def on(self, day: date) -> dict[str, Any] | None:
        """The version of a day; None when the unit does not exist then."""
        begun = [one for one in self.versions if one["valid_from"] <= f"{day}"]
        ended = begun[-1]["ended_on"] if begun else f"{day}"
        return begun[-1] if ended is None or f"{day}" < ended else None


class Told(NamedTuple):
    """A unit as an event tells it."""

    sequence: int
    id: UUID
    kind: str
    code: str | None
    versions: list[dict[str, Any]]


async def keep_unit(session: AsyncSession, told: Told) -> None:
    """As it is now, unless something newer of it is known."""
    versions = told.versions
    end = versions[-1]["ended_on"]
    new = insert(OrgUnit).values(
        id=told.id,
        kind=told.kind,
        code=told.code,
        valid_from=date.fromisoformat(versions[0]["valid_from"]),
        ended_on=date.fromisoformat(end) if end else None,
        versions=versions,
        sequence=told.sequence,
    )
    put = new.on_conflict_do_update(
        index_elements=["id"],
        set_={one.name: one for one in new.excluded if one.name != "id"},
        where=OrgUnit.sequence < new.excluded.sequence,
    )
    await session.execute(put)
