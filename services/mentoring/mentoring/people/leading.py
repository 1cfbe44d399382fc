"""Who leads a unit, from which day to which: it decides what they may see and do (section 2)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import NotFound
from mentoring.people.keeping import end_before, keep, rewrite
from mentoring.people.org_units import OrgUnit, units_below
from mentoring.people.persons import Days, Leadership, LeadershipKind, Placement, refuse_inactive


class Led(NamedTuple):
    """A person who leads, how, and on which days."""

    person_id: UUID
    kind: LeadershipKind
    valid: Days


async def leaders_of(session: AsyncSession, unit_id: UUID, on: date) -> Sequence[Leadership]:
    """Those that lead a unit on a day or later, by the first day. Raises NotFound."""
    if await session.get(OrgUnit, unit_id) is None:
        raise NotFound
    ends = func.upper(Leadership.valid)
    query = select(Leadership).where(
        Leadership.org_unit_id == unit_id,
        Leadership.archived_at.is_(None),
        or_(ends.is_(None), ends > on),
    )
    return (await session.scalars(query.order_by(Leadership.valid, Leadership.id))).all()


async def belongs_under(
    session: AsyncSession, person_id: UUID, unit_ids: Collection[UUID], on: date
) -> bool:
    """Whether a person works in one of these units or below it, or leads one or what stands above
    it, on a Helsinki date.
    """
    places = await session.scalars(
        select(Placement.org_unit_id).where(
            Placement.person_id == person_id, Placement.valid.contains(on)
        )
    )
    if not (await units_below(session, unit_ids, on)).isdisjoint(places):
        return True
    led = await session.scalars(
        select(Leadership.org_unit_id).where(
            Leadership.person_id == person_id, Leadership.valid.contains(on)
        )
    )
    return not (await units_below(session, set(led), on)).isdisjoint(unit_ids)


async def replace_leaders(
    session: AsyncSession, unit_id: UUID, wanted: Sequence[Led], by: str, on: date
) -> Sequence[Leadership]:
    """Let a unit be led by these and no others from a day on; what is over stays as it was.

    Raises NotFound, PersonInactive.
    """
    unit = await session.get(OrgUnit, unit_id, with_for_update=True)
    if unit is None:
        raise NotFound
    await refuse_inactive(session, [one.person_id for one in wanted])
    there = {
        (one.person_id, one.kind, one.valid.lower): one
        for one in await leaders_of(session, unit_id, on)
    }
    for one in wanted:
        row = there.pop((one.person_id, one.kind, one.valid.lower), None)
        if row is not None:
            await rewrite(session, row, by, {"valid": one.valid})
        else:
            await keep(session, _leadership(unit, one), by)
    for row in there.values():
        end_before(row, on, by)
    await session.flush()
    return await leaders_of(session, unit_id, on)


def _leadership(unit: OrgUnit, led: Led) -> Leadership:
    days = Range(led.valid.lower, led.valid.upper)
    return Leadership(
        person_id=led.person_id, org_unit_id=unit.id, unit_kind=unit.kind, kind=led.kind, valid=days
    )
