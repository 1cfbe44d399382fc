"""Organisation units: the tree of divisions, result areas and units, with its time (4.1, 4.4).

A unit is never deleted. What changes of it, its name and its parent, stands in versions with days;
no two versions of a unit overlap.
"""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from common.clock import helsinki_day, now
from common.errors import NotFound
from mentoring.events import UnitKind
from mentoring.people.tree import Life, Version
from mentoring.searching import says
from mentoring.store import Recorded, Row, wait_turn


class State(StrEnum):
    """Of a unit, today."""

    PLANNED = "planned"
    ACTIVE = "active"
    ENDED = "ended"


class OrgUnit(Recorded, Row, kw_only=True):
    """One part of the organisation. Its days are half-open: it is no more on `closed_on`."""

    __tablename__ = "org_unit"
    __table_args__ = (Index("ix_org_unit_place", "opened_on", "id"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[UnitKind]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None] = mapped_column(default=None)

    is_published = True
    """Names of units and where they stand are public."""

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        return true()

    def exists_on(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)

    @property
    def state(self) -> State:
        today = helsinki_day(now())
        if today < self.opened_on:
            return State.PLANNED
        return State.ACTIVE if self.exists_on(today) else State.ENDED


class OrgUnitVersion(Recorded, Row, kw_only=True):
    """What a unit is called and where it stands, from a day to a day."""

    __tablename__ = "org_unit_version"
    __table_args__ = (
        ExcludeConstraint(("org_unit_id", "="), ("valid", "&&"), name="org_unit_version_apart"),
    )

    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    name: Mapped[dict[str, Any]]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class UnitThen(NamedTuple):
    """A unit, and the version of it that holds on the day that was asked for."""

    unit: OrgUnit
    version: OrgUnitVersion


async def units_below(session: AsyncSession, roots: Collection[UUID], on: date) -> frozenset[UUID]:
    """These units and all that stands under them on a Helsinki date."""
    version = OrgUnitVersion
    here = select(version.org_unit_id).where(
        version.org_unit_id.in_(roots), version.valid.contains(on)
    )
    below = here.cte("below", recursive=True)
    more = select(version.org_unit_id).join(
        below, (version.parent_id == below.c.org_unit_id) & version.valid.contains(on)
    )
    whole = below.union(more)
    return frozenset(await session.scalars(select(whole.c.org_unit_id)))


def units_on(day: date) -> Select[OrgUnit, OrgUnitVersion]:
    """Every unit as it is on a day; before its first day as at first, after its end as at last."""
    one = aliased(OrgUnitVersion)
    first = func.lower(one.valid)
    held = (
        select(one.id)
        .where(one.org_unit_id == OrgUnit.id)
        .order_by(func.greatest(first - day, 0), first.desc())
        .limit(1)
        .correlate(OrgUnit)
        .scalar_subquery()
    )
    query = select(OrgUnit, OrgUnitVersion).join(OrgUnitVersion, OrgUnitVersion.id == held)
    return query.order_by(OrgUnit.opened_on, OrgUnit.id)


def wanted_units(
    kinds: Sequence[UnitKind] = (), parent_id: UUID | None = None, as_of: date | None = None
) -> Select[OrgUnit, OrgUnitVersion]:
    """Units of these kinds (none: any), right below this parent, that exist on this day; oldest
    first. Without a day: all there ever were, as they are today.
    """
    query = units_on(as_of or helsinki_day(now()))
    if kinds:
        query = query.where(OrgUnit.kind.in_(kinds))
    if parent_id is not None:
        query = query.where(OrgUnitVersion.parent_id == parent_id)
    if as_of is not None:
        not_ended = or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on > as_of)
        query = query.where(OrgUnit.opened_on <= as_of, not_ended)
    return query


def called(words: str) -> ColumnElement[bool]:
    """Those of a query that have these words in their code or in their name in any language."""
    name = OrgUnitVersion.name
    names = [name[language].astext for language in ("fi", "sv", "en")]
    return or_(*(says(text_, words) for text_ in (OrgUnit.code, *names)))


async def units_after(
    session: AsyncSession,
    query: Select[OrgUnit, OrgUnitVersion],
    key: tuple[Any, ...] | None,
    most: int,
) -> list[UnitThen]:
    """At most so many of the units of a query, after the one with this `place`."""
    if key is not None:
        query = query.where(tuple_(OrgUnit.opened_on, OrgUnit.id) > key)
    found = await session.execute(query.limit(most))
    return [UnitThen(unit, version) for unit, version in found]


def place(one: UnitThen) -> tuple[date, UUID]:
    """Where a unit stands in lists."""
    return one.unit.opened_on, one.unit.id


async def the_unit(session: AsyncSession, unit_id: UUID, on: date | None = None) -> UnitThen:
    """As it is on a day: today, unless another is given. Raises NotFound."""
    query = units_on(on or helsinki_day(now())).where(OrgUnit.id == unit_id)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return UnitThen(*found)


async def hold_tree(session: AsyncSession) -> None:
    """Nobody else changes the tree until this transaction ends: two changes, each of which is
    right alone, could make a ring together.
    """
    await wait_turn(session, "tree of units")


async def tree_of(session: AsyncSession) -> dict[UUID, Life]:
    """Every unit with all its versions."""
    one = OrgUnitVersion
    rows = await session.execute(
        select(OrgUnit.id, OrgUnit.code, OrgUnit.kind, one.valid, one.name, one.parent_id)
        .join(one, one.org_unit_id == OrgUnit.id)
        .order_by(OrgUnit.id, func.lower(one.valid))
    )
    found = {}
    for unit_id, group in groupby(rows, attrgetter("id")):
        versions = list(group)
        found[unit_id] = Life(
            id=unit_id,
            code=versions[0].code,
            kind=versions[0].kind,
            versions=tuple(
                Version(_first(row.valid), row.valid.upper, row.name, row.parent_id)
                for row in versions
            ),
        )
    return found


def _first(valid: Range[date]) -> date:
    return valid.lower or date.min
