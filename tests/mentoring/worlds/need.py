"""A need in any state, and what each action asks for."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from mentoring.bridge.needs import Need, NeedOrigin, OriginKind, Size
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.support.items import ForwardedItem
from mentoring.support.items import ItemKind as ForwardKind
from mentoring.support.targets import ForwardTarget, TargetKind
from tests.mentoring.county import County
from tests.mentoring.worlds.world import TODAY

BODIES: dict[str, Any] = {
    "triage": {"topic": "teams", "size": "training", "priority": "high"},
    "solve_now": {"outcome": "Näytettiin, miten kokous avataan."},
    "unplan": {"reason": "Koulutus siirtyi."},
    "confirm": {"outcome": "Kaikki osaavat.", "reason": "Sovittiin yksikön kanssa."},
    "unmerge": {"reason": "Eri asia."},
    "decline": {"reason_code": "out_of_scope"},
    "reopen": {"reason": "Tarvitaan sittenkin."},
}
"""Those that name other records are added when a need is made."""
AS = {"confirm": "me1"}


async def make(session: AsyncSession, county: County, state: str) -> Need:
    """With another need to merge with, a plan item to plan on and a target to forward to."""
    unit, mentor = county.units["u"], county.people["me1"]
    root = Need(title="Etävastaanotto", org_unit_id=county.units["v"], state="concretised")
    plan = DevelopmentPlan(org_unit_id=unit, owner_id=mentor, year=2026, state="agreed")
    target = ForwardTarget(kind=TargetKind.IT, name={"fi": "Tuki", "sv": None, "en": None})
    session.add_all([root, plan, target])
    await session.flush()
    item = PlanItem(
        plan_id=plan.id, org_unit_id=unit, owner_id=mentor, kind=ItemKind.TRAINING, title="Teams"
    )
    one = Need(
        title="Teamsin käyttö",
        org_unit_id=unit,
        owner_id=mentor,
        unit_owner_id=county.people["pr"],
        state=state,
        size=Size.QUICK_HELP,
        raised_on=TODAY,
        merged_into=root.id if state == "merged" else None,
        forwarded_from="triaged",
        linked_noun="plan_item",
        linked_id=item.id,
    )
    session.add_all([one, item])
    await session.flush()
    session.add(NeedOrigin(need_id=one.id, kind=OriginKind.SELF_SERVICE, org_unit_id=unit))
    session.add(_told(one, target))
    BODIES["concretise"] = {
        "goal": "Kokoukset etänä",
        "affected_group": "Hoitajat",
        "outcome": "Kaikki avaavat kokouksen itse",
        "unit_owner_id": f"{county.people['pr']}",
    }
    BODIES["plan"] = {"plan_item_id": f"{item.id}"}
    BODIES["forward"] = {"target_id": f"{target.id}", "text": "Mikrofoni ei toimi."}
    BODIES["merge"] = {"target_id": f"{root.id}"}
    return one


def _told(need: Need, target: ForwardTarget) -> ForwardedItem:
    """A forwarded item that is solved, and its origin knows."""
    return ForwardedItem(
        state="resolved",
        kind=ForwardKind.NEED,
        target_id=target.id,
        text="Mikrofoni ei toimi.",
        need_id=need.id,
        org_unit_id=need.org_unit_id,
        reported_back_at=now(),
    )
