"""Quarter plans (kvartaalisuunnitelma): planned before a quarter, reflected after it (P9, S18)."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, String, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, RoleRequired, Said
from mentoring.events.processes import tells
from mentoring.people.roles import Role
from mentoring.people.standing import Standing
from mentoring.processes.acting import begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row, wait_turn

P9 = machine(
    "P9",
    "quarter_plan",
    "/quarter-plans",
    "draft approved active reflecting closed",
    "mentor lead digital_services",
    over=frozenset({"closed"}),
    guards=("quarter-plan-exists",),
    steps=(
        step(
            "approve",
            "draft",
            "approved",
            "lead programme_board",
            "approved",
            "goals-missing action-incomplete",
        ),
        step(
            "withdraw",
            "approved",
            "draft",
            "lead programme_board",
            "withdrawn",
            "quarter-started",
        ),
        step("activate", "approved", "active", "system", "activated"),
        step(
            "open_reflection",
            "active",
            "reflecting",
            "system lead digital_services",
            "reflection_opened",
        ),
        step(
            "close",
            "reflecting",
            "closed",
            "lead digital_services",
            "closed",
            "quarter-unfinished",
        ),
        step("reopen", "closed", "reflecting", "lead digital_services", "reopened"),
    ),
)
PLAN: dict[str, Any] = {"kind": str, "quarter": str}
COUNTS: dict[str, Any] = dict.fromkeys(
    (
        "goals_reached",
        "goals_partly",
        "goals_not_reached",
        "actions_done",
        "actions_dropped",
        "actions_carried_over",
    ),
    int,
)
tells("quarter_plan", "created", "A quarter is being planned.", **PLAN)
tells("quarter_plan", "approved", "The plan of a quarter is approved.", **PLAN)
tells("quarter_plan", "withdrawn", "The plan of a quarter is a draft again.", **PLAN)
tells("quarter_plan", "activated", "The quarter of the plan has begun.", **PLAN)
tells("quarter_plan", "reflection_opened", "The quarter is over and is looked back on.", **PLAN)
tells(
    "quarter_plan",
    "closed",
    "What the quarter brought is written down.",
    **PLAN,
    **COUNTS,
)
tells("quarter_plan", "reopened", "A closed quarter is looked back on again.", **PLAN)


class PlanKind(StrEnum):
    """Whose plan it is."""

    MENTORING_TEAM = "mentoring_team"
    DIGITAL_SERVICES = "digital_services"


class QuarterPlan(InProcess, Row, kw_only=True):
    """One per team, kind and quarter."""

    __tablename__ = "quarter_plan"
    __table_args__ = (
        Index(
            "uq_quarter_plan_quarter",
            "team",
            "kind",
            "quarter",
            unique=True,
            postgresql_where=text("archived_at is null"),
        ),
    )
    noun = "quarter_plan"

    team: Mapped[str] = mapped_column(String(40), default="mentors")
    kind: Mapped[PlanKind]
    quarter: Mapped[str] = mapped_column(String(6), index=True)

    @property
    def is_published(self) -> bool:
        """A draft is seen by those who plan."""
        return self.state != "draft"

    @property
    def closed_to(self) -> frozenset[str]:
        """Digital services and the programme's board only read the plans of the mentors."""
        return OTHERS if self.kind is PlanKind.MENTORING_TEAM else frozenset()

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        return cls.state != "draft"


OTHERS = frozenset({Role.DIGITAL_SERVICES.value, Role.PROGRAMME_BOARD.value})
TEAMS = {PlanKind.MENTORING_TEAM: "mentors", PlanKind.DIGITAL_SERVICES: "digital_services"}
"""Whose plan a kind is."""


class QuarterPlanExists(Refusal):
    slug = "quarter-plan-exists"
    status = 409
    title = Said(
        "Kvartaalilla on jo suunnitelma", "Kvartalet har redan en plan", "The quarter has a plan"
    )


async def open_plan(session: AsyncSession, plan: QuarterPlan, by: Standing) -> None:
    """Raises QuarterPlanExists, RoleRequired."""
    if plan.closed_to & by.roles and not by.has(*P9.creators - plan.closed_to):
        raise RoleRequired
    plan.team = TEAMS[plan.kind]
    other = await the_plan_of(session, plan.kind, plan.quarter)
    if other is not None:
        raise QuarterPlanExists(quarter_plan_id=str(other.id))
    await begin(session, P9, plan, by, told_of(plan))


async def the_plan_of(session: AsyncSession, kind: PlanKind, quarter: str) -> QuarterPlan | None:
    """The plan of a quarter, locked; those who make one at once wait for each other."""
    team = TEAMS[kind]
    await wait_turn(session, f"quarter plan {team} {kind} {quarter}")
    query = select(QuarterPlan).where(
        QuarterPlan.team == team, QuarterPlan.kind == kind, QuarterPlan.quarter == quarter
    )
    with session.no_autoflush:
        found: QuarterPlan | None = await session.scalar(query.with_for_update())
    return found


def told_of(plan: QuarterPlan) -> dict[str, Any]:
    """What its events carry besides."""
    return {"kind": plan.kind.value, "quarter": plan.quarter}
