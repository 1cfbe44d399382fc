"""Full-time equivalents of the team: the last day of each month by role (section 6, FTE)."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.county import setting
from mentoring.people.teams import Allocation, TeamMembership, TeamRole

UNCOUNTED = (TeamRole.BOARD,)
"""Who decides about the work without doing it counts 0."""
ByRole = Mapping[TeamRole, Decimal]


class YearOfWork(NamedTuple):
    """Full-time equivalents, of 1 a full week, not rounded."""

    months: Mapping[date, ByRole]
    average: ByRole


def full_time(one: Allocation, week: Decimal) -> Decimal:
    """An allocation as a part of full time; `week` is the hours of a full week."""
    if one.percent is not None:
        return one.percent / 100
    return (one.hours_per_week or Decimal()) / week


async def year_of_work(session: AsyncSession, year: int) -> YearOfWork:
    """Every role that the team had in a year, on the last day of each of its months."""
    days = Range(date(year, 1, 1), date(year, 12, 31), bounds="[]")
    week = Decimal(str(await setting(session, "full_week_hours")))
    query = select(Allocation, TeamMembership.role).join(
        TeamMembership, TeamMembership.id == Allocation.membership_id
    )
    query = query.where(Allocation.valid.overlaps(days))
    found = [(one, role) for one, role in await session.execute(query)]
    held = select(TeamMembership.role).where(TeamMembership.valid.overlaps(days)).distinct()
    roles = sorted(await session.scalars(held), key=list(TeamRole).index)
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
    months = {on: _on(found, roles, on, week) for on in ends}
    average = {role: sum((one[role] for one in months.values()), Decimal()) / 12 for role in roles}
    return YearOfWork(months, average)


def _on(
    found: Iterable[tuple[Allocation, TeamRole]],
    roles: Iterable[TeamRole],
    on: date,
    week: Decimal,
) -> ByRole:
    sums: dict[TeamRole, Decimal] = defaultdict(Decimal, dict.fromkeys(roles, Decimal()))
    for one, role in found:
        if role not in UNCOUNTED and one.valid.contains(on):
            sums[role] += full_time(one, week)
    return sums
