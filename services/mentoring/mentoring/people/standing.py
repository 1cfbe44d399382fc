"""Who the caller is on this day: roles, place in the tree, whose work they do (section 2).

The token says who asks and which roles the identity provider gave; place, leadership, team dates
and cover are rows, read at each call.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, cast, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.errors import RoleRequired
from common.identity import Caller
from mentoring.events import UnitKind
from mentoring.people.org_units import units_below
from mentoring.people.persons import Leadership, LeadershipKind, Person, Placement
from mentoring.people.roles import OF_TEAM, OF_TOKEN, Role
from mentoring.people.teams import AbsenceCover, TeamMembership, TeamRole

NOWHERE: frozenset[UUID] = frozenset()
NOBODYS = frozenset({UUID(int=0)})
LEADS = {
    UnitKind.COUNTY: Role.DIVISION_LEADER,
    UnitKind.DIVISION: Role.DIVISION_LEADER,
    UnitKind.RESULT_AREA: Role.AREA_LEADER,
    UnitKind.UNIT: Role.SUPERVISOR,
}
"""What the leader of a unit is, by its kind."""


@dataclass(frozen=True)
class Standing:
    """A caller with every role held today. Rights are the union over them."""

    subject: str
    roles: frozenset[str] = frozenset()
    person_id: UUID | None = None
    units: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    """Where a role that has a place is held, with all that stands below (tree of today)."""
    works_for: frozenset[UUID] = frozenset()
    """The persons whose work the caller may do: oneself, and the absent whom one covers."""
    organisation_id: UUID | None = None
    """A partner's own organisation."""
    scopes: frozenset[str] = frozenset()

    def units_of(self, role: str) -> frozenset[UUID]:
        return self.units.get(role, NOWHERE)

    @property
    def own_work(self) -> frozenset[UUID]:
        """Owners whose records are `mine`; of a caller who owns nothing, nobody's."""
        return self.works_for or NOBODYS

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


Places = Callable[[AsyncSession, UUID, date], Awaitable[Collection[UUID]]]
NAMED: dict[Role, Places] = {}
"""Roles that rows of other nouns give: the function answers in which units a person has it on a
day. Nominations of digivastaavat add theirs (P16).
"""
SYSTEM = Standing("system")
"""The clock, or a heard event."""


async def standing_of(session: AsyncSession, caller: Caller) -> Standing:
    """Raises RoleRequired for a person who is deactivated (S14)."""
    today = helsinki_day(now())
    if caller.kind != "staff" or Role.INTEGRATION in caller.roles:
        return _outsider(caller)
    person = await session.scalar(select(Person).where(Person.subject == caller.subject))
    if person is None:
        roles = {Role.PROFESSIONAL, *(caller.roles & OF_TOKEN)}
        return Standing(caller.subject, frozenset(roles), scopes=caller.scopes)
    if not person.is_active:
        raise RoleRequired
    held = await _held(session, person.id, today)
    units = await _places(session, person.id, held, today)
    roles = {Role.PROFESSIONAL, *(caller.roles & OF_TOKEN), *units}
    roles |= caller.roles & OF_TEAM & {TeamRole(one.kind).as_role().value for one in held["team"]}
    return Standing(
        subject=caller.subject,
        roles=frozenset(map(str, roles)),
        person_id=person.id,
        units=units,
        works_for=frozenset({person.id, *(one.id for one in held["covered"])}),
        scopes=caller.scopes,
    )


class _Held(NamedTuple):
    """One row that gives a person something on a day."""

    what: str
    id: UUID
    kind: str
    unit_kind: str


async def _held(session: AsyncSession, person_id: UUID, today: date) -> dict[str, list[_Held]]:
    """Where a person works and leads, in which role of the team, whom they cover: at once.

    Cover is a matter of dates; no job starts or ends it.
    """
    none, cover, member = literal(""), AbsenceCover, TeamMembership
    kinds = cast(Leadership.kind, String), cast(Leadership.unit_kind, String)
    rows = union_all(
        select(literal("placed"), Placement.org_unit_id, none, none).where(
            Placement.person_id == person_id, Placement.valid.contains(today)
        ),
        select(literal("led"), Leadership.org_unit_id, *kinds).where(
            Leadership.person_id == person_id, Leadership.valid.contains(today)
        ),
        select(literal("team"), member.id, cast(member.role, String), none).where(
            member.person_id == person_id, member.valid.contains(today)
        ),
        select(literal("covered"), cover.covered_id, none, none).where(
            cover.covering_id == person_id, cover.valid.contains(today)
        ),
    )
    found: dict[str, list[_Held]] = defaultdict(list)
    for row in await session.execute(rows):
        found[row[0]].append(_Held(*row))
    return found


def _outsider(caller: Caller) -> Standing:
    """Who is no employee: a partner, a machine, anyone."""
    usual = Role.PARTNER if caller.kind == "partner" else Role.ANYONE
    role = Role.INTEGRATION if Role.INTEGRATION in caller.roles else usual
    return Standing(
        caller.subject,
        frozenset({role.value}),
        organisation_id=caller.organisation,
        scopes=caller.scopes,
    )


async def _places(
    session: AsyncSession, person_id: UUID, held: Mapping[str, Sequence[_Held]], today: date
) -> dict[str, frozenset[UUID]]:
    """Where a person works, leads and is named on a day, by role, with what stands below the led.

    A supervisor's own unit may have units under it (`unit_levels`), but is no subtree: who
    supervises at the top of a division leads none of its units (scope U, not T).
    """
    placed = frozenset(one.id for one in held["placed"])
    found: dict[str, frozenset[UUID]] = {Role.PROFESSIONAL.value: placed}
    roots: dict[str, set[UUID]] = defaultdict(set)
    alone: set[UUID] = set()
    for _, unit_id, kind, unit_kind in held["led"]:
        supervises = kind == LeadershipKind.SUPERVISOR
        role = Role.SUPERVISOR if supervises else LEADS[UnitKind(unit_kind)]
        is_top = supervises and unit_kind != UnitKind.UNIT
        (alone if is_top else roots[role.value]).add(unit_id)
    for role_, below in roots.items():
        found[role_] = await units_below(session, below, today)
    if alone:
        found[Role.SUPERVISOR] = found.get(Role.SUPERVISOR, NOWHERE) | alone
    for named, places in NAMED.items():
        units = frozenset(await places(session, person_id, today))
        found |= {named.value: units} if units else {}
    return found
