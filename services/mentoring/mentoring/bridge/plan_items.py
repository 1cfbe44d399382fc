"""Plan items: one thing on a unit's timetable, from an M365 training to months of work (P7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said, ValidationFailed, Wrong
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.bridge.links import unknown
from mentoring.events.processes import tells
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Recorded, Row

WORKERS = "mentor lead owner"
P7 = machine(
    "P7",
    "plan_item",
    "/plan-items",
    "planned in_progress blocked done dropped",
    "mentor lead",
    resource="plan",
    over=frozenset({"done", "dropped"}),
    steps=(
        step(
            "start",
            "planned",
            "in_progress",
            "mentor lead owner system",
            "started",
            "plan-not-agreed",
        ),
        step("block", "in_progress", "blocked", "mentor lead owner system", "blocked"),
        step("unblock", "blocked", "in_progress", WORKERS, "unblocked"),
        step("complete", "in_progress", "done", WORKERS, "completed", "link-open"),
        step("drop", "planned in_progress blocked", "dropped", "mentor lead", "dropped"),
        step("reopen", "done", "in_progress", "mentor lead", "reopened", "plan-closed"),
    ),
)
tells("plan_item", "created", "A plan has one more item.")
tells("plan_item", "started", "Its work has begun.")
tells("plan_item", "blocked", "Its work cannot go on.")
tells("plan_item", "unblocked", "Its work goes on.")
tells("plan_item", "completed", "It is done.")
tells("plan_item", "dropped", "It will not be done.")
tells("plan_item", "reopened", "It is worked on again.")


class ItemKind(StrEnum):
    TRAINING = "training"
    MATERIAL = "material"
    ADOPTION = "adoption"
    PILOT = "pilot"
    SUPPORT = "support"
    IT_NEED = "it_need"
    PROCESS_CHANGE = "process_change"


class PlanItem(InProcess, Row, kw_only=True):
    """Starts no later than it is due. One without days or owner cannot be proposed."""

    __tablename__ = "plan_item"
    __table_args__ = (Index("ix_plan_item_linked", "linked_noun", "linked_id"),)
    noun = "plan_item"
    free_texts = frozenset({"title"})

    state: Mapped[str] = mapped_column(String(40), default=P7.start)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("development_plan.id"), index=True)
    kind: Mapped[ItemKind]
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    done_on: Mapped[date | None] = mapped_column(default=None)
    unit_owner_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """Of it on the unit's side: a person."""
    digital_service_id: Mapped[UUID | None] = mapped_column(default=None)
    linked_noun: Mapped[str | None] = mapped_column(String(40), default=None)
    linked_id: Mapped[UUID | None] = mapped_column(default=None)
    """The training or adoption by which it is done."""
    blocked_by_id: Mapped[UUID | None] = mapped_column(default=None)
    """The forwarded item that it waits for."""
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.ADOPTION_SUPPORT)
    audience: Mapped[Audience] = mapped_column(default=Audience.PROFESSIONAL)
    contribution: Mapped[Contribution | None] = mapped_column(default=None)
    programme: Mapped[str | None] = mapped_column(String(40), default=None)


class ItemDependency(Recorded, Row, kw_only=True):
    """That an item waits for another of the same plan."""

    __tablename__ = "item_dependency"
    __table_args__ = (UniqueConstraint("item_id", "depends_on_id", name="uq_item_dependency"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("plan_item.id"))
    depends_on_id: Mapped[UUID] = mapped_column(ForeignKey("plan_item.id"), index=True)


class DependencyCycle(Refusal):
    slug = "dependency-cycle"
    status = 422
    title = Said(
        "Kohdat odottaisivat toisiaan",
        "Punkterna skulle vänta på varandra",
        "The items would wait for each other",
    )


STARTS_LATE = Said(
    "Aloituspäivä on määräpäivän jälkeen.",
    "Startdagen ligger efter slutdagen.",
    "The start is after the due date.",
)


def refuse_reversed(starts_on: date | None, due_on: date | None, at: str = "") -> None:
    """Raises ValidationFailed when it would start after it is due; `at` points to the item."""
    if starts_on and due_on and starts_on > due_on:
        raise ValidationFailed(
            errors=[Wrong("body", f"{at}/due_on", "period_reversed", STARTS_LATE)]
        )


async def items_of(
    session: AsyncSession, plan_ids: Collection[UUID], *, lock: bool = False
) -> Mapping[UUID, Sequence[PlanItem]]:
    """By plan, its items in the order of their days."""
    wanted = select(PlanItem).where(PlanItem.plan_id.in_(plan_ids))
    if lock:
        wanted = wanted.with_for_update()
    found: dict[UUID, list[PlanItem]] = {one: [] for one in plan_ids}
    for item in await session.scalars(wanted.order_by(PlanItem.starts_on, PlanItem.id)):
        found[item.plan_id].append(item)
    return found


async def dependencies_of(
    session: AsyncSession, item_ids: Iterable[UUID]
) -> Mapping[UUID, Sequence[UUID]]:
    """By item, those that it waits for."""
    found: dict[UUID, list[UUID]] = {one: [] for one in item_ids}
    wanted = select(ItemDependency).where(ItemDependency.item_id.in_(found))
    for one in await session.scalars(wanted.order_by(ItemDependency.id)):
        found[one.item_id].append(one.depends_on_id)
    return found


async def set_dependencies(
    session: AsyncSession, item: PlanItem, wanted: Collection[UUID], by: str
) -> None:
    """Let an item wait for these of its plan and for no others.

    Raises ValidationFailed for an item of another plan, DependencyCycle.
    """
    beside = (await items_of(session, [item.plan_id], lock=True))[item.plan_id]
    known = {one.id for one in beside}
    if not known.issuperset(wanted):
        raise unknown("/depends_on")
    waits = {**await dependencies_of(session, known), item.id: list(wanted)}
    if waits_for_itself(item.id, waits):
        raise DependencyCycle
    there = await _delete(session, ItemDependency.item_id == item.id, kept=wanted)
    for one in dict.fromkeys(wanted):
        if one not in there:
            made = ItemDependency(item_id=item.id, depends_on_id=one, created_by=by, updated_by=by)
            session.add(made)
    await session.flush()


async def stop_waiting(session: AsyncSession, item: PlanItem) -> None:
    """It waits for no item, and none for it."""
    either = (ItemDependency.item_id == item.id) | (ItemDependency.depends_on_id == item.id)
    await _delete(session, either)


async def _delete(
    session: AsyncSession, which: ColumnElement[bool], kept: Collection[UUID] = ()
) -> set[UUID]:
    """One by one, so that the trail has them. Answers what was waited for, and is kept."""
    there = set()
    for row in await session.scalars(select(ItemDependency).where(which)):
        if row.depends_on_id in kept:
            there.add(row.depends_on_id)
        else:
            await session.delete(row)
    await session.flush()
    return there


def waits_for_itself(one: UUID, waits: Mapping[UUID, Collection[UUID]]) -> bool:
    """Whether a way along what each waits for leads back."""
    seen: set[UUID] = set()
    ahead = list(waits.get(one, ()))
    while ahead:
        step_ = ahead.pop()
        if step_ == one:
            return True
        if step_ not in seen:
            seen.add(step_)
            ahead += waits.get(step_, ())
    return False
