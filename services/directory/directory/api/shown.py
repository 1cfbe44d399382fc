"""Support points and mobile units as residents and staff read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.clock import helsinki_day
from common.shapes import Moment, Shape
from common.text import Written
from directory.api.hours import Hours
from directory.api.openings import Openness, hours_shown
from directory.api.parts_shown import (
    Accessibility,
    Address,
    Contact,
    Entrance,
    Location,
    Owner,
    Provenance,
    ShownService,
    Verified,
    owner_of,
    public_contacts,
    verified_of,
)
from directory.api.written import codes, door_json, number
from directory.codes.codes import List
from directory.hours.opening_hours import hours_to, week_of
from directory.model.catalogue import Catalogue, Lists
from directory.model.things import MOBILE, Place, Service, Visit
from directory.points.availability import AUTHORISATION, AUTHORISATION_URL, SERVICES
from directory.points.points import SupportPoint as PointRow

Listed = Annotated[list[str], Field(max_length=100)]


class NextVisit(Shape):
    """A visit of a mobile unit, in short."""

    id: UUID
    starts_at: Moment
    ends_at: Moment
    municipality_code: str
    stop: Written
    service_codes: Listed
    state: str


class SupportPoint(Shape):
    """A support point; `kind` mobile is a unit that moves, standing where its next visit is."""

    id: UUID
    kind: Annotated[str, Field(examples=["municipality"])]
    name: Written
    summary: Written | None
    description: Written | None
    organisation: Owner
    state: Annotated[str, Field(examples=["published"])]
    visibility: str
    audiences: Listed
    target_groups: Listed
    municipality_code: Annotated[str | None, Field(examples=["398"])]
    address: Address | None
    location: Location | None
    entrances: Annotated[list[Entrance], Field(max_length=50)]
    accessibility: Accessibility
    contacts: Annotated[list[Contact], Field(max_length=20)]
    languages_spoken: Listed
    roles: Listed
    service_codes: Listed
    remote_appointment_place: bool
    weekly_open_minutes: int
    open_evenings: bool
    open_weekends: bool
    freshness: Annotated[str, Field(examples=["fresh"])]
    verification: Verified
    provenance: Provenance
    created_at: Moment
    updated_at: Moment
    version: int
    allowed_actions: Listed
    flags: Annotated[Listed, Field(description="What to look at; for staff who may write.")]
    distance_m: Annotated[int | None, Field(description="As the crow flies.", examples=[450])]
    openness: Openness | None
    hours: Hours | None
    services: Annotated[list[ShownService] | None, Field(max_length=8)]
    visits: Annotated[list[NextVisit] | None, Field(max_length=20)]


MOVES = b',"allowed_actions":%b,"flags":%b,"distance_m":%b,"openness":'
MOVING = ("allowed_actions", "flags", "distance_m", "openness")


def _away(metres: float | None) -> bytes:
    """What moves, for those who may do nothing with a point and ask nothing of its door."""
    if metres is None:
        return b',"allowed_actions":[],"flags":[],"distance_m":null,"openness":null}'
    return b',"allowed_actions":[],"flags":[],"distance_m":%d,"openness":null}' % round(metres)


@dataclass(frozen=True, eq=False)
class Edition:
    """What the standing part of a point depends on besides itself."""

    today: date
    lists: Lists
    include: frozenset[str]


_edition = lru_cache(64)(Edition)
"""The same object for the same edition, so that it is found at once among what was written."""


@dataclass(frozen=True)
class Telling:
    """How points are told in one answer: what stands still is made once, what moves is added."""

    catalogue: Catalogue
    at: datetime
    include: frozenset[str] = frozenset()
    asked_at: datetime | None = None
    """The moment of `openness`, when it is not now."""
    service: str | None = None
    """The service whose openness is told, where it is given; else that of the place."""
    tells_flags: bool = False
    """Whether the caller may write: flags are never told to the public."""

    @cached_property
    def today(self) -> date:
        return helsinki_day(self.at)

    @cached_property
    def edition(self) -> "Edition":
        return _edition(self.today, self.catalogue.lists, self.include - {"openness"})

    def json(self, place: Place, metres: float | None, actions: Sequence[str] = ()) -> bytes:
        """One support point as JSON."""
        still: bytes | None = place.written.get(self.edition)
        return (still or self._still(place)) + self._moving(place, metres, actions)

    def listed(self, found: Iterable[tuple[Place, float | None]]) -> list[bytes]:
        """Several as `json` tells them, without what a caller may do with each."""
        if self.tells_flags or "openness" in self.include:
            return [self.json(place, metres) for place, metres in found]
        edition, still = self.edition, self._still
        return [
            (place.written.get(edition) or still(place)) + _away(metres) for place, metres in found
        ]

    def _still(self, place: Place) -> bytes:
        """Made once a day, and once for every state of the code lists and rights."""
        today, lists = self.today, self.catalogue.lists
        if any(one.today != today or one.lists is not lists for one in place.written):
            place.written.clear()
        none = dict.fromkeys(MOVING) | {"allowed_actions": [], "flags": []}
        members = _members(self.catalogue, place, self.today, self.include)
        whole = SupportPoint.model_validate(members | none)
        made = whole.model_dump_json(by_alias=True, exclude=set(MOVING)).encode()[:-1]
        place.written[self.edition] = made
        return made

    def _moving(self, place: Place, metres: float | None, actions: Sequence[str]) -> bytes:
        flags = getattr(place.row, "flags", ()) if self.tells_flags else ()
        told = MOVES % (codes(actions), codes(flags), number(metres))
        if "openness" not in self.include:
            return told + b"null}"
        service = place.service(self.service) if self.service else None
        door = place.door(service, self.asked_at or self.at)
        return told + door_json(place.made, door, service) + b"}"


def _members(
    catalogue: Catalogue, place: Place, today: date, include: frozenset[str]
) -> dict[str, Any]:
    row, week = place.row, week_of(place.hours, today)
    given = place.services_on(today, catalogue.qualified)
    common = {
        "id": place.id,
        "kind": place.kind,
        "name": row.name,
        "summary": row.summary,
        "organisation": owner_of(place),
        "state": row.state,
        "visibility": row.visibility,
        "municipality_code": place.municipality,
        "accessibility": row.accessibility,
        "contacts": public_contacts(row.contacts),
        "languages_spoken": row.languages_spoken,
        "roles": row.roles,
        "service_codes": [service.code for service in given],
        "weekly_open_minutes": week.weekly_open_minutes,
        "open_evenings": week.open_evenings,
        "open_weekends": week.open_weekends,
        "freshness": place.freshness(today),
        "verification": verified_of(place),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
        "hours": hours_shown(place.hours, today)
        if "hours" in include and place.kind != MOBILE
        else None,
        "services": [shown_service(catalogue, one) for one in given]
        if "services" in include
        else None,
        "visits": _visits(catalogue, place) if "visits" in include else None,
    }
    return common | (_of_point(place.row) if isinstance(place.row, PointRow) else _of_unit(place))


def _of_point(row: PointRow) -> dict[str, Any]:
    location = None
    if row.lat is not None:
        location = {
            "lat": round(row.lat, 6),
            "lon": round(row.lon or 0, 6),
            "coordinate_source": row.coordinate_source,
            "accuracy_m": row.accuracy_m,
        }
    return {
        "description": row.description,
        "audiences": row.audiences,
        "target_groups": row.target_groups,
        "address": row.address,
        "location": location,
        "entrances": row.entrances,
        "remote_appointment_place": row.remote_appointment_place,
        "provenance": {
            "data_source": row.data_source,
            "origin_id": row.origin_id,
            "source_updated_at": row.source_updated_at,
            "licence": row.licence,
        },
    }


def _of_unit(place: Place) -> dict[str, Any]:
    stop = place.visits[0].row.stop if place.visits else {}
    location = stop.get("location")
    return {
        "description": None,
        "audiences": sorted(place.audiences),
        "target_groups": [],
        "address": stop.get("address"),
        "location": location and {"coordinate_source": "entered", "accuracy_m": None} | location,
        "entrances": [],
        "remote_appointment_place": False,
        "provenance": dict.fromkeys(("data_source", "origin_id", "source_updated_at", "licence")),
    }


def shown_service(catalogue: Catalogue, service: Service) -> dict[str, Any]:
    """A service as residents see it: without the people who give it (rule Q4)."""
    said = service.said
    info = AUTHORISATION_URL if service.code == AUTHORISATION else None
    return {
        "service_code": service.code,
        "name": catalogue.named(List.SERVICE, service.code),
        "description": said.get("description"),
        "hours": hours_to(service.hours) if service.hours else None,
        "available_in": sorted(service.states),
        "booking": said.get("booking", "none"),
        "booking_url": said.get("booking_url"),
        "booking_contact": said.get("booking_contact"),
        "charge": said.get("charge", "free_of_charge"),
        "charge_note": said.get("charge_note"),
        "levels": sorted(service.levels),
        "needs": sorted(service.needs),
        "topics": sorted(service.topics),
        "info_url": said.get("info_url") or info,
    }


def _visits(catalogue: Catalogue, place: Place) -> list[dict[str, Any]]:
    return [next_visit(catalogue, visit) for visit in place.visits[:20]]


def next_visit(catalogue: Catalogue, visit: Visit) -> dict[str, Any]:
    row = visit.row
    codes = {one.code for one in visit.services_on(catalogue.qualified)}
    return {
        "id": row.id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "municipality_code": row.municipality_code,
        "stop": row.stop["name"],
        "service_codes": [code for code in SERVICES if code in codes],
        "state": row.state,
    }
