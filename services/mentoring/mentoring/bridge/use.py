"""Use that is told of a unit's adoptions: it is kept as evidence, and its end makes them lapse."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from mentoring.bridge.adopting import ADOPTIONS
from mentoring.bridge.adoptions import P8, Adoption, Side
from mentoring.bridge.catalogue import DigitalService, Lifecycle
from mentoring.bridge.evidence import (
    METRICS,
    AdoptionEvidence,
    ToldFigures,
    note_use,
    proves_disuse,
)
from mentoring.county import setting
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.acting import act

USES = {
    Side.RESIDENT: ("service_uses",),
    Side.PROFESSIONAL: ("service_uses_professional", "service_uses"),
}
"""The figures that tell of a side's use, the first that is there."""


async def take_evidence(
    session: AsyncSession, adoption: Adoption, said: AdoptionEvidence, by: Standing = SYSTEM
) -> None:
    """Keep what is said of a quarter; an embedded adoption without use becomes live (S07)."""
    noted = await note_use(session, said, by)
    quarters = await setting(session, "lapse_quarters")
    if noted is None or adoption.state != "embedded":
        return
    if await proves_disuse(session, adoption.id, quarters):
        await act(session, ADOPTIONS, adoption, "lapse", SYSTEM)


async def hear_of_use(session: AsyncSession, told: ToldFigures) -> None:
    """What the figures of a unit and a quarter say of its adoptions becomes evidence."""
    for adoption, code in await _adoptions_of(session, told.org_unit_id):
        used = _is_used(told, adoption.side, code)
        if used is not None:
            said = AdoptionEvidence(
                adoption_id=adoption.id,
                quarter=told.quarter,
                used=used,
                source=METRICS,
            )
            await take_evidence(session, adoption, said)


async def _adoptions_of(session: AsyncSession, unit_id: UUID) -> Sequence[tuple[Adoption, str]]:
    """Those of a unit that are not over, locked, with the codes of their services."""
    query = (
        select(Adoption, DigitalService.code)
        .join(DigitalService, DigitalService.id == Adoption.digital_service_id)
        .where(Adoption.org_unit_id == unit_id, Adoption.state.not_in(P8.over))
        .order_by(Adoption.id)
        .with_for_update(of=Adoption)
    )
    return [(adoption, code) for adoption, code in await session.execute(query)]


def _is_used(told: ToldFigures, side: Side, code: str) -> bool | None:
    """None when the figures do not say: withheld, not told, or nothing yet and more to come."""
    found = {one["metric"]: one for one in told.figures if one["item"] == code}
    for metric in USES[side]:
        if metric in found:
            return _says(found[metric])
    return None


def _says(figure: dict[str, object]) -> bool | None:
    if figure["value"] is None:
        return None
    if float(str(figure["value"])) > 0:
        return True
    return False if figure.get("received") == figure.get("expected") else None


async def retire_what_ended(session: AsyncSession) -> int:
    """Adoptions in use whose digital service or unit is no more are retired; answers how many."""
    query = (
        select(Adoption)
        .join(DigitalService, DigitalService.id == Adoption.digital_service_id)
        .join(OrgUnit, OrgUnit.id == Adoption.org_unit_id)
        .where(
            Adoption.state.in_(("live", "embedded")),
            or_(
                DigitalService.lifecycle == Lifecycle.RETIRED,
                OrgUnit.closed_on <= helsinki_day(now()),
            ),
        )
        .with_for_update(of=Adoption, skip_locked=True)
    )
    ended = (await session.scalars(query)).all()
    for adoption in ended:
        await act(session, ADOPTIONS, adoption, "retire", SYSTEM)
    return len(ended)
