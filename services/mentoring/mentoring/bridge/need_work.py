"""What is done about needs: sorted, planned, forwarded, met, declined (P5)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import NotInThisState, Refusal, Said, ValidationFailed, Wrong, say
from mentoring.bridge.dialogue import DialogueEntry, Observation
from mentoring.bridge.duplicates import candidates
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.following import FOLLOWED
from mentoring.bridge.links import refuse_idle, unknown
from mentoring.bridge.merging import merge, merged_into, unmerge
from mentoring.bridge.needs import P5, Need, OriginKind, Size, raise_need, size_found, sorted_as
from mentoring.bridge.titles import wrongs
from mentoring.people.leading import belongs_under
from mentoring.people.persons import refuse_inactive
from mentoring.people.standing import Standing
from mentoring.processes.acting import Doing, Process, Rules, allowed_actions
from mentoring.support.forwarding import ReportBackMissing, is_reported_back, make_item
from mentoring.support.items import ForwardedItem, ItemKind, Origin


class DuplicatesUnanswered(Refusal):
    """The problem lists the candidates."""

    slug = "duplicates-unanswered"
    status = 422
    title = Said(
        "Tarkista ensin samankaltaiset tarpeet",
        "Granska först liknande behov",
        "Look at the similar needs first",
    )


class NotQuickHelp(Refusal):
    slug = "not-quick-help"
    status = 422
    title = Said(
        "Vain nopea tuki voidaan ratkaista heti",
        "Bara snabbhjälp kan lösas genast",
        "Only quick help can be solved at once",
    )


class ObservationPromoted(Refusal):
    """Carries the id of the need."""

    slug = "observation-promoted"
    status = 409
    title = Said(
        "Havainnosta on jo tehty tarve",
        "Observationen har redan blivit ett behov",
        "The observation is a need already",
    )


async def promote(
    session: AsyncSession, observation: Observation, need: Need, by: Standing
) -> None:
    """Make a need of an observation that is locked. Raises ObservationPromoted, RoleRequired."""
    if observation.need_id is not None:
        raise ObservationPromoted(need_id=str(observation.need_id))
    await raise_need(session, need, by, _origin_of(observation), observation.id)
    observation.need_id = need.id
    observation.touch(by.subject)
    await session.flush()


async def partner_of(session: AsyncSession, observation: Observation) -> UUID | None:
    """The partner with whom it was talked about."""
    wanted = (
        select(Engagement.partner_id)
        .join(DialogueEntry, DialogueEntry.engagement_id == Engagement.id)
        .where(DialogueEntry.id == observation.entry_id)
    )
    found: UUID | None = await session.scalar(wanted)
    return found


def _origin_of(observation: Observation) -> OriginKind:
    if observation.entry_id is not None:
        return OriginKind.DIALOGUE
    return OriginKind.MAPPING if observation.mapping_id is not None else OriginKind.OUTREACH


async def _triage(need: Need, doing: Doing) -> None:
    body = doing.body
    answered = {f"{one.need_id}": str(one.answer) for one in body.duplicates}
    found = await candidates(doing.session, need, body.topic)
    unanswered = [one.need for one in found if f"{one.need.id}" not in answered]
    if unanswered:
        told = unanswered, doing.by, "/duplicates", "duplicates_unanswered"
        raise DuplicatesUnanswered(errors=await wrongs(doing.session, *told))
    need.topic, need.priority, need.duplicates = body.topic, body.priority, answered
    former, need.size = need.size, body.size
    await size_found(doing.session, need, former)


async def _concretise(need: Need, doing: Doing) -> None:
    body = doing.body
    await refuse_inactive(doing.session, [body.unit_owner_id])
    await refuse_stranger(doing.session, need, body.unit_owner_id, doing.today)
    need.goal, need.affected_group, need.outcome = body.goal, body.affected_group, body.outcome
    need.unit_owner_id = body.unit_owner_id


async def refuse_stranger(
    session: AsyncSession, need: Need, person_id: UUID | None, on: date
) -> None:
    """The owner on the unit's side, who reads all of the need, works in a unit that it is for or
    below it, or leads that unit. Raises ValidationFailed.
    """
    units = {one for one in (need.org_unit_id, *need.benefits) if one is not None}
    if person_id is None or not units:
        return
    if not await belongs_under(session, person_id, units, on):
        raise unknown("/unit_owner_id")


async def _solve_now(need: Need, doing: Doing) -> None:
    if need.size is not Size.QUICK_HELP:
        raise NotQuickHelp
    _meet(need, doing)


async def _confirm(need: Need, doing: Doing) -> None:
    if need.state == "forwarded":
        if not await is_reported_back(doing.session, need.id):
            raise ReportBackMissing
    elif doing.by.person_id != need.unit_owner_id and doing.reason is None:
        raise ValidationFailed(errors=[Wrong("body", "/reason", "required", say("required"))])
    _meet(need, doing)


def _meet(need: Need, doing: Doing) -> None:
    need.result, need.met_on = doing.body.outcome, doing.today
    doing.told |= sorted_as(need)


async def _plan(need: Need, doing: Doing) -> None:
    link, pointer = doing.body.link()
    await refuse_idle(doing.session, link, pointer)
    need.linked_noun, need.linked_id = link


async def _forward(need: Need, doing: Doing) -> None:
    item = ForwardedItem(
        state="draft",
        kind=ItemKind.NEED,
        target_id=doing.body.target_id,
        text=doing.body.text,
        origin=Origin.NEED,
        need_id=need.id,
        org_unit_id=need.org_unit_id,
        owner_id=need.owner_id,
        partner_id=need.partner_id,
        digital_service_id=need.digital_service_id,
    )
    doing.warnings += await make_item(doing.session, item, doing.by)
    need.forwarded_from, need.forwarded_item_id = need.state, item.id
    doing.told |= sorted_as(need)


async def _decline(need: Need, doing: Doing) -> None:
    need.declined_because = doing.body.reason_code
    doing.told |= sorted_as(need)


async def _reopen(need: Need, doing: Doing) -> None:
    need.declined_because = need.met_on = need.linked_noun = need.linked_id = None
    need.forwarded_from = need.forwarded_item_id = None
    doing.told |= sorted_as(need)


async def _archive(need: Need, doing: Doing) -> None:
    """The observation that it came from may become a need again. Raises NotInThisState."""
    if await merged_into(doing.session, need):
        raise NotInThisState(allowed_actions=allowed_actions(P5, need, doing.by))
    promoted = select(Observation).where(Observation.need_id == need.id)
    for observation in await doing.session.scalars(promoted.with_for_update()):
        observation.need_id = None
        observation.touch(doing.by.subject)


async def the_observation(session: AsyncSession, id_: UUID) -> Observation | None:
    """Locked for a change."""
    wanted = select(Observation).where(Observation.id == id_)
    return (await session.scalars(wanted.with_for_update())).first()


RULES: Rules = {
    **FOLLOWED,
    "triage": _triage,
    "concretise": _concretise,
    "solve_now": _solve_now,
    "plan": _plan,
    "confirm": _confirm,
    "forward": _forward,
    "merge": merge,
    "unmerge": unmerge,
    "decline": _decline,
    "reopen": _reopen,
    "archive": _archive,
}
NEEDS = Process(P5, RULES)
