"""`/support-points`: the list with all its filters, one point, its hours and its openness."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Request, Response

from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.errors import NotFound, Said, ValidationFailed, Wrong
from common.identity import EVERY, Anyone, Caller
from common.query import asked
from common.shapes import Page
from directory.api.asking import HoursQuery, OpennessQuery, PointQuery, PointsQuery, places_asked
from directory.api.geojson import AS_GEOJSON, GEOJSON, JSON, as_geojson, media_type
from directory.api.hours import TooManyDays
from directory.api.lifetimes import tells_now, tells_today
from directory.api.listing import next_page
from directory.api.model import Model, sees_actions, sees_drafts
from directory.api.openings import (
    OpenDays,
    Openness,
    day_asked,
    openness_shown,
    shown_days,
)
from directory.api.plain import router as plain_router
from directory.api.shown import SupportPoint, Telling
from directory.api.written import page_json
from directory.hours.opening_hours import BadHours, DayHours, State, day_hours
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.finding import Answer as Found
from directory.model.finding import find
from directory.model.things import MOBILE, Place, Service
from directory.points.points import Archived, RecordState, Visibility

router = plain_router("/support-points", "support points")
PointId = Annotated[
    str,
    Path(
        pattern=r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9_-]{1,40}:[^/\s]{1,80})$",
        description="Our id, or `source:origin_id`.",
        examples=["demonstration:harju"],
    ),
]
NOT_GIVEN = Said(
    "Pisteessä ei ole tätä palvelua.",
    "Punkten har inte denna tjänst.",
    "The point does not give this service.",
)


class Points(Page[SupportPoint]):
    """One page of support points."""


@router.get("", response_model=Points, responses=AS_GEOJSON)
async def list_support_points(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[PointsQuery, asked(PointsQuery)],
) -> Response:
    """Support points that fit every filter. Comma inside a parameter means or.

    `include=openness` tells of the one service that is asked for; else of the place (D9).
    """
    kind = media_type(request.headers.get("accept"))
    tells_doors = kind == GEOJSON or "openness" in query.include
    wanted = places_asked(catalogue, query, caller, answer.read_at, tells_doors=tells_doors)
    found = find(catalogue, wanted.asked, query.limit, wanted.after)
    _true_until(answer, catalogue, wanted.asked, found)
    items, more = found.found[: query.limit], found.found[query.limit :]
    following = wanted.cursor_of(found.key_of(items[-1])) if more else None
    answer.tagged("list:support-points", "list:organisations", "list:mobile-units")
    answer.tagged("list:mobile-visits", "list:codes").vary = "Accept"
    answer.link = next_page(request, following) if following else None
    if kind == GEOJSON:
        return Response(as_geojson(catalogue, items, answer.read_at, following), media_type=kind)
    include = frozenset(query.include)
    may, at = sees_actions(caller), wanted.asked.open_at
    one_service = query.service[0] if len(query.service) == 1 else None
    told = Telling(catalogue, answer.read_at, include, at, one_service, tells_flags=may)
    if may:
        written = [told.json(*one, actions_of(one.place, caller)) for one in items]
    else:
        written = told.listed(items)
    return Response(page_json(written, following), media_type=kind)


@router.get("/{point_id}", response_model=SupportPoint)
async def get_support_point(
    point_id: PointId,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[PointQuery, asked(PointQuery)],
) -> Response:
    """One support point, by our id or by the id of its source."""
    place = the_place(catalogue, point_id, caller, answer)
    include, may = frozenset(query.include), sees_actions(caller)
    told = Telling(catalogue, answer.read_at, include, tells_flags=may)
    answer.version = place.row.version
    tells_today(answer, catalogue)
    if "openness" in query.include:
        tells_now(answer, catalogue, place.door(None, answer.read_at).next_change)
    written = told.json(place, None, actions_of(place, caller))
    return Response(written, media_type=JSON)


@router.get("/{point_id}/opening-hours", response_model=OpenDays)
async def get_opening_hours(
    point_id: PointId,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[HoursQuery, asked(HoursQuery)],
) -> dict[str, Any]:
    """Dated hours of a point, or of one of its services, for at most 366 days (O22)."""
    place = the_place(catalogue, point_id, caller, answer)
    today = helsinki_day(answer.read_at)
    first, last = day_asked(query.from_, today), day_asked(query.to, today)
    tells_now(answer, catalogue)
    service = _service(place, query.service)
    days = _days(place, service, first, last)
    if service is not None:
        days = [one if service.is_on(one.date, catalogue.qualified) else _off(one) for one in days]
    return shown_days(days)


@router.get("/{point_id}/openness", response_model=Openness)
async def get_openness(
    point_id: PointId,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[OpennessQuery, asked(OpennessQuery)],
) -> Openness:
    """How the door stands at a moment, of the point or of one of its services (O21, O23)."""
    place = the_place(catalogue, point_id, caller, answer)
    at, service = query.at or answer.read_at, _service(place, query.service)
    if service is not None and not service.is_on(helsinki_day(at), catalogue.qualified):
        raise NotFound(NOT_GIVEN)
    found = place.door(service, at)
    if query.at is None:
        tells_now(answer, catalogue, found.next_change)
    opens = found.next_open
    if service and opens and not service.is_on(helsinki_day(opens), catalogue.qualified):
        found = replace(found, next_open=None)
    return openness_shown(found, service)


def _true_until(answer: Answer, catalogue: Catalogue, wanted: Asked, found: Found) -> None:
    if wanted.open_at == wanted.at or wanted.tells_doors:
        tells_now(answer, catalogue, found.changes_at)
    else:
        tells_today(answer, catalogue)


def the_place(catalogue: Catalogue, point_id: str, caller: Caller, answer: Answer) -> Place:
    """Raises NotFound, also for what the caller may not know of, or Archived."""
    if ":" in point_id:
        place = catalogue.by_key.get(point_id)
    else:
        place = catalogue.places.get(UUID(point_id)) or catalogue.units.get(UUID(point_id))
    if place is None:
        raise NotFound
    noun = "point" if place.id in catalogue.places else "unit"
    answer.tagged(f"{noun}:{place.id}", f"organisation:{place.organisation.id}", "list:codes")
    if noun == "unit":
        answer.tagged("list:mobile-visits")
    row, may = place.row, sees_drafts(caller)
    if row.state is RecordState.ARCHIVED and (may or row.visibility is Visibility.PUBLIC):
        successor = getattr(row, "successor_id", None)
        raise Archived(successor_id=successor and str(successor))
    if not (may or place.is_shown(helsinki_day(answer.read_at))):
        raise NotFound
    return place


def actions_of(place: Place, caller: Caller) -> list[str]:
    """What this caller may do with it, by the rules that will judge it."""
    is_unit = place.kind == MOBILE
    granted = is_unit or caller.may_write_in(place.municipality or EVERY)
    return place.row.allowed_actions if sees_actions(caller) and granted else []


def _service(place: Place, code: str | None) -> Service | None:
    if code is None:
        return None
    service = place.service(code)
    if service is None:
        raise NotFound(NOT_GIVEN)
    return service


def _days(place: Place, service: Service | None, first: date, last: date) -> list[DayHours]:
    try:
        return day_hours(place.hours_of(service), first, last)
    except BadHours as wrong:
        said = Said(wrong.detail["fi"], wrong.detail["sv"], wrong.detail["en"])
        if wrong.code == "too_many_days":
            raise TooManyDays(said) from wrong
        raise ValidationFailed(errors=[Wrong("query", "/to", wrong.code, said)]) from wrong


def _off(day: DayHours) -> DayHours:
    """A date on which a service is not given, whatever the doors do (rules Q3, Q7)."""
    return replace(day, state=State.CLOSED, spans=())
