"""A mapping in any state, of a county where no digital service waits for an answer."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.dialogue import Audience, Purpose
from mentoring.bridge.mapping_templates import first_template
from mentoring.bridge.mappings import Mapping
from tests.mentoring.county import County
from tests.mentoring.worlds.world import TODAY

BODIES: dict[str, Any] = {
    "schedule": {"planned_on": "2026-12-01", "participants": ["leadership", "professional"]},
    "cancel": {"reason": "Yksikkö muuttaa."},
}


async def make(session: AsyncSession, county: County, state: str) -> Mapping:
    template = await first_template(session)
    one = Mapping(
        state=state,
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        template_id=template.id,
        purpose=Purpose.ADOPTION_SUPPORT,
        audience=Audience.PROFESSIONAL,
        done_on=TODAY if state in ("completed", "superseded") else None,
    )
    session.add(one)
    await session.flush()
    return one
