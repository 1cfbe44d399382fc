"""`/open-now`: points, visits and channels in one answer, those that are open first."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field

from common.answering import Answers
from common.clock import helsinki_day
from common.identity import Anyone
from common.query import CommaList, Query, Whole, asked
from common.shapes import Moment, Shape
from common.text import Written
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
from directory.api.model import Model
from directory.api.openings import Said
from directory.api.parts_shown import Contact
from directory.api.plain import router as plain_router
from directory.api.shown import Listed as Words
from directory.hours.opening_hours import COUNTS_AS_OPEN, Openness, Source, SourceKind, State
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.filters import meets_need
from directory.model.finding import find
from directory.model.things import Channel, Place, Service, Visit
from directory.points.coordinates import metres_between
from directory.points.points import PointKind

router = plain_router("/open-now", "finding help")
FARTHEST_M = 30_000


class OpenThing(Shape):
    """A point, a visit or a channel, and how its door stands. `source` says who says so."""

    kind: Annotated[str, Field(examples=["point"])]
    id: UUID
    name: Written
    service_codes: Words
    municipality_code: str | None
    distance_m: int | None
    state: Annotated[State, Field(examples=["open"])]
    until: Moment | None
    next_open: Moment | None
    source: Said
    holiday_unconfirmed: bool
    freshness: str
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None


class OpenNow(Shape):
    """What is open first, each nearest first; then what opens next."""

    at: Moment
    items: Annotated[list[OpenThing], Field(max_length=200)]


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


class Candidate(NamedTuple):
    """One thing, how its door stands, and whether that counts as open."""

    kind: str
    thing: Place | Visit | Channel
    door: Openness
    counts: bool
    metres: float | None

    @property
    def order(self) -> tuple[Any, ...]:
        """Open first, then what opens soonest; the nearer first, remote help after places."""
        opens = self.door.next_open.timestamp() if self.door.next_open else float("inf")
        far = float("inf") if self.metres is None else self.metres
        rank = (0, 0.0) if self.counts else (1, opens)
        return (*rank, self.kind == "channel", far, str(self.thing.id))


@router.get("", response_model=OpenNow)
async def list_open_now(
    _: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[OpenNowQuery, asked(OpenNowQuery)],
) -> dict[str, Any]:
    """What is open at a moment near a place: points, visits of mobile units, remote channels."""
    refuse_unknown_codes(catalogue, query)
    if query.near is None and "radius_m" in query.model_fields_set:
        raise lacking("near")
    at, areas = query.at or answer.read_at, codes_of(query.municipality, catalogue.areas)
    found = [*_places(catalogue, query, at, areas), *_visits(catalogue, query, at, areas)]
    found += _channels(catalogue, query, at)
    found.sort(key=lambda one: one.order)
    answer.tagged("list:support-points", "list:mobile-visits", "list:mobile-units")
    answer.tagged("list:remote-channels", "list:organisations", "list:codes")
    if query.at is None:
        tells_now(answer, catalogue, *(one.door.next_change for one in found))
    return {"at": at, "items": [_shown(catalogue, one, at) for one in found[: query.limit]]}


def _places(
    catalogue: Catalogue, query: OpenNowQuery, at: datetime, areas: frozenset[str]
) -> Iterator[Candidate]:
    wanted = Asked(
        at=at,
        near=query.near,
        radius_m=query.radius_m if query.near else None,
        municipalities=areas,
        kinds=frozenset(PointKind),
        services=tuple(sorted(set(query.service))),
        sort="distance" if query.near else "name",
    )
    day = helsinki_day(at)
    for found in find(catalogue, wanted, len(catalogue.places), None).found:
        place = found.place
        if not query.is_spoken(place.row.languages_spoken):
            continue
        if not (query.service or query.need):
            door = place.door(None, at)
            counts = door.state in COUNTS_AS_OPEN
            yield Candidate("point", place, door, counts, found.distance_m)
            continue
        given = place.services_on(day, catalogue.qualified)
        doors = [_of_service(place, one, at, found.distance_m) for one in given if query.meets(one)]
        if doors:
            yield min(doors, key=lambda one: one.order)


def _of_service(place: Place, service: Service, at: datetime, metres: float | None) -> Candidate:
    """A place as one of its services is given there (D9)."""
    door = place.door(service, at)
    return Candidate("point", place, door, door.state in service.states, metres)


def _visits(
    catalogue: Catalogue, query: OpenNowQuery, at: datetime, areas: frozenset[str]
) -> Iterator[Candidate]:
    today = helsinki_day(at)
    for visit in catalogue.visits_in_order:
        is_today = visit.row.is_on and visit.comes(at) and visit.row.day <= today
        if not (is_today and visit.is_shown(at, today)):
            continue
        metres = _away(visit, query)
        is_near = query.near is None or (metres is not None and metres <= query.radius_m)
        fits = any(query.meets(one) for one in visit.services_on(catalogue.qualified))
        is_there = not areas or visit.row.municipality_code in areas
        if is_near and fits and is_there and query.is_spoken(visit.unit.languages_spoken):
            yield Candidate("visit", visit, _of_visit(visit, at), visit.row.starts_at <= at, metres)


def _away(visit: Visit, query: OpenNowQuery) -> float | None:
    if query.near is None or visit.lat is None or visit.lon is None:
        return None
    return metres_between(query.near, (visit.lat, visit.lon))


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


def _channels(catalogue: Catalogue, query: OpenNowQuery, at: datetime) -> Iterator[Candidate]:
    """Remote help is near everywhere; a service of a place is not given from afar."""
    if query.service:
        return
    for channel in catalogue.channels.values():
        row = channel.row
        needed = not query.need or not row.needs or not set(query.need).isdisjoint(row.needs)
        if needed and channel.is_shown(helsinki_day(at)) and query.is_spoken(row.languages_spoken):
            door = channel.door(at)
            yield Candidate("channel", channel, door, door.state in COUNTS_AS_OPEN, None)


def _shown(catalogue: Catalogue, one: Candidate, at: datetime) -> dict[str, Any]:
    door = one.door
    return _described(catalogue, one.thing, helsinki_day(at)) | {
        "kind": one.kind,
        "id": one.thing.id,
        "distance_m": None if one.metres is None else round(one.metres),
        "state": door.state,
        "until": door.until,
        "next_open": None if one.counts else door.next_open,
        "source": door.source,
        "holiday_unconfirmed": door.holiday_unconfirmed,
    }


def _described(catalogue: Catalogue, thing: Place | Visit | Channel, today: date) -> dict[str, Any]:
    if isinstance(thing, Visit):
        given = [one.code for one in thing.services_on(catalogue.qualified)]
        area, fresh = thing.row.municipality_code, thing.freshness(today)
        return _members(thing.unit.name, given, area, fresh, thing.unit.contacts, None)
    if isinstance(thing, Channel):
        row = thing.row
        return _members(row.name, [], None, thing.checked.on(today), row.contacts, row.url)
    given = [one.code for one in thing.services_on(today, catalogue.qualified)]
    fresh = thing.freshness(today)
    return _members(thing.name, given, thing.municipality, fresh, thing.row.contacts, None)


def _members(
    name: Any, codes: list[str], area: str | None, fresh: str, contacts: Any, url: str | None
) -> dict[str, Any]:
    return {
        "name": name,
        "service_codes": codes,
        "municipality_code": area,
        "freshness": fresh,
        "contacts": [one for one in contacts if one.get("public", True)],
        "url": url,
    }
