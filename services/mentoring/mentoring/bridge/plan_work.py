"""What is done with a plan: proposed, agreed, revised, completed (P6, S06)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import Refusal, Said
from mentoring.bridge.following import unplan_planned_on
from mentoring.bridge.links import unknown
from mentoring.bridge.plan_items import P7, PlanItem, items_of, refuse_reversed
from mentoring.bridge.plans import P6, DevelopmentPlan, PlanRevision
from mentoring.bridge.slip import ItemSlip, Now, Planned, frozen, slip_of_plan, slips
from mentoring.bridge.titles import wrongs
from mentoring.people.org_units import units_below
from mentoring.people.persons import Leadership, refuse_inactive
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.teams import TeamMembership, TeamRole
from mentoring.processes.acting import Doing, Process, Rules, put_away

BASELINE = 1
FROZEN = ("id", "kind", "title", "state", "starts_on", "due_on", "owner_id", "unit_owner_id")


class ItemsMissing(Refusal):
    slug = "items-missing"
    status = 422
    title = Said(
        "Suunnitelmasta puuttuu kohtia tai niiden tietoja",
        "Planen saknar punkter eller uppgifter om dem",
        "Items or their details are missing",
    )


class OwnProposal(Refusal):
    slug = "own-proposal"
    status = 403
    title = Said(
        "Omaa ehdotusta ei voi hyväksyä",
        "Man kan inte godkänna sitt eget förslag",
        "You cannot agree your own proposal",
    )


class ItemsOpen(Refusal):
    """The problem lists them."""

    slug = "items-open"
    status = 422
    title = Said(
        "Suunnitelmassa on keskeneräisiä kohtia",
        "Planen har oavslutade punkter",
        "Items are still open",
    )


async def baseline_of(session: AsyncSession, plan: DevelopmentPlan) -> Mapping[UUID, Planned]:
    """The days of the items as they were agreed first; none before that."""
    wanted = select(PlanRevision.frozen).where(
        PlanRevision.plan_id == plan.id, PlanRevision.number == BASELINE
    )
    found = await session.scalar(wanted)
    return frozen(found["items"]) if found else {}


async def baseline_diff(
    session: AsyncSession, plan: DevelopmentPlan
) -> tuple[int, Sequence[ItemSlip]]:
    """Days that the plan's end has slipped, and those of each item."""
    baseline = await baseline_of(session, plan)
    items = _as_now((await items_of(session, [plan.id]))[plan.id])
    return slip_of_plan(baseline, items), slips(baseline, items)


async def is_agreed(session: AsyncSession, item: PlanItem) -> bool:
    """Whether some revision of its plan holds it."""
    line = [{"id": f"{item.id}"}]
    held = select(PlanRevision.id).where(
        PlanRevision.plan_id == item.plan_id, PlanRevision.frozen["items"].contains(line)
    )
    return await session.scalar(held.limit(1)) is not None


def _as_now(items: Sequence[PlanItem]) -> list[Now]:
    return [
        Now(one.id, one.starts_on, one.due_on, one.done_on, one.state == "dropped") for one in items
    ]


async def _propose(plan: DevelopmentPlan, doing: Doing) -> None:
    items = (await items_of(doing.session, [plan.id]))[plan.id]
    lacking = [one for one in items if not _is_whole(one)]
    if lacking or not items:
        told = lacking, doing.by, "/items", "items_missing"
        raise ItemsMissing(errors=await wrongs(doing.session, *told))
    plan.proposed_by = doing.by.subject


def _is_whole(item: PlanItem) -> bool:
    return bool(item.starts_on and item.due_on and (item.unit_owner_id or item.owner_id))


async def _return(_: DevelopmentPlan, doing: Doing) -> None:
    doing.reason = doing.body.comment


async def _agree(plan: DevelopmentPlan, doing: Doing) -> None:
    if doing.by.subject in (plan.proposed_by, plan.created_by):
        raise OwnProposal
    await _freeze(plan, doing)


async def _revise(plan: DevelopmentPlan, doing: Doing) -> None:
    await refuse_inactive(doing.session, [doing.body.agreed_with_id])
    await _refuse_same_side(plan, doing)
    items = (await items_of(doing.session, [plan.id], lock=True))[plan.id]
    by_id = {one.id: one for one in items if one.state not in P7.over}
    for place, change in enumerate(doing.body.items):
        item = by_id.get(change.plan_item_id)
        if item is None:
            raise unknown(f"/items/{place}/plan_item_id")
        fields = change.model_dump(exclude_unset=True, exclude={"plan_item_id"})
        await refuse_inactive(doing.session, [fields.get("unit_owner_id")])
        _move(item, fields, f"/items/{place}", doing)
    await doing.session.flush()
    await _freeze(plan, doing, doing.body.agreed_with_id)


