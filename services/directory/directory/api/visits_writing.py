"""Planning, confirming, moving and cancelling visits (rule V5)."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.clock import helsinki_day
from common.errors import Said
from common.identity import Caller
from common.shapes import Flag, Shape
from common.strict import router as strict_router
from directory.api.asking import When
from directory.api.hours import Label
from directory.api.parts import Name, NewAddress, NewLocation, PointServices
from directory.api.patching import Sent, held_by, merged, patch_of, told_of
from directory.api.visit_shown import MobileVisit, visit_shown
from directory.api.writing import Desk, Editor
from directory.api.writing_rules import refuse_other_areas
from directory.mobile import visiting
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

    def stored(self) -> dict[str, Any]:
        """The stop as a row keeps it: its location in WGS 84."""
        told = self.model_dump(mode="json", exclude={"location"})
        if self.location is None:
            return told | {"location": None}
        lat, lon = self.location.wgs84()
        return told | {"location": {"lat": round(lat, 6), "lon": round(lon, 6)}}


class NewMobileVisit(Shape):
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
    """Merge patch (RFC 7396): what is not sent stays. The time and the stop are moved."""

    services: Services | MISSING = MISSING
    qualified_person_ids: People | MISSING = MISSING
    announce: Flag | MISSING = MISSING
    note: Label | MISSING | None = MISSING


class Move(Shape):
    starts_at: When
    ends_at: When
    stop: NewStop | None = None


class Cancellation(Shape):
    reason: Label


Change = Annotated[Sent, *patch_of(MobileVisitChange)]


@router.post("", status_code=201, response_model=MobileVisit)
async def plan_mobile_visit(new: NewMobileVisit, by: Editor, desk: Desk) -> dict[str, Any]:
    """Plan a visit of a mobile unit."""
    code = new.stop.address.municipality_code
    told = new.model_dump(mode="json", by_alias=True, include={"services", "note", "announce"})
    desk.judge(told)
    refuse_other_areas(desk.catalogue, code, AREA)
    refuse_unless_granted(by, [code])
    fields = told | {
        "unit_id": new.unit_id,
        "starts_at": new.starts_at,
        "ends_at": new.ends_at,
        "stop": new.stop.stored(),
        "municipality_code": code,
        "qualified_person_ids": new.qualified_person_ids,
    }
    row = await visiting.plan_visit(desk.session, fields)
    desk.made("/mobile-visits", row)
    return await _said_back(desk, row, by) | await _warned(desk, row)


@router.patch("/{visit_id}", response_model=MobileVisit)
async def change_mobile_visit(
    visit_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change the services, people, note or announcement of a visit."""
    desk.judge(sent)
    row = await visiting.the_visit(desk.session, visit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [row.municipality_code])
    change = merged(MobileVisitChange, sent, held_by(row, sent))
    fields = told_of(change)
    if "qualified_person_ids" in fields:
        fields["qualified_person_ids"] = change.qualified_person_ids
    await visiting.change_visit(desk.session, row, fields)
    return await _said_back(desk, row, by)


@router.post("/{visit_id}/confirm", response_model=MobileVisit)
async def confirm_mobile_visit(
    visit_id: UUID, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Confirm a visit. Assisted authorisation needs a qualified person on its date (Q2)."""
    row = await visiting.the_visit(desk.session, visit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [row.municipality_code])
    await visiting.confirm_visit(desk.session, row)
    return await _said_back(desk, row, by)


@router.post("/{visit_id}/move", response_model=MobileVisit)
async def move_mobile_visit(
    visit_id: UUID, move: Move, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Move a visit to another time, perhaps to another stop."""
    if move.stop is not None:
        refuse_other_areas(desk.catalogue, move.stop.address.municipality_code, AREA)
    row = await visiting.the_visit(desk.session, visit_id)
    expected.check(row.version)
    fields: dict[str, Any] = {"starts_at": move.starts_at, "ends_at": move.ends_at}
    if move.stop is not None:
        fields["stop"] = move.stop.stored()
        fields["municipality_code"] = move.stop.address.municipality_code
    new_code = fields.get("municipality_code", row.municipality_code)
    refuse_unless_granted(by, [row.municipality_code, new_code])
    await visiting.move_visit(desk.session, row, fields)
    return await _said_back(desk, row, by) | await _warned(desk, row)


@router.post("/{visit_id}/cancel", response_model=MobileVisit)
async def cancel_mobile_visit(
    visit_id: UUID, cancellation: Cancellation, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Cancel a visit, with a reason that residents read."""
    row = await visiting.the_visit(desk.session, visit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [row.municipality_code])
    await visiting.cancel_visit(desk.session, row, cancellation.reason.model_dump())
    return await _said_back(desk, row, by)


async def _warned(desk: Desk, row: Row) -> dict[str, Any]:
    is_short = await visiting.has_short_transfer(desk.session, row)
    warning = {"code": "short_transfer", "detail": SHORT_TRANSFER._asdict()}
    return {"warnings": [warning] if is_short else []}


async def _said_back(desk: Desk, row: Row, by: Caller) -> dict[str, Any]:
    unit = await desk.session.get_one(MobileUnit, row.unit_id)
    owner = await the_organisation(desk.session, unit.organisation_id)
    desk.answer.version = row.version
    visit = visit_of(row, unit, owner, {})
    today = helsinki_day(desk.answer.read_at)
    return visit_shown(await desk.with_rights(), visit, today, by, None)
