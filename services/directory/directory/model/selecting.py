"""The rows that fit all that does not depend on the asker's place, kept with the catalogue."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.clock import helsinki_day
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.opening import doors_now, open_as_asked
from directory.model.positions import Mask, Positions, Rows

SELECTIONS, WAYS_OPEN = 64, 4
"""How many answers to questions of one kind are kept with a catalogue: each has a row a place."""
BESIDE = 128
"""How many places to the north and south of a spot tell how far its nearest are at most."""
CELL_M, CELLS = 250.0, 2_000
HALF_A_CELL_M = sqrt(3) / 2 * CELL_M
"""From the middle of a cell to its corner."""
Squared = NDArray[np.float64]
Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Selection:
    """Rows that fit all that does not depend on the asker's place and on the doors.

    They stand from south to north; where nothing is known (D3), infinitely far in the end.
    """

    rows: Rows
    spots: NDArray[np.float64]
    """In space, one row a place; where nothing is known, in the middle."""
    norms: NDArray[np.float64]
    """How far from the middle, squared."""
    norths: Sequence[float]
    open: dict[Any, tuple[Hashable, "Selection"]] = field(default_factory=dict)
    """Those that are open now, by the states asked, as long as no door changes."""
    reaches: dict[Hashable, float] = field(default_factory=dict)
    """How far from the middle of a cell its nearest are, by cell and how many, as it is asked."""

    @classmethod
    def of(cls, positions: Positions, rows: Rows) -> "Selection":
        spots = positions.spots[rows]
        northward = np.argsort(spots[:, 2], kind="stable")
        rows, spots = rows[northward], spots[northward]
        norms = (spots * spots).sum(axis=1)
        norms[unknown := np.isnan(norms)] = np.inf
        norths = spots[~unknown, 2].tolist() + [inf] * int(unknown.sum())
        spots[unknown] = 0
        return cls(rows, spots, norms, norths)

    def within(self, spot: Spot, reach: float) -> tuple[Rows, Squared]:
        """The rows not farther than so many metres, about, and their squared chords."""
        first = bisect_left(self.norths, spot[2] - reach)
        last = bisect_right(self.norths, spot[2] + reach)
        squared = self._squared(spot, first, last)
        if reach == inf:
            return self.rows[first:last], squared
        near = squared <= reach * reach
        return self.rows[first:last][near], squared[near]

    def reach_of(self, spot: Spot, wanted: int) -> float:
        """Metres within which so many are, and one more, wherever in its cell the spot is."""
        x, y, z = spot
        cell = x // CELL_M, y // CELL_M, z // CELL_M, wanted
        reach = self.reaches.get(cell)
        if reach is None:
            middle = [(one + 0.5) * CELL_M for one in cell[:3]]
            reach = self._reach_of((middle[0], middle[1], middle[2]), wanted) + HALF_A_CELL_M
            if len(self.reaches) >= CELLS:
                self.reaches.clear()
            self.reaches[cell] = reach
        return reach

    def _reach_of(self, spot: Spot, wanted: int) -> float:
        """Those beside the spot tell it."""
        first = max(0, bisect_left(self.norths, spot[2]) - BESIDE)
        squared = self._squared(spot, first, first + 2 * BESIDE)
        if len(squared) <= wanted:
            return inf
        squared.partition(wanted)
        return sqrt(max(0.0, squared[wanted]))

    def _squared(self, spot: Spot, first: int, last: int) -> Squared:
        x, y, z = spot
        squared: Squared = self.spots[first:last] @ np.array((-2 * x, -2 * y, -2 * z))
        squared += self.norms[first:last]
        squared += x * x + y * y + z * z
        return squared


def positions_of(catalogue: Catalogue) -> Positions:
    """The arrays of a catalogue, made at first use and kept with it."""
    held: Positions | None = catalogue.made.get("positions")
    if held is None:
        places = [*catalogue.places.values(), *catalogue.units.values()]
        former = catalogue.made.pop("former positions", None)
        held = catalogue.made["positions"] = Positions(places, former)
    return held


def selection_of(catalogue: Catalogue, positions: Positions, asked: Asked) -> Selection:
    rare = asked.bbox or asked.keep or asked.ids is not None or asked.shown
    told = (asked.day, helsinki_day(asked.at), asked.services, asked.kinds, asked.municipalities)
    kept: dict[Any, Selection] = catalogue.made.setdefault("selections", {})
    held = None if rare else kept.get(told)
    if held is not None:
        return held
    mask = mask_of(catalogue, positions, asked)
    rows = np.flatnonzero(mask) if asked.ids is None else _among(positions, mask, asked.ids)
    if asked.keep is not None:
        fits = [row for row in rows.tolist() if asked.keep(positions.places[row])]
        rows = np.array(fits, dtype=np.int64)
    made = Selection.of(positions, rows)
    if not rare and len(kept) < SELECTIONS:
        kept[told] = made
    return made


def those_open_now(
    catalogue: Catalogue, positions: Positions, asked: Asked, chosen: Selection
) -> Selection:
    """The selected that are open now."""
    now = doors_now(positions, asked)
    seen, held = chosen.open.get(asked.states, (None, chosen))
    if seen != now:
        doors = open_as_asked(catalogue, positions, chosen.rows, asked)
        held = Selection.of(positions, chosen.rows[doors])
        if len(chosen.open) >= WAYS_OPEN:
            chosen.open.clear()
        chosen.open[asked.states] = now, held
    return held


def mask_of(catalogue: Catalogue, positions: Positions, asked: Asked) -> Mask:
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
