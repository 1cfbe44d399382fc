"""Goals and actions of quarters over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import MISSING, Field

from common.answering import IfMatch
from common.shapes import Day, Number, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.records import Code, Remark, Warnings
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.learning import writing
from mentoring.learning.actions import ActionKind, ActionSource, ActionState
from mentoring.learning.actions import QuarterAction as ActionRow
from mentoring.learning.goals import Outcome
from mentoring.learning.goals import QuarterGoal as GoalRow
from mentoring.learning.goals import Reflection as ReflectionRow
from mentoring.learning.planning import reflections_of
from mentoring.learning.quarter_plans import QuarterPlan

goals = routes("/quarter-goals", "quarter plans")
actions = routes("/quarter-actions", "quarter plans")
Parties = Annotated[
    list[Code],
    Field(max_length=20, description="Who does it.", examples=[["mentors", "communications"]]),
]


class NewGoal(Shape):
    """What a quarter should bring."""

    text: FreeText
    metric: Annotated[Code | None, Field(description="Of the catalogue of metrics.")] = None
    target: Number | None = None


class GoalChange(Shape):
    text: FreeText | MISSING = MISSING
    metric: Code | MISSING | None = MISSING
    target: Number | MISSING | None = MISSING


class NewReflection(Shape):
    """How a goal went, with what effect, and what is done about it next."""

    outcome: Outcome
    effect: FreeText
    decision: FreeText


class Reflection(Shape):
    """How a goal went, with what effect, and what is done about it next."""

    outcome: Outcome
    effect: Annotated[str, Field(max_length=2000)]
    decision: Annotated[str, Field(max_length=2000)]
    version: WholeNumber


class Goal(Shape):
    """What a quarter should bring, and what was learnt of it."""

    id: UUID
    quarter_plan_id: UUID
    number: WholeNumber
    text: Annotated[str, Field(max_length=2000)]
    metric: Code | None
    target: float | None
    reflection: Reflection | None
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class NewAction(Shape):
    """Who does what because of what; a draft may leave the parties and the source open."""

    kind: ActionKind
    text: FreeText
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None = None
    programme: Code | None = None
    parties: Parties = []
    source: ActionSource | None = None
    source_id: Annotated[
        UUID | None,
        Field(description="The feedback round, dialogue entry, synthesis, need or release."),
    ] = None
    due_on: KnownDay | None = None


class ActionChange(Shape):
    kind: ActionKind | MISSING = MISSING
    text: FreeText | MISSING = MISSING
    purpose: Purpose | MISSING = MISSING
    audience: Audience | MISSING = MISSING
    contribution: Contribution | MISSING | None = MISSING
    programme: Code | MISSING | None = MISSING
    parties: Parties | MISSING = MISSING
    source: ActionSource | MISSING | None = MISSING
    source_id: UUID | MISSING | None = MISSING
    due_on: KnownDay | MISSING | None = MISSING


class Action(Shape):
    """Who does what because of what, and how it ended."""

    id: UUID
    quarter_plan_id: UUID
    kind: ActionKind
    text: Annotated[str, Field(max_length=2000)]
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None
    programme: Code | None
    parties: Parties
    source: ActionSource | None
    source_id: UUID | None
    due_on: Day | None
    state: ActionState
    ended_on: Day | None
    remark: Annotated[str | None, Field(max_length=2000)]
    carried_from: Annotated[UUID | None, Field(description="The action of the quarter before.")]
    version: WholeNumber
    allowed_actions: Annotated[list[Code], Field(max_length=3)]
    warnings: Warnings | MISSING = MISSING


OF_GOAL = frozenset(Goal.model_fields) - {"reflection", "warnings"}
OF_ACTION = frozenset(Action.model_fields) - {"allowed_actions", "warnings"}


def goal_shown(row: GoalRow, reflection: ReflectionRow | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OF_GOAL} | {"reflection": reflection}


def action_shown(desk: Desk, plan: QuarterPlan, row: ActionRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in OF_ACTION}
    return told | {"allowed_actions": writing.may_end(plan, row, desk.by)}


async def _goal_shown(desk: Desk, row: GoalRow) -> dict[str, Any]:
    desk.answer.version = row.version
    return goal_shown(row, (await reflections_of(desk.session, [row])).get(row.id))


@goals.get("/{quarter_goal_id}", response_model=Goal)
async def get_quarter_goal(quarter_goal_id: UUID, desk: Reading) -> dict[str, Any]:
    _, row = await writing.the_part(desk.session, GoalRow, quarter_goal_id, desk.by)
    return await _goal_shown(desk, row)


@goals.patch("/{quarter_goal_id}", response_model=Goal)
async def change_quarter_goal(
    quarter_goal_id: UUID, sent: GoalChange, desk: Writing, expected: IfMatch
) -> dict[str, Any]:
    """Change a goal of a plan that is not closed."""
    plan, row = await writing.the_part(desk.session, GoalRow, quarter_goal_id, desk.by)
    expected.check(row.version)
    fields = sent.model_dump()
    await writing.change_part(desk.session, plan, row, fields, desk.by)
    return await _goal_shown(desk, row)


@goals.put("/{quarter_goal_id}/reflection", response_model=Goal)
async def reflect_on_quarter_goal(
    quarter_goal_id: UUID, sent: NewReflection, desk: Writing
) -> dict[str, Any]:
    """Say how a goal went, while its plan is being looked back on."""
    plan, row = await writing.the_part(desk.session, GoalRow, quarter_goal_id, desk.by)
    await writing.reflect(desk.session, plan, row, sent.model_dump(), desk.by)
    return await _goal_shown(desk, row)


@actions.get("/{quarter_action_id}", response_model=Action)
async def get_quarter_action(quarter_action_id: UUID, desk: Reading) -> dict[str, Any]:
    plan, row = await writing.the_part(desk.session, ActionRow, quarter_action_id, desk.by)
    desk.answer.version = row.version
    return action_shown(desk, plan, row)


@actions.patch("/{quarter_action_id}", response_model=Action)
async def change_quarter_action(
    quarter_action_id: UUID, sent: ActionChange, desk: Writing, expected: IfMatch
) -> dict[str, Any]:
    """Change an open action of a plan that is not closed."""
    plan, row = await writing.the_part(desk.session, ActionRow, quarter_action_id, desk.by)
    expected.check(row.version)
    fields = sent.model_dump()
    await writing.change_part(desk.session, plan, row, fields, desk.by)
    desk.answer.version = row.version
    return action_shown(desk, plan, row)


def _add_end(to: APIRouter, how: str, says: str) -> None:
    async def take(
        quarter_action_id: UUID, desk: Writing, expected: IfMatch, body: Remark | None = None
    ) -> dict[str, Any]:
        plan, row = await writing.the_part(desk.session, ActionRow, quarter_action_id, desk.by)
        expected.check(row.version)
        writing.end_action(plan, row, how, (body.reason if body else None, desk.today), desk.by)
        await desk.session.flush()
        desk.answer.version = row.version
        return action_shown(desk, plan, row)

    path = f"/{{quarter_action_id}}/{how.replace('_', '-')}"
    to.post(path, name=f"{how}_quarter_action", description=says, response_model=Action)(take)


_add_end(actions, "complete", "It is done.")
_add_end(actions, "drop", "It will not be done.")
_add_end(actions, "carry_over", "It goes on in the next quarter: its plan has it from the closing.")
