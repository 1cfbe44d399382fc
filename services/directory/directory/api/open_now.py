"""`/open-now`: points, visits and channels in one answer, those that are open first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, NamedTuple

from fastapi import Response
from pydantic import Field
from pydantic_core import to_json

from common.answering import Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, asked
from common.shapes import Moment, Shape
from directory.api.asking import (
    Codes,
    Listed,
    Municipalities,
    Services,
    When,
    codes_of,
    lacking,
    refuse_unknown_codes,
)
from directory.api.coordinates_asked import Near, Radius
from directory.api.lifetimes import tells_now
from directory.api.listing import BY_NAME, in_order
from directory.api.model import Model
from directory.api.open_shown import (
    Candidate,
    InOrder,
    OpenThing,
    candidate_of,
    written_in_order,
    written_places,
)
from directory.api.plain import router as plain_router
from directory.api.visit_shown import metres_to
from directory.api.written import as_json
from directory.hours.opening_hours import COUNTS_AS_OPEN, Openness, Source, SourceKind, State
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.filters import meets_need
from directory.model.finding import find
from directory.model.open_first import open_first
from directory.model.things import A_DAY, Place, Service, Visit, made_once
from directory.points.points import PointKind

router = plain_router("/open-now", "finding help")
FARTHEST_M = 30_000
CHANNELS = "open-now channels"
POINTS = frozenset[str](PointKind)
"""Units stand in the answer as their visits."""


class OpenNow(Shape):
    """What is open first, each nearest first; then self-service; then what opens next."""

    at: Moment
    items: Annotated[list[OpenThing], Field(max_length=200)]


OPEN_NOW = b'{"at":%b,"items":[%b]}'


class OpenNowQuery(Query):
    near: Near | None = None
    radius_m: Radius = FARTHEST_M
    municipality: Municipalities = ()
    service: Services = ()
    need: Listed = ()
    language: Annotated[Codes, CommaList(r"[a-z]{2,3}")] = ()
    at: When | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = 20

    def meets(self, service: Service) -> bool:
        """Whether a service is one of those that were asked, and meets a need that was asked."""
        return (not self.service or service.code in self.service) and (
            not self.need or any(meets_need(service, need) for need in self.need)
        )

    def is_spoken(self, languages: list[str]) -> bool:
        return not self.language or not set(self.language).isdisjoint(languages)


@router.get("", response_model=OpenNow)
async def list_open_now(
    _: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[OpenNowQuery, asked(OpenNowQuery)],
) -> Response:
    """What is open at a moment near a place: points, visits of mobile units, remote channels."""
    refuse_unknown_codes(catalogue, query)
    if query.near is None and "radius_m" in query.model_fields_set:
        raise lacking("near")
    at, areas = query.at or answer.read_at, codes_of(query.municipality, catalogue.areas)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units")
    answer.tagged("list:remote-channels", "list:organisations", "list:codes")
    places, changes = _places(catalogue, query, at, areas)
    channels = _channels(catalogue, query, at)
    visits = list(_visits(catalogue, query, at, areas))
    if query.at is None:
        ends = (one.door.next_change for one in visits)
        tells_now(answer, catalogue, *changes, *ends, channels.changes_at)
    today = helsinki_day(at)
    written = [
        *places,
        *channels.written,
        *(written_in_order(catalogue, one, today) for one in visits),
    ]
    written.sort()
    items = b",".join([one[-1] for one in written[: query.limit]])
    return as_json(OPEN_NOW % (to_json(at.astimezone(UTC)), items))


def _places(
    catalogue: Catalogue, query: OpenNowQuery, at: datetime, areas: frozenset[str]
) -> tuple[list[InOrder], list[datetime | None]]:
    """The places that may be on the page, and when the doors of all that fit change."""
    is_of_now = query.at is None and not query.need
    wanted = Asked(
        at=at,
        open_at=at if is_of_now else None,
        near=query.near,
        radius_m=query.radius_m if query.near else None,
        municipalities=areas,
        kinds=POINTS,
        services=tuple(sorted(set(query.service))),
        sort="distance" if query.near else "name",
    )
    today = helsinki_day(at)
    if not is_of_now:
        listed = list(_door_by_door(catalogue, query, wanted))
        told = [written_in_order(catalogue, one, today) for one in listed]
        return told, [one.door.next_change for one in listed]
    keep = (lambda place: query.is_spoken(place.row.languages_spoken)) if query.language else None
    first = open_first(catalogue, wanted, query.limit, keep)
    if not query.service:
        return written_places(catalogue, first, wanted), [first.changes_at]
    found = (_candidate(catalogue, query, place, at, far) for place, far in first.found)
    told = [written_in_order(catalogue, one, today) for one in found if one is not None]
    return told, [first.changes_at]


def _door_by_door(catalogue: Catalogue, query: OpenNowQuery, wanted: Asked) -> Iterator[Candidate]:
    """Another moment than now, or needs, which each service meets or not: no array knows."""
    for found in find(catalogue, wanted, len(catalogue.places), None).found:
        if query.is_spoken(found.place.row.languages_spoken):
            told = _candidate(catalogue, query, found.place, wanted.at, found.distance_m)
            if told is not None:
                yield told


def _candidate(
    catalogue: Catalogue, query: OpenNowQuery, place: Place, at: datetime, metres: float | None
) -> Candidate | None:
    """A place, or the service of it that was asked for and is given first (D9)."""
    if not (query.service or query.need):
        return candidate_of(place, at, metres)
    given = place.services_on(helsinki_day(at), catalogue.qualified)
    doors = [_of_service(place, one, at, metres) for one in given if query.meets(one)]
    return min(doors, key=lambda one: one.order, default=None)


def _of_service(place: Place, service: Service, at: datetime, metres: float | None) -> Candidate:
    """A place as one of its services is given there (D9)."""
    door = place.door(service, at)
    return Candidate("point", place, door, door.state in service.states, metres)


def _visits(
    catalogue: Catalogue, query: OpenNowQuery, at: datetime, areas: frozenset[str]
) -> Iterator[Candidate]:
    today = helsinki_day(at)
    of_day = made_once(catalogue.made, "visits of day", today, partial(_on, catalogue, today))
    for visit in of_day:
        metres = metres_to(visit, query.near)
        is_near = query.near is None or (metres is not None and metres <= query.radius_m)
        if not is_near or not visit.comes(at):
            continue
        fits = any(query.meets(one) for one in visit.services_on(catalogue.qualified))
        is_there = not areas or visit.row.municipality_code in areas
        if fits and is_there and query.is_spoken(visit.unit.languages_spoken):
            yield Candidate("visit", visit, _of_visit(visit, at), visit.row.starts_at <= at, metres)


def _on(catalogue: Catalogue, today: date) -> list[Visit]:
    """The visits that residents may see and that take place on a date, or end on it."""
    return [
        one
        for one in catalogue.visits_in_order
        if one.is_public and one.row.is_on and one.row.day <= today <= helsinki_day(one.row.ends_at)
    ]


def _of_visit(visit: Visit, at: datetime) -> Openness:
    """A visit as a door: open from its beginning to its end."""
    row = visit.row
    going = row.starts_at <= at
    changes = row.ends_at if going else row.starts_at
    return Openness(
        state=State.OPEN if going else State.CLOSED,
        since=row.starts_at if going else None,
        until=changes,
        next_open=None if going else row.starts_at,
        next_change=changes,
        source=Source(SourceKind.NORMAL, str(row.id), row.stop["name"]),
        holiday_unconfirmed=False,
    )


class _Channels(NamedTuple):
    """Channels in an answer, from one moment until another at which a line of them changes."""

    written: list[InOrder]
    since: datetime
    changes_at: datetime | None

    def hold_at(self, at: datetime) -> bool:
        return self.since <= at < (self.changes_at or self.since + A_DAY)


def _channels(catalogue: Catalogue, query: OpenNowQuery, at: datetime) -> _Channels:
    """Remote help is near everywhere; a service of a place is not given from afar. What was last
    answered is kept.
    """
    if query.service:
        return _Channels([], at, None)
    today = helsinki_day(at)
    told = today, query.need, query.language
    made = catalogue.made
    held = made_once(made, CHANNELS, told, partial(_channels_at, catalogue, query, at))
    if not held.hold_at(at):
        held = _channels_at(catalogue, query, at)
        made[CHANNELS] = told, held
    return held


def _channels_at(catalogue: Catalogue, query: OpenNowQuery, at: datetime) -> _Channels:
    today, found = helsinki_day(at), list[Candidate]()
    for channel in in_order(catalogue, "channels", BY_NAME, today):
        row = channel.row
        needed = not query.need or not row.needs or not set(query.need).isdisjoint(row.needs)
        if needed and query.is_spoken(row.languages_spoken):
            door = channel.door(at)
            is_open = door.state in COUNTS_AS_OPEN
            found.append(Candidate("channel", channel, door, is_open, None))
    turns = [one.door.next_change for one in found if one.door.next_change is not None]
    written = [written_in_order(catalogue, one, today) for one in found]
    return _Channels(written, at, min(turns, default=None))
