"""A point, a visit or a channel in the answer of what is open, and its place in that order."""

from datetime import date, datetime
from functools import partial
from math import inf
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field

from common.shapes import Moment, Shape
from common.text import Written
from directory.api.openings import Said
from directory.api.parts_shown import Contact, public_contacts
from directory.api.shown import Listed as Words
from directory.api.written import number, part
from directory.hours.opening_hours import COUNTS_AS_OPEN, Openness, State
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.open_first import First
from directory.model.opening import BY_ONESELF, doors_now
from directory.model.positions import OPEN
from directory.model.selecting import positions_of
from directory.model.things import Channel, Place, Visit, made_once


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


HEAD = ("kind", "id", "name", "service_codes", "municipality_code")
DOOR = ("state", "until", "next_open", "source", "holiday_unconfirmed")
TAIL = ("freshness", "contacts", "url")
OPEN_THING = b'%b"distance_m":%b%b'


class Candidate(NamedTuple):
    """One thing, how its door stands, and whether that counts as open."""

    kind: str
    thing: Place | Visit | Channel
    door: Openness
    counts: bool
    metres: float | None
    by_oneself: bool = False
    """Whether one may go in now, though nobody is there."""

    @property
    def order(self) -> tuple[int, float, bool, float, UUID]:
        """Open, then self-service, then what opens soonest; the nearer first, remote help last."""
        opens = self.door.next_open.timestamp() if self.door.next_open else inf
        if self.by_oneself:
            opens = BY_ONESELF
        far = inf if self.metres is None else self.metres
        rank = (0, 0.0) if self.counts else (1, opens)
        return (*rank, self.kind == "channel", far, self.thing.id)


InOrder = tuple[int, float, bool, float, UUID, bytes]
"""A candidate as JSON, behind its order."""
_Around = tuple[bytes, bytes]
"""A place as JSON, before and behind its distance."""


def written_in_order(catalogue: Catalogue, one: Candidate, today: date) -> InOrder:
    before, behind = _around(catalogue, one, today)
    return (*one.order, OPEN_THING % (before, number(one.metres), behind))


def written_places(catalogue: Catalogue, first: First, asked: Asked) -> list[InOrder]:
    """Places by their own doors; each is written once until a door changes somewhere."""
    turns = doors_now(positions_of(catalogue), asked)
    held: dict[Place, _Around] = made_once(catalogue.made, OpenThing, (asked.day, turns), dict)
    told: list[InOrder] = []
    for (place, metres), opens in zip(first.found, first.opens, strict=True):
        around = held.get(place)
        if around is None:
            one = candidate_of(place, asked.at, metres)
            around = held[place] = _around(catalogue, one, asked.day)
        written = OPEN_THING % (around[0], number(metres), around[1])
        far = inf if metres is None else metres
        rank, when = (0, 0.0) if opens == OPEN else (1, opens)
        told.append((rank, when, False, far, place.id, written))
    return told


def candidate_of(place: Place, at: datetime, metres: float | None) -> Candidate:
    """A place by its own door."""
    door = place.door(None, at)
    counts, alone = door.state in COUNTS_AS_OPEN, door.state is State.SELF_SERVICE
    return Candidate("point", place, door, counts, metres, by_oneself=alone)


def _around(catalogue: Catalogue, one: Candidate, today: date) -> _Around:
    """As JSON before and behind the distance; kept with the thing until its door changes."""
    made, door = one.thing.made, one.door
    members = partial(_members, catalogue, one, today)
    head, tail = made_once(
        made,
        OpenThing,
        (today, catalogue.lists),
        lambda: (part(OpenThing, members(), HEAD), part(OpenThing, members(), TAIL)),
    )
    moving = made_once(made, DOOR, (door, one.counts), lambda: part(OpenThing, members(), DOOR))
    return b"{%b," % head, b",%b,%b}" % (moving, tail)


def _members(catalogue: Catalogue, one: Candidate, today: date) -> dict[str, Any]:
    door = one.door
    return _described(catalogue, one.thing, today) | {
        "kind": one.kind,
        "id": one.thing.id,
        "distance_m": None,
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
        return _standing(thing.unit.name, given, area, fresh, thing.unit.contacts, None)
    if isinstance(thing, Channel):
        row = thing.row
        return _standing(row.name, [], None, thing.checked.on(today), row.contacts, row.url)
    given = [one.code for one in thing.services_on(today, catalogue.qualified)]
    fresh = thing.freshness(today)
    return _standing(thing.name, given, thing.municipality, fresh, thing.row.contacts, None)


def _standing(
    name: Any, codes: list[str], area: str | None, fresh: str, contacts: Any, url: str | None
) -> dict[str, Any]:
    return {
        "name": name,
        "service_codes": codes,
        "municipality_code": area,
        "freshness": fresh,
        "contacts": public_contacts(contacts),
        "url": url,
    }
