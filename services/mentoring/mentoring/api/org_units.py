"""Organisation units over HTTP: the tree as of any day, and its changes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.answering import IfMatch
from common.errors import NotFound, Wrongly, say
from common.paging import CursorText, after, page_of
from common.query import CommaList, Query, Whole, asked
from common.shapes import Day, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import Text, Written
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Approving, Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Subject, Warnings, Words
from mentoring.county import LABELS, setting
from mentoring.events import UnitCode, UnitKind
from mentoring.people import org_keeping, org_units
from mentoring.people.org_units import State, UnitThen, hold_tree
from mentoring.people.permissions import may, may_somewhere

router = routes("/org-units", "org-units")
Kind = Annotated[UnitKind, Field(description="Open list.")]
ONE = "0199e0a0-0000-7000-8000-00000000000a"
PARENT = "0199e0a0-0000-7000-8000-000000000001"
NAME = {"fi": "Kotiin vietävät palvelut", "sv": "Tjänster i hemmet", "en": "Home care"}
NEW = {
    "kind": "result_area",
    "name": NAME,
    "parent_id": PARENT,
    "valid_from": "2025-01-01",
    "ended_on": None,
    "code": "1200",
}
UNIT = NEW | {
    "id": ONE,
    "kind_label": {"fi": "tulosalue", "sv": "resultatområde", "en": "result area"},
    "ended_on": "2031-01-01",
    "state": "active",
    "version": 1,
    "created_by": "aino",
    "created_at": "2026-11-22T05:07:54Z",
}
COUNTY_LABEL = {"fi": "hyvinvointialue", "sv": "välfärdsområde", "en": "wellbeing services county"}
"""The root has one name by law; the labels of the levels below it are the county's."""
EffectiveOn = Annotated[
    KnownDay,
    Field(description="The first day of the change; it may have passed.", examples=["2026-01-01"]),
]


class NewOrgUnit(Shape, json_schema_extra={"examples": [NEW]}):
    """A part of the organisation. A division may stand alone; the others have a parent."""

    kind: Kind
    name: Text
    parent_id: UUID | None = None
    valid_from: Annotated[KnownDay, Field(description="Its first day.")]
    ended_on: Annotated[KnownDay | None, Field(description="The first day without it.")] = None
    code: Annotated[
        UnitCode | None, Field(description="In the county's own registers; from the id if missing.")
    ] = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "NewOrgUnit":
        if self.ended_on is not None and self.ended_on <= self.valid_from:
            raise Wrongly("out_of_range", say("ends_before_it_begins"), below="/ended_on")
        return self


class Renaming(
    Shape, json_schema_extra={"examples": [{"name": NAME, "effective_on": "2026-01-01"}]}
):
    """Another name, until the next one that is known."""

    name: Text
    effective_on: EffectiveOn


class Moving(
    Shape, json_schema_extra={"examples": [{"parent_id": PARENT, "effective_on": "2026-01-01"}]}
):
    """Another parent, until the next one that is known. Only a division may have none."""

    parent_id: UUID | None
    effective_on: EffectiveOn


class Ending(Shape, json_schema_extra={"examples": [{"effective_on": "2027-01-01"}]}):
    """The end, or another day for it."""

    effective_on: Annotated[KnownDay, Field(description="The first day without it.")]


class OrgUnit(Shape, json_schema_extra={"examples": [UNIT]}):
    """A unit, with its name and parent as of the day that was asked for."""

    id: UUID
    code: UnitCode
    kind: Kind
    kind_label: Annotated[Written, Field(description="What the county calls the level.")]
    name: Written
    parent_id: UUID | None
    valid_from: Day
    ended_on: Day | None
    state: Annotated[State, Field(description="Today, in Europe/Helsinki. Open list.")]
    version: WholeNumber
    created_by: Subject
    created_at: Moment
    warnings: Warnings | MISSING = MISSING


async def _labels(desk: Desk) -> Mapping[str, Any]:
    told: dict[str, Any] = await setting(desk.session, "org_level_labels")
    return {"county": COUNTY_LABEL} | LABELS | told


def _shown(one: UnitThen, labels: Mapping[str, Any]) -> dict[str, Any]:
    unit, version = one
    names = ("id", "code", "kind", "state", "version", "created_by", "created_at")
    return {name: getattr(unit, name) for name in names} | {
        "kind_label": labels[unit.kind],
        "name": version.name,
        "parent_id": version.parent_id,
        "valid_from": unit.opened_on,
        "ended_on": unit.closed_on,
    }


async def _told(desk: Desk, unit_id: UUID, on: date | None) -> dict[str, Any]:
    """One unit as it is on a day, for who may read it."""
    one = await org_units.the_unit(desk.session, unit_id, on)
    if not may(desk.by, "r", "org_unit", one.unit):
        raise NotFound
    desk.answer.version = one.unit.version
    return _shown(one, await _labels(desk))


