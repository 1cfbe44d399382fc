"""Needs (tarve, digitarve): what a unit or a partner lacks, from the first words on (P5)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid, not_, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import helsinki_day, now
from common.errors import UnitNotAllowed
from mentoring.county import setting
from mentoring.events.processes import tells
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.acting import begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Recorded, Row

TEAM = "mentor lead"
P5 = machine(
    "P5",
    "need",
    "/needs",
    "raised triaged concretised met planned in_progress forwarded merged declined",
    "professional digivastaava supervisor area_leader division_leader mentor lead partner system",
    happened="raised",
    over=frozenset({"met", "merged", "declined"}),
    steps=(
        step("triage", "raised", "triaged", TEAM, "triaged", "duplicates-unanswered"),
        step("concretise", "triaged", "concretised", TEAM, "concretised"),
        step("solve_now", "triaged", "met", TEAM, "met", "not-quick-help"),
        step("plan", "concretised", "planned", TEAM, "planned"),
        step("start", "planned", "in_progress", "mentor lead system", "started"),
        step("unplan", "planned in_progress", "concretised", "mentor lead system", "unplanned"),
        step("confirm", "in_progress", "met", "owner mentor lead", "met"),
        step("forward", "triaged concretised", "forwarded", TEAM, "forwarded"),
        step("return", "forwarded", "triaged concretised", "system mentor lead", "returned"),
        step("confirm", "forwarded", "met", TEAM, "met", "report-back-missing"),
        step(
            "merge",
            "raised triaged concretised planned forwarded",
            "merged",
            TEAM,
            "merged",
            "merge-cycle merge-target-closed",
        ),
        step("unmerge", "merged", "triaged", "lead", "unmerged", "target-met"),
        step(
            "decline",
            "raised triaged concretised planned forwarded",
            "declined",
            "lead",
            "declined",
        ),
        step("reopen", "declined met", "triaged", TEAM, "reopened"),
    ),
)
SORTED: dict[str, Any] = {"size": str, "topic": str, "digital_service_id": UUID}
MERGED: dict[str, Any] = SORTED | {"merged_into": UUID}
tells("need", "raised", "A unit or partner has a need.", **SORTED)
tells("need", "triaged", "Its topic, size and priority are known.")
tells("need", "concretised", "Its goal and owner are known.")
tells("need", "met", "What was needed is there.", **SORTED)
tells("need", "planned", "Work is planned for it.")
tells("need", "started", "The work for it has begun.")
tells("need", "unplanned", "The work for it was dropped.")
tells("need", "forwarded", "It was sent onward.", **SORTED)
tells("need", "returned", "It came back from where it was sent.", **SORTED)
tells("need", "merged", "It goes on in another need.", **MERGED)
tells("need", "unmerged", "It is a need of its own again.", **MERGED)
tells("need", "declined", "It will not be worked on.", **SORTED)
tells("need", "reopened", "It is open again.", **SORTED)


class Size(StrEnum):
    QUICK_HELP = "quick_help"
    TRAINING = "training"
    MATERIAL = "material"
    PILOT = "pilot"
    ADOPTION = "adoption"
    IT_CHANGE = "it_change"
    NEW_DEVELOPMENT = "new_development"


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class OriginKind(StrEnum):
    """How a need became known."""

    DIALOGUE = "dialogue"
    MAPPING = "mapping"
    OUTREACH = "outreach"
    FEEDBACK = "feedback"
    RESIDENT_FEEDBACK = "resident_feedback"
    SELF_SERVICE = "self_service"
    PARTNER = "partner"


class Need(InProcess, Row, kw_only=True):
    """Of a unit or of a partner. A merged need keeps its id and its own origins."""

    __tablename__ = "need"
    __table_args__ = (
        Index("ix_need_benefits", "benefits", postgresql_using="gin"),
        Index("ix_need_linked", "linked_noun", "linked_id"),
        Index("ix_need_raised_on", "raised_on"),
    )
    noun = "need"
    free_texts = frozenset(
        {"title", "public_summary", "goal", "affected_group", "outcome", "result"}
    )

    state: Mapped[str] = mapped_column(String(40), default=P5.start)
    title: Mapped[str] = mapped_column(String(200))
    public_summary: Mapped[str | None] = mapped_column(String(2000), default=None)
    """What other areas may see of it."""
    partner_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    digital_service_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    size: Mapped[Size | None] = mapped_column(default=None)
    topic: Mapped[str | None] = mapped_column(String(40), default=None, index=True)
    priority: Mapped[Priority | None] = mapped_column(default=None)
    goal: Mapped[str | None] = mapped_column(String(2000), default=None)
    affected_group: Mapped[str | None] = mapped_column(String(500), default=None)
    outcome: Mapped[str | None] = mapped_column(String(2000), default=None)
    """What will be seen when it is met."""
    result: Mapped[str | None] = mapped_column(String(2000), default=None)
    """What came of it."""
    unit_owner_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    strategic_aim_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    share_with_supervisor: Mapped[bool] = mapped_column(default=False)
    is_request: Mapped[bool] = mapped_column(default=False)
    """Whether it was raised as quick help, or by an employee who did not say how big it is: it
    stays between the employee and the mentors, the latter until its size is known.
    """
    raised_on: Mapped[date] = mapped_column(default_factory=lambda: helsinki_day(now()))
    due_on: Mapped[date | None] = mapped_column(default=None)
    """The day by which quick help is promised."""
    met_on: Mapped[date | None] = mapped_column(default=None)
    declined_because: Mapped[str | None] = mapped_column(String(40), default=None)
    duplicates: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Of each candidate that was looked at, by id: `same` or `different`."""
    linked_noun: Mapped[str | None] = mapped_column(String(40), default=None)
    linked_id: Mapped[UUID | None] = mapped_column(default=None)
    """The work that is planned for it."""
    forwarded_from: Mapped[str | None] = mapped_column(String(40), default=None)
    """The state it was in before it was sent onward."""
    forwarded_item_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    merged_into: Mapped[UUID | None] = mapped_column(
        ForeignKey("need.id"), default=None, index=True
    )
    benefits: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    """The units of needs that were merged into it (rule 4)."""

    @hybrid_property
    def shared_with_unit(self) -> bool:
        """Quick help is between the employee and the mentors unless the employee shares it."""
        quick = self.is_request or self.size is Size.QUICK_HELP
        return self.share_with_supervisor or not quick

    @shared_with_unit.inplace.expression
    @classmethod
    def _shared_with_unit(cls) -> Any:
        quick = or_(cls.is_request, cls.size.is_not_distinct_from(Size.QUICK_HELP))
        return or_(cls.share_with_supervisor, not_(quick))

    def link(self) -> tuple[str, UUID] | None:
        """The noun and the id of the planned work."""
        if self.linked_noun is None or self.linked_id is None:
            return None
        return self.linked_noun, self.linked_id

    def concerns(self, by: Standing) -> bool:
        """Whether it is that person's or partner's own: raised by them, or theirs to confirm."""
        theirs = by.person_id is not None and self.unit_owner_id == by.person_id
        partners = self.partner_id is not None and self.partner_id == by.organisation_id
        return theirs or partners or self.created_by == by.subject

    def is_own_to(self, by: Standing) -> bool:
        """Leaders of the units that benefit read it too (rule 4)."""
        return self.concerns(by) or not units_led(by).isdisjoint(self.benefits)

    @classmethod
    def concerning(cls, by: Standing) -> Any:
        return or_(
            cls.created_by == by.subject,
            cls.unit_owner_id.is_not(None) & (cls.unit_owner_id == by.person_id),
            cls.partner_id.is_not(None) & (cls.partner_id == by.organisation_id),
        )

    @classmethod
    def own_to(cls, by: Standing) -> Any:
        return or_(cls.concerning(by), cls.benefits.overlap(sorted(units_led(by))))


