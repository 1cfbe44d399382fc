"""Persons at work: who they are, where they are placed, what they lead (4.1).

Name, work address, unit and role are kept and no more (7.4): no identity code, no home data.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said
from mentoring.events import UnitKind
from mentoring.store import Recorded, Row

Days = Range[date]
"""Half-open: the first day, and the first day that is no more."""


class LeadershipKind(StrEnum):
    SUPERVISOR = "supervisor"
    LEADER = "leader"


class Person(Recorded, Row, kw_only=True):
    __tablename__ = "person"

    free_texts = frozenset({"subject", "display_name", "work_email"})
    """No trail keeps a name: it would outlive the person's own row."""
    subject: Mapped[str] = mapped_column(String(200), unique=True)
    """Of the identity provider (OIDC `sub`, or `key:…` of an API key)."""
    display_name: Mapped[str] = mapped_column(String(120))
    work_email: Mapped[str | None] = mapped_column(String(200), default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    deactivated_on: Mapped[date | None] = mapped_column(default=None)
    purged_at: Mapped[date | None] = mapped_column(default=None)
    """Since then only an id is left, which means nobody."""


class Placement(Recorded, Row, kw_only=True):
    """Where a person works, one unit at a time."""

    __tablename__ = "placement"
    __table_args__ = (
        ExcludeConstraint(("person_id", "="), ("valid", "&&"), name="placement_one_at_a_time"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    valid: Mapped[Days] = mapped_column(DATERANGE)


class Leadership(Recorded, Row, kw_only=True):
    """Who leads a unit: the line supervisor, or the leader of a result area or division."""

    __tablename__ = "leadership"
    __table_args__ = (Index("ix_leadership_person_id", "person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    unit_kind: Mapped[UnitKind]
    kind: Mapped[LeadershipKind]
    valid: Mapped[Days] = mapped_column(DATERANGE)


class PersonInactive(Refusal):
    slug = "person-inactive"
    status = 422
    title = Said(
        "Henkilö ei ole enää käytössä",
        "Personen är inte längre aktiv",
        "The person is no longer active",
    )


async def refuse_inactive(session: AsyncSession, person_ids: Iterable[UUID | None]) -> None:
    """Whoever is named in a request is there and active. Raises PersonInactive (rule 6)."""
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return
    found = await session.scalars(select(Person.id).where(Person.id.in_(wanted), Person.is_active))
    if wanted - set(found):
        raise PersonInactive
