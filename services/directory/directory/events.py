"""What the directory tells: ids, codes, dates and public names (directory.md section 10)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.bus import Event

# `public` says whether residents may see the thing after the change, `was_public` whether they
# might before it: only what they might see and may see no more has to leave every memory at once.
PublicName = Annotated[dict[str, str | None], Field(max_length=3)]
"""A name that everybody may see, in fi, sv and en."""
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
MunicipalityCode = Annotated[str, Field(pattern=r"^\d{3}$")]


class _PointEvent(Event):
    """A support point as it is after the change."""

    type = "point.changed"
    point_id: UUID
    name: PublicName
    organisation_id: UUID
    kind: Code
    municipality_code: MunicipalityCode | None
    service_codes: list[Code]
    version: int
    changed: list[Code]
    public: bool
    was_public: bool


class PointCreated(_PointEvent):
    """A support point was entered."""

    type = "point.created"


class PointUpdated(_PointEvent):
    """A support point was changed; `changed` names the groups of fields."""

    type = "point.updated"


class PointPublished(_PointEvent):
    """Residents see the support point from now on."""

    type = "point.published"


class PointSuspended(_PointEvent):
    """The support point is not shown for the time being."""

    type = "point.suspended"


class PointArchived(_PointEvent):
    """The support point is gone for good."""

    type = "point.archived"


class PointVerified(Event):
    """Somebody who knows said that the data of a support point is right, or is not."""

    type = "point.verified"
    point_id: UUID
    organisation_id: UUID
    municipality_code: MunicipalityCode | None
    outcome: Code
    by_role: Code
    next_due: date | None
    version: int


class PointLapsed(Event):
    """Nobody has checked a support point for too long: it is stale, or residents lose it."""

    type = "point.lapsed"
    point_id: UUID
    organisation_id: UUID
    municipality_code: MunicipalityCode | None
    to: Literal["stale", "expired"]


class _VisitEvent(Event):
    """A visit of a mobile unit as it is after the change."""

    type = "visit.changed"
    visit_id: UUID
    unit_id: UUID
    municipality_code: MunicipalityCode
    host_point_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    service_codes: list[Code]
    qualified: bool | None
    calendar_sequence: int
    public: bool
    was_public: bool


class VisitPlanned(_VisitEvent):
    """A mobile unit plans to stop somewhere."""

    type = "visit.planned"


class VisitConfirmed(_VisitEvent):
    """A mobile unit comes."""

    type = "visit.confirmed"


class VisitMoved(_VisitEvent):
    """A visit has another time or place."""

    type = "visit.moved"


class VisitCancelled(_VisitEvent):
    """A visit is off."""

    type = "visit.cancelled"


class VisitHeld(_VisitEvent):
    """A confirmed visit is over."""

    type = "visit.held"


class VisitUpdated(_VisitEvent):
    """Something else of a visit was changed: a note, the services, a verification."""

    type = "visit.updated"


class _UnitEvent(Event):
    """A mobile unit as it is after the change."""

    type = "unit.changed"
    unit_id: UUID
    organisation_id: UUID
    public: bool
    was_public: bool


class UnitCreated(_UnitEvent):
    """A mobile unit was entered."""

    type = "unit.created"


class UnitUpdated(_UnitEvent):
    """A mobile unit was changed, published, suspended or archived."""

    type = "unit.updated"


class _ChannelEvent(Event):
    """A remote channel as it is after the change."""

    type = "channel.changed"
    channel_id: UUID
    form: Code
    organisation_id: UUID
    public: bool
    was_public: bool


class ChannelCreated(_ChannelEvent):
    """A remote channel was entered."""

    type = "channel.created"


class ChannelUpdated(_ChannelEvent):
    """A remote channel was changed."""

    type = "channel.updated"


class ChannelPublished(_ChannelEvent):
    """Residents see the remote channel from now on."""

    type = "channel.published"


class ChannelSuspended(_ChannelEvent):
    """The remote channel is not shown for the time being."""

    type = "channel.suspended"


class ChannelArchived(_ChannelEvent):
    """The remote channel is gone for good."""

    type = "channel.archived"


class _OrganisationEvent(Event):
    """An organisation as it is after the change."""

    type = "organisation.changed"
    organisation_id: UUID
    name: PublicName
    kind: Code
    municipality_codes: list[MunicipalityCode]
    version: int


class OrganisationCreated(_OrganisationEvent):
    """An organisation was entered."""

    type = "organisation.created"


class OrganisationUpdated(_OrganisationEvent):
    """An organisation was changed."""

    type = "organisation.updated"


class OrganisationArchived(_OrganisationEvent):
    """An organisation takes part no more."""

    type = "organisation.archived"


class MaterialUpdated(Event):
    """A material was entered, changed or taken away."""

    type = "material.updated"
    material_id: UUID
    public: bool
    was_public: bool
