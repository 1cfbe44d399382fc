"""What mentoring tells: ids, codes, dates, counts, and public names of units and services."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from common.bus import Event

PublicNames = Annotated[dict[str, str | None], Field(max_length=3)]
"""A name that everybody may see, in fi, sv and en."""
UnitCode = Annotated[str, Field(pattern=r"^[0-9A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö_./-]{0,39}$")]
"""What the county calls a unit in its own registers."""


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
    """A unit from the day of the change on, and all of its time as it is known after the change.

    Days are half-open: what ends on a day is no more on it. Who keeps a copy of the tree takes
    `versions` and needs nothing of what was told before.
    """

    type = "org_unit.changed"
    org_unit_id: UUID
    kind: UnitKind
    parent_id: UUID | None
    names: PublicNames
    valid_from: date
    ended_on: date | None
    code: UnitCode | None = None
    versions: list[OrgUnitVersion] = Field(default_factory=list, max_length=100)


class OrgUnitCreated(_OrgUnitEvent):
    """The organisation has a new part."""

    type = "org_unit.created"


class OrgUnitRenamed(_OrgUnitEvent):
    """A part of the organisation has another name from a day on."""

    type = "org_unit.renamed"


class OrgUnitMoved(_OrgUnitEvent):
    """A part of the organisation stands elsewhere from a day on."""

    type = "org_unit.moved"


class OrgUnitEnded(_OrgUnitEvent):
    """A part of the organisation is no more from a day on."""

    type = "org_unit.ended"


class AllocationsEnding(Event):
    """The working time of members of the team ends soon, as that of a programme does (M-024)."""

    type = "team.allocations_ending"
    team_id: UUID
    membership_ids: Annotated[list[UUID], Field(max_length=1000)]
    valid_to: date
    """The last day."""
    days: int
    """From the day it is told."""
