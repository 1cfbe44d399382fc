"""Who joins the team, with how much time, and who stands in for whom (M-003, M-018 … M-029)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, now
from common.errors import Duplicate, Refusal, Said, ValidationFailed, Wrong
from mentoring.county import setting
from mentoring.people.keeping import end_before, keep, locked, shorten
from mentoring.people.persons import Days, Person, refuse_inactive
from mentoring.people.standing import Standing
from mentoring.people.teams import (
    AbsenceCover,
    Allocation,
    MentorProfile,
    Team,
    TeamMembership,
    TeamRole,
)
from mentoring.people.working_time import UNCOUNTED, full_time

MENTORS = "mentors"
NAME = {"fi": "Digimentorit", "sv": "Digimentorerna", "en": "Digital mentors"}
OUTSIDE = Said(
    "Jäsenyys ei kata näitä päiviä.",
    "Medlemskapet täcker inte dagarna.",
    "The membership does not cover these days.",
)


class LeadExists(Refusal):
    slug = "lead-exists"
    status = 409
    title = Said(
        "Tiimillä on jo luotsi näinä päivinä",
        "Teamet har redan en lots dessa dagar",
        "The team has a lead on these dates",
    )


async def the_team(session: AsyncSession, code: str = MENTORS) -> Team:
    """The team, locked, so that its members join one after another; made when it is not there."""
    at = now()
    made = insert(Team).values(
        id=new_id(), code=code, name=NAME, version=1,
        created_at=at, created_by="system", updated_at=at, updated_by="system",
    )  # fmt: skip
    await session.execute(made.on_conflict_do_nothing(index_elements=["code"]))
    found = await session.scalars(select(Team).where(Team.code == code).with_for_update())
    return found.one()


async def join(
    session: AsyncSession, person_id: UUID, role: TeamRole, days: Days, by: Standing
) -> TeamMembership:
    """Raises PersonInactive, LeadExists, Duplicate (the person has the role on these days)."""
    await refuse_inactive(session, [person_id])
    team = await the_team(session)
    same = select(TeamMembership).where(
        TeamMembership.team_id == team.id,
        TeamMembership.role == role,
        TeamMembership.valid.overlaps(days),
    )
    for other in await session.scalars(same):
        if other.person_id == person_id:
            raise Duplicate
        if role is TeamRole.LEAD:
            raise LeadExists
    member = TeamMembership(team_id=team.id, person_id=person_id, role=role, valid=days)
    return await keep(session, member, by.subject)


def hundredths(number: float | None) -> Decimal | None:
    """As it is kept."""
    return None if number is None else Decimal(str(round(number, 2)))


async def allocate(session: AsyncSession, new: Allocation, by: Standing) -> bool:
    """Give a member's time to the team; answers whether the person has now more than a full week.

    Raises NotFound, PersonInactive, ValidationFailed (days outside of the membership).
    """
    member = await locked(session, TeamMembership, new.membership_id)
    await refuse_inactive(session, [member.person_id])
    if not new.valid.contained_by(member.valid):
        raise ValidationFailed(errors=[Wrong("body", "/valid_from", "out_of_range", OUTSIDE)])
    await keep(session, new, by.subject)
    return await _most(session, member.person_id, new.valid) > 1


async def _most(session: AsyncSession, person_id: UUID, days: Days) -> Decimal:
    """The most that a person gives on any of these days; 1 is full time, the board counts 0."""
    week = Decimal(str(await setting(session, "full_week_hours")))
    theirs = select(Allocation).join(TeamMembership, TeamMembership.id == Allocation.membership_id)
    theirs = theirs.where(
        TeamMembership.person_id == person_id,
        TeamMembership.role.not_in(UNCOUNTED),
        Allocation.valid.overlaps(days),
    )
    found = (await session.scalars(theirs)).all()
    begins = {max(one.valid.lower or date.min, days.lower or date.min) for one in found}
    return max((_sum(found, on, week) for on in begins), default=Decimal())


def _sum(found: Iterable[Allocation], on: date, week: Decimal) -> Decimal:
    return sum((full_time(one, week) for one in found if one.valid.contains(on)), Decimal())


async def cover(session: AsyncSession, new: AbsenceCover, by: Standing) -> AbsenceCover:
    """Let one do another's work on these days; the owner stays. Raises PersonInactive."""
    await refuse_inactive(session, [new.covered_id, new.covering_id])
    return await keep(session, new, by.subject)


async def end_membership(
    session: AsyncSession, member: TeamMembership, day: date, by: Standing
) -> None:
    """The member is out on this day, and gives no time. Raises ValidationFailed."""
    shorten(member, day, by.subject)
    theirs = select(Allocation).where(Allocation.membership_id == member.id)
    for one in await session.scalars(theirs):
        end_before(one, day, by.subject)
    await session.flush()


async def members_on(session: AsyncSession, on: date) -> Sequence[Any]:
    """Memberships with the name of the person, by role and name, on a day."""
    query = select(TeamMembership, Person.display_name).join(
        Person, Person.id == TeamMembership.person_id
    )
    query = query.where(TeamMembership.valid.contains(on))
    return (await session.execute(query.order_by(TeamMembership.role, Person.display_name))).all()


async def allocations_on(session: AsyncSession, on: date) -> Sequence[Allocation]:
    query = select(Allocation).where(Allocation.valid.contains(on)).order_by(Allocation.id)
    return (await session.scalars(query)).all()


async def covers_on(session: AsyncSession, on: date) -> Sequence[AbsenceCover]:
    """Covers of a day and of later days."""
    ends = func.upper(AbsenceCover.valid)
    query = select(AbsenceCover).where(
        AbsenceCover.archived_at.is_(None), ends.is_(None) | (ends > on)
    )
    return (await session.scalars(query.order_by(AbsenceCover.valid))).all()


async def write_profile(session: AsyncSession, new: MentorProfile, by: Standing) -> MentorProfile:
    """What a mentor brings along: one profile a person."""
    there = await session.scalar(
        select(MentorProfile).where(MentorProfile.person_id == new.person_id).with_for_update()
    )
    if there is None:
        return await keep(session, new, by.subject)
    for name in ("background", "strengths", "languages"):
        setattr(there, name, getattr(new, name))
    there.touch(by.subject)
    await session.flush()
    return there
