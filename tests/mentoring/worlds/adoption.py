"""An adoption in any state, and what each action needs."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.applicability import Fit, ServiceApplicability
from mentoring.bridge.catalogue import DigitalService, Lifecycle, ServedSide, ServiceKind
from tests.mentoring.county import ALWAYS, County
from tests.mentoring.worlds.world import TODAY

BODIES: dict[str, Any] = {
    "start_pilot": {"pilot_scope": "Kaksi tiimiä.", "pilot_ends_on": "2027-01-31"},
    "return": {"findings": "Ohjeita puuttuu."},
    "go_live": {
        "go_live_on": f"{TODAY}",
        "waiver_reason": "Palvelu on tuttu.",
        "skip_reason": "Naapuriyksikkö pilotoi.",
    },
    "confirm_embedded": {"override_reason": "Käyttöä ei voi mitata."},
    "pause": {"reason": "Muutto.", "resume_on": "2027-02-01"},
    "cancel": {"reason": "Yksikkö ei halua."},
    "retire": {"reason": "Korvattiin toisella."},
}


async def offered_service(
    session: AsyncSession,
    units: tuple[UUID, ...],
    code: str = "remote_appointment",
    valid: Range[date] = ALWAYS,
) -> DigitalService:
    """A digital service of the catalogue that is applicable in these units."""
    service = DigitalService(
        code=code,
        names={"fi": "Etävastaanotto", "sv": None, "en": None},
        kind=ServiceKind.REMOTE_APPOINTMENT,
        audience=ServedSide.BOTH,
        lifecycle=Lifecycle.IN_USE,
        support_contact="digituki",
    )
    session.add(service)
    await session.flush()
    for unit in units:
        session.add(
            ServiceApplicability(
                org_unit_id=unit,
                digital_service_id=service.id,
                value=Fit.APPLICABLE,
                valid=valid,
            )
        )
    await session.flush()
    return service


async def make(session: AsyncSession, county: County, state: str) -> Adoption:
    """Of a service that is applicable in the unit, with somebody responsible in it."""
    BODIES["approve"] = {"responsible_id": f"{county.people['pr']}"}
    service = await offered_service(session, (county.units["u"],))
    one = Adoption(
        state=state,
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        digital_service_id=service.id,
        side=Side.PROFESSIONAL,
        responsible_id=county.people["pr"],
        paused_from="piloting" if state == "paused" else None,
    )
    session.add(one)
    return one
