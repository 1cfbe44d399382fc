"""What stands open under an engagement, and its move to another unit (P1 `close`)."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from mentoring.bridge.adoptions import Adoption, refuse_second
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.links import unknown
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import PlanItem
from mentoring.bridge.plans import P6, DevelopmentPlan, PlanExists
from mentoring.county import setting
from mentoring.events.processes import tells
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import Standing
from mentoring.processes.acting import moved, tell_of
from mentoring.processes.machines import MACHINES
from mentoring.store import InProcess, wait_turn
from mentoring.support.items import ForwardedItem

WORK: tuple[type[InProcess], ...] = (Need, PlanItem, Adoption, ForwardedItem)
"""What may stand open under an engagement."""
tells("need", "moved", "It stands under another unit.")
tells("plan", "moved", "It stands under another unit, with its items.")
tells("plan_item", "moved", "It stands under another unit, with its plan.")
tells("adoption", "moved", "It stands under another unit.")
tells("forward", "moved", "It stands under another unit.")


def stands_under(
    kind: Any, unit_ids: Collection[UUID], partner_id: UUID | None
) -> ColumnElement[bool]:
    """The rows of a kind under these units, or of a partner when there is no unit."""
    here: ColumnElement[bool] = kind.org_unit_id.in_(unit_ids)
    if partner_id is None or not hasattr(kind, "partner_id"):
        return here
    return or_(here, kind.org_unit_id.is_(None) & (kind.partner_id == partner_id))


async def open_work(session: AsyncSession, one: Engagement) -> list[InProcess]:
    """Open needs, plan items, adoptions and forwarded items of the unit or partner; locked."""
    units, found = [one.org_unit_id] if one.org_unit_id else [], list[InProcess]()
    for kind in WORK:
        theirs = select(kind).where(
            stands_under(kind, units, one.partner_id),
            kind.state.not_in(MACHINES[kind.noun].over),
        )
        found += await session.scalars(theirs.order_by(kind.id).with_for_update())
    return found


async def move_work(session: AsyncSession, one: Engagement, home: UUID, by: Standing) -> None:
    """Give open work a new home; plans go with all their items, and items with their plan.

    Raises ValidationFailed when there is no such other unit today, AdoptionExists, PlanExists.
    """
    unit = await session.get(OrgUnit, home)
    if unit is None or home == one.org_unit_id or not unit.exists_on(helsinki_day(now())):
        raise unknown("/moves_to")
    work = await open_work(session, one)
    plans = await _plans_of(session, one, work)
    await _refuse_second_plan(session, home, plans)
    items = select(PlanItem).where(PlanItem.plan_id.in_([plan.id for plan in plans]))
    along = (await session.scalars(items.order_by(PlanItem.id).with_for_update())).all()
    rest = [record for record in work if not isinstance(record, PlanItem)]
    moving: list[InProcess] = [*plans, *along, *rest]
    for record in moving:
        with session.no_autoflush:
            record.org_unit_id = home
            if isinstance(record, Adoption):
                await refuse_second(session, record)
        record.touch(by.subject)
        session.add(moved(record, "move", record.state, by))
        await tell_of(session, record.noun, "moved", record)


async def _plans_of(
    session: AsyncSession, one: Engagement, work: Sequence[InProcess]
) -> Sequence[DevelopmentPlan]:
    """The unit's open plans, and those that open items belong to; locked."""
    theirs = [item.plan_id for item in work if isinstance(item, PlanItem)]
    is_open = DevelopmentPlan.state.not_in(P6.over)
    ours = (
        (DevelopmentPlan.org_unit_id == one.org_unit_id) & is_open if one.org_unit_id else false()
    )
    wanted = select(DevelopmentPlan).where(or_(ours, DevelopmentPlan.id.in_(theirs)))
    return (await session.scalars(wanted.order_by(DevelopmentPlan.id).with_for_update())).all()


async def _refuse_second_plan(
    session: AsyncSession, home: UUID, plans: Sequence[DevelopmentPlan]
) -> None:
    most = await setting(session, "plans_per_unit_and_year")
    coming = [plan.year for plan in plans if plan.state not in P6.over]
    for year in sorted(set(coming)):
        await wait_turn(session, f"plan {home} {year}")
        there = select(func.count()).where(
            DevelopmentPlan.org_unit_id == home,
            DevelopmentPlan.year == year,
            DevelopmentPlan.state.not_in(P6.over),
        )
        if coming.count(year) + (await session.scalar(there) or 0) > most:
            raise PlanExists
