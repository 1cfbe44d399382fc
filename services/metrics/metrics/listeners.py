"""What metrics hears, the fields it reads of it, and what it does about it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, Hearing
from metrics import event_counts, org_units

MunicipalityCode = Annotated[str, Field(pattern=r"^\d{3}$")]
PublicNames = Annotated[dict[str, str | None], Field(max_length=3)]
UnitCode = Annotated[str, Field(pattern=r"^[0-9A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö_./-]{0,39}$")]


class _PointEvent(Event):
    type = "directory.point.changed"
    point_id: UUID
    municipality_code: MunicipalityCode | None


class _VisitEvent(Event):
    type = "directory.visit.changed"
    visit_id: UUID
    municipality_code: MunicipalityCode


class PointCreated(_PointEvent):
    """A support point was entered."""

    type = "directory.point.created"


class PointUpdated(_PointEvent):
    """A support point was changed."""

    type = "directory.point.updated"


class PointPublished(_PointEvent):
    """Residents see a support point."""

    type = "directory.point.published"


class PointSuspended(_PointEvent):
    """A support point is not shown for the time being."""

    type = "directory.point.suspended"


class PointArchived(_PointEvent):
    """A support point is gone for good."""

    type = "directory.point.archived"


class PointVerified(_PointEvent):
    """Somebody looked whether the data of a support point is right."""

    type = "directory.point.verified"


class PointLapsed(_PointEvent):
    """Nobody has checked a support point for too long."""

    type = "directory.point.lapsed"


class VisitPlanned(_VisitEvent):
    """A mobile unit plans to stop somewhere."""

    type = "directory.visit.planned"


class VisitConfirmed(_VisitEvent):
    """A mobile unit comes."""

    type = "directory.visit.confirmed"


class VisitMoved(_VisitEvent):
    """A visit has another time or place."""

    type = "directory.visit.moved"


class VisitCancelled(_VisitEvent):
    """A visit is off."""

    type = "directory.visit.cancelled"


class VisitHeld(_VisitEvent):
    """A confirmed visit is over."""

    type = "directory.visit.held"


class UnitKind(StrEnum):
    """From the root of the organisation down."""

    COUNTY = "county"
    DIVISION = "division"
    RESULT_AREA = "result_area"
    UNIT = "unit"


class OrgUnitVersion(BaseModel, frozen=True):
    """What a unit is called and where it stands, from a day to a day."""

    valid_from: date
    ended_on: date | None
    names: PublicNames
    parent_id: UUID | None


class _OrgUnitEvent(Event):
    """A unit with all of its time; before versions were told, as it was at first."""

    type = "mentoring.org_unit.changed"
    org_unit_id: UUID
    kind: UnitKind
    parent_id: UUID | None
    names: PublicNames
    valid_from: date
    ended_on: date | None
    code: UnitCode | None = None
    versions: list[OrgUnitVersion] = Field(default_factory=list)

    def spans(self) -> list[dict[str, Any]]:
        """Its versions as JSON, in the order of their days; one at least."""
        only = OrgUnitVersion.model_validate(self, from_attributes=True)
        return [one.model_dump(mode="json") for one in self.versions or [only]]


class OrgUnitCreated(_OrgUnitEvent):
    """The organisation has a new part."""

    type = "mentoring.org_unit.created"


class OrgUnitRenamed(_OrgUnitEvent):
    """A part of the organisation has another name from a day on."""

    type = "mentoring.org_unit.renamed"


class OrgUnitMoved(_OrgUnitEvent):
    """A part of the organisation stands elsewhere from a day on."""

    type = "mentoring.org_unit.moved"


class OrgUnitEnded(_OrgUnitEvent):
    """A part of the organisation is no more from a day on."""

    type = "mentoring.org_unit.ended"


async def count_event(session: AsyncSession, event: _PointEvent | _VisitEvent) -> None:
    await event_counts.count(session, event, event.municipality_code)


async def keep_unit(session: AsyncSession, event: _OrgUnitEvent) -> None:
    code, versions = event.code, event.spans()
    told = org_units.Told(event.sequence, event.org_unit_id, event.kind, code, versions)
    await org_units.keep_unit(session, told)


HEARING: Hearing = {
    PointCreated: count_event,
    PointUpdated: count_event,
    PointPublished: count_event,
    PointSuspended: count_event,
    PointArchived: count_event,
    PointVerified: count_event,
    PointLapsed: count_event,
    VisitPlanned: count_event,
    VisitConfirmed: count_event,
    VisitMoved: count_event,
    VisitCancelled: count_event,
    VisitHeld: count_event,
    OrgUnitCreated: keep_unit,
    OrgUnitRenamed: keep_unit,
    OrgUnitMoved: keep_unit,
    OrgUnitEnded: keep_unit,
}
