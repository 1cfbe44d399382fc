"""How a kooste is judged, shared and frozen, answered, and gives way: the guards of P3 (S02)."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from common.errors import Refusal, Said
from mentoring.bridge.answering import SUGGESTIONS
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.evidence import ToldFigures
from mentoring.bridge.mappings import Mapping
from mentoring.bridge.suggestions import P4, Suggestion, suggestions_of, tell_all_of
from mentoring.bridge.summaries import P3, Summary, counts_of
from mentoring.bridge.titles import wrongs
from mentoring.county import setting
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import Doing, Process, Rules, act, put_away
from mentoring.quarters import months_after

LINE = ("potential", "rationale", "client_need", "complements", "prerequisites", "repeat_reason")
"""What is frozen of a suggestion, besides its digital service."""


class MappingMissing(Refusal):
    slug = "mapping-missing"
    status = 422
    title = Said("Kartoitus puuttuu", "Kartläggningen saknas", "The mapping is missing")


class MappingTooOld(Refusal):
    slug = "mapping-too-old"
    status = 422
    title = Said(
        "Kartoitus on vanhentunut", "Kartläggningen är för gammal", "The mapping is too old"
    )


class CurrentStateMissing(Refusal):
    slug = "current-state-missing"
    status = 422
    title = Said(
        "Nykytilan kuvaus puuttuu",
        "Beskrivningen av nuläget saknas",
        "The current state is missing",
    )


class SuggestionsMissing(Refusal):
    slug = "suggestions-missing"
    status = 422
    title = Said(
        "Palveluehdotukset puuttuvat", "Tjänsteförslagen saknas", "The suggestions are missing"
    )


class SuggestionsUnanswered(Refusal):
    """The problem lists the suggestions that wait."""

    slug = "suggestions-unanswered"
    status = 422
    title = Said(
        "Kaikkiin ehdotuksiin ei ole vastattu",
        "Några förslag är obesvarade",
        "Suggestions wait for an answer",
    )


def content_hash(frozen: Any) -> str:
    """SHA-256 of the canonical JSON: keys in order, no spaces, UTF-8."""
    told = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


async def _submit(one: Summary, doing: Doing) -> None:
    mapping = await doing.session.get(Mapping, one.mapping_id) if one.mapping_id else None
    if mapping is None or mapping.state != "completed" or mapping.done_on is None:
        raise MappingMissing
    months = await setting(doing.session, "mapping_valid_months")
    if months_after(mapping.done_on, months) < doing.today and doing.reason is None:
        raise MappingTooOld
    if not one.says_something:
        raise CurrentStateMissing
    if not await suggestions_of(doing.session, [one.id]):
        raise SuggestionsMissing


async def _return(_: Summary, doing: Doing) -> None:
    doing.reason = doing.body.comment


async def _share(one: Summary, doing: Doing) -> None:
    session = doing.session
    await session.get(OrgUnit, one.org_unit_id, with_for_update={"key_share": True})
    await _supersede_former(one, doing)
    unit_id = one.org_unit_id
    highest = select(func.max(Summary.number)).where(Summary.org_unit_id == unit_id)
    one.number = (await session.scalar(highest) or 0) + 1
    one.figures = await _figures_of(session, unit_id)
    one.frozen = {
        "part_1": one.part_1,
        "part_2": await _part_2(session, one),
        "figures": one.figures,
    }
    one.frozen_at, one.content_hash = now(), content_hash(one.frozen)
    await tell_all_of(session, one.id)
    doing.told |= await counts_of(session, one)


async def _part_2(session: AsyncSession, one: Summary) -> list[dict[str, Any]]:
    return [
        await _frozen_line(session, suggestion)
        for suggestion in await suggestions_of(session, [one.id])
    ]


async def _frozen_line(session: AsyncSession, one: Suggestion) -> dict[str, Any]:
    service = await session.get_one(DigitalService, one.digital_service_id)
    about = {"id": str(service.id), "code": service.code, "names": service.names}
    lifecycle = {"kind": service.kind.value, "lifecycle": service.lifecycle.value}
    said = {name: getattr(one, name) for name in LINE} | {"potential": one.potential.value}
    return {"digital_service": about | lifecycle} | said


async def _figures_of(session: AsyncSession, unit_id: UUID | None) -> dict[str, Any]:
    """What metrics told last of the unit; empty when it told nothing."""
    row = ToldFigures
    query = select(row).where(row.org_unit_id == unit_id).order_by(row.quarter.desc()).limit(1)
    told = await session.scalar(query)
    if told is None:
        return {}
    return {"quarter": told.quarter, "revision": told.revision, "figures": told.figures}


async def _supersede_former(one: Summary, doing: Doing) -> None:
    former = select(Summary).where(
        Summary.org_unit_id == one.org_unit_id,
        Summary.state.in_(("shared", "acknowledged")),
        Summary.id != one.id,
    )
    for older in (await doing.session.scalars(former.with_for_update())).all():
        await act(doing.session, SUMMARIES, older, "supersede", SYSTEM)


async def _acknowledge(one: Summary, doing: Doing) -> None:
    lines = await suggestions_of(doing.session, [one.id])
    waiting = [line for line in lines if line.state == P4.start]
    if waiting:
        told = waiting, doing.by, "/part_2", "suggestions_unanswered"
        raise SuggestionsUnanswered(errors=await wrongs(doing.session, *told))
    doing.told |= await counts_of(doing.session, one)


async def _let_go(one: Summary, doing: Doing) -> None:
    """Its suggestions that are still open are so no more."""
    open_lines = select(Suggestion).where(
        Suggestion.summary_id == one.id, Suggestion.state.not_in(P4.over)
    )
    for line in (await doing.session.scalars(open_lines.with_for_update())).all():
        await act(doing.session, SUGGESTIONS, line, "supersede", SYSTEM)
    doing.told |= await counts_of(doing.session, one)


async def _archive(one: Summary, doing: Doing) -> None:
    """Its lines go with it."""
    for line in await suggestions_of(doing.session, [one.id]):
        await put_away(doing.session, line, doing.by)


RULES: Rules = {
    "submit": _submit,
    "return": _return,
    "share": _share,
    "acknowledge": _acknowledge,
    "supersede": _let_go,
    "withdraw": _let_go,
    "archive": _archive,
}
SUMMARIES = Process(P3, RULES)
