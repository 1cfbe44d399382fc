"""Working time of the team that is about to end, as with the programme that pays for it (M-024)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell
from common.clock import helsinki_day, now
from mentoring.county import setting
from mentoring.events import AllocationsEnding
from mentoring.people.teams import Allocation, TeamMembership
from mentoring.people.working_time import UNCOUNTED

ONE = timedelta(days=1)


async def ending_time(session: AsyncSession, on: date) -> Mapping[date, Sequence[TeamMembership]]:
    """Memberships by the last day of their working time, the nearest first.

    Those whose last day comes in `allocation_end_warning_days` from a Helsinki date, that day
    included, and who have no more time after it.
    """
    days: int = await setting(session, "allocation_end_warning_days")
    end = func.max(func.coalesce(func.upper(Allocation.valid), date.max))
    ends = (
        select(TeamMembership, end)
        .join(Allocation, Allocation.membership_id == TeamMembership.id)
        .where(TeamMembership.role.not_in(UNCOUNTED), ~func.isempty(Allocation.valid))
        .group_by(TeamMembership.id)
        .having(end > on, end <= on + timedelta(days + 1))
    )
    found: dict[date, list[TeamMembership]] = defaultdict(list)
    for member, after in await session.execute(ends.order_by(end, TeamMembership.id)):
        found[after - ONE].append(member)
    return found


async def tell_of_ending_time(session: AsyncSession) -> None:
    """Once for each last day of a member; those of one day are told together."""
    today = helsinki_day(now())
    for last, members in (await ending_time(session, today)).items():
        untold = [one for one in await _locked(session, members) if one.end_told != last]
        for one in untold:
            one.end_told = last
        for team_id in sorted({one.team_id for one in untold}):
            ids = [one.id for one in untold if one.team_id == team_id]
            days = (last - today).days
            told = AllocationsEnding(team_id=team_id, membership_ids=ids, valid_to=last, days=days)
            await tell(session, told)


async def _locked(
    session: AsyncSession, members: Iterable[TeamMembership]
) -> Sequence[TeamMembership]:
    """As they are now, in one order: whoever tells at the same time waits."""
    ids = [one.id for one in members]
    query = select(TeamMembership).where(TeamMembership.id.in_(ids)).order_by(TeamMembership.id)
    again = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(again)).all()
