"""What is done with a plan's items, by hand or because of the work they are linked to (P7)."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import NotInThisState, Refusal, Said
from mentoring.bridge.following import start_planned_on, unplan_planned_on
from mentoring.bridge.links import kind_of
from mentoring.bridge.plan_items import (
    P7,
    PlanItem,
    dependencies_of,
    refuse_reversed,
    stop_waiting,
)
from mentoring.bridge.plan_work import PLANS, is_agreed
from mentoring.bridge.plans import P6, DevelopmentPlan, PlanClosed
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.acting import Doing, Process, Rules, act, allowed_actions

UNDER_WAY = ("agreed", "active")
ENOUGH = {"training": ("completed",), "adoption": ("live", "embedded", "retired")}
"""The states in which the linked work lets an item be done."""
DEPENDENCY_OPEN = Said(
    "Kohta, jota tämä odottaa, on vielä kesken.",
    "En punkt som denna väntar på är inte klar.",
    "An item that it depends on is not done.",
)


class PlanNotAgreed(Refusal):
    slug = "plan-not-agreed"
    status = 422
    title = Said(
        "Suunnitelmasta ei ole sovittu", "Planen är inte överenskommen", "The plan is not agreed"
    )


class LinkOpen(Refusal):
    slug = "link-open"
    status = 422
    title = Said(
        "Liitetty koulutus tai käyttöönotto on kesken",
        "Den kopplade utbildningen eller införandet pågår",
        "The linked work is not done",
    )


async def _start(item: PlanItem, doing: Doing) -> None:
    session = doing.session
    plan = await session.get_one(DevelopmentPlan, item.plan_id, with_for_update=True)
    if plan.state not in UNDER_WAY:
        raise PlanNotAgreed
    if await _waits(session, item):
        doing.warn("dependency_open", DEPENDENCY_OPEN)
    if plan.state == "agreed":
        await act(session, PLANS, plan, "activate", SYSTEM)
    await start_planned_on(session, "plan_item", item.id)


async def _waits(session: AsyncSession, item: PlanItem) -> bool:
    awaited = (await dependencies_of(session, [item.id]))[item.id]
    still = select(PlanItem.id).where(PlanItem.id.in_(awaited), PlanItem.state.not_in(P7.over))
    return (await session.scalars(still.limit(1))).first() is not None


async def _block(item: PlanItem, doing: Doing) -> None:
    item.blocked_by_id = getattr(doing.body, "forwarded_item_id", None)


async def _unblock(item: PlanItem, doing: Doing) -> None:
    await _refuse_closed(item, doing.session)
    item.blocked_by_id = None


async def _complete(item: PlanItem, doing: Doing) -> None:
    await _refuse_closed(item, doing.session)
    if item.linked_noun is not None:
        linked = await doing.session.get(kind_of(item.linked_noun), item.linked_id)
        if linked is None or linked.state not in ENOUGH[item.linked_noun]:
            raise LinkOpen
    item.done_on = doing.today


async def _drop(item: PlanItem, doing: Doing) -> None:
    item.blocked_by_id = None
    await unplan_planned_on(doing.session, "plan_item", item.id, doing.reason)


async def _reopen(item: PlanItem, doing: Doing) -> None:
    await _refuse_closed(item, doing.session)
    item.done_on = None


async def _refuse_closed(item: PlanItem, session: AsyncSession) -> None:
    """Of a plan that is over, work neither goes on nor is done: what is open is dropped."""
    plan = await session.get_one(DevelopmentPlan, item.plan_id)
    if plan.state in P6.over:
        raise PlanClosed


async def _archive(item: PlanItem, doing: Doing) -> None:
    """What was agreed is dropped, not taken away. Raises NotInThisState."""
    if await is_agreed(doing.session, item):
        raise NotInThisState(allowed_actions=allowed_actions(P7, item, doing.by))
    await stop_waiting(doing.session, item)
    await unplan_planned_on(doing.session, item.noun, item.id, None)


RULES: Rules = {
    "start": _start,
    "block": _block,
    "unblock": _unblock,
    "complete": _complete,
    "drop": _drop,
    "reopen": _reopen,
    "archive": _archive,
}
ITEMS = Process(P7, RULES)


async def refuse_agreed_days(
    session: AsyncSession, item: PlanItem, fields: Mapping[str, Any], by: Standing
) -> None:
    """Days that the unit was asked for, or agreed to, move by a revision of the plan.

    Raises ValidationFailed, PlanClosed, NotInThisState.
    """
    days = {name: fields.get(name, getattr(item, name)) for name in ("starts_on", "due_on")}
    refuse_reversed(days["starts_on"], days["due_on"])
    plan = await session.get_one(DevelopmentPlan, item.plan_id)
    if plan.state in P6.over:
        raise PlanClosed
    moved = any(getattr(item, name) != day for name, day in days.items())
    if moved and plan.state != P6.start:
        raise NotInThisState(allowed_actions=allowed_actions(P6, plan, by))


async def start_linked(session: AsyncSession, noun: str, id_: UUID) -> None:
    """The training or adoption has begun: its items of agreed plans have too."""
    for item in await _linked(session, noun, id_, "planned"):
        plan = await session.get_one(DevelopmentPlan, item.plan_id)
        if plan.state in UNDER_WAY:
            await act(session, ITEMS, item, "start", SYSTEM)


async def block_linked(session: AsyncSession, noun: str, id_: UUID, reason: str | None) -> None:
    """The training was cancelled: its items cannot go on."""
    for item in await _linked(session, noun, id_, "in_progress"):
        await act(session, ITEMS, item, "block", SYSTEM, SimpleNamespace(reason=reason))


async def _linked(session: AsyncSession, noun: str, id_: UUID, state: str) -> list[PlanItem]:
    wanted = select(PlanItem).where(
        PlanItem.linked_noun == noun, PlanItem.linked_id == id_, PlanItem.state == state
    )
    return list(await session.scalars(wanted.order_by(PlanItem.id).with_for_update()))
