"""Development plans over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import IfMatch
from common.query import CommaList, Whole, asked
from common.shapes import Page
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Using, Writing
from mentoring.api.exports import routes
from mentoring.api.of_units import OfWork, work_asked
from mentoring.api.plan_items import refuse_wrong, shown_items
from mentoring.api.plan_shapes import (
    PLAN_NEEDS,
    BaselineDiff,
    NewPlan,
    NewPlanItem,
    Plan,
    PlanChange,
    PlanItem,
    PlanLine,
    without_links,
)
from mentoring.api.records import newest_page, one_of, record_members, refuse_to_assign
from mentoring.bridge import plan_items, plans
from mentoring.bridge.links import refuse_unknown_unit
from mentoring.bridge.plan_work import PLANS, baseline_diff
from mentoring.bridge.plans import P6, DevelopmentPlan
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people.owning import refuse_no_worker
from mentoring.processes.acting import Warned, change, locked_record, the_record
from mentoring.text_warnings import warnings_for

router = routes("/plans", "plans")
LINE = [name for name in PlanLine.model_fields if name != "depends_on"]


async def _shown_plans(
    desk: Desk, rows: Sequence[DevelopmentPlan], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    items = await plan_items.items_of(desk.session, [one.id for one in rows])
    all_of_them = [one.id for beside in items.values() for one in beside]
    waits = await plan_items.dependencies_of(desk.session, all_of_them)
    told = [
        record_members(desk, P6, row, warned)
        | {name: getattr(row, name) for name in ("year", "goal", "revision")}
        | {"items": [_line(one) | {"depends_on": waits[one.id]} for one in items[row.id]]}
        for row in rows
    ]
    await add_names(desk.session, told)
    return told


def _line(item: plan_items.PlanItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in LINE}


async def _shown(desk: Desk, row: DevelopmentPlan, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _shown_plans(desk, [row], warned))[0]


FACE = Face(process=PLANS, row=DevelopmentPlan, shape=Plan, shown=_shown, needs=PLAN_NEEDS)


@router.post("", status_code=201, response_model=Plan)
async def open_plan(new: NewPlan, desk: Writing) -> dict[str, Any]:
    """Begin a plan of a unit and year."""
    await refuse_unknown_unit(desk.session, new.org_unit_id, desk.today)
    await refuse_no_worker(desk.session, new.owner_id, desk.today)
    row = DevelopmentPlan(**new.model_dump())
    await plans.open_plan(desk.session, row, desk.by)
    desk.made("/plans", row)
    return await _shown(desk, row, warnings_for([row.goal]))


class PlansQuery(OfWork):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P6.states), 6), Field(examples=["active"])
    ] = ()
    year: Annotated[Whole | None, Field(ge=2020, le=2100)] = None
    owner: UUID | None = None


@router.get("", response_model=Page[Plan])
async def list_plans(
    desk: Reading, query: Annotated[PlansQuery, asked(PlansQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    owners = query.owners(desk)
    wanted = permitted(desk.by, "plan", DevelopmentPlan, owner_id=owners, **query.columns)
    wanted = await work_asked(desk, query, wanted, plans.without_owner)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _shown_plans(desk, found), following)


@router.get("/{plan_id}", response_model=Plan)
async def get_plan(plan_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, DevelopmentPlan, plan_id, desk.by, "plan")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{plan_id}", response_model=Plan)
async def change_plan(
    plan_id: UUID, sent: PlanChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Its goal, and whose work it is. Raises PlanClosed for one that is over."""
    row = await locked_record(desk.session, DevelopmentPlan, plan_id, desk.by, "plan")
    expected.check(row.version)
    desk.refuse_unless("w", "plan", row)
    fields = sent.model_dump(exclude_unset=True)
    refuse_to_assign(desk, "plan", row, fields)
    await refuse_no_worker(desk.session, fields.get("owner_id"), desk.today)
    if row.state in P6.over:
        raise plans.PlanClosed
    await change(desk.session, row, desk.by, fields)
    desk.answer.version = row.version
    return await _shown(desk, row, warnings_for([fields.get("goal")]))


@router.get("/{plan_id}/baseline-diff", response_model=BaselineDiff)
async def get_baseline_diff(plan_id: UUID, desk: Reading) -> dict[str, Any]:
    """Days of slip against the first agreed revision."""
    row = await the_record(desk.session, DevelopmentPlan, plan_id, desk.by, "plan")
    slip, items = await baseline_diff(desk.session, row)
    desk.answer.version = row.version
    told = [
        {
            "plan_item_id": one.id,
            "baseline": one.baseline and one.baseline._asdict(),
            "now": {name: getattr(one.now, name) for name in ("starts_on", "due_on", "done_on")},
            "slip_days": one.slip_days,
        }
        for one in items
    ]
    return {"plan_id": row.id, "revision": row.revision, "slip_days": slip, "items": told}


@router.post("/{plan_id}/plan-items", status_code=201, response_model=PlanItem)
async def add_plan_item(plan_id: UUID, new: NewPlanItem, desk: Writing) -> dict[str, Any]:
    """Put something on the timetable."""
    plan = await locked_record(desk.session, DevelopmentPlan, plan_id, desk.by, "plan")
    desk.refuse_unless("w", "plan", plan)
    fields = without_links(new.model_dump())
    await refuse_wrong(desk, fields)
    waits = fields.pop("depends_on")
    item = plan_items.PlanItem(plan_id=plan.id, **fields)
    await plans.add_item(desk.session, item, desk.by)
    await plan_items.set_dependencies(desk.session, item, waits, desk.by.subject)
    desk.made("/plan-items", item)
    return (await shown_items(desk, [item], warnings_for([item.title])))[0]


add_actions(router, FACE)