class NeedOrigin(Recorded, Row, kw_only=True):
    """Where a need became known, and from what; a root has those of the merged needs too."""

    __tablename__ = "need_origin"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), index=True)
    kind: Mapped[OriginKind]
    org_unit_id: Mapped[UUID | None] = mapped_column(default=None)
    partner_id: Mapped[UUID | None] = mapped_column(default=None)
    source_id: Mapped[UUID | None] = mapped_column(default=None)
    """The observation, suggestion or other record that it came from."""


def units_led(by: Standing) -> frozenset[UUID]:
    """The units that somebody supports or leads, with all below."""
    roles = (Role.DIGIVASTAAVA, *LEADERSHIP)
    return frozenset().union(*(by.units_of(role) for role in roles))


def sorted_as(need: Need) -> dict[str, Any]:
    """What most events of a need carry."""
    return {name: getattr(need, name) for name in SORTED}


async def raise_need(
    session: AsyncSession,
    need: Need,
    by: Standing,
    origin: OriginKind = OriginKind.SELF_SERVICE,
    source_id: UUID | None = None,
) -> None:
    """Add a need and where it came from, and tell of it.

    Raises UnitNotAllowed when a partner names another, RoleRequired.
    """
    if by.organisation_id is not None and need.partner_id != by.organisation_id:
        raise UnitNotAllowed
    need.created_by = by.subject
    need.is_request = need.size is Size.QUICK_HELP or (need.size is None and _is_employee(by))
    await promise(session, need)
    await begin(session, P5, need, by, sorted_as(need))
    session.add(
        NeedOrigin(
            need_id=need.id,
            kind=origin,
            org_unit_id=need.org_unit_id,
            partner_id=need.partner_id,
            source_id=source_id,
            created_by=by.subject,
            updated_by=by.subject,
        )
    )
    await session.flush()


def _is_employee(by: Standing) -> bool:
    """Who asks for themselves: neither the team, nor leaders for their unit, nor a partner."""
    others = Role.MENTOR, Role.LEAD, Role.PARTNER, *LEADERSHIP
    return by is not SYSTEM and not by.has(*others)


async def size_found(session: AsyncSession, need: Need, former: Size | None) -> None:
    """It is another size now; what turns out to be no quick help is a need of the unit."""
    if former is None:
        need.is_request = need.size is Size.QUICK_HELP
    await promise(session, need)


async def promise(session: AsyncSession, need: Need) -> None:
    """Quick help is answered in so many working days; nothing else has a day promised."""
    quick = need.size is Size.QUICK_HELP
    days = await setting(session, "quick_help_answer_days") if quick else 0
    need.due_on = working_days_after(need.raised_on, days) if quick else None


def working_days_after(day: date, days: int) -> date:
    """So many days later, counting Monday to Friday."""
    while days:
        day += timedelta(1)
        days -= day.weekday() < 5
    return day
