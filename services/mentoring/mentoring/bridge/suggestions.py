"""Suggestions of digital services inside a kooste (palveluehdotus, P4)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, String, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import helsinki_day, now
from common.errors import Duplicate
from mentoring.bridge.adoptions import Adoption, ServiceNotApplicable
from mentoring.bridge.applicability import Fit, applicabilities_of, applicability_of
from mentoring.bridge.catalogue import OFFERED, DigitalService
from mentoring.bridge.links import unknown
from mentoring.events.processes import tells
from mentoring.people.permissions import relations
from mentoring.people.standing import Standing
from mentoring.processes.acting import moved, refuse_role, tell_of
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row

LEADERSHIP = "supervisor area_leader division_leader"
P4 = machine(
    "P4",
    "suggestion",
    "/suggestions",
    "proposed not_now interested not_suitable already_in_use converted superseded",
    "mentor lead",
    resource="summary",
    happened="proposed",
    over=frozenset({"already_in_use", "converted", "not_suitable", "superseded"}),
    guards=("service-not-applicable",),
    steps=(
        step("answer", "proposed not_now", "interested", LEADERSHIP, "answered"),
        step("answer", "proposed interested", "not_now", LEADERSHIP, "answered"),
        step("answer", "proposed interested not_now", "not_suitable", LEADERSHIP, "answered"),
        step("answer", "proposed not_now", "already_in_use", LEADERSHIP, "answered"),
        step("convert", "interested", "converted", "mentor lead", "converted"),
        step("supersede", "proposed interested not_now", "superseded", "system", "superseded"),
    ),
)
LINE: dict[str, Any] = {"summary_id": UUID, "digital_service_id": UUID, "potential": str}
tells("suggestion", "proposed", "A kooste that was shared suggests a digital service.", **LINE)
tells("suggestion", "answered", "The unit has said what it thinks of it.", answer=str, **LINE)
tells("suggestion", "converted", "Work was made of it.", became=str, became_id=UUID, **LINE)
tells("suggestion", "superseded", "Its kooste holds no more.", **LINE)
IN_USE = ("live", "embedded")
"""The states of an adoption in which the unit uses the service."""


class Potential(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Suggestion(InProcess, Row, kw_only=True):
    """One line of part 2: a digital service with potential for this unit."""

    __tablename__ = "suggestion"
    noun = "suggestion"
    free_texts = frozenset(
        {"rationale", "client_need", "complements", "prerequisites", "repeat_reason"}
    )

    state: Mapped[str] = mapped_column(String(40), default=P4.start)
    summary_id: Mapped[UUID] = mapped_column(ForeignKey("summary.id"), index=True)
    digital_service_id: Mapped[UUID] = mapped_column(ForeignKey("digital_service.id"), index=True)
    potential: Mapped[Potential]
    rationale: Mapped[str] = mapped_column(String(2000))
    client_need: Mapped[str] = mapped_column(String(2000))
    complements: Mapped[str | None] = mapped_column(String(2000), default=None)
    """What it stands beside in the work of the unit."""
    prerequisites: Mapped[str | None] = mapped_column(String(2000), default=None)
    repeat_reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    shared_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    """When it was told to the unit: with its kooste."""
    revisit_on: Mapped[date | None] = mapped_column(default=None)
    became: Mapped[str | None] = mapped_column(String(20), default=None)
    """`need`, `plan_item` or `adoption`; for what is in use already, the live adoption."""
    became_id: Mapped[UUID | None] = mapped_column(default=None)

    @property
    def is_published(self) -> bool:
        return self.shared_at is not None

    @classmethod
    def published(cls) -> Any:
        return cls.shared_at.is_not(None)

    @property
    def line(self) -> dict[str, Any]:
        """What its events carry besides."""
        return {name: getattr(self, name) for name in LINE}


class Candidate(NamedTuple):
    """A digital service that might be suggested, and what is known of it in the unit."""

    service: DigitalService
    fit: Fit
    is_live: bool
    is_suggested: bool


async def suggest(session: AsyncSession, suggestion: Suggestion, by: Standing) -> None:
    """Add a line to a draft; it is told when the kooste is shared.

    Raises RoleRequired, UnitNotAllowed, ValidationFailed, Duplicate, ServiceNotApplicable.
    """
    whose = relations(by, P4.resource, suggestion)
    if P4.creators.isdisjoint(whose):
        refuse_role(P4.creators, by)
    await _refuse_unfit(session, suggestion)
    suggestion.created_by = suggestion.updated_by = by.subject
    session.add(suggestion)
    session.add(moved(suggestion, "create", None, by))
    await session.flush()


async def tell_all_of(session: AsyncSession, summary_id: UUID) -> None:
    """Its kooste is shared: each line of it is told to the unit."""
    for one in await suggestions_of(session, [summary_id]):
        one.shared_at = now()
        await tell_of(session, P4.noun, P4.happened, one, **one.line)


async def suggestions_of(
    session: AsyncSession, summary_ids: Collection[UUID]
) -> Sequence[Suggestion]:
    """The lines of koosteet, those of the highest potential first."""
    rank = case(
        {one.value: place for place, one in enumerate(Potential)}, value=Suggestion.potential
    )
    query = select(Suggestion).where(Suggestion.summary_id.in_(summary_ids))
    return (await session.scalars(query.order_by(rank, Suggestion.id))).all()


async def live_services(session: AsyncSession, unit_id: UUID | None) -> frozenset[UUID]:
    """The digital services that a unit has in use."""
    query = select(Adoption.digital_service_id).where(
        Adoption.org_unit_id == unit_id, Adoption.state.in_(IN_USE)
    )
    return frozenset(await session.scalars(query))


async def candidates(session: AsyncSession, summary: InProcess, on: date) -> Sequence[Candidate]:
    """What is offered and not `not_applicable` in a unit on a day; what is live there as such."""
    if summary.org_unit_id is None:
        return []
    live = await live_services(session, summary.org_unit_id)
    lines = await suggestions_of(session, [summary.id])
    suggested = {one.digital_service_id for one in lines}
    found = []
    for service, row in await applicabilities_of(session, summary.org_unit_id, on, (None, MOST)):
        fit = row.value if row else Fit.UNKNOWN
        is_live = service.id in live
        if is_live or (service.lifecycle in OFFERED and fit is not Fit.NOT_APPLICABLE):
            found.append(Candidate(service, fit, is_live, service.id in suggested))
    return found


MOST = 1_000
"""Digital services that a county has."""


async def _refuse_unfit(session: AsyncSession, one: Suggestion) -> None:
    if await session.get(DigitalService, one.digital_service_id) is None:
        raise unknown("/digital_service_id")
    lines = await suggestions_of(session, [one.summary_id])
    same = [line for line in lines if line.digital_service_id == one.digital_service_id]
    if same:
        raise Duplicate(id=str(same[0].id))
    if one.repeat_reason is None and one.org_unit_id is not None:
        today = helsinki_day(now())
        fit = await applicability_of(session, one.org_unit_id, one.digital_service_id, today)
        live = await live_services(session, one.org_unit_id)
        if fit is Fit.NOT_APPLICABLE or one.digital_service_id in live:
            raise ServiceNotApplicable(applicability=fit.value)
