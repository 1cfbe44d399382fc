"""What the directory hears, the fields it reads of it, and what it does about it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, Hearing
from directory import org_units

PublicNames = Annotated[dict[str, str | None], Field(max_length=3)]
UnitCode = Annotated[str, Field(pattern=r"^[0-9A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö_./-]{0,39}$")]


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


async def keep_unit(session: AsyncSession, event: _OrgUnitEvent) -> None:
    code, versions = event.code, event.spans()
    told = org_units.Told(event.sequence, event.org_unit_id, event.kind, code, versions)
    await org_units.keep_unit(session, told)


HEARING: Hearing = {
    OrgUnitCreated: keep_unit,
    OrgUnitRenamed: keep_unit,
    OrgUnitMoved: keep_unit,
    OrgUnitEnded: keep_unit,
}
