"""An engagement in any state, and what each action needs."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.dialogue import (
    Audience,
    Channel,
    DialogueEntry,
    EntryKind,
    Participant,
    Purpose,
)
from mentoring.bridge.engagements import Engagement
from tests.mentoring.county import County
from tests.mentoring.worlds.world import TODAY

BODIES: dict[str, Any] = {
    "record_contact": {
        "channel": "teams",
        "purpose": "awareness",
        "audience": "professional",
        "participants": ["leadership"],
        "two_way": True,
        "held_on": f"{TODAY}",
    },
    "decline": {"reason_code": "no_time", "revisit_on": "2027-01-15"},
    "pause": {"reason": "Muutto.", "resume_on": "2026-12-01"},
}


async def make(session: AsyncSession, county: County, state: str) -> Engagement:
    """With a two-way entry with the leadership, so that a dialogue may be opened."""
    one = Engagement(
        state=state,
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        opened_on=TODAY,
        had_dialogue=state != "uncontacted",
    )
    session.add(one)
    await session.flush()
    session.add(
        DialogueEntry(
            engagement_id=one.id,
            org_unit_id=one.org_unit_id,
            owner_id=one.owner_id,
            kind=EntryKind.MEETING,
            channel=Channel.TEAMS,
            purpose=Purpose.AWARENESS,
            audience=Audience.PROFESSIONAL,
            participants=[Participant.LEADERSHIP.value],
            two_way=True,
            held_on=date(2026, 9, 1),
        )
    )
    return one
