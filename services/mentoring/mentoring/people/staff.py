"""The people whom the product knows: who is entered, placed, and gone (4.1, S14)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import (
    Conflict,
    Duplicate,
    NotFound,
    NotInThisState,
    Said,
    ValidationFailed,
    Wrong,
)
from mentoring.people.keeping import end_before, keep, rewrite
from mentoring.people.memberships import end_membership
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may_somewhere
from mentoring.people.persons import Leadership, Person, Placement
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.standing import Standing
from mentoring.people.teams import AbsenceCover, TeamMembership
from mentoring.searching import says

NO_SUCH_UNIT = Said(
    "Yksikköä ei ole sinä päivänä.",
    "Enheten finns inte den dagen.",
    "There is no such unit on that day.",
)
LATER = Said(
    "Henkilöllä on jo myöhempi sijoitus.",
    "Personen har redan en senare placering.",
    "The person has a later placement already.",
)


def keeps_people(by: Standing) -> bool:
    """Who enters people: whoever may write the team."""
    return may_somewhere(by, "w", "team")


def visible(by: Standing, on: date) -> ColumnElement[bool]:
    """The persons that a caller may read: oneself; who works in the units one leads; for mentors
    and for those who enter people all, as they name them in their work.
    """
    if keeps_people(by) or by.has(Role.MENTOR):
        return true()
    led = frozenset().union(*(by.units_of(role) for role in LEADERSHIP))
    placed = select(Placement.person_id).where(
        Placement.org_unit_id.in_(led), Placement.valid.contains(on)
    )
    return or_(Person.subject == by.subject, Person.id.in_(placed))


def visible_people(
    by: Standing, on: date, *, is_active: bool | None, words: str | None = None
) -> Select[Person]:
    """Those that a caller may read; with words, those whose name holds them."""
    query = select(Person).where(visible(by, on), Person.purged_at.is_(None))
    if words is not None:
        query = query.where(says(Person.display_name, words))
    return query if is_active is None else query.where(Person.is_active.is_(is_active))


async def visible_person(
    session: AsyncSession, person_id: UUID, by: Standing, on: date, *, for_change: bool = False
) -> Person:
    """Raises NotFound, also for one whom the caller may not read."""
    query = visible_people(by, on, is_active=None).where(Person.id == person_id)
    person = await session.scalar(query.with_for_update() if for_change else query)
    if person is None:
        raise NotFound
    return person


async def add_person(session: AsyncSession, person: Person, by: Standing) -> Person:
    """Raises Duplicate: the subject is known already."""
    try:
        async with session.begin_nested():
            return await keep(session, person, by.subject)
    except IntegrityError:
        raise Duplicate from None


async def change_person(
    session: AsyncSession, person: Person, by: Standing, fields: Mapping[str, Any], on: date
) -> None:
    """Write fields; one who comes back is given place and team anew. Raises NotInThisState."""
    told = dict(fields)
    is_active = told.pop("is_active", person.is_active)
    await rewrite(session, person, by.subject, told)
    if is_active and not person.is_active:
        back = {"is_active": True, "deactivated_on": None}
        await rewrite(session, person, by.subject, back)
    elif person.is_active and not is_active:
        await deactivate(session, person, by, on)


async def deactivate(session: AsyncSession, person: Person, by: Standing, on: date) -> None:
    """From now on the person does nothing and is given nothing; the work waits for the lead.

    Raises NotInThisState when it is so already.
    """
    if not person.is_active:
        raise NotInThisState(allowed_actions=[])
    fields = {"is_active": False, "deactivated_on": on}
    await rewrite(session, person, by.subject, fields)
    for row in await _dated_rows(session, person.id):
        end_before(row, on, by.subject)
    ends = func.upper(TeamMembership.valid)
    members = select(TeamMembership).where(
        TeamMembership.person_id == person.id, or_(ends.is_(None), ends > on)
    )
    for member in await session.scalars(members):
        await end_membership(session, member, on, by)
    await session.flush()


async def _dated_rows(session: AsyncSession, person_id: UUID) -> list[Any]:
    """Where a person works, what they lead, whom they cover and who covers them."""
    covers = AbsenceCover.covering_id, AbsenceCover.covered_id
    found: list[Any] = []
    for column in (Placement.person_id, Leadership.person_id, *covers):
        found += await session.scalars(select(column.class_).where(column == person_id))
    return found


async def owners_who_left(session: AsyncSession) -> frozenset[UUID]:
    """Ids of the persons who are no longer active: what they own needs another owner."""
    return frozenset(await session.scalars(select(Person.id).where(Person.is_active.is_(False))))


async def placements_of(session: AsyncSession, person_id: UUID) -> Sequence[Placement]:
    """All of them, the newest first."""
    query = select(Placement).where(
        Placement.person_id == person_id, Placement.archived_at.is_(None)
    )
    return (await session.scalars(query.order_by(Placement.valid.desc()))).all()


async def place(session: AsyncSession, new: Placement, by: Standing) -> Placement:
    """Place a person; where they were until then ends the day before.

    Raises ValidationFailed (there is no such unit on the first day), Conflict.
    """
    first = new.valid.lower or date.min
    await refuse_no_unit(session, new.org_unit_id, first)
    await session.get(Person, new.person_id, with_for_update=True)
    for other in await placements_of(session, new.person_id):
        if not other.valid.overlaps(new.valid):
            continue
        if other.valid.lower is not None and other.valid.lower >= first:
            raise Conflict(LATER)
        other.valid = Range(other.valid.lower, first)
        other.touch(by.subject)
    await session.flush()
    return await keep(session, new, by.subject)


async def refuse_no_unit(session: AsyncSession, unit_id: UUID, on: date) -> OrgUnit:
    """The unit that is there on a day. Raises ValidationFailed."""
    unit = await session.get(OrgUnit, unit_id)
    if unit is None or not unit.exists_on(on):
        raise ValidationFailed(errors=[Wrong("body", "/org_unit_id", "unknown", NO_SUCH_UNIT)])
    return unit
