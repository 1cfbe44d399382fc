"""Organisations: the county, municipalities, Kela, associations and others that give support."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import tell
from common.errors import Duplicate, NotFound, NotInThisState, Said, ValidationFailed, Wrong
from directory.events import OrganisationArchived, OrganisationCreated, OrganisationUpdated
from directory.sorting import sort_key
from directory.store import Row, Versioned

BUSINESS_ID = re.compile(r"([0-9]{7})-([0-9])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


NO_ORGANISATION = Said(
    "Organisaatiota ei ole.", "Organisationen finns inte.", "There is no such organisation."
)
NO_POINTS = Said(
    "Vaikuttamistoimielimellä ei ole omia pisteitä.",
    "Ett påverkansorgan har inga egna punkter.",
    "An influence body owns no points.",
)
NO_PARENT = Said(
    "Yläorganisaatio ei kelpaa.",
    "Den överordnade organisationen duger inte.",
    "The parent organisation does not fit.",
)


class OrganisationKind(StrEnum):
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    KELA = "kela"
    DVV = "dvv"
    THIRD_SECTOR = "third_sector"
    PARISH = "parish"
    EDUCATION = "education"
    INFLUENCE_BODY = "influence_body"
    STATE = "state"
    COMPANY = "company"
    PEER_GROUP = "peer_group"


class OrganisationState(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class Organisation(Versioned, Row, kw_only=True):
    __tablename__ = "organisation"

    name: Mapped[dict[str, Any]]
    sort_name: Mapped[str] = mapped_column(String(200, collation="C"), index=True)
    kind: Mapped[OrganisationKind]
    description: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    business_id: Mapped[str | None] = mapped_column(String(9), default=None)
    parent_id: Mapped[UUID | None] = mapped_column(default=None)
    municipality_codes: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    languages: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    identifiers: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.ACTIVE)

    def archive(self) -> None:
        if self.state is OrganisationState.ARCHIVED:
            raise NotInThisState(allowed_actions=self.allowed_actions)
        self.state = OrganisationState.ARCHIVED
        self.changed()

    @property
    def allowed_actions(self) -> list[str]:
        return ["archive"] if self.state is OrganisationState.ACTIVE else []


def is_business_id(text: str) -> bool:
    """Y-tunnus: weights 7 9 10 5 8 4 2, modulo 11; rest 0 → 0, 1 → none, else 11 − rest."""
    shape = BUSINESS_ID.fullmatch(text)
    if shape is None:
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, shape[1], strict=True)) % 11
    return rest != 1 and int(shape[2]) == (11 - rest) % 11


async def the_organisation(
    session: AsyncSession, organisation_id: UUID, *, for_update: bool = False
) -> Organisation:
    """Raises NotFound."""
    found = await session.get(Organisation, organisation_id, with_for_update=for_update or None)
    if found is None:
        raise NotFound
    return found


async def the_owner(
    session: AsyncSession, organisation_id: UUID, *, of_points: bool
) -> Organisation:
    """Who answers for a thing that a body names. Raises ValidationFailed.

    Influence bodies own no points; they verify and report (rule D5).
    """
    found = await session.get(Organisation, organisation_id)
    if found is None or found.state is OrganisationState.ARCHIVED:
        raise _unfit("not_in_list", NO_ORGANISATION)
    if of_points and found.kind is OrganisationKind.INFLUENCE_BODY:
        raise _unfit("not_allowed", NO_POINTS)
    return found


def _unfit(code: str, said: Said) -> ValidationFailed:
    return ValidationFailed(errors=[Wrong("body", "/organisation_id", code, said)])


async def add_organisation(session: AsyncSession, fields: Mapping[str, Any]) -> Organisation:
    """Raises ValidationFailed for its parent, Duplicate for an identifier of another."""
    await _refuse_bad_parent(session, None, fields.get("parent_id"))
    await _refuse_taken(session, None, fields.get("identifiers", ()))
    organisation = Organisation(**fields, sort_name=sort_key(fields["name"]["fi"]))
    session.add(organisation)
    await session.flush()
    await tell(session, OrganisationCreated(**_told(organisation)))
    return organisation


async def change_organisation(
    session: AsyncSession, organisation: Organisation, fields: Mapping[str, Any]
) -> Organisation:
    """Raises ValidationFailed for its parent, Duplicate for an identifier of another."""
    await _refuse_bad_parent(session, organisation.id, fields.get("parent_id"))
    await _refuse_taken(session, organisation.id, fields.get("identifiers", ()))
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.sort_name = sort_key(organisation.name["fi"])
    organisation.changed()
    await session.flush()
    await tell(session, OrganisationUpdated(**_told(organisation)))
    return organisation


async def archive_organisation(session: AsyncSession, organisation: Organisation) -> Organisation:
    organisation.archive()
    await session.flush()
    await tell(session, OrganisationArchived(**_told(organisation)))
    return organisation


async def active_organisations(session: AsyncSession) -> Sequence[Organisation]:
    active = select(Organisation).where(Organisation.state == OrganisationState.ACTIVE)
    return (await session.scalars(active.order_by(Organisation.sort_name, Organisation.id))).all()


async def _refuse_bad_parent(session: AsyncSession, own: UUID | None, parent: UUID | None) -> None:
    """A parent is there, and not below its own child.

    What stands above is locked: two that become each other's parents at once would make a ring.
    """
    above, seen = parent, {own}
    while above is not None:
        found = None if above in seen else await _locked(session, above)
        if found is None:
            raise ValidationFailed(errors=[Wrong("body", "/parent_id", "not_in_list", NO_PARENT)])
        seen.add(above)
        above = found.parent_id


async def _locked(session: AsyncSession, organisation_id: UUID) -> Organisation | None:
    return await session.get(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )


async def _refuse_taken(
    session: AsyncSession, own: UUID | None, identifiers: Iterable[Mapping[str, Any]]
) -> None:
    """An identifier names one organisation."""
    for one in identifiers:
        named = select(Organisation.id).where(Organisation.identifiers.contains([dict(one)]))
        first = await session.scalar(named.where(Organisation.id != own) if own else named)
        if first is not None:
            raise Duplicate(id=str(first))


def _told(organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation_id": organisation.id,
        "name": organisation.name,
        "kind": organisation.kind,
        "municipality_codes": organisation.municipality_codes,
        "version": organisation.version,
    }
