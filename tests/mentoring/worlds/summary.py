"""A kooste in any state, with a completed mapping and one suggestion that is answered."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.catalogue import DigitalService, Lifecycle, ServedSide, ServiceKind
from mentoring.bridge.suggestions import Potential, Suggestion
from mentoring.bridge.summaries import PUBLISHED, Summary
from tests.mentoring.county import County
from tests.mentoring.worlds import mapping
from tests.mentoring.worlds.world import NOW

BODIES: dict[str, Any] = {
    "return": {"comment": "Täydennä haasteita."},
    "withdraw": {"reason": "Tiedot olivat toisesta yksiköstä."},
}

UNSEEN = {"draft": ("su",), "in_review": ("su",)}
"""The unit sees its kooste when it is shared."""


def remote_appointments() -> DigitalService:
    """A digital service that is in use."""
    return DigitalService(
        code="remote",
        names={"fi": "Etävastaanotto", "sv": None, "en": None},
        kind=ServiceKind.REMOTE_APPOINTMENT,
        audience=ServedSide.RESIDENT,
        lifecycle=Lifecycle.IN_USE,
        support_contact="Digituki 03 000 0000",
    )


async def make(session: AsyncSession, county: County, state: str) -> Summary:
    rests_on = await mapping.make(session, county, "completed")
    service = remote_appointments()
    session.add(service)
    is_published = state in PUBLISHED
    one = Summary(
        state=state,
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        mapping_id=rests_on.id,
        current_state="Ajanvaraus hoidetaan puhelimella.",
        challenges=["Takaisinsoittoja odotetaan kauan."],
        number=1 if is_published else None,
        frozen_at=NOW if is_published else None,
    )
    session.add(one)
    await session.flush()
    session.add(
        Suggestion(
            state="interested" if is_published else "proposed",
            summary_id=one.id,
            org_unit_id=one.org_unit_id,
            owner_id=one.owner_id,
            digital_service_id=service.id,
            potential=Potential.HIGH,
            rationale="Seurantakäynnit sopivat etänä pidettäviksi.",
            client_need="Lyhyempi matka.",
            shared_at=NOW if is_published else None,
        )
    )
    await session.flush()
    return one
