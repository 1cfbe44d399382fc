"""A mobile unit as it is read, with its coming visits."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.shapes import Moment, Shape
from common.text import Written
from directory.api.parts_shown import (
    Accessibility,
    Contact,
    Owner,
    ShownService,
    Verified,
    owner_of,
    public_contacts,
    verified_of,
)
from directory.api.shown import Listed as Words
from directory.api.shown import NextVisit, next_visit, shown_service
from directory.api.written import Standing, codes
from directory.model.catalogue import Catalogue
from directory.model.making import services_of
from directory.model.things import Place, Service
from directory.points.availability import AUTHORISATION


class MobileUnit(Shape):
    """A bus, pop-up or team that comes to people. `visits` are the coming ones."""

    id: UUID
    name: Written
    summary: Written | None
    organisation: Owner
    contacts: Annotated[list[Contact], Field(max_length=20)]
    accessibility: Accessibility
    languages_spoken: Words
    roles: Words
    services: Annotated[list[ShownService], Field(max_length=8)]
    visits: Annotated[list[NextVisit], Field(max_length=20)]
    state: Annotated[str, Field(examples=["published"])]
    visibility: str
    freshness: str
    verification: Verified
    updated_at: Moment
    version: int
    allowed_actions: Words


def unit_shown(
    catalogue: Catalogue, unit: Place, today: date, actions: list[str]
) -> dict[str, Any]:
    row = unit.row
    told = {name: getattr(row, name) for name in MobileUnit.model_fields if hasattr(row, name)}
    given = given_by(catalogue, unit)
    return told | {
        "organisation": owner_of(unit),
        "contacts": public_contacts(row.contacts),
        "services": [shown_service(catalogue, one) for one in given],
        "visits": [next_visit(catalogue, visit) for visit in unit.visits[:20]],
        "freshness": unit.freshness(today),
        "verification": verified_of(unit),
        "allowed_actions": actions,
    }


STANDING = Standing(MobileUnit, "allowed_actions")


def unit_json(catalogue: Catalogue, unit: Place, today: date, actions: list[str]) -> bytes:
    still = STANDING.of(
        unit.made, None, (today, catalogue.lists), lambda: unit_shown(catalogue, unit, today, [])
    )
    return still + b',"allowed_actions":%b}' % codes(actions)


def given_by(catalogue: Catalogue, unit: Place) -> list[Service]:
    """The unit's own services; assisted authorisation when a coming visit really gives it (Q3)."""
    rights = catalogue.qualified
    coming = {one.code for visit in unit.visits for one in visit.services_on(rights)}
    return [
        one
        for one in services_of(unit.row.services)
        if one.code != AUTHORISATION or AUTHORISATION in coming
    ]
