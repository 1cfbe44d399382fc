"""The team over HTTP: its members, their working time, who stands in for whom."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import IfMatch
from common.errors import NotFound, RoleRequired, Said
from common.query import Query, Whole, asked
from mentoring.api.dated import Ended, KnownDay, days_said
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import warnings_said
from mentoring.api.team_shapes import (
    Cover,
    GivenTime,
    Membership,
    NewAllocation,
    NewCover,
    NewMembership,
    Team,
    Time,
    Year,
)
from mentoring.people import memberships
from mentoring.people.ending_time import ending_time
from mentoring.people.keeping import locked, next_day, shorten
from mentoring.people.permissions import may_somewhere
from mentoring.people.team_rights import sees_sums, sees_time
from mentoring.people.teams import AbsenceCover, Allocation, TeamMembership
from mentoring.people.working_time import ByRole, year_of_work
from mentoring.processes.acting import Warned

router = routes("/team", "team")
OVER = Said(
    "Henkilön työaika ylittää 100 %.",
    "Personens arbetstid överskrider 100 %.",
    "The person has more than 100 % of working time.",
)


class TeamQuery(Query):
    as_of: KnownDay | None = None


class FteQuery(Query):
    year: Annotated[Whole, Field(ge=2000, le=2200)]


def _membership(row: TeamMembership) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("id", "person_id", "role", "version")}
    return found | days_said(row.valid)


def _time(row: Allocation) -> dict[str, Any]:
    return {
        "id": row.id,
        "percent": None if row.percent is None else float(row.percent),
        "hours_per_week": None if row.hours_per_week is None else float(row.hours_per_week),
        "version": row.version,
    } | days_said(row.valid)


def _cover(row: AbsenceCover) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("id", "covered_id", "covering_id", "version")}
    return found | days_said(row.valid)


def _refuse_unless_kept(desk: Desk) -> None:
    if not may_somewhere(desk.by, "w", "team"):
        raise RoleRequired


@router.get("", response_model=Team)
async def get_team(desk: Reading, query: Annotated[TeamQuery, asked(TeamQuery)]) -> dict[str, Any]:
    """Members with their roles on a day; working time and covers only for those who may see it."""
    if not may_somewhere(desk.by, "r", "team"):
        raise NotFound
    on = query.as_of or desk.today
    rows = await memberships.members_on(desk.session, on)
    members = [_membership(row) | {"display_name": name} for row, name in rows]
    found: dict[str, Any] = {"as_of": on, "members": members}
    return found | (await _times(desk, members, on) if sees_time(desk.by) else {})


async def _times(desk: Desk, members: Sequence[dict[str, Any]], on: date) -> dict[str, Any]:
    """Write allocations into the members; answer the covers, and what ends soon."""
    given: dict[UUID, list[Any]] = defaultdict(list)
    for one in await memberships.allocations_on(desk.session, on):
        given[one.membership_id].append(_time(one))
    for member in members:
        member["allocations"] = given[member["id"]]
    covers = await memberships.covers_on(desk.session, on)
    ending = await ending_time(desk.session, on)
    warned = [_ending(last, (last - on).days, len(whose)) for last, whose in ending.items()]
    return {"covers": [_cover(row) for row in covers]} | warnings_said(desk, warned)


def _ending(last: date, days: int, members: int) -> Warned:
    """The warning that the working time of so many members ends on a day, in so many days."""
    said = Said(
        f"Työaika päättyy {last} ({days} päivän päästä); tiimin jäseniä: {members}.",
        f"Arbetstiden slutar {last} (om {days} dagar); medlemmar i teamet: {members}.",
        f"Working time ends on {last} (in {days} days); members of the team: {members}.",
    )
    return Warned("allocations_ending", said)


@router.post("/memberships", status_code=201, response_model=Membership)
async def add_membership(new: NewMembership, desk: Using) -> dict[str, Any]:
    """Let a person join the team in a role."""
    _refuse_unless_kept(desk)
    row = await memberships.join(desk.session, new.person_id, new.role, new.days, desk.by)
    desk.made("/team/memberships", row)
    return _membership(row)


@router.patch("/memberships/{membership_id}", response_model=Membership)
async def end_membership(
    membership_id: UUID, sent: Ended, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Say the last day of a member; the working time ends with it."""
    _refuse_unless_kept(desk)
    row = await locked(desk.session, TeamMembership, membership_id)
    expected.check(row.version)
    await memberships.end_membership(desk.session, row, next_day(sent.valid_to), desk.by)
    desk.answer.version = row.version
    return _membership(row)


@router.post("/allocations", status_code=201, response_model=GivenTime)
async def add_allocation(new: NewAllocation, desk: Using) -> dict[str, Any]:
    """Give some of a member's time to the team. More than 100 % is a warning."""
    _refuse_unless_kept(desk)
    row = Allocation(
        membership_id=new.membership_id,
        valid=new.days,
        percent=memberships.hundredths(new.percent),
        hours_per_week=memberships.hundredths(new.hours_per_week),
    )
    is_over = await memberships.allocate(desk.session, row, desk.by)
    desk.made("/team/allocations", row)
    found = _time(row) | {"membership_id": row.membership_id}
    warning = {"code": "allocation_over_100", "detail": OVER.en}
    return found | ({"warnings": [warning]} if is_over else {})


@router.patch("/allocations/{allocation_id}", response_model=Time)
async def end_allocation(
    allocation_id: UUID, sent: Ended, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Say the last day of an allocation."""
    row = await _ended(desk, Allocation, allocation_id, sent, expected)
    return _time(row)


@router.post("/absence-covers", status_code=201, response_model=Cover)
async def add_absence_cover(new: NewCover, desk: Using) -> dict[str, Any]:
    """Let one do the work of another on these days. The owner of the work stays."""
    _refuse_unless_kept(desk)
    row = AbsenceCover(covered_id=new.covered_id, covering_id=new.covering_id, valid=new.days)
    desk.made("/team/absence-covers", await memberships.cover(desk.session, row, desk.by))
    return _cover(row)


@router.patch("/absence-covers/{cover_id}", response_model=Cover)
async def end_absence_cover(
    cover_id: UUID, sent: Ended, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Say the last day of a cover."""
    row = await _ended(desk, AbsenceCover, cover_id, sent, expected)
    return _cover(row)


async def _ended(desk: Desk, kind: Any, id_: UUID, sent: Ended, expected: IfMatch) -> Any:
    _refuse_unless_kept(desk)
    row = await locked(desk.session, kind, id_)
    expected.check(row.version)
    shorten(row, next_day(sent.valid_to), desk.by.subject)
    await desk.session.flush()
    desk.answer.version = row.version
    return row


@router.get("/fte", response_model=Year)
async def get_fte(desk: Reading, query: Annotated[FteQuery, asked(FteQuery)]) -> dict[str, Any]:
    """Full-time equivalents by role on the last day of each month, and the average of the year."""
    if not sees_sums(desk.by):
        raise RoleRequired
    found = await year_of_work(desk.session, query.year)
    months = [{"on": on} | _ftes("roles", by_role) for on, by_role in found.months.items()]
    return {"year": query.year, "months": months} | _ftes("average", found.average)


def _ftes(name: str, by_role: ByRole) -> dict[str, Any]:
    """The roles, rounded to hundredths, and their sum."""
    roles = [{"role": role, "fte": round(float(fte), 2)} for role, fte in by_role.items()]
    return {name: roles, "fte": round(float(sum(by_role.values())), 2)}
