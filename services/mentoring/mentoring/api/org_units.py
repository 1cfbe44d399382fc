"""Organisation units over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from common.answering import Answers
from common.db import Session
from common.errors import Said, Wrongly
from common.identity import Caller, holding
from common.paging import CursorText, after, page_of
from common.query import CommaList, Query, Whole, asked
from common.shapes import Day, Line, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.strict import router as routes
from common.text import Text, Written
from mentoring import org_units
from mentoring.events import UnitKind
from mentoring.org_units import State

router = routes("/org-units", "org-units")
Reader = Annotated[Caller, holding("mentoring:read")]
Writer = Annotated[Caller, holding("mentoring:write")]
Kind = Annotated[UnitKind, Field(description="Open list.")]
ONE = "0199e0a0-0000-7000-8000-00000000000a"
NEW = {
    "kind": "result_area",
    "name": {"fi": "Kotiin vietävät palvelut", "sv": "Tjänster i hemmet", "en": "Home care"},
    "parent_id": "0199e0a0-0000-7000-8000-000000000001",
    "valid_from": "2025-01-01",
    "ended_on": None,
}
UNIT = NEW | {
    "id": ONE,
    "ended_on": "2031-01-01",
    "state": "active",
    "version": 1,
    "created_by": "aino",
    "created_at": "2026-11-22T05:07:54Z",
}
ENDS_BEFORE = Said(
    "Loppupäivä on alkupäivän jälkeen.",
    "Slutdagen är efter startdagen.",
    "The last day is after the first.",
)


class NewOrgUnit(Shape, json_schema_extra={"examples": [NEW]}):
    """A part of the organisation. A division may stand alone; the others have a parent."""

    kind: Kind
    name: Text
    parent_id: UUID | None = None
    valid_from: Annotated[Day, Field(description="Its first day.")]
    ended_on: Annotated[Day | None, Field(description="The first day without it.")] = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "NewOrgUnit":
        if self.ended_on is not None and self.ended_on <= self.valid_from:
            raise Wrongly("out_of_range", ENDS_BEFORE, below="/ended_on")
        return self


class OrgUnit(Shape, json_schema_extra={"examples": [UNIT]}):
    id: UUID
    kind: Kind
    name: Written
    parent_id: UUID | None
    valid_from: Day
    ended_on: Day | None
    state: Annotated[State, Field(description="Today, in Europe/Helsinki. Open list.")]
    version: WholeNumber
    created_by: Line
    created_at: Moment


@router.post("", status_code=201, response_model=OrgUnit, summary="Add an organisation unit")
async def add_org_unit(
    new: NewOrgUnit, by: Writer, session: Session, answer: Answers
) -> org_units.OrgUnit:
    """The parent is of a kind above, and exists all the time that the unit does."""
    unit = org_units.OrgUnit(**new.model_dump(), created_by=by.subject)
    await org_units.add_unit(session, unit)
    answer.version, answer.location = unit.version, f"/org-units/{unit.id}"
    return unit


class OrgUnitsQuery(Query):
    kind: Annotated[
        tuple[UnitKind, ...],
        CommaList(f"(?:{'|'.join(UnitKind)})", most=4),
        Field(description="Several kinds mean any of them.", examples=["division,result_area"]),
    ] = ()
    parent_id: Annotated[UUID | None, Field(description="Only what stands right below it.")] = None
    as_of: Annotated[Day | None, Field(description="Only what exists on this day.")] = None
    limit: Annotated[Whole, Field(ge=1, le=200, description="Items on a page.")] = 50
    cursor: CursorText = None


@router.get("", response_model=Page[OrgUnit], summary="Organisation units")
async def list_org_units(
    _: Reader,
    query: Annotated[OrgUnitsQuery, asked(OrgUnitsQuery)],
    session: Session,
    answer: Answers,
) -> dict[str, Any]:
    """In the order of their first days."""
    filters = query.model_dump(exclude={"limit", "cursor"})
    key = after(query.cursor, "valid_from", (date, UUID), filters)
    wanted = org_units.units(query.kind, query.parent_id, query.as_of)
    rows = await org_units.units_after(session, wanted, key, query.limit + 1)
    return answer.page(*page_of(rows, query.limit, org_units.place, "valid_from", filters))


@router.get("/{unit_id}", response_model=OrgUnit, summary="One organisation unit")
async def get_org_unit(
    unit_id: UUID, _: Reader, session: Session, answer: Answers
) -> org_units.OrgUnit:
    """As it is today."""
    unit = await org_units.the_unit(session, unit_id)
    answer.version = unit.version
    return unit
