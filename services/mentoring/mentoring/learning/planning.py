"""What a quarter plan asks for at each step, and what time does to it: the guards of P9 (S18)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.errors import NotInThisState, Refusal, RoleRequired, Said, Wrong
from mentoring.learning.actions import ActionState, QuarterAction
from mentoring.learning.goals import Outcome, QuarterGoal, Reflection
from mentoring.learning.quarter_plans import (
    P9,
    PlanKind,
    QuarterPlan,
    open_plan,
    the_plan_of,
    told_of,
)
from mentoring.people.roles import Role
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.acting import Doing, Process, Rule, Rules, act, allowed_actions
from mentoring.quarters import days_of, following, quarter_of

APPROVERS = {
    PlanKind.MENTORING_TEAM: Role.LEAD,
    PlanKind.DIGITAL_SERVICES: Role.PROGRAMME_BOARD,
}
"""Who approves a plan of a kind, and withdraws it."""
UNDER_WAY = ("active", "reflecting")


class GoalsMissing(Refusal):
    slug = "goals-missing"
    status = 422
    title = Said(
        "Suunnitelmasta puuttuvat tavoitteet", "Planen saknar mål", "The plan has no goals"
    )


class ActionIncomplete(Refusal):
    slug = "action-incomplete"
    status = 422
    title = Said(
        "Toimenpiteeltä puuttuu tekijä tai lähde",
        "En åtgärd saknar aktör eller källa",
        "An action has no party or no source",
    )


class QuarterStarted(Refusal):
    slug = "quarter-started"
    status = 409
    title = Said("Kvartaali on jo alkanut", "Kvartalet har redan börjat", "The quarter has begun")


class QuarterUnfinished(Refusal):
    """The problem lists each goal (`reflection_missing`) and each action (`action_open`)."""

    slug = "quarter-unfinished"
    status = 422
    title = Said(
        "Kvartaalin reflektointi on kesken",
        "Kvartalets reflektion är inte klar",
        "The quarter is not finished",
    )


async def goals_of(session: AsyncSession, plan_ids: Sequence[UUID]) -> Sequence[QuarterGoal]:
    """In the order they were written."""
    query = select(QuarterGoal).where(QuarterGoal.quarter_plan_id.in_(plan_ids))
    return (await session.scalars(query.order_by(QuarterGoal.number))).all()


async def reflections_of(
    session: AsyncSession, goals: Sequence[QuarterGoal]
) -> dict[UUID, Reflection]:
    """By goal."""
    query = select(Reflection).where(Reflection.quarter_goal_id.in_([one.id for one in goals]))
    return {one.quarter_goal_id: one for one in await session.scalars(query)}


async def actions_of(session: AsyncSession, plan_ids: Sequence[UUID]) -> Sequence[QuarterAction]:
    """In the order they were written."""
    query = select(QuarterAction).where(QuarterAction.quarter_plan_id.in_(plan_ids))
    return (await session.scalars(query.order_by(QuarterAction.id))).all()


def allowed_to(plan: QuarterPlan, by: Standing) -> list[str]:
    """The actions that the state and the caller permit; who approves is a matter of the kind."""
    held = by.has(APPROVERS[plan.kind])
    return [
        one for one in allowed_actions(P9, plan, by) if held or one not in ("approve", "withdraw")
    ]


def refuse_incomplete(actions: Sequence[QuarterAction]) -> None:
    """Raises ActionIncomplete, which lists the actions without a party or a source."""
    lacking = [(at, one) for at, one in enumerate(actions) if not one.is_complete]
    if lacking:
        raise ActionIncomplete(
            errors=[_wrong("actions", at, "action_incomplete", one.id) for at, one in lacking]
        )


def _wrong(list_: str, at: int, code: str, id_: UUID) -> Wrong:
    """One goal or action, by its place in the plan and its id."""
    what = {"goals": ("Tavoite", "Mål", "Goal"), "actions": ("Toimenpide", "Åtgärd", "Action")}
    return Wrong("body", f"/{list_}/{at}", code, Said(*(f"{one}: {id_}" for one in what[list_])))


async def _approve(plan: QuarterPlan, doing: Doing) -> None:
    _refuse_other_approver(plan, doing.by)
    if not await goals_of(doing.session, [plan.id]):
        raise GoalsMissing
    refuse_incomplete(await actions_of(doing.session, [plan.id]))
    if days_of(plan.quarter).first <= doing.today:
        doing.then = "activate"


async def _withdraw(plan: QuarterPlan, doing: Doing) -> None:
    _refuse_other_approver(plan, doing.by)
    if days_of(plan.quarter).first <= doing.today:
        raise QuarterStarted


def _refuse_other_approver(plan: QuarterPlan, by: Standing) -> None:
    if not by.has(APPROVERS[plan.kind]):
        raise RoleRequired


async def _close(plan: QuarterPlan, doing: Doing) -> None:
    goals = await goals_of(doing.session, [plan.id])
    reflections = await reflections_of(doing.session, goals)
    actions = await actions_of(doing.session, [plan.id])
    missing = [
        _wrong("goals", at, "reflection_missing", one.id)
        for at, one in enumerate(goals)
        if one.id not in reflections
    ]
    missing += [
        _wrong("actions", at, "action_open", one.id)
        for at, one in enumerate(actions)
        if one.state is ActionState.OPEN
    ]
    if missing:
        raise QuarterUnfinished(errors=missing)
    await _carry_over(plan, actions, doing)
    doing.told |= counts_of(reflections.values(), actions)


def counts_of(reflections: Any, actions: Sequence[QuarterAction]) -> dict[str, int]:
    """Goals by outcome and actions by state, as the event tells them."""
    outcomes = Counter(one.outcome for one in reflections)
    states = Counter(one.state for one in actions)
    ended = (ActionState.DONE, ActionState.DROPPED, ActionState.CARRIED_OVER)
    return {f"goals_{one.value}": outcomes[one] for one in Outcome} | {
        f"actions_{one.value}": states[one] for one in ended
    }


async def _carry_over(plan: QuarterPlan, actions: Sequence[QuarterAction], doing: Doing) -> None:
    """Carried actions go on, once each, in the plan of the next quarter that is not closed."""
    carried = [one for one in actions if one.state is ActionState.CARRIED_OVER]
    if not carried:
        return
    session = doing.session
    there = select(QuarterAction.carried_from).where(
        QuarterAction.carried_from.in_([one.id for one in carried])
    )
    known = set(await session.scalars(there))
    if ahead := [one for one in carried if one.id not in known]:
        after = await _next_open(plan, doing)
        session.add_all(one.carried_to(after.id, doing.by.subject) for one in ahead)


async def _next_open(plan: QuarterPlan, doing: Doing) -> QuarterPlan:
    """The first plan after this one that is not closed; made as a draft where there is none."""
    quarter = following(plan.quarter)
    after = await the_plan_of(doing.session, plan.kind, quarter)
    while after is not None and after.state in P9.over:
        quarter = following(quarter)
        after = await the_plan_of(doing.session, plan.kind, quarter)
    if after is None:
        after = QuarterPlan(state=P9.start, kind=plan.kind, quarter=quarter)
        await open_plan(doing.session, after, doing.by)
    return after


async def _archive(plan: QuarterPlan, doing: Doing) -> None:
    """What the quarter before left to do is kept. Raises NotInThisState."""
    actions = await actions_of(doing.session, [plan.id])
    if any(one.carried_from for one in actions):
        raise NotInThisState(allowed_actions=allowed_to(plan, doing.by))


RULE: Rules = {"approve": _approve, "withdraw": _withdraw, "close": _close}


def _telling(action: str) -> Rule:
    """The rule of an action; its event says whose plan it is, and of which quarter."""

    async def rule(plan: Any, doing: Doing) -> None:
        if action in RULE:
            await RULE[action](plan, doing)
        doing.told |= told_of(plan)

    return rule


QUARTER_PLANS = Process(
    P9, {one.action: _telling(one.action) for one in P9.steps} | {"archive": _archive}
)


async def advance_quarter_plans(session: AsyncSession) -> int:
    """What the day brings: plans become active on the first day of their quarter, and are looked
    back on from the day after it. Answers how many moved.
    """
    moved = await _move(session, "approved", "activate")
    return moved + await _move(session, "active", "open_reflection")


async def _move(session: AsyncSession, state: str, action: str) -> int:
    today = helsinki_day(now())
    query = select(QuarterPlan).where(QuarterPlan.state == state)
    due = QuarterPlan.quarter <= quarter_of(today)
    if action == "open_reflection":
        due = QuarterPlan.quarter < quarter_of(today)
    plans = (await session.scalars(query.where(due).with_for_update(skip_locked=True))).all()
    for plan in plans:
        await act(session, QUARTER_PLANS, plan, action, SYSTEM)
    return len(plans)
