"""Quarter plans over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.query import CommaList, asked
from common.shapes import Line, Page, Shape
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.quarter_parts import Action, Goal, NewAction, NewGoal, action_shown, goal_shown
from mentoring.api.records import (
    Because,
    Paged,
    Quarter,
    QuarterSaid,
    Record,
    newest_page,
    record_members,
)
from mentoring.learning import quarter_plans, writing
from mentoring.learning.planning import (
    QUARTER_PLANS,
    actions_of,
    allowed_to,
    goals_of,
    reflections_of,
)
from mentoring.learning.quarter_plans import P9, PlanKind
from mentoring.learning.quarter_plans import QuarterPlan as Row
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.processes.acting import Warned, locked_record, the_record

router = routes("/quarter-plans", "quarter plans")


class NewQuarterPlan(Shape):
    """One a kind and quarter."""

    kind: PlanKind
    quarter: Quarter


class QuarterPlan(Record):
    """What a team does in a quarter, and what was learnt of it."""

    team: Line
    kind: PlanKind
    quarter: QuarterSaid
    goals: Annotated[Sequence[Goal], Field(max_length=200)]
    actions: Annotated[Sequence[Action], Field(max_length=500)]


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    """With their goals and actions, read at once for all of them."""
    ids = [row.id for row in rows]
    goals = await goals_of(desk.session, ids)
    reflections = await reflections_of(desk.session, goals)
    actions = await actions_of(desk.session, ids)
    told = [
        record_members(desk, P9, row, warned)
        | {name: getattr(row, name) for name in ("team", "kind", "quarter")}
        | {
            "allowed_actions": allowed_to(row, desk.by),
            "goals": [
                goal_shown(one, reflections.get(one.id))
                for one in goals
                if one.quarter_plan_id == row.id
            ],
            "actions": [
                action_shown(desk, row, one) for one in actions if one.quarter_plan_id == row.id
            ],
        }
        for row in rows
    ]
    await add_names(desk.session, told)
    return told


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


FACE = Face(
    process=QUARTER_PLANS,
    row=Row,
    shape=QuarterPlan,
    shown=_shown,
    needs={"reopen": Because},
)


@router.post("", status_code=201, response_model=QuarterPlan)
async def open_quarter_plan(new: NewQuarterPlan, desk: Writing) -> dict[str, Any]:
    """Begin to plan a quarter. Who may: mentor, lead; digital services their own kind."""
    row = Row(state=P9.start, **new.model_dump())
    await quarter_plans.open_plan(desk.session, row, desk.by)
    desk.made("/quarter-plans", row)
    return await _shown(desk, row)


class QuarterPlansQuery(Paged):
    state: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(P9.states)})", 5), Field(examples=["active"])
    ] = ()
    kind: PlanKind | None = None
    quarter: Quarter | None = None


@router.get("", response_model=Page[QuarterPlan])
async def list_quarter_plans(
    desk: Reading, query: Annotated[QuarterPlansQuery, asked(QuarterPlansQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first; a draft is for those who plan."""
    filters = query.filters
    wanted = permitted(desk.by, "quarter_plan", Row, **filters)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{quarter_plan_id}", response_model=QuarterPlan)
async def get_quarter_plan(quarter_plan_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, quarter_plan_id, desk.by, "quarter_plan")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.post("/{quarter_plan_id}/goals", status_code=201, response_model=Goal)
async def add_quarter_goal(quarter_plan_id: UUID, new: NewGoal, desk: Writing) -> dict[str, Any]:
    """Write a goal of a plan that is not closed."""
    plan = await locked_record(desk.session, Row, quarter_plan_id, desk.by, "quarter_plan")
    goal = await writing.add_goal(desk.session, plan, new.model_dump(), desk.by)
    desk.made("/quarter-goals", goal)
    return goal_shown(goal, None)


@router.post("/{quarter_plan_id}/actions", status_code=201, response_model=Action)
async def add_quarter_action(
    quarter_plan_id: UUID, new: NewAction, desk: Writing
) -> dict[str, Any]:
    """Write an action of a plan that is not closed."""
    plan = await locked_record(desk.session, Row, quarter_plan_id, desk.by, "quarter_plan")
    action = await writing.add_action(desk.session, plan, new.model_dump(), desk.by)
    desk.made("/quarter-actions", action)
    return action_shown(desk, plan, action)


add_actions(router, FACE)
