"""What mentoring tells: ids, codes, dates, counts, and public names of units and services."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from common.bus import Event

PublicNames = Annotated[dict[str, str | None], Field(max_length=3)]
"""A name that everybody may see, in fi, sv and en."""


class UnitKind(StrEnum):
    """From the root of the organisation down."""

    COUNTY = "county"
    DIVISION = "division"
    RESULT_AREA = "result_area"
    UNIT = "unit"


class OrgUnitCreated(Event):
    """The organisation has a new part."""

    type = "org_unit.created"
    org_unit_id: UUID
    kind: UnitKind
    parent_id: UUID | None
    names: PublicNames
    valid_from: date
    ended_on: date | None
