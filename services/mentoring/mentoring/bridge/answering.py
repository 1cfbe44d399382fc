"""What a unit answers to a suggestion, and what becomes of it: the effects of P4."""

from typing import Any
from uuid import UUID

from sqlalchemy import case, select

from common.errors import NotInThisState
from mentoring.bridge import adoptions, needs, plans
from mentoring.bridge.adoptions import P8, Adoption, Side
from mentoring.bridge.applicability import Fit, Wanted, applicability_of, put_value
from mentoring.bridge.catalogue import DigitalService, ServedSide
from mentoring.bridge.links import unknown
from mentoring.bridge.needs import Need, OriginKind
from mentoring.bridge.plan_items import PlanItem
from mentoring.bridge.suggestions import IN_USE, P4, Suggestion
from mentoring.bridge.summaries import Summary, refuse_unless_draft
from mentoring.people.keeping import refuse_past
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import Doing, Process, Rules, allowed_actions


async def _answer(one: Suggestion, doing: Doing) -> None:
    doing.target = str(doing.body.answer)
    row = next(step for step in P4.steps_of("answer") if doing.target in step.targets)
    if one.state not in row.sources:
        raise NotInThisState(allowed_actions=allowed_actions(P4, one, doing.by))
    one.revisit_on = doing.body.revisit_on if doing.target == "not_now" else None
    if one.revisit_on is not None:
        refuse_past(one.revisit_on, "/revisit_on", doing.today)
    if doing.target == "already_in_use":
        adoption = await _adoption_in_use(one, doing)
        one.became, one.became_id = "adoption", adoption.id
    doing.told |= one.line | {"answer": doing.target}


async def _adoption_in_use(one: Suggestion, doing: Doing) -> Adoption:
    """The unit's open adoption of the service, a live one first; else a new one that is live."""
    is_live = case((Adoption.state.in_(IN_USE), 0), else_=1)
    known = select(Adoption).where(
        Adoption.org_unit_id == one.org_unit_id,
        Adoption.digital_service_id == one.digital_service_id,
        Adoption.state.not_in(P8.over),
    )
    found = (await doing.session.scalars(known.order_by(is_live, Adoption.id).limit(1))).first()
    if found is not None:
        return found
    await _make_applicable(one, doing)
    made = await _new_adoption(one, doing, None)
    await adoptions.propose(doing.session, made, SYSTEM, live=True)
    return made


async def _make_applicable(one: Suggestion, doing: Doing) -> None:
    """What a unit uses fits it, whatever was known before."""
    unit = await doing.session.get_one(
        OrgUnit, one.org_unit_id, with_for_update={"key_share": True}
    )
    service_id, today = one.digital_service_id, doing.today
    if await applicability_of(doing.session, unit.id, service_id, today) is not Fit.APPLICABLE:
        wanted = Wanted(Fit.APPLICABLE, None, today)
        await put_value(doing.session, unit.id, service_id, wanted, doing.by)


async def _convert(one: Suggestion, doing: Doing) -> None:
    make = {"need": _make_need, "plan_item": _make_item, "adoption": _make_adoption}
    one.became = str(doing.body.into)
    one.became_id = await make[one.became](one, doing)
    doing.told |= one.line | {"became": one.became, "became_id": one.became_id}


async def _make_need(one: Suggestion, doing: Doing) -> UUID:
    need = Need(
        title=await _title(one, doing),
        public_summary=doing.body.public_summary,
        digital_service_id=one.digital_service_id,
        org_unit_id=one.org_unit_id,
        owner_id=one.owner_id,
    )
    await needs.raise_need(doing.session, need, doing.by, OriginKind.MAPPING, one.id)
    return need.id


async def _make_item(one: Suggestion, doing: Doing) -> UUID:
    plan = await doing.session.get(plans.DevelopmentPlan, doing.body.plan_id)
    if plan is None or plan.org_unit_id != one.org_unit_id or not may(doing.by, "r", "plan", plan):
        raise unknown("/plan_id")
    item = PlanItem(
        plan_id=plan.id,
        kind=doing.body.kind,
        title=await _title(one, doing),
        starts_on=doing.body.starts_on,
        due_on=doing.body.due_on,
        digital_service_id=one.digital_service_id,
    )
    await plans.add_item(doing.session, item, doing.by)
    return item.id


async def _make_adoption(one: Suggestion, doing: Doing) -> UUID:
    adoption = await _new_adoption(one, doing, doing.body.side)
    await adoptions.propose(doing.session, adoption, doing.by)
    return adoption.id


async def _new_adoption(one: Suggestion, doing: Doing, side: Side | None) -> Adoption:
    service = await doing.session.get_one(DigitalService, one.digital_service_id)
    is_inner = service.audience is ServedSide.PROFESSIONAL
    usual = Side.PROFESSIONAL if is_inner else Side.RESIDENT
    told: dict[str, Any] = {"org_unit_id": one.org_unit_id, "owner_id": one.owner_id}
    return Adoption(
        state=P8.start, digital_service_id=one.digital_service_id, side=side or usual, **told
    )


async def _title(one: Suggestion, doing: Doing) -> str:
    """As it was sent; else the name of the service."""
    if doing.body.title is not None:
        return str(doing.body.title)
    service = await doing.session.get_one(DigitalService, one.digital_service_id)
    return str(service.names["fi"])


async def _supersede(one: Suggestion, doing: Doing) -> None:
    doing.told |= one.line


async def _archive(one: Suggestion, doing: Doing) -> None:
    """A line is taken away from a draft alone. Raises VersionFrozen, NotInThisState."""
    summary = await doing.session.get_one(Summary, one.summary_id, with_for_update=True)
    refuse_unless_draft(summary, doing.by)
    summary.touch(doing.by.subject)


RULES: Rules = {
    "answer": _answer,
    "convert": _convert,
    "supersede": _supersede,
    "archive": _archive,
}
SUGGESTIONS = Process(P4, RULES)
