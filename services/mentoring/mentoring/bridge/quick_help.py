"""Quick help: was it given in the promised working days? (M-015, 7.4). Counts only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import RoleRequired
from mentoring.bridge.needs import Need, Size
from mentoring.people.org_units import tree_of
from mentoring.people.permissions import readable, table
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.standing import Standing
from mentoring.people.tree import Life
from mentoring.quarters import days_of


class Helped(NamedTuple):
    """Requests of one result area, or of what stands in none."""

    org_unit_id: UUID | None
    raised: int
    met: int
    met_in_time: int


class _Request(NamedTuple):
    org_unit_id: UUID | None
    raised_on: date
    due_on: date | None
    met_on: date | None

    @property
    def is_met_in_time(self) -> bool:
        return bool(self.met_on and self.due_on and self.met_on <= self.due_on)


async def quick_help_of(session: AsyncSession, by: Standing, quarter: str) -> Sequence[Helped]:
    """By result area of the day it was raised, the requests of a quarter that were not merged.

    Who may read all needs, or figures of them, sees all; leaders see what they may read.
    Raises RoleRequired for others.
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
    return [_tally(area, by_area[area]) for area in sorted(by_area, key=str)]


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


def _tally(area: UUID | None, requests: Sequence[_Request]) -> Helped:
    return Helped(
        area,
        raised=len(requests),
        met=sum(one.met_on is not None for one in requests),
        met_in_time=sum(one.is_met_in_time for one in requests),
    )
