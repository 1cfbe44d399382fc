"""An item of an agreed plan in any state, and what each action asks for."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from tests.mentoring.county import County

BODIES: dict[str, Any] = {
    "block": {"reason": "Laitteet puuttuvat."},
    "drop": {"reason": "Ei tarvita."},
}


async def make(session: AsyncSession, county: County, state: str) -> PlanItem:
    unit, mentor = county.units["u"], county.people["me1"]
    plan = DevelopmentPlan(org_unit_id=unit, owner_id=mentor, year=2026, state="active")
    session.add(plan)
    await session.flush()
    one = PlanItem(
        plan_id=plan.id,
        org_unit_id=unit,
        owner_id=mentor,
        unit_owner_id=county.people["pr"],
        kind=ItemKind.TRAINING,
        title="Teamsin perusteet",
        state=state,
    )
    session.add(one)
    await session.flush()
    return one
