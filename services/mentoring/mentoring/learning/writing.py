"""Goals and actions of a quarter as they are written, reflected on and ended (S18)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import NotFound, NotInThisState, RoleRequired
from mentoring.learning.actions import ActionState, QuarterAction
from mentoring.learning.goals import QuarterGoal, Reflection
from mentoring.learning.planning import UNDER_WAY, ActionIncomplete, allowed_to, refuse_incomplete
from mentoring.learning.quarter_plans import QuarterPlan
from mentoring.people.permissions import may
from mentoring.people.standing import Standing
from mentoring.processes.acting import locked_record

Part = TypeVar("Part", QuarterGoal, QuarterAction)
BEFORE_THE_END = ("draft", "approved", "active", "reflecting")
ENDS = {
    "complete": ActionState.DONE,
    "drop": ActionState.DROPPED,
    "carry_over": ActionState.CARRIED_OVER,
}
"""The actions on an open quarter action, and the state after each."""


async def the_part(
    session: AsyncSession, kind: type[Part], id_: UUID, by: Standing
) -> tuple[QuarterPlan, Part]:
    """A goal or an action with its plan, both locked. Raises NotFound, also for what may not be
    read.
    """
    part = await session.get(kind, id_)
    if part is None:
        raise NotFound
    plan = await locked_record(session, QuarterPlan, part.quarter_plan_id, by, "quarter_plan")
    await session.refresh(part, with_for_update=True)
    return plan, part


def refuse_to_write(plan: QuarterPlan, by: Standing, *states: str) -> None:
    """Raises RoleRequired, or NotInThisState unless the plan is in one of these states."""
    if not may(by, "w", "quarter_plan", plan):
        raise RoleRequired
    if plan.state not in states:
        raise NotInThisState(allowed_actions=allowed_to(plan, by))


async def add_goal(
    session: AsyncSession, plan: QuarterPlan, fields: Mapping[str, Any], by: Standing
) -> QuarterGoal:
    """Raises RoleRequired, NotInThisState."""
    refuse_to_write(plan, by, *BEFORE_THE_END)
    mine = QuarterGoal.quarter_plan_id == plan.id
    last = await session.scalar(select(func.max(QuarterGoal.number)).where(mine))
    goal = QuarterGoal(
        quarter_plan_id=plan.id,
        number=(last or 0) + 1,
        created_by=by.subject,
        updated_by=by.subject,
        **fields,
    )
    session.add(goal)
    await session.flush()
    return goal


async def add_action(
    session: AsyncSession, plan: QuarterPlan, fields: Mapping[str, Any], by: Standing
) -> QuarterAction:
    """Raises RoleRequired, NotInThisState, ActionIncomplete once the plan is approved."""
    refuse_to_write(plan, by, *BEFORE_THE_END)
    action = QuarterAction(
        quarter_plan_id=plan.id, created_by=by.subject, updated_by=by.subject, **fields
    )
    if plan.state != "draft":
        refuse_incomplete([action])
    session.add(action)
    await session.flush()
    return action


async def change_part(
    session: AsyncSession, plan: QuarterPlan, part: Part, fields: Mapping[str, Any], by: Standing
) -> None:
    """Raises RoleRequired, NotInThisState, ActionIncomplete once the plan is approved."""
    refuse_to_write(plan, by, *BEFORE_THE_END)
    if isinstance(part, QuarterAction):
        _refuse_change(plan, part, fields)
    for name, value in fields.items():
        setattr(part, name, value)
    part.touch(by.subject)
    await session.flush()


def _refuse_change(plan: QuarterPlan, action: QuarterAction, fields: Mapping[str, Any]) -> None:
    if action.state is not ActionState.OPEN:
        raise NotInThisState(allowed_actions=[])
    after = {name: fields.get(name, getattr(action, name)) for name in ("parties", "source")}
    if plan.state != "draft" and not all(after.values()):
        raise ActionIncomplete


def may_end(plan: QuarterPlan, action: QuarterAction, by: Standing) -> list[str]:
    """What the caller may do with an action now."""
    is_open = action.state is ActionState.OPEN and plan.state in UNDER_WAY
    return list(ENDS) if is_open and may(by, "w", "quarter_plan", plan) else []


def end_action(
    plan: QuarterPlan, action: QuarterAction, how: str, why: tuple[str | None, date], by: Standing
) -> None:
    """It is done, dropped, or goes on in the next quarter. Raises RoleRequired, NotInThisState."""
    if not may(by, "w", "quarter_plan", plan):
        raise RoleRequired
    if how not in may_end(plan, action, by):
        raise NotInThisState(allowed_actions=may_end(plan, action, by))
    action.state = ENDS[how]
    action.remark, action.ended_on = why
    action.touch(by.subject)


async def reflect(
    session: AsyncSession,
    plan: QuarterPlan,
    goal: QuarterGoal,
    fields: Mapping[str, Any],
    by: Standing,
) -> Reflection:
    """Write, or write anew, what was learnt of a goal. Raises RoleRequired, NotInThisState."""
    refuse_to_write(plan, by, "reflecting")
    known = await session.scalar(select(Reflection).where(Reflection.quarter_goal_id == goal.id))
    if known is None:
        known = Reflection(
            quarter_goal_id=goal.id, created_by=by.subject, updated_by=by.subject, **fields
        )
        session.add(known)
    else:
        for name, value in fields.items():
            setattr(known, name, value)
        known.touch(by.subject)
    await session.flush()
    return known