def _move(item: PlanItem, fields: Mapping[str, Any], at: str, doing: Doing) -> None:
    starts, due = (fields.get(name, getattr(item, name)) for name in ("starts_on", "due_on"))
    refuse_reversed(starts, due, at)
    for name, value in fields.items():
        setattr(item, name, value)
    item.touch(doing.by.subject)


async def _refuse_same_side(plan: DevelopmentPlan, doing: Doing) -> None:
    """It is agreed with somebody of the other side: the unit's leaders, or the team."""
    person_id, by = doing.body.agreed_with_id, doing.by
    leads = await leads_unit(doing.session, person_id, plan.org_unit_id, doing.today)
    mentors = await is_in_team(doing.session, person_id, doing.today)
    of_team = by.has(Role.MENTOR, Role.LEAD)
    of_unit = any(plan.org_unit_id in by.units_of(role) for role in LEADERSHIP)
    if person_id == by.person_id or not ((of_team and leads) or (of_unit and mentors)):
        raise unknown("/agreed_with_id")


async def leads_unit(
    session: AsyncSession, person_id: UUID, unit_id: UUID | None, on: date
) -> bool:
    """Whether a person leads a unit, or what stands above it, on a Helsinki date."""
    led = await session.scalars(
        select(Leadership.org_unit_id).where(
            Leadership.person_id == person_id, Leadership.valid.contains(on)
        )
    )
    roots = set(led)
    return bool(roots) and unit_id in await units_below(session, roots, on)


async def is_in_team(session: AsyncSession, person_id: UUID, on: date) -> bool:
    """Whether a person mentors or leads the team on a Helsinki date."""
    wanted = select(TeamMembership.id).where(
        TeamMembership.person_id == person_id,
        TeamMembership.valid.contains(on),
        TeamMembership.role.in_([TeamRole.MENTOR, TeamRole.LEAD]),
    )
    return (await session.scalars(wanted.limit(1))).first() is not None


async def _freeze(plan: DevelopmentPlan, doing: Doing, agreed_with: UUID | None = None) -> None:
    """Keep the items as they are now, as the next revision."""
    items = (await items_of(doing.session, [plan.id]))[plan.id]
    lines = [_line(one) for one in items]
    baseline = await baseline_of(doing.session, plan) or frozen(lines)
    plan.revision += 1
    slip = slip_of_plan(baseline, _as_now(items))
    doing.session.add(
        PlanRevision(
            plan_id=plan.id,
            number=plan.revision,
            reason=doing.reason,
            agreed_with_id=agreed_with,
            frozen={"items": lines},
            slip_days=slip,
            created_by=doing.by.subject,
            updated_by=doing.by.subject,
        )
    )
    doing.told |= {"items": _by_kind(items), "slip_days": slip}


def _line(item: PlanItem) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in FROZEN}
    return {name: None if value is None else f"{value}" for name, value in values.items()}


def _by_kind(items: Sequence[PlanItem]) -> dict[str, int]:
    return dict(Counter(one.kind.value for one in items if one.state != "dropped"))


async def _complete(plan: DevelopmentPlan, doing: Doing) -> None:
    items = (await items_of(doing.session, [plan.id]))[plan.id]
    still_open = [one for one in items if one.state not in P7.over]
    if still_open:
        told = still_open, doing.by, "/items", "items_open"
        raise ItemsOpen(errors=await wrongs(doing.session, *told))
    baseline = await baseline_of(doing.session, plan)
    slip = slip_of_plan(baseline, _as_now(items))
    doing.told |= {"items": _by_kind(items), "slip_days": slip}


async def _archive(plan: DevelopmentPlan, doing: Doing) -> None:
    """Its items go with it, and needs that were planned on them need another plan."""
    for item in (await items_of(doing.session, [plan.id], lock=True))[plan.id]:
        await unplan_planned_on(doing.session, item.noun, item.id, None)
        await put_away(doing.session, item, doing.by)


RULES: Rules = {
    "propose": _propose,
    "return": _return,
    "agree": _agree,
    "revise": _revise,
    "complete": _complete,
    "archive": _archive,
}
PLANS = Process(P6, RULES)
