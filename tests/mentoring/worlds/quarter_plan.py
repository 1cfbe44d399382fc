"""A quarter plan in any state: with a goal, reflected on, and an action that is done."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.dialogue import Audience, Purpose
from mentoring.learning.actions import ActionKind, ActionSource, ActionState, QuarterAction
from mentoring.learning.goals import Outcome, QuarterGoal, Reflection
from mentoring.learning.quarter_plans import PlanKind, QuarterPlan
from tests.mentoring.county import County

BODIES: dict[str, Any] = {"reopen": {"reason": "Luku oli väärä."}}


async def make(session: AsyncSession, _: County, state: str) -> QuarterPlan:
    """Of the mentors, for a quarter that has not begun."""
    plan = QuarterPlan(state=state, kind=PlanKind.MENTORING_TEAM, quarter="2027Q1")
    session.add(plan)
    await session.flush()
    goal = QuarterGoal(quarter_plan_id=plan.id, number=1, text="Joka alueelle yhteys.")
    session.add(goal)
    await session.flush()
    session.add_all(
        [
            Reflection(
                quarter_goal_id=goal.id,
                outcome=Outcome.PARTLY,
                effect="Kaksi aluetta puuttuu.",
                decision="Jatketaan.",
            ),
            QuarterAction(
                quarter_plan_id=plan.id,
                kind=ActionKind.CONTACT_MODEL,
                text="Soitetaan johdolle.",
                purpose=Purpose.AWARENESS,
                audience=Audience.PROFESSIONAL,
                parties=["mentors"],
                source=ActionSource.DIALOGUE,
                state=ActionState.DONE,
            ),
        ]
    )
    return plan
