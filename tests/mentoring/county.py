"""A small invented county for tests: two result areas with units, a team, and their people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion
from mentoring.people.persons import Leadership, LeadershipKind, Person, Placement
from mentoring.people.teams import Allocation, Team, TeamMembership, TeamRole
from tests.services import as_caller

BEGINNING = date(2020, 1, 1)
ALWAYS = Range(BEGINNING, None)
STAFF = ("mentoring:read", "mentoring:use")
ALL = (*STAFF, "mentoring:write", "mentoring:approve")
ROLES = {
    "me1": ("mentor", (*STAFF, "mentoring:write")),
    "me2": ("mentor", (*STAFF, "mentoring:write")),
    "lu": ("lead", ALL),
    "es": ("mentors_supervisor", (*STAFF, "mentoring:write")),
    "pb": ("programme_board", (*STAFF, "mentoring:approve")),
    "ad": ("admin", (*STAFF, "mentoring:approve")),
    "di": ("digital_services", ALL),
    "it": ("it", STAFF),
    "dp": ("auditor", (*STAFF, "audit:read")),
}
TEAM = {
    "me1": TeamRole.MENTOR,
    "me2": TeamRole.MENTOR,
    "lu": TeamRole.LEAD,
    "es": TeamRole.SUPERVISOR,
    "pb": TeamRole.BOARD,
}
UNITS = {
    "county": (UnitKind.COUNTY, None),
    "division": (UnitKind.DIVISION, "county"),
    "a": (UnitKind.RESULT_AREA, "division"),
    "b": (UnitKind.RESULT_AREA, "division"),
    "u": (UnitKind.UNIT, "a"),
    "u2": (UnitKind.UNIT, "a"),
    "v": (UnitKind.UNIT, "b"),
}
LEADERS = {
    "su": ("u", LeadershipKind.SUPERVISOR),
    "sv": ("v", LeadershipKind.SUPERVISOR),
    "rla": ("a", LeadershipKind.LEADER),
    "rlb": ("b", LeadershipKind.LEADER),
    "dl": ("division", LeadershipKind.LEADER),
}
PROFESSIONALS = {"pr": "u", "pv": "v"}


@dataclass(frozen=True)
class County:
    """Ids of the units and people by their short names."""

    units: Mapping[str, UUID]
    people: Mapping[str, UUID]


def caller(who: str) -> dict[str, str]:
    """Headers of one of the people of the county, with the roles and scopes they have."""
    role, scopes = ROLES.get(who, ("", STAFF))
    return as_caller(*scopes, subject=who, roles=[role] if role else [])


async def small_county(session: AsyncSession) -> County:
    """Add the county and commit it."""
    units = {name: _unit(name, kind) for name, (kind, _) in UNITS.items()}
    names = [*ROLES, *LEADERS, *PROFESSIONALS]
    people = {name: Person(subject=name, display_name=f"Testi {name.title()}") for name in names}
    county = County(
        {name: one.id for name, one in units.items()},
        {name: one.id for name, one in people.items()},
    )
    team = Team(code="mentors", name={"fi": "Digimentorit", "sv": None, "en": None})
    members = [
        TeamMembership(team_id=team.id, person_id=county.people[name], role=role, valid=ALWAYS)
        for name, role in TEAM.items()
    ]
    session.add_all([*units.values(), *people.values(), team])
    await session.flush()
    session.add_all([*_versions(county), *_placed(county), *members])
    await session.flush()
    session.add_all(
        Allocation(membership_id=one.id, valid=ALWAYS, percent=Decimal(100)) for one in members
    )
    await session.commit()
    return county


def _versions(county: County) -> Iterator[OrgUnitVersion]:
    for name, (_, parent) in UNITS.items():
        yield OrgUnitVersion(
            org_unit_id=county.units[name],
            parent_id=county.units[parent] if parent else None,
            name={"fi": f"Yksikkö {name}", "sv": None, "en": None},
            valid=ALWAYS,
        )


def _placed(county: County) -> Iterator[Placement | Leadership]:
    """Where people work, and what they lead."""
    for name, (unit, kind) in LEADERS.items():
        yield Leadership(
            person_id=county.people[name],
            org_unit_id=county.units[unit],
            unit_kind=UNITS[unit][0],
            kind=kind,
            valid=ALWAYS,
        )
    for name, unit in [*PROFESSIONALS.items(), *((who, at) for who, (at, _) in LEADERS.items())]:
        yield Placement(person_id=county.people[name], org_unit_id=county.units[unit], valid=ALWAYS)


def _unit(name: str, kind: UnitKind) -> OrgUnit:
    return OrgUnit(code=name, kind=kind, opened_on=BEGINNING)


async def act(
    client: AsyncClient, who: str, path: str, body: Any = None, etag: str | None = None
) -> Response:
    """Take an action as somebody, on the newest version unless another is given.

    `path` is `/needs/{id}/triage`.
    """
    if etag is None:
        record = await client.get(path.rpartition("/")[0], headers=caller("lu"))
        etag = record.headers.get("etag", "*")
    headers = {**caller(who), "If-Match": etag, "Idempotency-Key": f"{new_id()}"}
    return await client.post(path, headers=headers, json=body)


def slug(answer: Response) -> str:
    """Which problem it is; empty when it is none."""
    if answer.is_success:
        return ""
    told: str = answer.json()["type"]
    return told.rpartition("/")[2]
