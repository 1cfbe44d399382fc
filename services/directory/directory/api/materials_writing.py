"""Writing materials."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.clock import helsinki_day
from common.identity import Caller
from common.shapes import Day, Shape, Whole
from common.strict import router as strict_router
from directory import publishing
from directory.api.parts import Codes, LevelCodes, Link, Name, NewContact, Summary
from directory.api.patching import Sent, held_by, merged, patch_of, told_of
from directory.api.remote import Material, material_shown
from directory.api.writing import (
    Action,
    Audiences,
    Checker,
    Desk,
    Editor,
    NewFile,
    NewVerification,
    Verification,
    columns,
)
from directory.model.making import guide_of
from directory.partners.organisations import the_organisation
from directory.points.points import Visibility
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow
from directory.remote.materials import Material as Row
from directory.remote.materials import MaterialKind

router = strict_router("/materials", "materials")
Minutes = Annotated[Whole, Field(ge=1, le=10_000)]
Files = Annotated[list[NewFile], Field(max_length=20)]


class NewMaterial(Shape):
    """A new material, as a draft."""

    organisation_id: UUID
    kind: MaterialKind
    title: Name
    summary: Summary | None = None
    files: Files = []
    order_contact: NewContact | None = None
    visibility: Visibility = Visibility.PUBLIC
    audiences: Audiences = ["resident"]
    levels: LevelCodes = []
    needs: Codes = []
    topics: Codes = []
    minutes: Minutes | None = None
    learning_platform_url: Link | None = None
    reviewed_on: Day | None = None


class MaterialChange(Shape):
    """Merge patch (RFC 7396): what is not sent stays."""

    organisation_id: UUID | MISSING = MISSING
    kind: MaterialKind | MISSING = MISSING
    title: Name | MISSING = MISSING
    summary: Summary | MISSING | None = MISSING
    files: Files | MISSING = MISSING
    order_contact: NewContact | MISSING | None = MISSING
    visibility: Visibility | MISSING = MISSING
    audiences: Audiences | MISSING = MISSING
    levels: LevelCodes | MISSING = MISSING
    needs: Codes | MISSING = MISSING
    topics: Codes | MISSING = MISSING
    minutes: Minutes | MISSING | None = MISSING
    learning_platform_url: Link | MISSING | None = MISSING
    reviewed_on: Day | MISSING | None = MISSING


Change = Annotated[Sent, *patch_of(MaterialChange)]


@router.post("", status_code=201, response_model=Material)
async def create_material(new: NewMaterial, by: Editor, desk: Desk) -> dict[str, Any]:
    """Enter a material as a draft."""
    refuse_unless_granted(by, [None])
    fields = columns(new.model_dump(mode="json"))
    desk.judge(fields)
    row = await publishing.add_thing(desk.session, Row, _dated(fields, new.reviewed_on))
    desk.made("/materials", row)
    return await _said_back(desk, row, by)


@router.patch("/{material_id}", response_model=Material)
async def change_material(
    material_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change some of a material (merge patch, with If-Match)."""
    desk.judge(sent)
    row = await publishing.the_thing(desk.session, Row, material_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    change = merged(MaterialChange, sent, held_by(row, sent))
    fields = columns(told_of(change))
    await publishing.change_thing(desk.session, row, _dated(fields, change.reviewed_on))
    return await _said_back(desk, row, by)


@router.post("/{material_id}/verifications", status_code=201, response_model=Verification)
async def verify_material(
    material_id: UUID, new: NewVerification, by: Checker, desk: Desk
) -> VerificationRow:
    """Say that the data of a material is right, was changed, or that nobody answers."""
    row = await publishing.the_thing(desk.session, Row, material_id)
    return await desk.verified(row, by, new)


@router.post("/{material_id}/{action}", response_model=Material)
async def act_on_material(
    material_id: UUID, action: Action, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Publish, suspend or archive a material."""
    row = await publishing.the_thing(desk.session, Row, material_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    await publishing.act_on_thing(desk.session, row, action)
    return await _said_back(desk, row, by)


def _dated(fields: dict[str, Any], reviewed_on: Any) -> dict[str, Any]:
    return fields | ({"reviewed_on": reviewed_on} if "reviewed_on" in fields else {})


async def _said_back(desk: Desk, row: Row, by: Caller) -> dict[str, Any]:
    owner = await the_organisation(desk.session, row.organisation_id)
    desk.answer.version = row.version
    return material_shown(guide_of(row, owner), helsinki_day(desk.answer.read_at), by)
