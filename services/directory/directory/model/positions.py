"""Places as arrays: where they are, what they give, how their doors stand now. Wall time is UTC."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.great_circle import EARTH_M
from directory.hours.opening_hours import State
from directory.mobile.qualifications import Qualified
from directory.model.things import Place, Service
from directory.points.availability import GIVEN_IN

STATES = tuple(State)
NEVER = np.float64(1e18)
CENTRE = (61.0, 25.7)
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Times = NDArray[np.float64]
OPEN, UNKNOWN = -np.inf, np.inf
"""Instead of the time at which a door opens: it is open, or nobody knows."""


class Positions:
    """One row a place, in the order of `places`. Built with a catalogue and kept as long.

    What the former positions know of the doors of the same places is taken over.
    """

    def __init__(self, places: Sequence[Place], former: "Positions | None" = None) -> None:
        self.places = places
        self.ids = [str(place.id) for place in places]
        self.row_of = {id_: row for row, id_ in enumerate(self.ids)}
        self.spots = np.array([_spot(place) for place in places], dtype=np.float64).reshape(-1, 3)
        self._kept: dict[Any, Any] = {}
        self._doors: dict[str | None, Doors] = {}
        if former is not None:
            same = _same_rows(self, former)
            for service, doors in former._doors.items():
                self._doors[service] = Doors(places, service, doors.at, (doors, *same))

    def of(self, name: str, value: str) -> Mask:
        """Which places have a value: of `kind` or of `municipality`."""
        return self._once((name, value), lambda place: getattr(place, name) == value)

    def given(self, code: str, day: date, qualified: Qualified) -> Mask:
        """Which places give a service on a Helsinki date (2.5, rules Q3 and Q7)."""

        def gives(place: Place) -> bool:
            service = place.service(code)
            return service is not None and service.is_on(day, qualified)

        return self._once(("given", code, day), gives)

    def shown(self, today: date) -> Mask:
        """Which places residents see."""
        return self._once(("shown", today), lambda place: place.is_shown(today))

    def within(self, box: tuple[float, float, float, float]) -> Mask:
        """Which places lie in west, south, east, north (degrees)."""
        west, south, east, north = box
        lats, lons = self._degrees
        found: Mask = (lats >= south) & (lats <= north) & (lons >= west) & (lons <= east)
        return found

    def order(self, name: str, key: Callable[[Place], tuple[Any, ...]]) -> "Order":
        """The places in an order of their own, which does not depend on the question."""
        held: Order | None = self._kept.get(("order", name))
        if held is None:
            held = self._kept["order", name] = Order(self.places, key)
        return held

    def doors(self, at: datetime, service: str | None) -> "Doors":
        found = self._doors.get(service)
        if found is None or at < found.at:
            found = self._doors[service] = Doors(self.places, service, at)
        found.advance(at)
        return found

    def _once(self, name: Any, holds: Callable[[Place], bool]) -> Mask:
        held: Mask | None = self._kept.get(name)
        if held is None:
            held = np.array([holds(place) for place in self.places], dtype=bool)
            if len(self._kept) < 1000:
                self._kept[name] = held
        return held

    def metres(self, rows: Rows, near: tuple[float, float]) -> NDArray[np.float64]:
        """Great-circle distances, as exact as 64 bits are; NaN where no place is known (D3)."""
        apart = self.spots[rows]
        apart -= vector(*near)
        apart *= apart
        half: NDArray[np.float64] = apart @ IN_DIAMETERS
        np.sqrt(half, out=half)
        np.arcsin(np.minimum(half, 1.0, out=half), out=half)
        half *= 2 * EARTH_M
        return half

    @cached_property
    def ranks_of_ids(self) -> Rows:
        """The place of each row in the order of ids."""
        return np.argsort(np.argsort(np.array(self.ids))).astype(np.int64)

    @cached_property
    def _degrees(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found = [(p.lat, p.lon) if p.lat is not None else (np.nan, np.nan) for p in self.places]
        made = np.array(found, dtype=np.float64).reshape(-1, 2)
        return made[:, 0], made[:, 1]


class Order:
    """Rows in the order of their keys, which end with the id."""

    def __init__(self, places: Sequence[Place], key: Callable[[Place], tuple[Any, ...]]) -> None:
        keyed = sorted((key(place), row) for row, place in enumerate(places))
        self.keys = [one for one, _ in keyed]
        self.rows = np.array([row for _, row in keyed], dtype=np.int64)
        self.ranks = np.empty(len(keyed), dtype=np.int64)
        self.ranks[self.rows] = np.arange(len(keyed))

    def first(self, rows: Rows, count: int, after: tuple[Any, ...] | None) -> list[int]:
        """The first of these rows, after the key of the last one seen."""
        ranks = self.ranks[rows]
        if after is not None:
            ranks = ranks[ranks >= bisect_right(self.keys, after)]
        if len(ranks) > count:
            ranks = np.partition(ranks, count - 1)[:count]
        found: list[int] = self.rows[np.sort(ranks)].tolist()
        return found


Former = tuple["Doors", Rows, Rows]


class Doors:
    """The state of every place's hours, or of one service's, at a moment that moves on."""

    def __init__(
        self,
        places: Sequence[Place],
        service: str | None,
        at: datetime,
        former: Former | None = None,
    ) -> None:
        self.places, self.service, self.at = places, service, at
        self.found: list[Service | None] = [
            place.service(service) if service else None for place in places
        ]
        self.states = np.zeros(len(places), dtype=np.int8)
        self.until = np.zeros(len(places), dtype=np.float64)
        self.opens = np.full(len(places), UNKNOWN, dtype=np.float64)
        self.soonest, self.turns = 0.0, 0
        """When the first of all doors changes, in seconds since 1970; how often some were asked."""
        self._masks: dict[frozenset[State], Mask] = {}
        if former is not None:
            doors, here, there = former
            self.states[here], self.until[here] = doors.states[there], doors.until[there]
            self.opens[here] = doors.opens[there]
        self.advance(at)

    def advance(self, at: datetime) -> None:
        """Ask again of the doors whose next change has come; a late clock shows no closed door."""
        seconds = at.timestamp()
        if seconds < self.soonest:
            self.at = max(self.at, at)
            return
        self.at = max(self.at, at)
        self._ask(np.flatnonzero(self.until <= seconds).tolist(), at)
        self._masks.clear()
        self.turns += 1
        self.soonest = float(self.until.min()) if len(self.until) else float(NEVER)

    def in_states(self, states: frozenset[State]) -> Mask:
        mask = self._masks.get(states)
        if mask is None:
            wanted = [number for number, state in enumerate(STATES) if state in states]
            mask = self._masks[states] = np.isin(self.states, wanted)
        return mask

    def opening_times(self, is_open: Mask) -> Times:
        """When each opens next (seconds since 1970), OPEN where the mask says that it is."""
        return np.where(is_open, OPEN, self.opens)

    def open_in(self, asked: frozenset[State] | None) -> Mask:
        """Which give the service now, each in its own states, and among those that were asked."""
        usual = GIVEN_IN[self.service or ""]
        mask = self.in_states(usual if asked is None else usual & asked)
        if not self._own:
            return mask
        mask = mask.copy()
        for row, states in self._own:
            mask[row] = STATES[self.states[row]] in (states if asked is None else states & asked)
        return mask

    @cached_property
    def _own(self) -> list[tuple[int, frozenset[State]]]:
        """Rows whose service is given in other states than is usual."""
        usual = GIVEN_IN[self.service or ""]
        return [
            (row, one.states)
            for row, one in enumerate(self.found)
            if one is not None and one.states != usual
        ]

    def _ask(self, rows: Sequence[int], at: datetime) -> None:
        for row in rows:
            service = self.found[row]
            if self.service is not None and service is None:
                self.states[row], self.until[row] = STATES.index(State.CLOSED), NEVER
                continue
            found = self.places[row].door(service, at)
            self.states[row] = STATES.index(found.state)
            self.until[row] = found.next_change.timestamp() if found.next_change else _later(at)
            self.opens[row] = found.next_open.timestamp() if found.next_open else UNKNOWN


def _same_rows(here: Positions, there: Positions) -> tuple[Rows, Rows]:
    """The rows of the places that both have, here and there."""
    pairs = [
        (row, old)
        for row, (id_, place) in enumerate(zip(here.ids, here.places, strict=True))
        if (old := there.row_of.get(id_)) is not None and there.places[old] is place
    ]
    made = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return made[:, 0], made[:, 1]


def _later(at: datetime) -> float:
    """Nothing changes within a month: look again then."""
    return at.astimezone(UTC).timestamp() + 30 * 86_400


def vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Metres from the county's middle in space."""
    x, y, z = _in_space(lat, lon)
    return x - MIDDLE[0], y - MIDDLE[1], z - MIDDLE[2]


def _in_space(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = radians(lat), radians(lon)
    across = EARTH_M * cos(phi)
    return across * cos(lam), across * sin(lam), EARTH_M * sin(phi)


MIDDLE = _in_space(*CENTRE)
NOWHERE = (np.nan, np.nan, np.nan)
IN_DIAMETERS = np.full(3, (2 * EARTH_M) ** -2)
"""Adds up a squared chord, in squared diameters of the earth."""


def _spot(place: Place) -> tuple[float, float, float]:
    """Where distances are measured to: nowhere when only a municipality is known (D3)."""
    if place.lat is None or place.lon is None or place.is_centre:
        return NOWHERE
    return vector(place.lat, place.lon)
