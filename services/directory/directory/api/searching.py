"""`/search`: what people type, found over points, visits, channels, materials and topics."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from fastapi import Request, Response
from prometheus_client import Counter as Counting
from pydantic import Field
from pydantic_core import to_json

from common import paging
from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, asked
from common.shapes import Page, Shape
from directory.api.asking import Codes, Cursor, Municipalities, Services, codes_of, filters_told
from directory.api.hits_shown import SearchHit, Told
from directory.api.lifetimes import tells_now
from directory.api.listing import next_page
from directory.api.model import Model
from directory.api.plain import router as plain_router
from directory.api.shown import Listed as Words
from directory.api.words import judged
from directory.api.written import as_json, page_json
from directory.codes.codes import List
from directory.model.catalogue import Catalogue
from directory.model.searching import index_of
from directory.search.index import Found
from directory.search.shares import HELPFUL

router = plain_router("/search", "finding help")
TYPES = r"(?:point|visit|channel|material|topic|municipality)"
Counts = Mapping[str, Mapping[str, int]]
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


class SearchQuery(Query):
    q: Annotated[str, Field(min_length=1, max_length=400, examples=["digituki Lahdessa"])]
    type: Annotated[Codes, CommaList(TYPES, 6)] = ()
    municipality: Municipalities = ()
    service: Services = ()
    audience: Literal["resident", "professional"] = "resident"
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
    hits, facets, told = found.hits, found.facets, Told(catalogue, answer)
    start = _start(found, query)
    end = min(start + query.limit, len(hits))
    page = list(hits.page(start, end))
    shown = told.lines(page)
    lacks_people = not hits or (not query.type and HELPFUL.isdisjoint(facets["type"]))
    defaults = told.default_lines() if lacks_people else []
    about = _about(catalogue, found, facets, defaults)
    tells_now(answer, catalogue, answer.changes_at)
    following = None
    if len(hits) > end:
        key = (end, page[-1][0].id)
        following = paging.cursor("relevance", key, filters_told(query))
        answer.link = next_page(request, following)
    return as_json(page_json(shown, following)[:-1] + b"," + about + b"}")


def _start(found: Found, query: SearchQuery) -> int:
    """Where the page begins: behind the last hit seen, wherever that stands now."""
    if query.cursor is None:
        return 0
    after = paging.after(query.cursor, "relevance", [int, str], filters_told(query)) or (0, "")
    ids = found.hits.ids()
    return ids.index(after[1]) + 1 if after[1] in ids else int(after[0])


def _found(catalogue: Catalogue, query: SearchQuery, answer: Answer) -> Found:
    areas, q = codes_of(query.municipality, catalogue.areas), judged(query.q)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units", "list:codes")
    answer.tagged("list:remote-channels", "list:materials", "list:organisations")
    today = helsinki_day(answer.read_at)
    found = index_of(catalogue, today).search(
        q,
        kinds=query.type,
        municipalities=areas,
        services=query.service,
        audience=query.audience,
    )
    if not found.hits:
        for concept in {one.code for one in found.understood.concepts} or {"none"}:
            NOTHING.labels(concept).inc()
    return found


def _about(catalogue: Catalogue, found: Found, facets: Counts, defaults: Iterable[bytes]) -> bytes:
    """What was understood, the facets, and where nothing was found what may help (W11)."""
    read, nothing = found.understood, not found.hits
    about = {
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
        "facets": facets,
        "suggestions": found.suggestions,
        "topics": _topics(catalogue) if nothing else [],
    }
    return to_json(about)[1:-1] + b',"default_channels":[%b]' % b",".join(defaults)


def _topics(catalogue: Catalogue) -> list[str]:
    return [one.code for one in catalogue.codes if one.list is List.TOPIC and not one.hidden]
