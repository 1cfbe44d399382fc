"""A point, a visit or a channel in the answer of what is open, and its place in that order."""

from datetime import date
from functools import partial
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field

from common.shapes import Moment, Shape
from common.text import Written
from directory.api.openings import Said
from directory.api.parts_shown import Contact
from directory.api.shown import Listed as Words
from directory.api.written import number, part
from directory.hours.opening_hours import Openness, State
from directory.model.catalogue import Catalogue
from directory.model.opening import BY_ONESELF
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
OPEN_THING = b'{%b,"distance_m":%b,%b,%b}'


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
    def order(self) -> tuple[Any, ...]:
        """Open, then self-service, then what opens soonest; the nearer first, remote help last."""
        opens = self.door.next_open.timestamp() if self.door.next_open else float("inf")
        if self.by_oneself:
            opens = BY_ONESELF
        far = float("inf") if self.metres is None else self.metres
        rank = (0, 0.0) if self.counts else (1, opens)
        return (*rank, self.kind == "channel", far, self.thing.id)


def candidate_json(catalogue: Catalogue, one: Candidate, today: date) -> bytes:
    made, door = one.thing.made, one.door
    members = partial(_members, catalogue, one, today)
    head, tail = made_once(
        made,
        OpenThing,
        (today, catalogue.lists),
        lambda: (part(OpenThing, members(), HEAD), part(OpenThing, members(), TAIL)),
    )
    moving = made_once(made, DOOR, (door, one.counts), lambda: part(OpenThing, members(), DOOR))
    return OPEN_THING % (head, number(one.metres), moving, tail)


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
        "contacts": [one for one in contacts if one.get("public", True)],
        "url": url,
    }
