"""`/match`: a need and a situation in, ranked ways to help out, each with its reasons."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, YesOrNo, asked
from common.shapes import Moment, Shape
from common.text import Written
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
from directory.api.model import Model, sees_drafts
from directory.api.openings import Openness, openness_of
from directory.api.parts_shown import Contact
from directory.api.plain import router as plain_router
from directory.api.shown import Listed as Words
from directory.guidance.facts import Facts, facts_read
from directory.guidance.guidance import Guidance, Item, guide
from directory.guidance.levels import COLUMNS
from directory.model.catalogue import Catalogue
from directory.model.offering import offers_of

router = plain_router("/match", "finding help")
Told = Literal["yes", "no", "unsure"]


class Reason(Shape):
    """Why an answer is given; the points of all reasons are the score."""

    code: Annotated[str, Field(examples=["fits_need"])]
    points: int
    text: Written


class Match(Shape):
    """One way to get help: a point, a visit, a channel or a material."""

    kind: Annotated[str, Field(examples=["point"])]
    id: str
    name: Written
    service: Annotated[str | None, Field(examples=["service_guidance"])]
    form: Annotated[str, Field(examples=["in_person"])]
    also_here: Words
    starts_at: Moment | None
    ends_at: Moment | None
    openness: Annotated[Openness | None, Field(description="Of a point or a channel.")]
    municipality_code: str | None
    distance_m: int | None
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None
    score: int
    reasons: Annotated[list[Reason], Field(max_length=30)]


class OwnUnit(Shape):
    """For a professional: the digivastaava of the own unit, which mentoring tells."""

    kind: Literal["own_unit"]
    path: str


class Matches(Shape):
    """The ranked answers, what was understood, what was given up to find them."""

    understood: dict[str, Any]
    relaxed: Words
    unavailable: Words
    own_unit: OwnUnit | None
    items: Annotated[list[Match], Field(max_length=21)]


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
    private_space: YesOrNo = False
    accessibility: Annotated[Codes, CommaList(NEEDS_ACCESS, 7)] = ()
    limit: Annotated[Whole, Field(ge=1, le=20)] = 5


@router.get("", response_model=Matches)
async def match(
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[MatchQuery, asked(MatchQuery)],
) -> dict[str, Any]:
    """Guidance: the right help for a need, each answer with the reasons why."""
    at = query.at or answer.read_at
    refuse_unknown_codes(catalogue, query)
    _refuse_level_of_others(query)
    staff = sees_drafts(caller)
    facts = _facts(catalogue, query, at, staff=staff)
    if query.q is not None:
        facts = _read(catalogue, query.q, facts, helsinki_day(answer.read_at))
    facts = _measured(catalogue, facts)
    found = guide(facts, offers_of(catalogue, at, staff=staff), catalogue.lists.names_for_guidance)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units")
    answer.tagged("list:remote-channels", "list:materials", "list:codes", "list:organisations")
    if query.at is None:
        _until_it_changes(answer, catalogue, found)
    own = found.asks_own_unit and query.audience == "professional"
    path = {"kind": "own_unit", "path": "/v1/digivastaavat?unit_id=mine"}
    return {
        "understood": found.understood,
        "relaxed": found.relaxed,
        "unavailable": found.unavailable,
        "own_unit": path if own else None,
        "items": [_shown(catalogue, one, at) for one in found.items],
    }


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


def _read(catalogue: Catalogue, q: str, facts: Facts, today: date) -> Facts:
    """Fill in what a free text says by the words of today, whenever help is asked for. The text
    is neither stored nor logged.
    """
    read = words.read(catalogue, q, today)
    concepts = [(one.list, one.code) for one in read.concepts]
    return facts_read(facts, concepts, read.municipality)


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
    minute = answer.read_at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    tells_now(answer, catalogue, *coming, minute)


def _shown(catalogue: Catalogue, item: Item, at: datetime) -> dict[str, Any]:
    offer = item.offer
    contacts, url = _ways(catalogue, offer.kind, offer.id)
    return {
        "kind": offer.kind,
        "id": offer.id,
        "name": offer.name,
        "service": item.service,
        "form": item.form,
        "also_here": item.also_here,
        "starts_at": item.starts_at,
        "ends_at": item.ends_at,
        "openness": _door(catalogue, item, at),
        "municipality_code": offer.municipality,
        "distance_m": item.distance_m,
        "contacts": [one for one in contacts if one.get("public", True)],
        "url": url,
        "score": item.score,
        "reasons": item.reasons,
    }


def _door(catalogue: Catalogue, item: Item, at: datetime) -> Openness | None:
    """How the door of a point stands for the service, or the line of a channel."""
    key = UUID(item.offer.id)
    if item.offer.kind == "channel":
        return Openness.model_validate(catalogue.channels[key].door(at))
    if item.offer.kind != "point":
        return None
    place = catalogue.places[key]
    return openness_of(place, place.service(item.service or ""), at)


def _ways(catalogue: Catalogue, kind: str, id_: str) -> tuple[list[dict[str, Any]], str | None]:
    """How to reach what is offered: its contacts, its link."""
    key = UUID(id_)
    if kind == "channel":
        row = catalogue.channels[key].row
        return row.contacts, row.url
    if kind == "material":
        material = catalogue.guides[key].row
        contact = [material.order_contact] if material.order_contact else []
        first = material.files[0]["url"] if material.files else material.learning_platform_url
        return contact, first
    if kind == "visit":
        return catalogue.visits[key].unit.contacts, None
    return catalogue.places[key].row.contacts, None
