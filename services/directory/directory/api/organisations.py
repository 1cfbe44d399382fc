"""`/organisations`: who answers for points, channels and materials."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from common.answering import Answers
from common.errors import NotFound
from common.identity import ANYONE, Anyone, Caller
from common.query import CommaList, Query, Whole, asked
from common.shapes import Moment, Page, Shape
from common.text import Written
from directory.api import written
from directory.api.asking import (
    CODE,
    Codes,
    Cursor,
    Municipalities,
    codes_of,
    refuse_other_kinds,
)
from directory.api.listing import BY_NAME, in_order, page_in_order
from directory.api.model import Model, sees_actions
from directory.api.parts_shown import Contact, public_contacts
from directory.api.plain import router as plain_router
from directory.api.shown import Listed as Words
from directory.model.catalogue import Catalogue
from directory.partners.organisations import Organisation as OrganisationRow
from directory.partners.organisations import OrganisationKind, OrganisationState

router = plain_router("/organisations", "organisations")


class Identifier(Shape):
    namespace: Annotated[str, Field(max_length=80)]
    value: Annotated[str, Field(max_length=80)]


class Organisation(Shape):
    """The county, a municipality, Kela, an association or another partner."""

    id: UUID
    name: Written
    description: Written | None
    kind: Annotated[str, Field(examples=["municipality"])]
    business_id: str | None
    parent_id: UUID | None
    municipality_codes: Words
    languages: Words
    contacts: Annotated[list[Contact], Field(max_length=20)]
    identifiers: Annotated[list[Identifier], Field(max_length=20)]
    state: str
    updated_at: Moment
    version: int
    allowed_actions: Words


class Organisations(Page[Organisation]):
    """One page of organisations, by name."""


class OrganisationsQuery(Query):
    kind: Annotated[Codes, CommaList(CODE)] = ()
    municipality: Municipalities = ()
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


@router.get("", response_model=Organisations)
async def list_organisations(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[OrganisationsQuery, asked(OrganisationsQuery)],
) -> Response:
    """Organisations in the order of their names."""
    refuse_other_kinds(query.kind, OrganisationKind)
    areas = codes_of(query.municipality, catalogue.areas)
    answer.tagged("list:organisations")
    fits = (
        one
        for one in in_order(catalogue, "organisations", BY_NAME)
        if one.state is OrganisationState.ACTIVE
        and (not query.kind or one.kind in query.kind)
        and (not areas or areas & set(one.municipality_codes))
    )
    found, following = page_in_order(request, answer, fits, query, BY_NAME)
    return written.page([_json(catalogue, one, caller) for one in found], following)


@router.get("/{organisation_id}", response_model=Organisation)
async def get_organisation(
    organisation_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> Response:
    """One organisation."""
    found = catalogue.organisations.get(organisation_id)
    if found is None or found.state is not OrganisationState.ACTIVE:
        raise NotFound
    answer.tagged(f"organisation:{found.id}").version = found.version
    return written.as_json(_json(catalogue, found, caller))


def shown(row: OrganisationRow, caller: Caller) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in Organisation.model_fields}
    return told | {
        "contacts": public_contacts(row.contacts),
        "allowed_actions": _actions(row, caller),
    }


STANDING = written.Standing(Organisation, "allowed_actions")


def _json(catalogue: Catalogue, row: OrganisationRow, caller: Caller) -> bytes:
    made = catalogue.made.setdefault("organisations", {})
    still = STANDING.of(made, row.id, row.version, lambda: shown(row, ANYONE))
    return still + b',"allowed_actions":%b}' % written.codes(_actions(row, caller))


def _actions(row: OrganisationRow, caller: Caller) -> list[str]:
    return row.allowed_actions if sees_actions(caller) else []
