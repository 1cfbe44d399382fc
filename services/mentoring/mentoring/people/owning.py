"""Whose work something may be: a mentor's or the lead's, of the team that does it, on the day."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.links import unknown
from mentoring.people.memberships import MENTORS
from mentoring.people.persons import refuse_inactive
from mentoring.people.teams import Team, TeamMembership, TeamRole

WORKERS = (TeamRole.MENTOR, TeamRole.LEAD)


async def refuse_no_worker(
    session: AsyncSession,
    person_id: UUID | None,
    today: date,
    pointer: str = "/owner_id",
    team: str = MENTORS,
) -> None:
    """Nobody, or somebody active who is mentor or lead of the team on a Helsinki date.

    Raises PersonInactive, ValidationFailed.
    """
    if person_id is None:
        return
    await refuse_inactive(session, [person_id])
    inside = (
        select(TeamMembership.id)
        .join(Team, Team.id == TeamMembership.team_id)
        .where(
            Team.code == team,
            TeamMembership.person_id == person_id,
            TeamMembership.role.in_(WORKERS),
            TeamMembership.valid.contains(today),
        )
    )
    if await session.scalar(inside.limit(1)) is None:
        raise unknown(pointer)
