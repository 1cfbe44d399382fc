"""A handover in any state, and what each action needs."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.handovers import Handover
from tests.mentoring.county import County
from tests.mentoring.worlds import engagement

BODIES: dict[str, Any] = {"reject": {"reason": "Kalenteri on täynnä."}}
AS = {"reject": "me2"}


async def make(session: AsyncSession, county: County, state: str) -> Handover:
    """Of an engagement of one mentor, to the other, asked for by the lead."""
    given = await engagement.make(session, county, "in_dialogue")
    one = Handover(
        state=state,
        engagement_id=given.id,
        org_unit_id=given.org_unit_id,
        owner_id=given.owner_id,
        receiver_id=county.people["me2"],
        requester_id=county.people["lu"],
    )
    session.add(one)
    return one
