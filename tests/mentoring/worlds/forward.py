"""A forwarded item in any state, and what each action needs."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.support.items import ForwardedItem, ItemKind
from mentoring.support.targets import ForwardTarget, TargetKind
from tests.mentoring.county import County
from tests.mentoring.worlds.world import NOW, TODAY

BODIES: dict[str, Any] = {
    "acknowledge": {"external_ref": "INC000123456"},
    "ask": {"question": "Millä laitteella?"},
    "answer": {"answer": "Puhelimella."},
    "resolve": {"resolution_code": "guided"},
    "reject": {"reason": "Toimittajan asia."},
    "reroute": {"target_id": "made by make"},
    "reopen": {"reason": "Ei auennut vieläkään."},
    "report_back": {"told": "Korjattu."},
}
UNSEEN = {"draft": ("it",), "cancelled": ("it",)}
"""Who does not see it in a state: a handler sees what was sent."""


async def make(session: AsyncSession, county: County, state: str) -> ForwardedItem:
    """Of a kind that mentors may resolve, told back; IT handles it, and the supplier may."""
    target = ForwardTarget(kind=TargetKind.IT, name={"fi": "Tietohallinto"}, handlers=["it"])
    another = ForwardTarget(kind=TargetKind.IT_SUPPLIER, name={"fi": "Toimittaja"})
    session.add_all([target, another])
    await session.flush()
    BODIES["reroute"] = {"target_id": f"{another.id}"}
    item = ForwardedItem(
        state=state,
        kind=ItemKind.USAGE_GUIDANCE,
        target_id=target.id,
        text="Chat ei aukea puhelimella.",
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        route=0 if state == "draft" else 1,
        sent_on=None if state == "draft" else TODAY,
        reported_back_at=NOW,
    )
    session.add(item)
    return item
