"""Development plans (kehityssuunnitelma): what a unit will do in a year, and when (P6)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said
from mentoring import listing
from mentoring.bridge.plan_items import P7, PlanItem, refuse_reversed
from mentoring.county import setting
from mentoring.events.processes import tells
from mentoring.people.standing import Standing
from mentoring.processes.acting import begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Recorded, Row, wait_turn

LEADERS = "supervisor area_leader division_leader"
BOTH_SIDES = f"mentor lead {LEADERS}"
P6 = machine(
    "P6",
    "plan",
    "/plans",
    "draft proposed agreed active completed cancelled",
    "mentor lead",
    guards=("plan-exists",),
    over=frozenset({"completed", "cancelled"}),
    steps=(
        step("propose", "draft", "proposed", "mentor lead", "proposed", "items-missing"),
        step("return", "proposed", "draft", LEADERS, "returned"),
        step("agree", "proposed", "agreed", LEADERS, "agreed", "own-proposal"),
        step("activate", "agreed", "active", "system mentor lead", "activated"),
        step("revise", "agreed", "agreed", BOTH_SIDES, "revised"),
        step("revise", "active", "active", BOTH_SIDES, "revised"),
        step("complete", "active", "completed", "mentor lead", "completed", "items-open"),
        step("cancel", "draft proposed agreed active", "cancelled", "lead", "cancelled"),
    ),
)
COUNTED: dict[str, Any] = {"items": dict[str, int], "slip_days": int}
tells("plan", "created", "A unit has a plan of a year, as a draft.")
tells("plan", "proposed", "The unit's leaders may agree to it.")
tells("plan", "returned", "It is a draft again.")
tells("plan", "agreed", "It is agreed; its first revision is the baseline.", **COUNTED)
tells("plan", "activated", "The work has begun.")
tells("plan", "revised", "It has a new revision.", **COUNTED)
tells("plan", "completed", "All its items are done or dropped.", **COUNTED)
tells("plan", "cancelled", "It will not be carried out.")


class DevelopmentPlan(InProcess, Row, kw_only=True):
    __tablename__ = "development_plan"
    __table_args__ = (Index("ix_development_plan_year", "org_unit_id", "year"),)
    noun = "plan"
    free_texts = frozenset({"goal", "proposed_by"})

    state: Mapped[str] = mapped_column(String(40), default=P6.start)
    year: Mapped[int]
    goal: Mapped[str | None] = mapped_column(String(2000), default=None)
    proposed_by: Mapped[str | None] = mapped_column(String(200), default=None)
    """The subject of who proposed it last."""
    revision: Mapped[int] = mapped_column(default=0)
    """The number of its last revision; 0 before it is agreed."""


class PlanRevision(Recorded, Row, kw_only=True):
    """A plan's items as they were agreed; number 1 is the baseline. Never changed."""

    __tablename__ = "plan_revision"
    __table_args__ = (UniqueConstraint("plan_id", "number", name="uq_plan_revision_number"),)
    free_texts = frozenset({"reason", "frozen"})

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("development_plan.id"))
    number: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    agreed_with_id: Mapped[UUID | None] = mapped_column(default=None)
    """A person of the other side."""
    frozen: Mapped[dict[str, Any]]
    slip_days: Mapped[int] = mapped_column(default=0)


class PlanExists(Refusal):
    slug = "plan-exists"
    status = 409
    title = Said(
        "Yksiköllä on jo tämän vuoden suunnitelma",
        "Enheten har redan en plan för året",
        "The unit has a plan of that year",
    )


class PlanClosed(Refusal):
    slug = "plan-closed"
    status = 409
    title = Said("Suunnitelma on päättynyt", "Planen är avslutad", "The plan is closed")


async def open_plan(session: AsyncSession, plan: DevelopmentPlan, by: Standing) -> None:
    """Begin a plan as a draft. Raises PlanExists, RoleRequired.

    Those who ask at once for the same unit wait for each other.
    """
    await wait_turn(session, f"plan {plan.org_unit_id} {plan.year}")
    others = select(DevelopmentPlan.id).where(
        DevelopmentPlan.org_unit_id == plan.org_unit_id,
        DevelopmentPlan.year == plan.year,
        DevelopmentPlan.state.not_in(P6.over),
    )
    found = (await session.scalars(others)).all()
    if len(found) >= await setting(session, "plans_per_unit_and_year"):
        raise PlanExists(plan_id=str(found[0]))
    await begin(session, P6, plan, by)


def without_owner(
    query: Select[DevelopmentPlan], left: Collection[UUID]
) -> Select[DevelopmentPlan]:
    """Those that are not over and have no owner, or whose owner, or that of an open item, is one
    of those who left.
    """
    items = select(PlanItem.plan_id).where(
        PlanItem.owner_id.in_(left), PlanItem.state.not_in(P7.over)
    )
    return listing.without_owner(query, left, also=DevelopmentPlan.id.in_(items))


async def add_item(session: AsyncSession, item: PlanItem, by: Standing) -> None:
    """Put an item on a plan that is not over; it stands under the plan's unit.

    Raises ValidationFailed (it starts after it is due), PlanClosed, RoleRequired, UnitNotAllowed.
    """
    refuse_reversed(item.starts_on, item.due_on)
    plan = await session.get_one(DevelopmentPlan, item.plan_id, with_for_update=True)
    if plan.state in P6.over:
        raise PlanClosed
    item.org_unit_id = plan.org_unit_id
    item.owner_id = item.owner_id or plan.owner_id
    await begin(session, P7, item, by)
