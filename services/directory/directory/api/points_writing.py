"""Writing support points: create, change, publish, suspend, archive, verify, replace hours."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field

from common.answering import Expected, IfMatch
from common.db import Session
from common.identity import Caller
from common.shapes import Flag, Line, Shape
from common.strict import router as strict_router
from common.text import FreeText
from directory.api.examples import POINT
from directory.api.hours import Hours, NewHours
from directory.api.model import sees_actions
from directory.api.parts import (
    Codes,
    Contacts,
    Description,
    Languages,
    Name,
    NewAddress,
    NewEntrance,
    NewLocation,
    PointServices,
    Summary,
)
from directory.api.parts_shown import Accessibility
from directory.api.patching import Sent, merged, patch_of
from directory.api.reading_hours import proposed
from directory.api.shown import SupportPoint, Telling
from directory.api.support_points import actions_of
from directory.api.writing import (
    Audiences,
    Checker,
    Desk,
    Editor,
    NewVerification,
    Reader,
    Verification,
    columns,
)
from directory.api.writing_rules import refuse_other_areas
from directory.points import changing
from directory.points.points import PointKind, Visibility
from directory.points.points import SupportPoint as PointRow
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow

router = strict_router("", "support points")
PointId = Annotated[UUID, Path(description="Our id.")]
Entrances = Annotated[list[NewEntrance], Field(max_length=50)]
JSON = "application/json"
AREA = "/address/municipality_code"


class NewSupportPoint(Shape, json_schema_extra={"examples": [POINT]}):
    """A new draft. It is shown when it is published."""

    organisation_id: UUID
    kind: PointKind
    name: Name
    summary: Summary | None = None
    description: Description | None = None
    visibility: Visibility = Visibility.PUBLIC
    audiences: Audiences = ["resident"]
    target_groups: Codes = []
    address: NewAddress | None = None
    location: NewLocation | None = None
    entrances: Entrances = []
    accessibility: Accessibility = Accessibility()
    contacts: Contacts = []
    languages_spoken: Languages = ["fi"]
    roles: Codes = []
    services: PointServices = []
    remote_appointment_place: Flag = False
    hours: NewHours | None = None


class Archiving(Shape):
    """Archiving is final; the successor is named to those who ask for the point."""

    successor_id: UUID | None = None


class HoursText(Shape):
    text: Annotated[FreeText, Field(max_length=2000, examples=["ma-pe 9-16, la 10-14"])]


class ReadHours(Shape):
    """Proposed hours; with flags or words left over it is a draft for a person to judge."""

    hours: Hours
    flags: Annotated[list[str], Field(max_length=20)]
    rest: Annotated[list[Line], Field(max_length=200)]
    is_draft: bool


REMOVES = "Merge patch (RFC 7396): what is not sent stays, null removes, lists are replaced whole."
Change = Annotated[Sent, *patch_of(NewSupportPoint, REMOVES)]


@router.post("/support-points", status_code=201, response_model=SupportPoint)
async def create_support_point(new: NewSupportPoint, by: Editor, desk: Desk) -> Response:
    """Enter a support point as a draft."""
    fields = _columns(new)
    desk.judge(fields)
    refuse_other_areas(desk.catalogue, fields["municipality_code"], AREA)
    refuse_unless_granted(by, [fields["municipality_code"]])
    point = await changing.add_point(desk.session, fields)
    desk.made("/support-points", point)
    return await written(desk, point, by, status=201)


@router.patch("/support-points/{point_id}", response_model=SupportPoint)
async def change_support_point(
    point_id: PointId, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> Response:
    """Change some of a support point (merge patch, with If-Match)."""
    desk.judge(sent)
    refuse_other_areas(desk.catalogue, (sent.get("address") or {}).get("municipality_code"), AREA)
    point = await expected_point(desk.session, point_id, expected)
    change = merged(NewSupportPoint, sent, point, location=_location_held(point, sent))
    fields = _columns(change)
    new_code = fields.get("municipality_code", point.municipality_code)
    refuse_unless_granted(by, [point.municipality_code, new_code])
    await changing.change_point(desk.session, point, fields)
    return await written(desk, point, by)


@router.put("/support-points/{point_id}/opening-hours", response_model=SupportPoint)
async def replace_opening_hours(
    point_id: PointId, hours: NewHours, by: Editor, desk: Desk, expected: IfMatch
) -> Response:
    """Replace the hours of a support point, whole and at once (O26)."""
    point = await expected_point(desk.session, point_id, expected)
    refuse_unless_granted(by, [point.municipality_code])
    await changing.change_point(desk.session, point, {"hours": hours.stored()})
    return await written(desk, point, by)


@router.post("/support-points/{point_id}/publish", response_model=SupportPoint)
async def publish_support_point(
    point_id: PointId, by: Editor, desk: Desk, expected: IfMatch
) -> Response:
    """Show a support point to residents; refused with the list of what is missing (D6)."""
    return await _act(desk, point_id, "publish", by, expected)


@router.post("/support-points/{point_id}/suspend", response_model=SupportPoint)
async def suspend_support_point(
    point_id: PointId, by: Editor, desk: Desk, expected: IfMatch
) -> Response:
    """Hide a support point for the time being."""
    return await _act(desk, point_id, "suspend", by, expected)


@router.post("/support-points/{point_id}/archive", response_model=SupportPoint)
async def archive_support_point(
    point_id: PointId,
    by: Editor,
    desk: Desk,
    expected: IfMatch,
    archiving: Archiving = Archiving(),  # noqa: B008  a frozen shape
) -> Response:
    """Take a support point away for good; it answers 410 with its successor from now on."""
    return await _act(desk, point_id, "archive", by, expected, archiving.successor_id)


@router.post(
    "/support-points/{point_id}/verifications", status_code=201, response_model=Verification
)
async def verify_support_point(
    point_id: PointId, new: NewVerification, by: Checker, desk: Desk
) -> VerificationRow:
    """Say that the data of a support point is right, was changed, or that nobody answers."""
    point = await changing.the_point(desk.session, point_id, for_update=True)
    refuse_unless_granted(by, [point.municipality_code])
    desk.answer.cache = "no-store"
    return await changing.verify_point(desk.session, point, by, new.model_dump())


@router.post("/opening-hours-readings", response_model=ReadHours)
async def read_opening_hours(text: HoursText, _: Reader) -> dict[str, Any]:
    """Read opening hours written in Finnish or Swedish; nothing is stored (section 3.6)."""
    return proposed(text.text)


async def expected_point(session: Session, point_id: UUID, expected: Expected) -> PointRow:
    """The point, locked, in the version that the caller has seen. Raises VersionMismatch."""
    point = await changing.the_point(session, point_id, for_update=True)
    expected.check(point.version)
    return point


async def written(desk: Desk, point: PointRow, by: Caller, status: int = 200) -> Response:
    """The point as it is after the write, read inside its transaction."""
    place = await desk.keeper.place_of(desk.session, point)
    catalogue = await desk.with_rights()
    desk.answer.version = point.version
    include = frozenset({"hours", "services"})
    told = Telling(catalogue, desk.answer.read_at, include, tells_flags=sees_actions(by))
    return Response(told.json(place, None, actions_of(place, by)), status, media_type=JSON)


async def _act(
    desk: Desk,
    point_id: UUID,
    action: str,
    by: Caller,
    expected: Expected,
    successor_id: UUID | None = None,
) -> Response:
    point = await expected_point(desk.session, point_id, expected)
    refuse_unless_granted(by, [point.municipality_code])
    await changing.act_on_point(desk.session, point, action, successor_id)
    return await written(desk, point, by)


def _columns(told: Any) -> dict[str, Any]:
    """From the members of a point's shape that were sent to the columns of its row."""
    fields = columns(told)
    if "address" in fields:
        address = fields["address"]
        fields["municipality_code"] = address and address["municipality_code"]
    if "location" in fields:
        del fields["location"]
        place = told.location
        fields["lat"], fields["lon"] = place.wgs84() if place else (None, None)
        fields["coordinate_source"] = place and place.coordinate_source
        fields["accuracy_m"] = place and place.accuracy_m
    return fields


def _location_held(point: PointRow, sent: Mapping[str, Any]) -> dict[str, Any] | None:
    """The location as it would be sent; without its degrees when metres come in their place."""
    if point.lat is None:
        return None
    names = ["coordinate_source", "accuracy_m"]
    if not {"srid", "north", "east"} & (sent.get("location") or {}).keys():
        names += ["lat", "lon"]
    return {name: getattr(point, name) for name in names}
