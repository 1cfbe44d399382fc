"""Which places answer a question, in which order, and until when that stays true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import nsmallest
from itertools import islice
from math import inf, isnan, pi, sin, sqrt
from typing import Any, NamedTuple

import numpy as np

from directory.great_circle import EARTH_M, metres_between
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.opening import doors_change_at, open_as_asked
from directory.model.positions import Positions, Rows, vector
from directory.model.selecting import (
    Selection,
    Squared,
    mask_of,
    positions_of,
    selection_of,
    those_open_now,
)
from directory.model.things import Place

FAR = 1e9
"""The key of a place whose distance is not known: after all others."""
MEASURED_AT_ONCE = 128
"""How many places are measured exactly without a look at which are the nearest."""
Key = tuple[Any, ...]


class Found(NamedTuple):
    """A place that answers, with its distance in metres, to the millimetre."""

    place: Place
    distance_m: float | None


_as_found: Callable[[tuple[Place, float | None]], Found] = partial(tuple.__new__, Found)
"""Of a pair, without a call of Python for each."""


@dataclass(frozen=True)
class Answer:
    found: Sequence[Found]
    changes_at: datetime | None
    """When a door changes that could change the answer (UTC); None when no door was asked."""
    key_of: Callable[[Found], Key]
    """The place of a found one in the order."""


def find(catalogue: Catalogue, asked: Asked, limit: int, after: Key | None) -> Answer:
    """The places in order, one more than the limit; `after` is the key of the last one seen."""
    positions = positions_of(catalogue)
    if asked.sort == "relevance" and _is_of_words_alone(asked):
        best = list(islice(_best(catalogue, positions, asked, after), limit + 1))
        return Answer(best, None, partial(_by_relevance, asked.ids or {}))
    chosen = selection_of(catalogue, positions, asked)
    changes_at = doors_change_at(positions, asked, lambda: _in_reach(positions, chosen, asked))
    rows, squared = _open(catalogue, positions, chosen, asked, limit if after is None else None)
    if asked.sort == "distance" and asked.near is not None:
        found = _nearest(positions, rows, squared, asked, limit, after)
        return Answer(found, changes_at, _by_distance)
    rows, _ = _within(positions, rows, squared, asked)
    if asked.sort == "relevance":
        scores = asked.ids or {}
        by_score = partial(_by_relevance, scores)
        found = _most_relevant(positions, rows, asked, limit, after)
        return Answer(found, changes_at, by_score)
    key = _newest_first if asked.sort == "-updated_at" else _by_name
    first = positions.order(asked.sort, key).first(rows, limit + 1, after)
    found = [_found(positions.places[row], asked) for row in first]
    return Answer(found, changes_at, lambda one: key(one.place))


def _open(
    catalogue: Catalogue,
    positions: Positions,
    chosen: Selection,
    asked: Asked,
    few: int | None,
) -> tuple[Rows, Squared]:
    """The rows that may be within the radius and are open as asked, with their squared chords.

    Of those that are open now so `few` and one more are enough, when distance orders them.
    """
    by_distance = few if asked.sort == "distance" else None
    if asked.open_at is None and asked.open_on is None:
        return _measured(chosen, asked, by_distance)
    if asked.is_open_now and asked.open_on is None:
        return _measured(those_open_now(catalogue, positions, asked, chosen), asked, by_distance)
    rows, squared = _within(positions, *_measured(chosen, asked), asked)
    doors = open_as_asked(catalogue, positions, rows, asked)
    return rows[doors], squared[doors]


def in_reach(catalogue: Catalogue, positions: Positions, asked: Asked) -> Rows:
    """The rows of all that fit, whatever their doors do."""
    return _in_reach(positions, selection_of(catalogue, positions, asked), asked)


def _in_reach(positions: Positions, chosen: Selection, asked: Asked) -> Rows:
    return _within(positions, *_measured(chosen, asked), asked)[0]


def _measured(chosen: Selection, asked: Asked, few: int | None = None) -> tuple[Rows, Squared]:
    """The rows that may be within the radius, or among so `few` and one more that are nearest.

    Told with their squared chords.
    """
    if asked.near is None:
        return chosen.rows, np.full(len(chosen.rows), inf)
    spot = vector(*asked.near)
    reach = inf if asked.radius_m is None else _chord(asked.radius_m)
    if few is not None:
        reach = min(reach, chosen.reach_of(spot, few))
    return chosen.within(spot, reach + _slack(reach))


def _within(
    positions: Positions, rows: Rows, squared: Squared, asked: Asked
) -> tuple[Rows, Squared]:
    """Those of them that are within the radius."""
    if asked.near is None or asked.radius_m is None:
        return rows, squared
    reach = _chord(asked.radius_m)
    (near,) = (squared <= (reach + _slack(reach)) ** 2).nonzero()
    rows, squared = rows[near], squared[near]
    (doubtful,) = (squared >= max(0.0, reach - _slack(reach)) ** 2).nonzero()
    if not len(doubtful):
        return rows, squared
    within = np.ones(len(rows), dtype=bool)
    within[doubtful] = positions.metres(rows[doubtful], asked.near) <= asked.radius_m
    return rows[within], squared[within]


def _chord(metres: float) -> float:
    """The straight line below a great-circle distance, in metres."""
    return 2 * EARTH_M * sin(min(metres / EARTH_M, pi) / 2)


def _slack(chord: float) -> float:
    """By how many metres the root of a squared chord may be off, generously."""
    return 1.0 + 1e-6 * chord


def _nearest(
    positions: Positions,
    rows: Rows,
    squared: Squared,
    asked: Asked,
    limit: int,
    after: Key | None,
) -> list[Found]:
    """The next `limit` and one more in order, exactly measured."""
    if asked.near is None:
        return []
    if len(rows) > MEASURED_AT_ONCE or after is not None:
        rows = _nearest_few(rows, squared, limit, after)
    away = positions.metres(rows, asked.near)
    if asked.radius_m is not None:
        rows, away = rows[within := away <= asked.radius_m], away[within]
    away = away.round(3)
    order = np.lexsort((positions.ranks_of_ids[rows], away))
    if after is None:
        order = order[: limit + 1]
    told: list[float | None] = away[order].tolist()
    if told and isnan(told[-1] or 0):  # the last in the order: where they are is not known
        told = [None if isnan(one or 0) else one for one in told]
    places = map(positions.places.__getitem__, rows[order].tolist())
    found = list(map(_as_found, zip(places, told, strict=True)))
    if after is not None:
        found = [one for one in found if _by_distance(one) > after][: limit + 1]
    return found


def _nearest_few(rows: Rows, squared: Squared, limit: int, after: Key | None) -> Rows:
    """The rows among which the next `limit` and one more are, ties included."""
    wanted = limit
    if after is not None:
        last = _chord(after[0]) if after[0] < FAR else inf
        farther = squared >= max(0.0, last - _slack(last)) ** 2 if last < inf else squared == inf
        rows, squared = rows[farther], squared[farther]
        wanted += int(np.count_nonzero(squared <= (last + _slack(last)) ** 2)) if last < inf else 0
    if len(rows) > wanted + 1:
        farthest = sqrt(max(0.0, np.partition(squared, wanted)[wanted]))
        rows = rows[squared <= (farthest + _slack(farthest)) ** 2]
    return rows


def _most_relevant(
    positions: Positions, rows: Rows, asked: Asked, limit: int, after: Key | None
) -> list[Found]:
    places, ids, scores = positions.places, positions.ids, asked.ids or {}
    keyed = [(-float(scores[ids[row]]), ids[row], row) for row in rows.tolist()]
    if after is not None:
        keyed = [one for one in keyed if one[:2] > after]
    return [_found(places[row], asked) for _, _, row in nsmallest(limit + 1, keyed)]


def _is_of_words_alone(asked: Asked) -> bool:
    """Whether neither distances nor doors are asked for."""
    return not (asked.near or asked.open_at or asked.open_on or asked.tells_doors)


def _best(
    catalogue: Catalogue, positions: Positions, asked: Asked, after: Key | None
) -> Iterator[Found]:
    """The places of a search that fit: its ids stand in the order of relevance already."""
    mask, keep = mask_of(catalogue, positions, asked), asked.keep
    places, row_of = positions.places, positions.row_of
    for id_, score in (asked.ids or {}).items():
        row = row_of.get(id_)
        if row is None or not mask[row] or (after is not None and (-score, id_) <= after):
            continue
        if keep is None or keep(places[row]):
            yield Found(places[row], None)


def _found(place: Place, asked: Asked) -> Found:
    if asked.near is None or place.is_centre or place.lat is None or place.lon is None:
        return Found(place, None)
    return Found(place, round(metres_between(asked.near, (place.lat, place.lon)), 3))


def _by_distance(found: Found) -> Key:
    metres = found.distance_m
    return FAR if metres is None else metres, str(found.place.id)


def _by_relevance(scores: Mapping[str, float], found: Found) -> Key:
    id_ = str(found.place.id)
    return -float(scores[id_]), id_


def _newest_first(place: Place) -> Key:
    age = datetime(9999, 1, 1, tzinfo=UTC) - place.row.updated_at
    return f"{age // timedelta(microseconds=1):018d}", str(place.id)


def _by_name(place: Place) -> Key:
    return place.sort_name, str(place.id)
