"""Writing materials."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.clock import helsinki_day
from common.identity import Caller
from common.shapes import Day, Shape, Whole
from directory.api.parts import Codes, LevelCodes, Link, Name, NewContact, Summary
from directory.api.remote import Material, material_shown
from directory.api.things_writing import Things, writing_routes
from directory.api.writing import Audiences, Desk, NewFile
from directory.model.making import guide_of
from directory.partners.organisations import Organisation
from directory.points.points import Visibility
from directory.remote.materials import Material as Row
from directory.remote.materials import MaterialKind

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


async def _shown(desk: Desk, row: Row, owner: Organisation, by: Caller) -> dict[str, Any]:
    return material_shown(guide_of(row, owner), helsinki_day(desk.answer.read_at), by)


router = writing_routes(Things("material", Row, NewMaterial, Material, _shown))
