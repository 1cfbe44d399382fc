"""`/search`: what people type, found over points, visits, channels, materials and topics."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
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
from directory.api.written import as_json, codes, door_json, page_json, part
from directory.codes.codes import List
from directory.model.catalogue import Catalogue
from directory.model.searching import index_of
from directory.model.things import Channel, Place, Visit, made_once
from directory.search.documents import Document
from directory.search.index import HELPFUL, Found
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
    place_dropped: Annotated[bool, Field(description="Nothing was found there: from everywhere.")]
    language: Annotated[str | None, Field(description="The language that was asked for.")]
    ignored: Annotated[Words, Field(description="Words of time: nothing is searched for them.")]
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
    """One page of hits, the best first. Where nothing was found: what else might help; where
    nobody to ask was found, the default channels.
    """

    understood: Read
    facets: Facets
    suggestions: Words
    topics: Words
    default_channels: Annotated[list[SearchHit], Field(max_length=20)]


HEAD = ("kind", "id", "name", "summary", "municipality_code")
TAIL = ("contacts", "url")
HIT = b'{%b,"matched":%b,"highlights":[%b],"openness":%b,%b,"score":%b}'
ABOUT = ("understood", "facets", "suggestions", "topics")
Thing = Place | Channel | Visit


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
) -> Response:
    """Search in Finnish, Swedish and English; every hit says why it was found."""
    found = _found(catalogue, query, answer)
    start = _start(found, query)
    rows = found.hits[start : start + query.limit]
    shown = [hit_json(catalogue, one, answer) for one in rows]
    about = _about(catalogue, found, answer, lacks_people=_lacks_people(found, query))
    tells_now(answer, catalogue, answer.changes_at)
    following = None
    if len(found.hits) > start + query.limit:
        key = (start + query.limit, rows[-1].document.id)
        following = paging.cursor("relevance", key, filters_told(query))
        answer.link = next_page(request, following)
    return as_json(page_json(shown, following)[:-1] + b"," + about + b"}")


def _start(found: Found, query: SearchQuery) -> int:
    """Where the page begins: behind the last hit seen, wherever that stands now."""
    if query.cursor is None:
        return 0
    after = paging.after(query.cursor, "relevance", [int, str], filters_told(query)) or (0, "")
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


def _lacks_people(found: Found, query: SearchQuery) -> bool:
    """Whether nobody among the hits can be asked, though no type was asked for."""
    return not query.type and HELPFUL.isdisjoint(found.facets["type"])


def _about(catalogue: Catalogue, found: Found, answer: Answer, *, lacks_people: bool) -> bytes:
    """What was understood, the facets, and where nothing was found what may help (W11)."""
    read, nothing = found.understood, not found.hits
    told = {
        "items": [],
        "understood": {
            "words": read.words,
            "concepts": [f"{one.list}:{one.code}" for one in read.concepts],
            "municipality": read.municipality,
            "place_dropped": found.place_dropped,
            "language": read.language,
            "ignored": read.ignored,
            "corrected": [{"from": wrong, "to": right} for wrong, right in read.corrected],
            "maker": read.maker,
        },
        "facets": found.facets,
        "suggestions": found.suggestions,
        "topics": _topics(catalogue) if nothing else [],
        "default_channels": [],
    }
    lines = _default_lines(catalogue, answer) if nothing or lacks_people else []
    return part(Results, told, ABOUT) + b',"default_channels":[%b]' % b",".join(lines)


def _topics(catalogue: Catalogue) -> list[str]:
    return [one.code for one in catalogue.codes if one.list is List.TOPIC and not one.hidden]


def _default_lines(catalogue: Catalogue, answer: Answer) -> list[bytes]:
    today = helsinki_day(answer.read_at)
    rows = [one.row for one in catalogue.channels.values() if one.is_shown(today)]
    told = [
        Document(kind="channel", id=str(row.id), names=row.name, summary=row.summary or {})
        for row in rows
        if row.is_default
    ]
    return [hit_json(catalogue, Hit(one, 0.0, ("default_channel",)), answer) for one in told]


def hit_json(catalogue: Catalogue, hit: Hit, answer: Answer) -> bytes:
    """A hit, how its door stands, and how to reach it (W10)."""
    document, kept = hit.document, catalogue.made.setdefault("hits", {})
    make = partial(_standing, catalogue, document)
    thing, head, tail = made_once(kept, (document.kind, document.id), (document,), make)
    marked = [
        f'{{"field":"{name}","start":{start},"end":{end}}}'
        for name, ranges in hit.highlights.items()
        for start, end in ranges
    ]
    moving = codes(hit.matched), ",".join(marked).encode(), _door(thing, answer)
    score = repr(round(hit.score, 3)).encode()
    return HIT % (head, *moving, tail, score)


def _thing(catalogue: Catalogue, document: Document) -> Thing | None:
    match document.kind:
        case "point":
            id_ = UUID(document.id)
            return catalogue.places.get(id_) or catalogue.units[id_]
        case "channel":
            return catalogue.channels[UUID(document.id)]
        case "visit":
            return catalogue.visits[UUID(document.id)]
        case _:
            return None


def _standing(catalogue: Catalogue, document: Document) -> tuple[Thing | None, bytes, bytes]:
    """A thing of this catalogue, and the members that stand before and behind those that move."""
    thing = _thing(catalogue, document)
    contacts = () if thing is None else _row(thing).contacts
    told = dict.fromkeys(SearchHit.model_fields) | {
        "kind": document.kind,
        "id": document.id,
        "name": document.names,
        "summary": document.summary or None,
        "municipality_code": document.municipality,
        "matched": [],
        "highlights": [],
        "contacts": [one for one in contacts if one.get("public", True)],
        "url": thing.row.url if isinstance(thing, Channel) else None,
        "score": 0.0,
    }
    return thing, part(SearchHit, told, HEAD), part(SearchHit, told, TAIL)


def _row(thing: Thing) -> Any:
    """What people are told of a thing: of a visit its unit."""
    return thing.unit if isinstance(thing, Visit) else thing.row


def _door(thing: Thing | None, answer: Answer) -> bytes:
    if thing is None or isinstance(thing, Visit):
        return b"null"
    at = answer.read_at
    door = thing.door(None, at) if isinstance(thing, Place) else thing.door(at)
    _sooner(answer, door.next_change)
    return door_json(thing.made, door)


def _sooner(answer: Answer, moment: datetime | None) -> None:
    """Remember the next change of any hit shown."""
    if moment is not None and (answer.changes_at is None or moment < answer.changes_at):
        answer.changes_at = moment
