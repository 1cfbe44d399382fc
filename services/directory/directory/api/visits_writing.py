"""Planning, confirming, moving and cancelling visits (rule V5)."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import Expected, IfMatch
from common.clock import helsinki_day
from common.errors import Said
from common.identity import Caller
from common.shapes import Flag, Shape
from common.strict import router as strict_router
from directory.api.asking import When
from directory.api.examples import MOVE, VISIT
from directory.api.hours import Label
from directory.api.parts import Name, NewAddress, NewLocation, PointServices
from directory.api.patching import Sent, merged, patch_of
from directory.api.visit_shown import MobileVisit, visit_shown
from directory.api.writing import Desk, Editor, columns
from directory.api.writing_rules import refuse_other_areas
from directory.mobile import visiting
from directory.mobile.qualifications import Qualified
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit as Row
from directory.model.making import visit_of
from directory.partners.organisations import the_organisation
from directory.points.rights import refuse_unless_granted

router = strict_router("/mobile-visits", "mobile visits")
AREA = "/stop/address/municipality_code"
SHORT_TRANSFER = Said(
    "Yksikön kahden pysäkin välissä on enintään puoli tuntia.",
    "Enheten har högst en halvtimme mellan två hållplatser.",
    "The unit has half an hour or less between two stops.",
)
People = Annotated[list[UUID], Field(max_length=100)]
Services = Annotated[PointServices, Field(min_length=1)]


class NewStop(Shape):
    name: Name
    address: NewAddress
    location: NewLocation | None = None
    host_point_id: UUID | None = None

    def columns(self) -> dict[str, Any]:
        """The stop as a row keeps it: its location in WGS 84, its municipality beside."""
        stop = self.model_dump(mode="json")
        if self.location is not None:
            lat, lon = self.location.wgs84()
            stop["location"] = {"lat": round(lat, 6), "lon": round(lon, 6)}
        return {"stop": stop, "municipality_code": self.address.municipality_code}


class NewMobileVisit(Shape, json_schema_extra={"examples": [VISIT]}):
    """A planned visit; residents see it when it is confirmed, or announced."""

    unit_id: UUID
    starts_at: When
    ends_at: When
    stop: NewStop
    services: Services
    qualified_person_ids: People = []
    announce: Flag = False
    note: Label | None = None


class MobileVisitChange(Shape):
    services: Services
    qualified_person_ids: People
    announce: Flag
    note: Label | None = None


class Move(Shape, json_schema_extra={"examples": [MOVE]}):
    starts_at: When
    ends_at: When
    stop: NewStop | None = None


class Cancellation(Shape):
    reason: Label


STAYS = "Merge patch (RFC 7396): what is not sent stays. The time and the stop are moved."
Change = Annotated[Sent, *patch_of(MobileVisitChange, STAYS)]


@router.post("", status_code=201, response_model=MobileVisit)
async def plan_mobile_visit(new: NewMobileVisit, by: Editor, desk: Desk) -> dict[str, Any]:
    """Plan a visit of a mobile unit."""
    fields = columns(new) | new.stop.columns()
    desk.judge(fields)
    refuse_other_areas(desk.catalogue, fields["municipality_code"], AREA)
    refuse_unless_granted(by, [fields["municipality_code"]])
    row = await visiting.plan_visit(desk.session, fields)
    desk.made("/mobile-visits", row)
    rights = await visiting.rights_of(desk.session, row)
    return await _said_back(desk, row, by, rights) | await _warned(desk, row)


@router.patch("/{visit_id}", response_model=MobileVisit)
async def change_mobile_visit(
    visit_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change the services, people, note or announcement of a visit."""
    desk.judge(sent)
    row = await _expected_visit(desk, visit_id, by, expected)
    fields = columns(merged(MobileVisitChange, sent, row))
    rights = await visiting.change_visit(desk.session, row, fields)
    return await _said_back(desk, row, by, rights)


@router.post("/{visit_id}/confirm", response_model=MobileVisit)
async def confirm_mobile_visit(
    visit_id: UUID, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Confirm a visit. Assisted authorisation needs a qualified person on its date (Q2)."""
    row = await _expected_visit(desk, visit_id, by, expected)
    rights = await visiting.confirm_visit(desk.session, row)
    return await _said_back(desk, row, by, rights)


@router.post("/{visit_id}/move", response_model=MobileVisit)
async def move_mobile_visit(
    visit_id: UUID, move: Move, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Move a visit to another time, perhaps to another stop."""
    if move.stop is not None:
        refuse_other_areas(desk.catalogue, move.stop.address.municipality_code, AREA)
    row = await _expected_visit(desk, visit_id, by, expected)
    fields: dict[str, Any] = {"starts_at": move.starts_at, "ends_at": move.ends_at}
    if move.stop is not None:
        fields |= move.stop.columns()
        refuse_unless_granted(by, [fields["municipality_code"]])
    rights = await visiting.move_visit(desk.session, row, fields)
    return await _said_back(desk, row, by, rights) | await _warned(desk, row)


@router.post("/{visit_id}/cancel", response_model=MobileVisit)
async def cancel_mobile_visit(
    visit_id: UUID, cancellation: Cancellation, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Cancel a visit, with a reason that residents read."""
    row = await _expected_visit(desk, visit_id, by, expected)
    rights = await visiting.cancel_visit(desk.session, row, cancellation.reason.model_dump())
    return await _said_back(desk, row, by, rights)


async def _expected_visit(desk: Desk, visit_id: UUID, by: Caller, expected: Expected) -> Row:
    """The visit, locked, in the version that the caller has seen, where the caller may write."""
    row = await visiting.the_visit(desk.session, visit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [row.municipality_code])
    return row


async def _warned(desk: Desk, row: Row) -> dict[str, Any]:
    is_short = await visiting.has_short_transfer(desk.session, row)
    warning = {"code": "short_transfer", "detail": SHORT_TRANSFER._asdict()}
    return {"warnings": [warning] if is_short else []}


async def _said_back(desk: Desk, row: Row, by: Caller, rights: Qualified) -> dict[str, Any]:
    unit = await desk.session.get_one(MobileUnit, row.unit_id)
    owner = await the_organisation(desk.session, unit.organisation_id)
    desk.answer.version = row.version
    visit = visit_of(row, unit, owner, {})
    return visit_shown(desk.knowing(rights), visit, helsinki_day(desk.answer.read_at), by, None)
