"""Which places answer a question, in which order, and until when that stays true."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from math import inf, isnan, pi, sin, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.clock import helsinki_day
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.opening import doors_change_at, doors_now, open_as_asked
from directory.model.positions import Mask, Positions, Rows, relative_vector, squared_chords
from directory.model.things import Place
from directory.points.coordinates import EARTH_M, metres_between

FAR = 1e9
"""The key of a place whose distance is not known: after all others."""
SELECTIONS, WAYS_OPEN = 64, 4
"""How many answers to questions of one kind are kept with a catalogue: each has a row a place."""
Key = tuple[Any, ...]
Squared = NDArray[np.float32]
Vector = NDArray[np.float32]


class Found(NamedTuple):
    """A place that answers, with its distance in metres and its place in the order."""

    place: Place
    distance_m: float | None
    key: Key


@dataclass(frozen=True)
class Answer:
    found: Sequence[Found]
    changes_at: datetime | None
    """When a door changes that could change the answer (UTC); None when no door was asked."""


@dataclass(frozen=True)
class _Selection:
    """Rows that fit all that does not depend on the asker's place and on the doors.

    They stand from south to north; where nothing is known (D3), infinitely far in the end.
    """

    rows: Rows
    vectors: NDArray[np.float32]
    open: dict[Any, tuple[Hashable, "_Selection"]] = field(default_factory=dict)
    """Those that are open now, by the states asked, as long as no door changes."""

    def around(self, here: Vector, reach: float) -> tuple[Rows, NDArray[np.float32]]:
        """The rows and vectors that are not farther north or south than so many metres."""
        north, order = float(here[2]), self.vectors[2]
        first, last = order.searchsorted(np.array((north - reach, north + reach), np.float32))
        return self.rows[first:last], self.vectors[:, first:last]


def positions_of(catalogue: Catalogue) -> Positions:
    """The arrays of a catalogue, made at first use and kept with it."""
    held: Positions | None = catalogue.made.get("positions")
    if held is None:
        places = [*catalogue.places.values(), *catalogue.units.values()]
        former = catalogue.made.pop("former positions", None)
        held = catalogue.made["positions"] = Positions(places, former)
    return held


def find(catalogue: Catalogue, asked: Asked, limit: int, after: Key | None) -> Answer:
    """The places in order, one more than the limit; `after` is the key of the last one seen."""
    positions = positions_of(catalogue)
    chosen = _selection(catalogue, positions, asked)
    changes_at = doors_change_at(positions, asked, lambda: _in_reach(positions, chosen, asked))
    if asked.is_open_now and asked.open_on is None:
        rows, squared = _measured(_open_now(catalogue, positions, asked, chosen), asked)
    else:
        rows, squared = _measured(chosen, asked)
        if asked.open_at is not None or asked.open_on is not None:
            rows, squared = _within(positions, rows, squared, asked)
            doors = open_as_asked(catalogue, positions, rows, asked)
            rows, squared = rows[doors], squared[doors]
    if asked.sort == "distance" and asked.near is not None:
        few = _nearest_few(rows, squared, limit, after)
        return Answer(_nearest(positions, few, asked, after)[: limit + 1], changes_at)
    rows, _ = _within(positions, rows, squared, asked)
    if asked.sort == "relevance":
        return Answer(_most_relevant(positions, rows, asked, limit, after), changes_at)
    order = positions.order(asked.sort, lambda place: _key(place, asked))
    first = order.first(rows, limit + 1, after)
    return Answer([_found(positions, row, asked) for row in first], changes_at)


def _selection(catalogue: Catalogue, positions: Positions, asked: Asked) -> _Selection:
    rare = asked.bbox or asked.keep or asked.ids is not None or asked.shown
    told = (asked.day, helsinki_day(asked.at), asked.services, asked.kinds, asked.municipalities)
    kept: dict[Any, _Selection] = catalogue.made.setdefault("selections", {})
    held = None if rare else kept.get(told)
    if held is not None:
        return held
    mask = _mask(catalogue, positions, asked)
    rows = np.flatnonzero(mask) if asked.ids is None else _among(positions, mask, asked.ids)
    if asked.keep is not None:
        fits = [row for row in rows.tolist() if asked.keep(positions.places[row])]
        rows = np.array(fits, dtype=np.int64)
    vectors = positions.vectors[:, rows]
    northward = np.argsort(vectors[2], kind="stable")
    made = _Selection(rows[northward], np.ascontiguousarray(vectors[:, northward]))
    if not rare and len(kept) < SELECTIONS:
        kept[told] = made
    return made


def _open_now(
    catalogue: Catalogue, positions: Positions, asked: Asked, chosen: _Selection
) -> _Selection:
    """The selected that are open now."""
    now = doors_now(positions, asked)
    seen, held = chosen.open.get(asked.states, (None, chosen))
    if seen != now:
        doors = open_as_asked(catalogue, positions, chosen.rows, asked)
        held = _Selection(chosen.rows[doors], np.ascontiguousarray(chosen.vectors[:, doors]))
        if len(chosen.open) >= WAYS_OPEN:
            chosen.open.clear()
        chosen.open[asked.states] = now, held
    return held


def _mask(catalogue: Catalogue, positions: Positions, asked: Asked) -> Mask:
    """Visible, of the kinds, in the municipalities and the box, with one of the services."""
    day, mask = asked.day, _seen(positions, asked)
    if asked.services:
        given = [positions.given(code, day, catalogue.qualified) for code in asked.services]
        mask &= np.logical_or.reduce(given)
    if asked.kinds:
        mask &= np.logical_or.reduce([positions.of("kind", kind) for kind in asked.kinds])
    if asked.municipalities:
        here = [positions.of("municipality", code) for code in asked.municipalities]
        mask &= np.logical_or.reduce(here)
    if asked.bbox is not None:
        mask &= positions.within(asked.bbox)
    return mask


def _seen(positions: Positions, asked: Asked) -> Mask:
    if asked.shown is None:
        return positions.shown(helsinki_day(asked.at)).copy()
    return np.array([asked.shown(place) for place in positions.places], dtype=bool)


def _among(positions: Positions, mask: Mask, ids: Iterable[str]) -> Rows:
    """The rows of some places that fit."""
    known = (positions.row_of.get(one) for one in ids)
    rows = np.array([row for row in known if row is not None], dtype=np.int64)
    return rows[mask[rows]]


def in_reach(catalogue: Catalogue, positions: Positions, asked: Asked) -> Rows:
    """The rows of all that fit, whatever their doors do."""
    return _in_reach(positions, _selection(catalogue, positions, asked), asked)


def _in_reach(positions: Positions, chosen: _Selection, asked: Asked) -> Rows:
    return _within(positions, *_measured(chosen, asked), asked)[0]


def _measured(chosen: _Selection, asked: Asked) -> tuple[Rows, Squared]:
    """The rows that may be within the radius and their squared chords."""
    if asked.near is None:
        return chosen.rows, np.full(len(chosen.rows), np.inf, np.float32)
    here = relative_vector(asked.near)
    if asked.radius_m is None:
        return chosen.rows, squared_chords(chosen.vectors, here)
    reach = _chord(asked.radius_m)
    rows, vectors = chosen.around(here, reach + _slack(reach))
    return rows, squared_chords(vectors, here)


def _within(
    positions: Positions, rows: Rows, squared: Squared, asked: Asked
) -> tuple[Rows, Squared]:
    """Those of them that are within the radius."""
    if asked.near is None or asked.radius_m is None:
        return rows, squared
    reach = _chord(asked.radius_m)
    (near,) = (squared <= np.float32((reach + _slack(reach)) ** 2)).nonzero()
    rows, squared = rows[near], squared[near]
    (doubtful,) = (squared >= np.float32(max(0.0, reach - _slack(reach)) ** 2)).nonzero()
    if not len(doubtful):
        return rows, squared
    within = np.ones(len(rows), dtype=bool)
    within[doubtful] = positions.metres(rows[doubtful], asked.near) <= asked.radius_m
    return rows[within], squared[within]


def _chord(metres: float) -> float:
    """The straight line below a great-circle distance, in metres."""
    return 2 * EARTH_M * sin(min(metres / EARTH_M, pi) / 2)


def _slack(chord: float) -> float:
    """By how many metres a chord of 32 bits may be off, generously."""
    return 1.0 + 1e-6 * chord


def _nearest_few(rows: Rows, squared: Squared, limit: int, after: Key | None) -> Rows:
    """The rows among which the next `limit` and one more are, ties included."""
    wanted = limit
    if after is not None:
        last = _chord(after[0]) if after[0] < FAR else inf
        farther = squared >= max(0.0, last - _slack(last)) ** 2 if last < inf else squared == inf
        rows, squared = rows[farther], squared[farther]
        wanted += int(np.count_nonzero(squared <= (last + _slack(last)) ** 2)) if last < inf else 0
    if len(rows) > wanted + 1:
        farthest = sqrt(np.partition(squared, wanted)[wanted])
        rows = rows[(squared <= np.float32((farthest + _slack(farthest)) ** 2)).nonzero()[0]]
    return rows


def _nearest(positions: Positions, few: Rows, asked: Asked, after: Key | None) -> list[Found]:
    """A few rows in order, exactly measured; the places themselves are not touched."""
    if asked.near is None:
        return []
    away = positions.metres(few, asked.near)
    if asked.radius_m is not None:
        few, away = few[near := away <= asked.radius_m], away[near]
    ids, places = positions.ids, positions.places
    found = sorted(
        (FAR if isnan(metres) else rounded, ids[row], metres, row)
        for row, metres, rounded in zip(
            few.tolist(), away.tolist(), away.round(3).tolist(), strict=True
        )
    )
    return [
        Found(places[row], None if isnan(metres) else metres, (rounded, id_))
        for rounded, id_, metres, row in found
        if after is None or (rounded, id_) > after
    ]


def _most_relevant(
    positions: Positions, rows: Rows, asked: Asked, limit: int, after: Key | None
) -> list[Found]:
    places, ids, scores = positions.places, positions.ids, asked.ids or {}
    keyed = [(-float(scores[ids[row]]), ids[row], row) for row in rows.tolist()]
    if after is not None:
        keyed = [one for one in keyed if one[:2] > after]
    few = nsmallest(limit + 1, keyed)
    return [
        Found(places[row], _metres(places[row], asked), (score, id_)) for score, id_, row in few
    ]


def _found(positions: Positions, row: int, asked: Asked) -> Found:
    place = positions.places[row]
    return Found(place, _metres(place, asked), _key(place, asked))


def _metres(place: Place, asked: Asked) -> float | None:
    if asked.near is None or place.is_centre or place.lat is None or place.lon is None:
        return None
    return metres_between(asked.near, (place.lat, place.lon))


def _key(place: Place, asked: Asked) -> Key:
    match asked.sort:
        case "-updated_at":
            age = datetime(9999, 1, 1, tzinfo=UTC) - place.row.updated_at
            return (f"{age // timedelta(microseconds=1):018d}", str(place.id))
        case _:
            return (place.sort_name, str(place.id))
