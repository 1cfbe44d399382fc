"""Whether a digital service fits a unit at all, from a day to a day (soveltuvin osin, M-031)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import Event, tell
from common.clock import helsinki_day, now
from common.errors import NotFound, RoleRequired
from mentoring.bridge.catalogue import DigitalService, the_service
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may, readable
from mentoring.people.persons import Days
from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row

RESOURCE = "applicability"


class Fit(StrEnum):
    """No row of a unit and a service means `unknown`."""

    UNKNOWN = "unknown"
    APPLICABLE = "applicable"
    NOT_APPLICABLE = "not_applicable"


class ServiceApplicability(Recorded, Row, kw_only=True):
    """One value a unit, service and day."""

    __tablename__ = "service_applicability"
    __table_args__ = (
        ExcludeConstraint(
            ("org_unit_id", "="),
            ("digital_service_id", "="),
            ("valid", "&&"),
            name="service_applicability_apart",
        ),
    )
    free_texts = frozenset({"reason"})

    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"))
    digital_service_id: Mapped[UUID] = mapped_column(ForeignKey("digital_service.id"), index=True)
    value: Mapped[Fit]
    valid: Mapped[Days] = mapped_column(DATERANGE)
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)

    @property
    def valid_from(self) -> date:
        """Its first day."""
        first = self.valid.lower
        if first is None:
            raise ValueError(f"applicability {self.id} has no first day")
        return first

    @property
    def valid_to(self) -> date | None:
        """The first day that it holds no more."""
        return self.valid.upper


class ApplicabilityChanged(Event):
    """From a day on a digital service fits a unit, or not, or nobody knows."""

    type = "applicability.changed"
    applicability_id: UUID
    version: int
    org_unit_id: UUID
    digital_service_id: UUID
    value: Fit
    valid_from: date
    on: date


class Denominators(NamedTuple):
    """Units by what holds for one digital service on a day; a share is of the applicable ones."""

    applicable: int
    not_applicable: int
    unknown: int


ORDER = (Fit.APPLICABLE, Fit.NOT_APPLICABLE, Fit.UNKNOWN)


class Wanted(NamedTuple):
    """What somebody says of a unit and a digital service, from a day on."""

    value: Fit
    reason: str | None
    valid_from: date


class Stands(NamedTuple):
    """A digital service, and the value that was set for it in a unit."""

    service: DigitalService
    row: ServiceApplicability | None


async def applicability_of(session: AsyncSession, unit_id: UUID, service_id: UUID, on: date) -> Fit:
    """What holds for a unit and a digital service on a Helsinki date."""
    row = ServiceApplicability
    query = select(row.value).where(
        row.org_unit_id == unit_id, row.digital_service_id == service_id, row.valid.contains(on)
    )
    return await session.scalar(query) or Fit.UNKNOWN


async def applicabilities_of(
    session: AsyncSession, unit_id: UUID, on: date, place: tuple[str | None, int]
) -> Sequence[Stands]:
    """Each digital service, by code after one, with what holds for it in a unit on a day."""
    row, (after, most) = ServiceApplicability, place
    holds = (
        (row.digital_service_id == DigitalService.id)
        & (row.org_unit_id == unit_id)
        & row.valid.contains(on)
    )
    query = select(DigitalService, row).outerjoin(row, holds).order_by(DigitalService.code)
    if after is not None:
        query = query.where(DigitalService.code > after)
    return [Stands(*found) for found in await session.execute(query.limit(most))]


async def set_applicability(
    session: AsyncSession, unit_id: UUID, service_id: UUID, wanted: Wanted, by: Standing
) -> ServiceApplicability:
    """A value from its first day until the next change that is known; what was before stays.

    Raises NotFound, RoleRequired.
    """
    unit = await the_unit(session, unit_id, by)
    await the_service(session, service_id, by)
    if not may(by, "w", RESOURCE, _Place(unit_id)):
        raise RoleRequired
    await session.refresh(unit, with_for_update={"key_share": True})
    return await put_value(session, unit_id, service_id, wanted, by)


async def put_value(
    session: AsyncSession, unit_id: UUID, service_id: UUID, wanted: Wanted, by: Standing
) -> ServiceApplicability:
    """Write a value of a unit that is locked, and tell of it when it is another than before."""
    here, following = await _around(session, unit_id, service_id, wanted.valid_from)
    if here is not None and (here.value, here.reason) == (wanted.value, wanted.reason):
        return here
    if here is not None and here.valid_from == wanted.valid_from:
        here.value, here.reason = wanted.value, wanted.reason
        here.touch(by.subject)
    else:
        await _end(session, here, wanted.valid_from, by)
        here = ServiceApplicability(
            org_unit_id=unit_id,
            digital_service_id=service_id,
            value=wanted.value,
            reason=wanted.reason,
            valid=Range(wanted.valid_from, following),
            created_by=by.subject,
            updated_by=by.subject,
        )
        session.add(here)
    await session.flush()
    await _tell(session, here)
    return here


async def _end(
    session: AsyncSession, row: ServiceApplicability | None, on: date, by: Standing
) -> None:
    if row is not None:
        row.valid = Range(row.valid.lower, on)
        row.touch(by.subject)
        await session.flush()


async def denominators(
    session: AsyncSession, service_id: UUID, on: date, by: Standing
) -> Denominators:
    """Over the units of a Helsinki date whose applicability the caller may read (S03).

    Raises NotFound.
    """
    await the_service(session, service_id, by)
    row = ServiceApplicability
    holds = (
        (row.org_unit_id == OrgUnit.id)
        & (row.digital_service_id == service_id)
        & row.valid.contains(on)
    )
    existing = (
        (OrgUnit.kind == UnitKind.UNIT)
        & (OrgUnit.opened_on <= on)
        & (OrgUnit.closed_on.is_(None) | (OrgUnit.closed_on > on))
    )
    query = (
        select(row.value, func.count())
        .select_from(OrgUnit)
        .outerjoin(row, holds)
        .where(existing, readable(by, RESOURCE, _Units))
        .group_by(row.value)
    )
    counted = Counter[Fit]()
    for value, n in await session.execute(query):
        counted[value or Fit.UNKNOWN] += n
    return Denominators(*(counted[one] for one in ORDER))


async def the_unit(session: AsyncSession, unit_id: UUID, by: Standing) -> OrgUnit:
    """Raises NotFound when there is none, or its applicability is not the caller's to read."""
    unit = await session.get(OrgUnit, unit_id)
    if unit is None or not may(by, "r", RESOURCE, _Place(unit_id)):
        raise NotFound
    return unit


class _Place(NamedTuple):
    """Where an applicability stands, or would."""

    org_unit_id: UUID


class _Units:
    """Where applicabilities stand, or would."""

    org_unit_id = OrgUnit.id


async def _around(
    session: AsyncSession, unit_id: UUID, service_id: UUID, on: date
) -> tuple[ServiceApplicability | None, date | None]:
    """The value that holds on a day, and the day of the next change."""
    row = ServiceApplicability
    pair = (row.org_unit_id == unit_id) & (row.digital_service_id == service_id)
    here = await session.scalar(select(row).where(pair, row.valid.contains(on)))
    lower = func.lower(row.valid)
    following = await session.scalar(select(func.min(lower)).where(pair, lower > on))
    return here, following


async def _tell(session: AsyncSession, row: ServiceApplicability) -> None:
    event = ApplicabilityChanged(
        applicability_id=row.id,
        version=row.version,
        org_unit_id=row.org_unit_id,
        digital_service_id=row.digital_service_id,
        value=row.value,
        valid_from=row.valid_from,
        on=helsinki_day(now()),
    )
    await tell(session, event)
