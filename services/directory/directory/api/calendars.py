"""Visits as calendars: `.ics` twins of the lists, since calendar programs cannot set `Accept`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from common.answering import Answers
from common.identity import Anyone
from common.query import asked
from common.strict import router as strict_router
from directory.api.mobile import the_unit
from directory.api.model import Model
from directory.api.visits_asked import CalendarQuery, UnitCalendarQuery, visits_found
from directory.mobile.calendar import calendar_of
from directory.model.catalogue import Catalogue
from directory.model.things import Visit

router = strict_router("", "mobile visits")
CALENDAR = "text/calendar"
FEED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CALENDAR: {
                "schema": {"type": "string", "maxLength": 10_000_000},
                "example": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
            }
        }
    }
}


@router.get("/mobile-units/{unit_id}/visits.ics", response_class=Response, responses=FEED)
async def get_unit_calendar(
    unit_id: UUID,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[UnitCalendarQuery, asked(UnitCalendarQuery)],
) -> Response:
    """The visits of one unit as a calendar (RFC 5545)."""
    unit = the_unit(catalogue, unit_id, caller, answer)
    found = visits_found(catalogue, query, caller, answer, [str(unit.id)])
    return _calendar(catalogue, found, query.language, answer.read_at)


@router.get("/mobile-visits.ics", response_class=Response, responses=FEED)
async def get_visit_calendar(
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[CalendarQuery, asked(CalendarQuery)],
) -> Response:
    """Visits as a calendar (RFC 5545), with the filters of the list."""
    found = visits_found(catalogue, query, caller, answer, query.unit_id)
    return _calendar(catalogue, found, query.language, answer.read_at)


def _calendar(
    catalogue: Catalogue, found: Iterable[Visit], language: str, at: datetime
) -> Response:
    text = calendar_of(catalogue, found, language, at)
    return Response(text, media_type=f"{CALENDAR}; charset=utf-8")
