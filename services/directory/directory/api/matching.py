"""`/match`: a need and a situation in, ranked ways to help out, each with its reasons."""

from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field

from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, YesOrNo, asked
from directory.api import words
from directory.api.asking import (
    CODE,
    LEVEL,
    NEEDS_ACCESS,
    Codes,
    When,
    codes_of,
    not_in_list,
    refuse_unknown_codes,
)
from directory.api.coordinates_asked import Near
from directory.api.lifetimes import tells_now
from directory.api.matches_near import Situation, situation_of
from directory.api.matches_shown import Matches, matches_json
from directory.api.model import Model, sees_drafts
from directory.api.plain import router as plain_router
from directory.guidance.facts import Facts, facts_read
from directory.guidance.guidance import Guidance, guide_among
from directory.guidance.levels import COLUMNS
from directory.model.catalogue import Catalogue
from directory.model.offering import choice_of
from directory.search.understand import Understood

router = plain_router("/match", "finding help")
Told = Literal["yes", "no", "unsure"]


PRIVATE = "A wish: places where one can talk in private come first, the others stay."
ACCESSIBLE = (
    "What the visitor needs of the place: where all of it is there comes first, a place that says "
    "`no` is left out, one where it is `unknown` stays. Ask there before going."
)


class MatchQuery(Query):
    """Everything may be left out; nothing of it is stored."""

    audience: Literal["resident", "professional"] = "resident"
    target_group: Annotated[str, Field(pattern=f"^{CODE}$")] | None = None
    need: Annotated[str, Field(pattern=f"^{CODE}$", examples=["using_service"])] | None = None
    topic: Annotated[str, Field(pattern=f"^{CODE}$")] | None = None
    q: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    level: Annotated[str, Field(pattern=f"^{LEVEL}$")] | None = None
    together: Told | None = None
    can_identify: Told | None = None
    has_device: Told | None = None
    can_go: Told | None = None
    can_call_or_chat: Told | None = None
    practise: Literal["yes", "no"] | None = None
    near: Near | None = None
    radius_m: Annotated[Whole, Field(ge=1, le=200_000)] = 30_000
    municipality: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    at: When | None = None
    within_days: Annotated[Whole, Field(ge=1, le=62)] = 7
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None
    language_required: YesOrNo = False
    private_space: Annotated[YesOrNo, Field(description=PRIVATE)] = False
    accessibility: Annotated[Codes, CommaList(NEEDS_ACCESS, 7), Field(description=ACCESSIBLE)] = ()
    limit: Annotated[Whole, Field(ge=1, le=20)] = 5


_SITUATION = attrgetter(*(MatchQuery.model_fields.keys() - {"near", "at", "q", "limit"}))


@router.get("", response_model=Matches)
async def match(
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[MatchQuery, asked(MatchQuery)],
) -> Response:
    """Guidance: the right help for a need, each answer with the reasons why."""
    staff = sees_drafts(caller)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units")
    answer.tagged("list:remote-channels", "list:materials", "list:codes", "list:organisations")
    told = _near(catalogue, query, answer, staff=staff)
    if told is None:
        told = _anywhere(catalogue, query, answer, staff=staff)
    return Response(told, media_type="application/json")


def _near(catalogue: Catalogue, query: MatchQuery, answer: Answer, *, staff: bool) -> bytes | None:
    """The answer near a place now, when what all in the same situation share is enough for it."""
    if query.near is None or query.at is not None or query.q is not None:
        return None
    at, tells_own = answer.read_at, query.audience == "professional"

    def made() -> Situation:
        _refuse_wrong_codes(catalogue, query)
        facts = _facts(catalogue, query, at, staff=staff)
        return Situation(replace(facts, near=None), tells_own_unit=tells_own)

    situation = situation_of(catalogue, (staff, _SITUATION(query)), made)
    choice = choice_of(catalogue, at, staff=staff)
    found = situation.near(catalogue, choice, query.near, query.limit, at)
    if found is None:
        return None
    turns = () if found.turn is None else (found.turn,)
    tells_now(answer, catalogue, *turns, _next_minute(at))
    return found.written


def _anywhere(catalogue: Catalogue, query: MatchQuery, answer: Answer, *, staff: bool) -> bytes:
    """The answer of guidance, which looks as far as it must."""
    at = query.at or answer.read_at
    _refuse_wrong_codes(catalogue, query)
    facts = _facts(catalogue, query, at, staff=staff)
    understood = True
    if query.q is not None:
        read = words.read(catalogue, query.q, helsinki_day(answer.read_at))
        facts, understood = _filled(facts, read), read.means_something
    facts = _measured(catalogue, facts)
    choice = choice_of(catalogue, at, staff=staff)
    found = guide_among(facts, choice, catalogue.lists.names_for_guidance)
    if query.at is None:
        _until_it_changes(answer, catalogue, found)
    own = found.asks_own_unit and query.audience == "professional"
    if not understood:
        found = replace(found, understood=found.understood | {"q_understood": False})
    return matches_json(catalogue, found, at, tells_own_unit=own)


def _refuse_wrong_codes(catalogue: Catalogue, query: MatchQuery) -> None:
    """Raises ValidationFailed."""
    refuse_unknown_codes(catalogue, query)
    _refuse_level_of_others(query)


def _facts(catalogue: Catalogue, query: MatchQuery, at: datetime, *, staff: bool) -> Facts:
    """What was told (rule G1)."""
    areas = codes_of((query.municipality,) if query.municipality else (), catalogue.areas)
    code = next(iter(areas), None)
    told = query.model_dump(include=set(Facts.__dataclass_fields__))
    told |= {"at": at, "municipality": code, "accessibility": frozenset(query.accessibility)}
    level = query.level.partition("/")[2] or query.level if query.level else None
    return Facts(**told | {"level": level, "staff": staff})


def _measured(catalogue: Catalogue, facts: Facts) -> Facts:
    """With the middle of the municipality, for distances where nobody said where they are."""
    one = catalogue.areas.municipalities.get(facts.municipality or "")
    if one is None or one.lat is None or one.lon is None:
        return facts
    return replace(facts, municipality_centre=(one.lat, one.lon))


def _filled(facts: Facts, read: Understood) -> Facts:
    """Fill in what a free text says by the words of today, whenever help is asked for. The text
    is neither stored nor logged.
    """
    concepts = [(one.list, one.code) for one in read.concepts]
    facts = facts_read(facts, concepts, read.municipality)
    return replace(facts, language=facts.language or read.language)


def _refuse_level_of_others(query: MatchQuery) -> None:
    """Residents and professionals have levels of their own (2.6). Raises ValidationFailed."""
    audience, slash, level = (query.level or "").rpartition("/")
    levels = [code for who, code in COLUMNS if who == query.audience]
    if query.level and (level not in levels or (slash and audience != query.audience)):
        raise not_in_list("level")


def _until_it_changes(answer: Answer, catalogue: Catalogue, found: Guidance) -> None:
    """True to the minute (invariant 8), and no longer than to the next end or beginning."""
    moments = [at for one in found.items for at in (one.starts_at, one.ends_at)]
    coming = [at for at in moments if at is not None and at > answer.read_at]
    tells_now(answer, catalogue, *coming, _next_minute(answer.read_at))


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)
