"""What an adoption asks for at each step, and what it changes: the guards of P8 (S07)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.errors import Refusal, Said
from mentoring.bridge.adoptions import P8, Adoption, pair_of
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.evidence import proves_use
from mentoring.bridge.following import start_planned_on, unplan_planned_on
from mentoring.bridge.item_work import start_linked
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.county import setting
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion, units_below
from mentoring.people.persons import Placement, refuse_inactive
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import Doing, Process, Rule, Rules

NOT_IN_DIALOGUE = Said(
    "Yksikön tulosalueen kanssa ei ole vuoropuhelua.",
    "Det pågår ingen dialog med enhetens resultatområde.",
    "The unit's result area is not in dialogue.",
)
ENDED = "The digital service or the unit has ended."


class TrainingMissing(Refusal):
    slug = "training-missing"
    status = 422
    title = Said(
        "Henkilöstön koulutus puuttuu",
        "Personalens utbildning saknas",
        "Staff training is missing",
    )


class ResponsibleInvalid(Refusal):
    slug = "responsible-invalid"
    status = 422
    title = Said(
        "Vastuuhenkilö ei ole enää yksikössä",
        "Den ansvariga är inte längre i enheten",
        "The person responsible has left the unit",
    )


class GoLiveInFuture(Refusal):
    slug = "go-live-in-future"
    status = 422
    title = Said(
        "Käyttöönottopäivä on tulevaisuudessa",
        "Ibruktagandet ligger i framtiden",
        "The go-live day is in the future",
    )


class PilotSkipped(Refusal):
    slug = "pilot-skipped"
    status = 422
    title = Said(
        "Perustele, miksi pilotti ohitetaan",
        "Motivera varför piloten hoppas över",
        "Say why the pilot is skipped",
    )


class EvidenceMissing(Refusal):
    slug = "evidence-missing"
    status = 422
    title = Said(
        "Käytöstä ei ole vielä riittävää näyttöä",
        "Användningen är ännu inte tillräckligt belagd",
        "Use is not proved yet",
    )


async def refuse_stranger(session: AsyncSession, one: Adoption, person_id: UUID | None) -> None:
    """The person responsible is placed in the unit today, or below it. Raises ResponsibleInvalid,
    PersonInactive.
    """
    await refuse_inactive(session, [person_id])
    if not await _is_placed(session, one, person_id):
        raise ResponsibleInvalid


async def _is_placed(session: AsyncSession, one: Adoption, person_id: UUID | None) -> bool:
    today = helsinki_day(now())
    units = await units_below(session, [one.org_unit_id] if one.org_unit_id else [], today)
    placed = select(Placement.id).where(
        Placement.person_id == person_id,
        Placement.org_unit_id.in_(units),
        Placement.valid.contains(today),
    )
    return (await session.scalars(placed.limit(1))).first() is not None


async def _approve(one: Adoption, doing: Doing) -> None:
    await refuse_stranger(doing.session, one, doing.body.responsible_id)
    one.responsible_id = doing.body.responsible_id
    await _warn_of_silence(one, doing)


async def _warn_of_silence(one: Adoption, doing: Doing) -> None:
    """Before an adoption the levels of the organisation are contacted (M-041)."""
    area = await _result_area(doing.session, one.org_unit_id, doing.today)
    if area is None:
        return
    talking = select(Engagement.id).where(
        Engagement.org_unit_id == area, Engagement.state == "in_dialogue"
    )
    if (await doing.session.scalars(talking.limit(1))).first() is None:
        doing.warn("area_not_in_dialogue", NOT_IN_DIALOGUE)


async def _result_area(session: AsyncSession, unit_id: UUID | None, on: date) -> UUID | None:
    """The result area on a day that a unit stands under, or is."""
    version = OrgUnitVersion
    today = version.valid.contains(on)
    up = (
        select(version.org_unit_id, version.parent_id)
        .where(version.org_unit_id == unit_id, today)
        .cte("up", recursive=True)
    )
    more = select(version.org_unit_id, version.parent_id).where(
        version.org_unit_id == up.c.parent_id, today
    )
    whole = up.union(more)
    area = select(OrgUnit.id).where(
        OrgUnit.id.in_(select(whole.c.org_unit_id)), OrgUnit.kind == UnitKind.RESULT_AREA
    )
    found: UUID | None = await session.scalar(area.limit(1))
    return found


async def _start(one: Adoption, doing: Doing) -> None:
    """The items and needs that wait for it have begun too."""
    await start_linked(doing.session, one.noun, one.id)
    await start_planned_on(doing.session, one.noun, one.id)


async def _cancel(one: Adoption, doing: Doing) -> None:
    """The needs that were planned on it need another plan."""
    await unplan_planned_on(doing.session, one.noun, one.id, doing.reason)


async def _start_pilot(one: Adoption, doing: Doing) -> None:
    one.pilot_scope, one.pilot_ends_on = doing.body.pilot_scope, doing.body.pilot_ends_on


async def _return(one: Adoption, doing: Doing) -> None:
    one.findings = doing.body.findings


async def _go_live(one: Adoption, doing: Doing) -> None:
    sent = doing.body
    if sent.waiver_reason is None and not await _is_trained(doing.session, one):
        raise TrainingMissing
    if not await _is_placed(doing.session, one, one.responsible_id):
        raise ResponsibleInvalid
    if sent.go_live_on > doing.today:
        raise GoLiveInFuture
    if one.state == "preparing" and sent.skip_reason is None:
        raise PilotSkipped
    one.go_live_on = sent.go_live_on
    one.waiver_reason, one.skip_reason = sent.waiver_reason, sent.skip_reason
    await _warn_of_silence(one, doing)


async def _is_trained(session: AsyncSession, one: Adoption) -> bool:
    """Whether a training of the staff of the unit in the service is done."""
    trained = select(PlanItem.id).where(
        PlanItem.kind == ItemKind.TRAINING,
        PlanItem.state == "done",
        PlanItem.org_unit_id == one.org_unit_id,
        PlanItem.digital_service_id == one.digital_service_id,
    )
    return (await session.scalars(trained.limit(1))).first() is not None


async def _confirm_embedded(one: Adoption, doing: Doing) -> None:
    quarters = await setting(doing.session, "embed_quarters")
    why = doing.body.override_reason
    if why is None and not await proves_use(doing.session, one.id, quarters):
        raise EvidenceMissing
    one.embedded_on, one.override_reason = doing.today, why


async def _lapse(one: Adoption, _: Doing) -> None:
    one.embedded_on = one.override_reason = None


async def _pause(one: Adoption, doing: Doing) -> None:
    one.paused_from, one.resume_on = one.state, doing.body.resume_on


async def _resume(one: Adoption, doing: Doing) -> None:
    doing.target = one.paused_from or doing.target
    one.paused_from = one.resume_on = None


async def _retire(_: Adoption, doing: Doing) -> None:
    if doing.by is SYSTEM:
        doing.reason = ENDED


RULE: Rules = {
    "approve": _approve,
    "start": _start,
    "start_pilot": _start_pilot,
    "return": _return,
    "go_live": _go_live,
    "confirm_embedded": _confirm_embedded,
    "lapse": _lapse,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "retire": _retire,
}


def _telling(action: str) -> Rule:
    """The rule of an action; its event says which service, and whose side."""

    async def rule(one: Any, doing: Doing) -> None:
        if action in RULE:
            await RULE[action](one, doing)
        doing.told |= pair_of(one)

    return rule


ADOPTIONS = Process(
    P8, {one.action: _telling(one.action) for one in P8.steps} | {"archive": _cancel}
)
