"""Which places are open now, the nearest first, and of the others which open next."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan, nan

import numpy as np

from directory.model.asked import Asked, Keep
from directory.model.catalogue import Catalogue
from directory.model.finding import in_reach
from directory.model.nearest import Metres, Northward, on_the_ground
from directory.model.opening import doors_change_at, doors_now, opening_times
from directory.model.positions import OPEN, Positions, Rows
from directory.model.selecting import positions_of
from directory.model.things import Place

SELECTIONS = 16
"""So many selections are kept with a catalogue, each with a row a place; the oldest gives way."""
BEYOND = 2.0**48
"""More than the square of any chord on the Earth, in metres."""


@dataclass(frozen=True)
class First:
    """The first places with their distance in metres; when a door of any that fits changes.

    `opens` says when each opens, in seconds since 1970; OPEN when it is open.
    """

    found: Sequence[tuple[Place, float | None]]
    opens: Sequence[float]
    changes_at: datetime | None


def open_first(catalogue: Catalogue, asked: Asked, limit: int, keep: Keep | None) -> First:
    """At most so many places, in order. Asked with `open_at` now; `keep` is asked of those near."""
    positions = positions_of(catalogue)
    if asked.near is not None and asked.radius_m is not None and keep is None:
        return _around(catalogue, positions, asked, limit)
    rows = in_reach(catalogue, positions, asked)
    if keep is not None:
        kept = [row for row in rows.tolist() if keep(positions.places[row])]
        rows = np.array(kept, dtype=np.int64)
    changes_at = doors_change_at(positions, asked, lambda: rows)
    opens = opening_times(catalogue, positions, asked)[rows]
    is_open = opens == OPEN
    if np.count_nonzero(is_open) >= limit:
        rows, opens = rows[is_open], opens[is_open]
    nowhere = np.full(len(rows), nan)
    away = nowhere if asked.near is None else positions.metres(rows, asked.near)
    few = np.lexsort((positions.ranks_of_ids[rows], away, opens))[:limit]
    metres = [None if isnan(one) else one for one in away[few].tolist()]
    places = [positions.places[row] for row in rows[few].tolist()]
    return First(list(zip(places, metres, strict=True)), opens[few].tolist(), changes_at)


class _Selected:
    """The places that fit and have a place of their own, from south to north."""

    def __init__(self, positions: Positions, rows: Rows) -> None:
        spots = [_degrees(positions.places[row]) for row in rows.tolist()]
        where = np.array(spots, dtype=np.float64).reshape(-1, 2)
        northward = np.argsort(where[:, 0])  # NaN in the end
        northward = northward[: np.count_nonzero(~np.isnan(where[:, 0]))]
        self.rows, self.measured = rows[northward], Northward(where[northward])
        self._opens: Metres = np.empty(0)
        self._keys: Metres = np.empty(0)
        self._turns: Hashable = ()

    def opens(
        self, catalogue: Catalogue, positions: Positions, asked: Asked
    ) -> tuple[Metres, Metres]:
        """When each opens, and a key in that order to which a squared chord can be added; kept as
        long as no door changes.
        """
        turns = doors_now(positions, asked)
        if self._turns != turns:
            self._opens = opening_times(catalogue, positions, asked)[self.rows]
            _, ranks = np.unique(self._opens, return_inverse=True)
            self._keys = ranks.astype(np.float64) * BEYOND
            self._turns = turns
        return self._opens, self._keys


def _around(catalogue: Catalogue, positions: Positions, asked: Asked, limit: int) -> First:
    """The first within a radius."""
    near, radius_m = asked.near or (nan, nan), asked.radius_m or 0
    changes_at = doors_change_at(positions, asked, lambda: in_reach(catalogue, positions, asked))
    selected = _selected(catalogue, positions, asked)
    within, squared = selected.measured.within(near, radius_m)
    opens, keys = selected.opens(catalogue, positions, asked)
    if len(within) > limit:
        keys = keys[within] + squared
        (few,) = (keys <= np.sort(keys)[limit - 1]).nonzero()
        within, squared = within[few], squared[few]
    rows = selected.rows[within].tolist()
    told = zip(opens[within].tolist(), squared.tolist(), rows, strict=True)
    places, ids = positions.places, positions.ids
    first = sorted((when, away, ids[row], row) for when, away, row in told)[:limit]
    found = [(places[row], on_the_ground(away)) for _, away, _, row in first]
    return First(found, [one[0] for one in first], changes_at)


def _selected(catalogue: Catalogue, positions: Positions, asked: Asked) -> _Selected:
    told: Hashable = (asked.day, asked.services, asked.kinds, asked.municipalities)
    kept: dict[Hashable, _Selected] = catalogue.made.setdefault("open first", {})
    held = kept.get(told)
    if held is None:
        everywhere = Asked(
            at=asked.at,
            open_at=asked.open_at,
            services=asked.services,
            kinds=asked.kinds,
            municipalities=asked.municipalities,
        )
        held = _Selected(positions, in_reach(catalogue, positions, everywhere))
        if len(kept) >= SELECTIONS:
            del kept[next(iter(kept))]
        kept[told] = held
    return held


def _degrees(place: Place) -> tuple[float, float]:
    """Where distances are measured to: nowhere when only a municipality is known (D3)."""
    if place.lat is None or place.lon is None or place.is_centre:
        return nan, nan
    return place.lat, place.lon
