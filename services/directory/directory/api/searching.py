"""`/search`: what people type, found over points, visits, channels, materials and topics."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from prometheus_client import Counter as Counting
from pydantic import Field

from common import paging
from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, asked
from common.shapes import Page, Shape
from common.text import Written
from directory.api.asking import Codes, Cursor, Municipalities, Services, codes_of, filters_told
from directory.api.lifetimes import tells_now
from directory.api.listing import next_page
from directory.api.model import Model
from directory.api.openings import Openness as ShownOpenness
from directory.api.parts_shown import Contact
from directory.api.plain import router as plain_router
from directory.api.shown import Listed as Words
from directory.api.words import judged
from directory.codes.codes import List
from directory.hours.opening_hours import Openness
from directory.model.catalogue import Catalogue
from directory.model.searching import index_of
from directory.search.index import Found
from directory.search.ranking import Hit

router = plain_router("/search", "finding help")
TYPES = r"(?:point|visit|channel|material|topic|municipality)"
NOTHING = Counting("search_empty_total", "Searches that found nothing", ["concept"])


class Corrected(Shape):
    from_: Annotated[str, Field(serialization_alias="from", alias="from")]
    to: str


class Read(Shape):
    """What the search made of the query."""

    words: Words
    concepts: Annotated[list[str], Field(examples=[["service:service_guidance"]])]
    municipality: str | None
    corrected: Annotated[list[Corrected], Field(max_length=50)]
    maker: str


class Range(Shape):
    """Characters of a text, from the first to behind the last."""

    field: Annotated[str, Field(examples=["name.fi"])]
    start: int
    end: int


class SearchHit(Shape):
    """Something that was found, and why."""

    kind: Annotated[str, Field(examples=["point"])]
    id: str
    name: Written
    summary: Written | None
    municipality_code: str | None
    matched: Annotated[list[str], Field(examples=[["name", "concept:device_network"]])]
    highlights: Annotated[list[Range], Field(max_length=200)]
    openness: ShownOpenness | None
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None
    score: float


class Facets(Shape):
    """How many hits each type, municipality and service has."""

    type: dict[str, int]
    municipality: dict[str, int]
    service: dict[str, int]


class Results(Page[SearchHit]):
    """One page of hits, the best first. Where nothing was found: what else might help."""

    understood: Read
    facets: Facets
    suggestions: Words
    topics: Words
    default_channels: Annotated[list[SearchHit], Field(max_length=20)]


class SearchQuery(Query):
    q: Annotated[str, Field(min_length=1, max_length=400, examples=["digituki Lahdessa"])]
    type: Annotated[Codes, CommaList(TYPES, 6)] = ()
    municipality: Municipalities = ()
    service: Services = ()
    limit: Annotated[Whole, Field(ge=1, le=100)] = 20
    cursor: Cursor = None


@router.get("", response_model=Results)
async def search(
    request: Request,
    _: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[SearchQuery, asked(SearchQuery)],
) -> dict[str, Any]:
    """Search in Finnish, Swedish and English; every hit says why it was found."""
    found = _found(catalogue, query, answer)
    told = filters_told(query)
    start = _start(found, paging.after(query.cursor, "relevance", [int, str], told))
    rows = found.hits[start : start + query.limit]
    shown = [hit_shown(catalogue, one, answer) for one in rows]
    body = {"items": shown, **_about(catalogue, found, answer)}
    tells_now(answer, catalogue, answer.changes_at)
    if len(found.hits) > start + query.limit:
        key = (start + query.limit, rows[-1].document.id)
        body["next"] = paging.cursor("relevance", key, told)
        answer.link = next_page(request, body["next"])
    return body


def _start(found: Found, after: tuple[Any, ...] | None) -> int:
    """Where the page begins: behind the last hit seen, wherever that stands now."""
    if after is None:
        return 0
    place = (n for n, hit in enumerate(found.hits, 1) if hit.document.id == after[1])
    return int(next(place, after[0]))


def _found(catalogue: Catalogue, query: SearchQuery, answer: Answer) -> Found:
    areas, q = codes_of(query.municipality, catalogue.areas), judged(query.q)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units", "list:codes")
    answer.tagged("list:remote-channels", "list:materials", "list:organisations")
    today = helsinki_day(answer.read_at)
    found = index_of(catalogue, today).search(
        q, kinds=query.type, municipalities=areas, services=query.service
    )
    if not found.hits:
        for concept in {one.code for one in found.understood.concepts} or {"none"}:
            NOTHING.labels(concept).inc()
    return found


def _about(catalogue: Catalogue, found: Found, answer: Answer) -> dict[str, Any]:
    """What was understood, the facets, and where nothing was found what may help (W11)."""
    read, nothing = found.understood, not found.hits
    topics = [one.code for one in catalogue.codes if one.list is List.TOPIC and not one.hidden]
    today = helsinki_day(answer.read_at)
    lines = [
        one for one in catalogue.channels.values() if one.row.is_default and one.is_shown(today)
    ]
    return {
        "understood": {
            "words": read.words,
            "concepts": [f"{one.list}:{one.code}" for one in read.concepts],
            "municipality": read.municipality,
            "corrected": [{"from": wrong, "to": right} for wrong, right in read.corrected],
            "maker": read.maker,
        },
        "facets": {name: dict(Counter(counts)) for name, counts in found.facets.items()},
        "suggestions": found.suggestions,
        "topics": topics if nothing else [],
        "default_channels": [
            _line(catalogue, str(one.id), answer) for one in (lines if nothing else [])
        ],
    }


def hit_shown(catalogue: Catalogue, hit: Hit, answer: Answer) -> dict[str, Any]:
    document = hit.document
    marked = [
        {"field": name, "start": start, "end": end}
        for name, ranges in hit.highlights.items()
        for start, end in ranges
    ]
    return _reached(catalogue, document.kind, document.id, answer) | {
        "kind": document.kind,
        "id": document.id,
        "name": document.names,
        "summary": document.summary or None,
        "municipality_code": document.municipality,
        "matched": list(hit.matched),
        "highlights": marked,
        "score": round(hit.score, 3),
    }


def _line(catalogue: Catalogue, id_: str, answer: Answer) -> dict[str, Any]:
    row = catalogue.channels[UUID(id_)].row
    return _reached(catalogue, "channel", id_, answer) | {
        "kind": "channel",
        "id": id_,
        "name": row.name,
        "summary": row.summary,
        "municipality_code": None,
        "matched": ["default_channel"],
        "highlights": [],
        "score": 0.0,
    }


def _reached(catalogue: Catalogue, kind: str, id_: str, answer: Answer) -> dict[str, Any]:
    """How the door of a hit stands, and how to reach it (W10)."""
    contacts: Sequence[Any] = ()
    shown: Openness | None = None
    url, at = None, answer.read_at
    match kind:
        case "point":
            place = catalogue.places.get(UUID(id_)) or catalogue.units[UUID(id_)]
            shown, contacts = place.door(None, at), place.row.contacts
        case "channel":
            channel = catalogue.channels[UUID(id_)]
            shown = channel.door(at)
            contacts, url = channel.row.contacts, channel.row.url
        case "visit":
            contacts = catalogue.visits[UUID(id_)].unit.contacts
        case _:
            pass
    if shown is not None:
        _sooner(answer, shown.next_change)
    public = [one for one in contacts if one.get("public", True)]
    return {"openness": shown, "contacts": public, "url": url}


def _sooner(answer: Answer, moment: datetime | None) -> None:
    """Remember the next change of any hit shown."""
    if moment is not None and (answer.changes_at is None or moment < answer.changes_at):
        answer.changes_at = moment
