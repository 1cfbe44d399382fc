"""Adoptions (käyttöönotto): a digital service is taken into use in a unit (P8, S07)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import helsinki_day, now
from common.errors import Refusal, Said
from mentoring.bridge.applicability import Fit, applicability_of
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.bridge.links import refuse_unknown_unit
from mentoring.events.processes import tells
from mentoring.people.standing import Standing
from mentoring.processes.acting import begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row, wait_turn

P8 = machine(
    "P8",
    "adoption",
    "/adoptions",
    "proposed live approved preparing piloting embedded paused cancelled retired",
    "mentor lead system",
    happened="proposed",
    starts=("proposed", "live"),
    over=frozenset({"cancelled", "retired"}),
    guards=("service-not-applicable", "adoption-exists"),
    steps=(
        step(
            "approve", "proposed", "approved", "supervisor area_leader division_leader", "approved"
        ),
        step("start", "approved", "preparing", "mentor lead", "started"),
        step("start_pilot", "preparing", "piloting", "mentor lead", "pilot_started"),
        step("return", "piloting", "preparing", "mentor lead", "pilot_returned"),
        step(
            "go_live",
            "preparing piloting",
            "live",
            "mentor lead",
            "went_live",
            "training-missing responsible-invalid go-live-in-future pilot-skipped",
        ),
        step("confirm_embedded", "live", "embedded", "lead", "embedded", "evidence-missing"),
        step("lapse", "embedded", "live", "system", "lapsed"),
        step("pause", "preparing piloting live", "paused", "mentor lead", "paused"),
        step("resume", "paused", "preparing piloting live", "mentor lead", "resumed"),
        step(
            "cancel",
            "proposed approved preparing piloting paused",
            "cancelled",
            "supervisor area_leader division_leader lead",
            "cancelled",
        ),
        step("retire", "live embedded", "retired", "lead system", "retired"),
    ),
)
PAIR: dict[str, Any] = {"digital_service_id": UUID, "side": str}
tells("adoption", "proposed", "A unit may take a digital service into use.", **PAIR)
tells("adoption", "approved", "The unit wants the digital service.", **PAIR)
tells("adoption", "started", "The adoption is being prepared.", **PAIR)
tells("adoption", "pilot_started", "A limited trial has begun.", **PAIR)
tells("adoption", "pilot_returned", "The trial has ended; there is more to prepare.", **PAIR)
tells("adoption", "went_live", "The digital service is in use in the unit.", **PAIR)
tells("adoption", "embedded", "The digital service is part of normal work.", **PAIR)
tells("adoption", "lapsed", "The digital service is not used any more as it was.", **PAIR)
tells("adoption", "paused", "The adoption rests.", **PAIR)
tells("adoption", "resumed", "The adoption goes on.", **PAIR)
tells("adoption", "cancelled", "The adoption is off.", **PAIR)
tells("adoption", "retired", "The unit does not use the digital service any more.", **PAIR)


class Side(StrEnum):
    """Whose use of the service it is about."""

    RESIDENT = "resident"
    PROFESSIONAL = "professional"


class Benefit(StrEnum):
    """What an adoption is expected to bring (M-005)."""

    STAFF_TIME = "staff_time_released_for_in_person_contact"
    AVAILABILITY = "availability"
    PREVENTION = "prevention"
    QUALITY = "quality"
    COST = "cost"


class Adoption(InProcess, Row, kw_only=True):
    """One that is not cancelled or retired, per unit, service and side."""

    __tablename__ = "adoption"
    __table_args__ = (
        Index(
            "uq_adoption_open",
            "org_unit_id",
            "digital_service_id",
            "side",
            unique=True,
            postgresql_where=text("state not in ('cancelled', 'retired') and archived_at is null"),
        ),
    )
    noun = "adoption"
    free_texts = frozenset(
        {
            "change_impact",
            "required_skills",
            "pilot_scope",
            "findings",
            "waiver_reason",
            "skip_reason",
            "override_reason",
        }
    )

    digital_service_id: Mapped[UUID] = mapped_column(ForeignKey("digital_service.id"), index=True)
    side: Mapped[Side]
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.ADOPTION_SUPPORT)
    audience: Mapped[Audience | None] = mapped_column(default=None)
    """Whose side it is, unless told."""
    contribution: Mapped[Contribution | None] = mapped_column(default=None)
    programme: Mapped[str | None] = mapped_column(String(40), default=None)
    expected_benefits: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    change_impact: Mapped[str | None] = mapped_column(String(2000), default=None)
    """How job content and tools change (M-008)."""
    required_skills: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    template: Mapped[str | None] = mapped_column(String(40), default=None)
    responsible_id: Mapped[UUID | None] = mapped_column(default=None)
    """The person responsible in the unit."""
    pilot_scope: Mapped[str | None] = mapped_column(String(2000), default=None)
    pilot_ends_on: Mapped[date | None] = mapped_column(default=None)
    findings: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Of the pilot."""
    go_live_on: Mapped[date | None] = mapped_column(default=None)
    waiver_reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Why it went live without a training of the staff."""
    skip_reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Why it went live without a pilot."""
    embedded_on: Mapped[date | None] = mapped_column(default=None)
    override_reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Why it counts as embedded without evidence of use."""
    paused_from: Mapped[str | None] = mapped_column(String(40), default=None)
    origin: Mapped[str | None] = mapped_column(String(40), default=None)
    """`already_in_use`: the unit said so, and nobody took it into use with us."""
    resume_on: Mapped[date | None] = mapped_column(default=None)


class ServiceNotApplicable(Refusal):
    slug = "service-not-applicable"
    status = 422
    title = Said(
        "Palvelu ei sovellu yksikköön",
        "Tjänsten lämpar sig inte för enheten",
        "The service does not apply in the unit",
    )


class AdoptionExists(Refusal):
    slug = "adoption-exists"
    status = 409
    title = Said(
        "Palvelun käyttöönotto on jo käynnissä yksikössä",
        "Tjänsten håller redan på att införas i enheten",
        "The service is already being adopted in the unit",
    )


async def propose(
    session: AsyncSession, adoption: Adoption, by: Standing, *, live: bool = False
) -> None:
    """Begin an adoption; `live` when the unit says that the service is in use already.

    Raises ValidationFailed (no such unit), ServiceNotApplicable, AdoptionExists, RoleRequired.
    """
    await _refuse_unfit(session, adoption)
    await refuse_second(session, adoption)
    adoption.audience = adoption.audience or Audience(adoption.side)
    adoption.state = "live" if live else P8.start
    adoption.origin = "already_in_use" if live else None
    await begin(session, P8, adoption, by, pair_of(adoption))


def pair_of(one: Adoption) -> dict[str, Any]:
    """What its events carry besides."""
    return {"digital_service_id": one.digital_service_id, "side": one.side.value}


async def _refuse_unfit(session: AsyncSession, one: Adoption) -> None:
    unit_id, today = one.org_unit_id, helsinki_day(now())
    await refuse_unknown_unit(session, unit_id, today)
    service_id = one.digital_service_id
    fit = await applicability_of(session, unit_id, service_id, today) if unit_id else Fit.UNKNOWN
    if fit is not Fit.APPLICABLE:
        raise ServiceNotApplicable(applicability=fit.value)


async def refuse_second(session: AsyncSession, one: Adoption) -> None:
    """Those who ask at once for the same wait for each other."""
    what = f"adoption {one.org_unit_id} {one.digital_service_id} {one.side}"
    await wait_turn(session, what)
    same = select(Adoption.id).where(
        Adoption.org_unit_id == one.org_unit_id,
        Adoption.digital_service_id == one.digital_service_id,
        Adoption.side == one.side,
        Adoption.state.not_in(P8.over),
        Adoption.id != one.id,
    )
    with session.no_autoflush:
        found: Sequence[UUID] = (await session.scalars(same.limit(1))).all()
    if found:
        raise AdoptionExists(adoption_id=str(found[0]))
