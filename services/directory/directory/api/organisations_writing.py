"""Writing organisations."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from common.answering import IfMatch
from common.errors import Said, Wrongly
from common.identity import Caller
from common.shapes import Line, Shape
from common.strict import router as strict_router
from directory.api.organisations import Organisation, shown
from directory.api.parts import Contacts, Description, Languages, MunicipalityCode, Name
from directory.api.patching import Sent, merged, patch_of
from directory.api.writing import Desk, Editor, columns
from directory.api.writing_rules import refuse_unknown_areas
from directory.partners import organisations
from directory.partners.organisations import OrganisationKind, is_business_id
from directory.points.rights import refuse_unless_granted

router = strict_router("/organisations", "organisations")
AREAS = "/municipality_codes"
NOT_AN_ID = Said(
    "Y-tunnuksen tarkistusnumero ei täsmää.",
    "FO-numrets kontrollsiffra stämmer inte.",
    "The check digit of the business id is wrong.",
)


def _checked(text: str) -> str:
    if not is_business_id(text):
        raise Wrongly("bad_format", NOT_AN_ID)
    return text


BusinessId = Annotated[
    str, Field(pattern=r"^[0-9]{7}-[0-9]$", examples=["2617416-4"]), AfterValidator(_checked)
]
MunicipalityCodes = Annotated[list[MunicipalityCode], Field(max_length=400)]


class NewIdentifier(Shape):
    namespace: Line
    value: Line


Identifiers = Annotated[list[NewIdentifier], Field(max_length=20)]


class NewOrganisation(Shape):
    """Who answers for points, channels and materials."""

    name: Name
    kind: OrganisationKind
    description: Description | None = None
    business_id: BusinessId | None = None
    parent_id: UUID | None = None
    municipality_codes: MunicipalityCodes = []
    languages: Languages = ["fi"]
    contacts: Contacts = []
    identifiers: Identifiers = []


Change = Annotated[Sent, *patch_of(NewOrganisation)]


@router.post("", status_code=201, response_model=Organisation)
async def create_organisation(new: NewOrganisation, by: Editor, desk: Desk) -> dict[str, Any]:
    """Enter an organisation."""
    refuse_unknown_areas(desk.catalogue, new.municipality_codes, AREAS)
    refuse_unless_granted(by, new.municipality_codes or [None])
    row = await organisations.add_organisation(desk.session, columns(new))
    desk.made("/organisations", row)
    return _said_back(desk, row, by)


@router.patch("/{organisation_id}", response_model=Organisation)
async def change_organisation(
    organisation_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change some of an organisation (merge patch, with If-Match)."""
    refuse_unknown_areas(desk.catalogue, sent.get("municipality_codes", ()), AREAS)
    row = await organisations.the_organisation(desk.session, organisation_id, for_update=True)
    expected.check(row.version)
    wanted = [*row.municipality_codes, *sent.get("municipality_codes", ())]
    refuse_unless_granted(by, wanted or [None])
    fields = columns(merged(NewOrganisation, sent, row))
    await organisations.change_organisation(desk.session, row, fields)
    return _said_back(desk, row, by)


@router.post("/{organisation_id}/archive", response_model=Organisation)
async def archive_organisation(
    organisation_id: UUID, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """End an organisation; its points stay until they are archived or get another owner."""
    row = await organisations.the_organisation(desk.session, organisation_id, for_update=True)
    expected.check(row.version)
    refuse_unless_granted(by, row.municipality_codes or [None])
    await organisations.archive_organisation(desk.session, row)
    return _said_back(desk, row, by)


def _said_back(desk: Desk, row: organisations.Organisation, by: Caller) -> dict[str, Any]:
    desk.answer.version = row.version
    return shown(row, by)
