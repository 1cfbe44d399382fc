"""Plan items over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from common.answering import IfMatch
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.plan_shapes import ITEM_NEEDS, LINKS, PlanItem, PlanItemChange, without_links
from mentoring.api.records import record_members, refuse_to_assign
from mentoring.bridge import plan_items
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.item_work import ITEMS, refuse_agreed_days
from mentoring.bridge.links import Link, refuse_idle, refuse_unknown
from mentoring.bridge.plan_items import P7
from mentoring.bridge.plan_items import PlanItem as Row
from mentoring.naming import add_names
from mentoring.people.owning import refuse_no_worker
from mentoring.people.persons import refuse_inactive
from mentoring.processes.acting import Warned, change, locked_record, the_record
from mentoring.text_warnings import warnings_for

router = routes("/plan-items", "plans")
MEMBERS = (
    "plan_id",
    "kind",
    "title",
    "starts_on",
    "due_on",
    "done_on",
    "unit_owner_id",
    "digital_service_id",
    "blocked_by_id",
    "purpose",
    "audience",
    "contribution",
    "programme",
)


async def shown_items(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    """Items as the caller may see them."""
    waits = await plan_items.dependencies_of(desk.session, [one.id for one in rows])
    told = [
        record_members(desk, P7, row, warned)
        | {name: getattr(row, name) for name in MEMBERS}
        | {name: row.linked_id if row.linked_noun == noun else None for name, noun in LINKS.items()}
        | {"depends_on": waits[row.id]}
        for row in rows
    ]
    await add_names(desk.session, told)
    return told


async def refuse_wrong(desk: Desk, fields: Mapping[str, Any]) -> None:
    """Raises PersonInactive, ValidationFailed: what is named must be there."""
    await refuse_no_worker(desk.session, fields.get("owner_id"), desk.today)
    await refuse_inactive(desk.session, [fields.get("unit_owner_id")])
    service = fields.get("digital_service_id")
    await refuse_unknown(desk.session, DigitalService, service, "/digital_service_id")
    noun = fields.get("linked_noun")
    if noun is not None:
        pointer = next(f"/{name}" for name, one in LINKS.items() if one == noun)
        await refuse_idle(desk.session, Link(noun, fields["linked_id"]), pointer)


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await shown_items(desk, [row], warned))[0]


FACE = Face(process=ITEMS, row=Row, shape=PlanItem, shown=_shown, needs=ITEM_NEEDS)


@router.get("/{plan_item_id}", response_model=PlanItem)
async def get_plan_item(plan_item_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, plan_item_id, desk.by, "plan")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{plan_item_id}", response_model=PlanItem)
async def change_plan_item(
    plan_item_id: UUID, sent: PlanItemChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """What it is, who does it and what it waits for; its days only in a draft."""
    row = await locked_record(desk.session, Row, plan_item_id, desk.by, "plan")
    expected.check(row.version)
    desk.refuse_unless("w", "plan", row)
    fields = without_links(sent.model_dump(exclude_unset=True))
    refuse_to_assign(desk, "plan", row, fields)
    await refuse_wrong(desk, fields)
    await refuse_agreed_days(desk.session, row, fields, desk.by)
    waits = fields.pop("depends_on", None)
    if waits is not None:
        await plan_items.set_dependencies(desk.session, row, waits, desk.by.subject)
        row.touch(desk.by.subject)
    await change(desk.session, row, desk.by, fields)
    desk.answer.version = row.version
    return await _shown(desk, row, warnings_for([fields.get("title")]))


add_actions(router, FACE)
