"""A suggestion of a shared kooste, in any state."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.suggestions import Suggestion
from tests.mentoring.county import County
from tests.mentoring.worlds import summary

BODIES: dict[str, Any] = {
    "answer>interested": {"answer": "interested"},
    "answer>not_now": {"answer": "not_now", "revisit_on": "2027-03-01"},
    "answer>not_suitable": {"answer": "not_suitable", "reason": "Asiakkaat eivät käytä laitteita."},
    "answer>already_in_use": {"answer": "already_in_use"},
    "convert": {"into": "need"},
}


async def make(session: AsyncSession, county: County, state: str) -> Suggestion:
    kooste = await summary.make(session, county, "shared")
    found = select(Suggestion).where(Suggestion.summary_id == kooste.id)
    one = (await session.scalars(found)).one()
    one.state = state
    await session.flush()
    return one
