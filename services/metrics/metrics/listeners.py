"""What metrics hears, the fields it reads of it, and what it does about it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, Hearing
from metrics import event_counts

MunicipalityCode = Annotated[str, Field(pattern=r"^\d{3}$")]


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


async def count_event(session: AsyncSession, event: _PointEvent | _VisitEvent) -> None:
    await event_counts.count(session, event, event.municipality_code)


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
}
