"""Event counts over HTTP."""

from typing import Annotated, Any

from pydantic import Field

from common.answering import Answers
from common.db import Session
from common.identity import Caller, holding
from common.paging import CursorText, after, page_of
from common.query import CommaList, Query, Whole, asked
from common.shapes import Line, Page, Shape
from common.shapes import Whole as WholeNumber
from common.strict import router as routes
from metrics import event_counts
from metrics.quarters import PATTERN

router = routes("/event-counts", "event-counts")
Reader = Annotated[Caller, holding("metrics:read")]
Codes = tuple[str, ...]
COUNT = {
    "quarter": "2026Q4",
    "event": "directory.point.created",
    "municipality_code": "398",
    "count": 12,
}


class EventCount(Shape, json_schema_extra={"examples": [COUNT]}):
    quarter: Annotated[str, Field(pattern=f"^{PATTERN}$")]
    event: Line
    municipality_code: Annotated[str, Field(pattern=r"^\d{3}$")] | None
    count: WholeNumber


class EventCountsQuery(Query):
    quarter: Annotated[
        Codes,
        CommaList(PATTERN, most=40),
        Field(description="It begins at midnight in Helsinki.", examples=["2026Q4"]),
    ] = ()
    municipality: Annotated[Codes, CommaList(r"\d{3}"), Field(examples=["398"])] = ()
    event: Annotated[
        Codes, CommaList(r"[a-z_.]{1,80}"), Field(examples=["directory.point.created"])
    ] = ()
    limit: Annotated[Whole, Field(ge=1, le=200, description="Items on a page.")] = 50
    cursor: CursorText = None


@router.get("", response_model=Page[EventCount], summary="What happened, counted")
async def list_event_counts(
    _: Reader,
    query: Annotated[EventCountsQuery, asked(EventCountsQuery)],
    session: Session,
    answer: Answers,
) -> dict[str, Any]:
    """By quarter, event and municipality (Statistics Finland's code), in this order."""
    filters = {
        "quarter": query.quarter,
        "event": query.event,
        "municipality_code": query.municipality,
    }
    key = after(query.cursor, "place", (str, str, str), filters)
    rows = await event_counts.event_counts(session, filters, key, query.limit + 1)
    return answer.page(*page_of(rows, query.limit, lambda row: row.place, "place", filters))
