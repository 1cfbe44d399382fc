"""Writing mobile units."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING

from common.answering import IfMatch
from common.clock import helsinki_day
from common.shapes import Shape
from common.strict import router as strict_router
from directory import publishing
from directory.api.parts import Codes, Contacts, Languages, Name, PointServices
from directory.api.parts import Summary as SummaryText
from directory.api.parts_shown import Accessibility
from directory.api.patching import Sent, held_by, merged, patch_of, told_of
from directory.api.unit_shown import MobileUnit, unit_shown
from directory.api.writing import (
    Action,
    Checker,
    Desk,
    Editor,
    NewVerification,
    Verification,
    columns,
)
from directory.mobile.units import MobileUnit as Row
from directory.model.making import unit_of
from directory.partners.organisations import the_organisation
from directory.points.points import Visibility
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow

router = strict_router("/mobile-units", "mobile units")


class NewMobileUnit(Shape):
    """A new mobile unit, as a draft. Its hours are its visits."""

    organisation_id: UUID
    name: Name
    summary: SummaryText | None = None
    visibility: Visibility = Visibility.PUBLIC
    roles: Codes = []
    services: PointServices = []
    contacts: Contacts = []
    accessibility: Accessibility = Accessibility()
    languages_spoken: Languages = ["fi"]


class MobileUnitChange(Shape):
    """Merge patch (RFC 7396): what is not sent stays."""

    organisation_id: UUID | MISSING = MISSING
    name: Name | MISSING = MISSING
    summary: SummaryText | MISSING | None = MISSING
    visibility: Visibility | MISSING = MISSING
    roles: Codes | MISSING = MISSING
    services: PointServices | MISSING = MISSING
    contacts: Contacts | MISSING = MISSING
    accessibility: Accessibility | MISSING = MISSING
    languages_spoken: Languages | MISSING = MISSING


Change = Annotated[Sent, *patch_of(MobileUnitChange)]


@router.post("", status_code=201, response_model=MobileUnit)
async def create_mobile_unit(new: NewMobileUnit, by: Editor, desk: Desk) -> dict[str, Any]:
    """Enter a mobile unit as a draft."""
    refuse_unless_granted(by, [None])
    fields = columns(new.model_dump(mode="json", by_alias=True))
    desk.judge(fields)
    row = await publishing.add_thing(desk.session, Row, fields)
    desk.made("/mobile-units", row)
    return await _said_back(desk, row)


@router.patch("/{unit_id}", response_model=MobileUnit)
async def change_mobile_unit(
    unit_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change some of a mobile unit (merge patch, with If-Match)."""
    desk.judge(sent)
    row = await publishing.the_thing(desk.session, Row, unit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    change = merged(MobileUnitChange, sent, held_by(row, sent))
    await publishing.change_thing(desk.session, row, columns(told_of(change)))
    return await _said_back(desk, row)


@router.post("/{unit_id}/verifications", status_code=201, response_model=Verification)
async def verify_mobile_unit(
    unit_id: UUID, new: NewVerification, by: Checker, desk: Desk
) -> VerificationRow:
    """Say that the data of a mobile unit is right, was changed, or that nobody answers."""
    row = await publishing.the_thing(desk.session, Row, unit_id)
    return await desk.verified(row, by, new)


@router.post("/{unit_id}/{action}", response_model=MobileUnit)
async def act_on_mobile_unit(
    unit_id: UUID, action: Action, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Publish, suspend or archive a mobile unit."""
    row = await publishing.the_thing(desk.session, Row, unit_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    await publishing.act_on_thing(desk.session, row, action)
    return await _said_back(desk, row)


async def _said_back(desk: Desk, row: Row) -> dict[str, Any]:
    owner = await the_organisation(desk.session, row.organisation_id)
    catalogue = await desk.with_rights()
    visits = [one for one in catalogue.visits_in_order if one.unit.id == row.id]
    at = desk.answer.read_at
    desk.answer.version = row.version
    unit = unit_of(row, owner, visits, at, {})
    return unit_shown(catalogue, unit, helsinki_day(at), row.allowed_actions)
