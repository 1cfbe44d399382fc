"""Organisation units: the tree of divisions, result areas and units, with the days of each."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import tell
from common.clock import helsinki_day, new_id, now
from common.errors import NotFound, Refusal, Said, Wrong
from mentoring.events import OrgUnitCreated, UnitKind
from mentoring.store import Row

DEPTH = {kind: depth for depth, kind in enumerate(UnitKind)}
ROOTS = {UnitKind.COUNTY, UnitKind.DIVISION}


class State(StrEnum):
    """Of a unit, today."""

    PLANNED = "planned"
    ACTIVE = "active"
    ENDED = "ended"


class OrgUnit(Row):
    """One part of the organisation. Its days are half-open: it is no more on `ended_on`."""

    __tablename__ = "org_unit"
    __table_args__ = (Index("ix_org_unit_place", "valid_from", "id"),)

    kind: Mapped[UnitKind]
    name: Mapped[dict[str, Any]]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    valid_from: Mapped[date]
    ended_on: Mapped[date | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    version: Mapped[int] = mapped_column(default=1)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def state(self) -> State:
        today = helsinki_day(now())
        if today < self.valid_from:
            return State.PLANNED
        return State.ACTIVE if self.exists_on(today) else State.ENDED

    def stand_under(self, parent: "OrgUnit | None") -> None:
        """Raises OrgChangeInvalid when the unit cannot have this parent."""
        if parent is None:
            if self.kind not in ROOTS:
                raise misplaced("parent_missing", PARENT_MISSING)
            return
        if DEPTH[parent.kind] >= DEPTH[self.kind]:
            raise misplaced("parent_of_wrong_kind", WRONG_KIND)
        ends_later = parent.ended_on is not None and (
            self.ended_on is None or self.ended_on > parent.ended_on
        )
        if self.valid_from < parent.valid_from or ends_later:
            raise misplaced("parent_not_valid", NOT_VALID)


class OrgChangeInvalid(Refusal):
    slug = "org-change-invalid"
    status = 422
    title = Said(
        "Muutos rikkoisi organisaatiorakenteen",
        "Ändringen skulle bryta organisationsträdet",
        "The change would break the tree",
    )


PARENT_MISSING = Said(
    "Tulosalueella ja yksiköllä on yläyksikkö.",
    "Ett resultatområde och en enhet har en överordnad enhet.",
    "A result area and a unit have a parent.",
)
WRONG_KIND = Said(
    "Yläyksikkö on organisaatiossa ylempänä.",
    "Den överordnade enheten är högre i organisationen.",
    "The parent is of a kind above.",
)
NOT_VALID = Said(
    "Yläyksikön on oltava olemassa koko ajan.",
    "Den överordnade enheten ska finnas hela tiden.",
    "The parent exists all the time that the unit does.",
)
UNKNOWN = Said("Yläyksikköä ei ole.", "Den överordnade enheten finns inte.", "There is no parent.")


def misplaced(code: str, said: Said) -> OrgChangeInvalid:
    return OrgChangeInvalid(said, errors=[Wrong("body", "/parent_id", code, said)])


async def add_unit(session: AsyncSession, unit: OrgUnit) -> OrgUnit:
    """Raises OrgChangeInvalid. Its parent cannot change meanwhile."""
    parent = None
    if unit.parent_id is not None:
        parent = await session.get(OrgUnit, unit.parent_id, with_for_update={"key_share": True})
        if parent is None:
            raise misplaced("parent_unknown", UNKNOWN)
    unit.stand_under(parent)
    session.add(unit)
    told = OrgUnitCreated(
        org_unit_id=unit.id,
        kind=unit.kind,
        parent_id=unit.parent_id,
        names=unit.name,
        valid_from=unit.valid_from,
        ended_on=unit.ended_on,
    )
    await tell(session, told)
    return unit


async def the_unit(session: AsyncSession, unit_id: UUID) -> OrgUnit:
    """Raises NotFound."""
    unit = await session.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def units(
    kinds: Sequence[UnitKind] = (), parent_id: UUID | None = None, as_of: date | None = None
) -> Select[OrgUnit]:
    """Units of these kinds (none: any), below this parent, that exist on this day; oldest first."""
    query = select(OrgUnit).order_by(OrgUnit.valid_from, OrgUnit.id)
    if kinds:
        query = query.where(OrgUnit.kind.in_(kinds))
    if parent_id is not None:
        query = query.where(OrgUnit.parent_id == parent_id)
    if as_of is not None:
        not_ended = or_(OrgUnit.ended_on.is_(None), OrgUnit.ended_on > as_of)
        query = query.where(OrgUnit.valid_from <= as_of, not_ended)
    return query


async def units_after(
    session: AsyncSession, query: Select[OrgUnit], key: tuple[Any, ...] | None, most: int
) -> Sequence[OrgUnit]:
    """At most so many of the units of a query, after the one with this `place`."""
    if key is not None:
        query = query.where(tuple_(OrgUnit.valid_from, OrgUnit.id) > key)
    return (await session.scalars(query.limit(most))).all()


def place(unit: OrgUnit) -> tuple[date, UUID]:
    """Where a unit stands in lists."""
    return unit.valid_from, unit.id
