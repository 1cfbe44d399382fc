"""A plan in any state, and what each action asks for."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan, PlanRevision
from tests.mentoring.county import County

BODIES: dict[str, Any] = {
    "return": {"comment": "Aloitetaan vasta maaliskuussa."},
    "cancel": {"reason": "Yksikkö muuttaa."},
}
"""What revises it names its item; it is added when a plan is made."""


async def make(session: AsyncSession, county: County, state: str) -> DevelopmentPlan:
    """With one item that is done when the plan is active, so that it may be completed."""
    one = DevelopmentPlan(
        org_unit_id=county.units["u"], owner_id=county.people["me1"], year=2026, state=state
    )
    session.add(one)
    await session.flush()
    item = PlanItem(
        plan_id=one.id,
        org_unit_id=one.org_unit_id,
        owner_id=one.owner_id,
        unit_owner_id=county.people["pr"],
        kind=ItemKind.TRAINING,
        title="Teamsin perusteet",
        starts_on=date(2026, 2, 2),
        due_on=date(2026, 2, 2),
        state="dropped" if state == "active" else "planned",
    )
    session.add(item)
    if state in ("agreed", "active", "completed"):
        one.revision = 1
        session.add(PlanRevision(plan_id=one.id, number=1, frozen={"items": []}))
    await session.flush()
    BODIES["revise"] = {
        "reason": "Kouluttaja sairastui.",
        "agreed_with_id": f"{county.people['su']}",
        "items": [],
    }
    return one