@router.post("", status_code=201, response_model=OrgUnit, summary="Add an organisation unit")
async def add_org_unit(new: NewOrgUnit, desk: Approving) -> dict[str, Any]:
    """The parent is of a kind above, and exists all the time that the unit does."""
    desk.refuse_unless("w", "org_unit", None)
    wanted = org_keeping.NewUnit(**{**new.model_dump(), "name": new.name.model_dump()})
    unit_id = await org_keeping.add_unit(desk.session, wanted, desk.by)
    desk.answer.location = f"/org-units/{unit_id}"
    return await _told(desk, unit_id, None)


class OrgUnitsQuery(Query):
    kind: Annotated[
        tuple[UnitKind, ...],
        CommaList(f"(?:{'|'.join(UnitKind)})", most=4),
        Field(description="Several kinds mean any of them.", examples=["division,result_area"]),
    ] = ()
    parent_id: Annotated[UUID | None, Field(description="Only what stands right below it.")] = None
    as_of: Annotated[
        KnownDay | None,
        Field(description="Only what exists on this day, as it is then; today when not said."),
    ] = None
    q: Words = None
    limit: Annotated[Whole, Field(ge=1, le=200, description="Items on a page.")] = 50
    cursor: CursorText = None


@router.get("", response_model=Page[OrgUnit], summary="Organisation units")
async def list_org_units(
    desk: Reading, query: Annotated[OrgUnitsQuery, asked(OrgUnitsQuery)]
) -> dict[str, Any]:
    """In the order of their first days. Without `as_of` also those that are no more or not yet."""
    filters = query.model_dump(exclude={"limit", "cursor"})
    key = after(query.cursor, "valid_from", (date, UUID), filters)
    if not may_somewhere(desk.by, "r", "org_unit"):
        return desk.answer.page([], None)
    wanted = org_units.wanted_units(query.kind, query.parent_id, query.as_of)
    if query.q is not None:
        wanted = wanted.where(org_units.called(query.q))
    rows = await org_units.units_after(desk.session, wanted, key, query.limit + 1)
    found, following = page_of(rows, query.limit, org_units.place, "valid_from", filters)
    labels = await _labels(desk)
    return desk.answer.page([_shown(one, labels) for one in found], following)


class OrgUnitQuery(Query):
    as_of: Annotated[
        KnownDay | None, Field(description="As it is on this day, or nearest to it.")
    ] = None


@router.get("/{unit_id}", response_model=OrgUnit, summary="One organisation unit")
async def get_org_unit(
    unit_id: UUID, desk: Reading, query: Annotated[OrgUnitQuery, asked(OrgUnitQuery)]
) -> dict[str, Any]:
    """As it is today, or on another day."""
    return await _told(desk, unit_id, query.as_of)


async def _to_change(desk: Desk, unit_id: UUID, expected: Any) -> None:
    """Raises NotFound, VersionMismatch, RoleRequired. The tree is held from now on."""
    await hold_tree(desk.session)
    one = await org_units.the_unit(desk.session, unit_id)
    expected.check(one.unit.version)
    desk.refuse_unless("w", "org_unit", one.unit)


@router.post("/{unit_id}/rename", response_model=OrgUnit, summary="Rename an organisation unit")
async def rename_org_unit(
    unit_id: UUID, sent: Renaming, desk: Approving, expected: IfMatch
) -> dict[str, Any]:
    """From a day on, until it is renamed again. The answer is of that day."""
    await _to_change(desk, unit_id, expected)
    name, on = sent.name.model_dump(), sent.effective_on
    await org_keeping.rename_unit(desk.session, unit_id, name, on, desk.by)
    return await _told(desk, unit_id, on)


@router.post("/{unit_id}/move", response_model=OrgUnit, summary="Move an organisation unit")
async def move_org_unit(
    unit_id: UUID, sent: Moving, desk: Approving, expected: IfMatch
) -> dict[str, Any]:
    """With all that stands below it, from a day on, until it moves again. The answer is of that
    day.
    """
    await _to_change(desk, unit_id, expected)
    on = sent.effective_on
    await org_keeping.move_unit(desk.session, unit_id, sent.parent_id, on, desk.by)
    return await _told(desk, unit_id, on)


@router.post("/{unit_id}/end", response_model=OrgUnit, summary="End an organisation unit")
async def end_org_unit(
    unit_id: UUID, sent: Ending, desk: Approving, expected: IfMatch
) -> dict[str, Any]:
    """No unit may stand below it any more. What was recorded under it stays."""
    await _to_change(desk, unit_id, expected)
    await org_keeping.end_unit(desk.session, unit_id, sent.effective_on, desk.by)
    return await _told(desk, unit_id, sent.effective_on)
