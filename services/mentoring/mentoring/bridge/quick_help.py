"""Quick help: was it given in the promised working days? (M-015, 7.4). Counts only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import RoleRequired
from mentoring.bridge.needs import Need, Size
from mentoring.county import setting
from mentoring.people.org_units import tree_of
from mentoring.people.permissions import readable, table
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.standing import Standing
from mentoring.people.tree import Life
from mentoring.quarters import days_of


class Counts(NamedTuple):
    """Requests that were raised, and how many of them were met, and in time."""

    raised: int
    met: int
    met_in_time: int


class Helped(NamedTuple):
    """Requests of one result area, or of what stands in none; no counts of a group too small."""

    org_unit_id: UUID | None
    counts: Counts | None


class Help(NamedTuple):
    whole: Counts | None
    areas: Sequence[Helped]


class _Request(NamedTuple):
    org_unit_id: UUID | None
    raised_on: date
    due_on: date | None
    met_on: date | None

    @property
    def is_met_in_time(self) -> bool:
        return bool(self.met_on and self.due_on and self.met_on <= self.due_on)


async def quick_help_of(session: AsyncSession, by: Standing, quarter: str) -> Help:
    """By result area of the day it was raised, the requests of a quarter that were not merged.

    Who may read all needs sees all; leaders see what they may read; who is told figures alone is
    told none of a group smaller than `small_group_min`, nor what such a one could be worked out
    from. Raises RoleRequired for others.
    """
    first, end = days_of(quarter)
    wanted = select(Need.org_unit_id, Need.raised_on, Need.due_on, Need.met_on).where(
        Need.size == Size.QUICK_HELP,
        Need.raised_on >= first,
        Need.raised_on < end,
        Need.state != "merged",
        _counted(by),
    )
    requests = [_Request(*row) for row in await session.execute(wanted)]
    tree = await tree_of(session)
    by_area: dict[UUID | None, list[_Request]] = {}
    for one in requests:
        by_area.setdefault(area_of(tree, one.org_unit_id, one.raised_on), []).append(one)
    counted = {area: _tally(by_area[area]) for area in sorted(by_area, key=str)}
    if not _counts_only(by):
        return Help(_sum(counted.values()), list(map(Helped, counted, counted.values())))
    return _without_small(counted, await setting(session, "small_group_min"))


def _without_small(counted: Mapping[UUID | None, Counts], smallest: int) -> Help:
    """What is withheld is together no small group either, and never one area alone."""
    by_size = sorted(counted, key=lambda area: counted[area].raised)
    withheld = [area for area in by_size if counted[area].raised < smallest]
    while withheld and len(withheld) < len(by_size):
        if len(withheld) > 1 and sum(counted[one].raised for one in withheld) >= smallest:
            break
        withheld = by_size[: len(withheld) + 1]
    whole = _sum(counted.values())
    told = [Helped(area, None if area in withheld else counted[area]) for area in counted]
    return Help(whole if whole.raised == 0 or whole.raised >= smallest else None, told)


def _sum(counted: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(Counts(0, 0, 0), *counted, strict=True)))


def _counts_only(by: Standing) -> bool:
    """Whether the caller is told figures of all needs, and reads not all of them."""
    scopes = frozenset().union(*(table()["need"][role].scope for role in by.roles))
    return "G" in scopes and "A" not in scopes


def _counted(by: Standing) -> ColumnElement[bool]:
    cells = table()["need"]
    if any(not cells[role].scope.isdisjoint("AG") for role in by.roles):
        return true()
    if by.has(Role.DIGIVASTAAVA, *LEADERSHIP):
        return readable(by, "need", Need)
    raise RoleRequired


def area_of(tree: Mapping[UUID, Life], unit_id: UUID | None, on: date) -> UUID | None:
    """The result area that a unit stood under, or was, on a Helsinki date."""
    while unit_id is not None and (life := tree.get(unit_id)) is not None:
        if life.kind == "result_area":
            return unit_id
        unit_id = life.on(on).parent_id
    return None


def _tally(requests: Sequence[_Request]) -> Counts:
    return Counts(
        raised=len(requests),
        met=sum(one.met_on is not None for one in requests),
        met_in_time=sum(one.is_met_in_time for one in requests),
    )
