"""Which places are open now, the nearest first, and of the others which open next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isnan

import numpy as np

from directory.model.asked import Asked, Keep
from directory.model.catalogue import Catalogue
from directory.model.finding import in_reach, positions_of
from directory.model.opening import doors_change_at, opening_times
from directory.model.positions import OPEN, Positions, Rows
from directory.model.things import Place


@dataclass(frozen=True)
class First:
    """The first places with their distance in metres; when a door of any that fits changes."""

    found: Sequence[tuple[Place, float | None]]
    changes_at: datetime | None


def open_first(catalogue: Catalogue, asked: Asked, limit: int, keep: Keep | None) -> First:
    """At most so many places, in order. Asked with `open_at` now; `keep` is asked of those near."""
    positions = positions_of(catalogue)
    rows = in_reach(catalogue, positions, asked)
    if keep is not None:
        kept = [row for row in rows.tolist() if keep(positions.places[row])]
        rows = np.array(kept, dtype=np.int64)
    changes_at = doors_change_at(positions, asked, lambda: rows)
    return First(list(_first(catalogue, positions, rows, asked, limit)), changes_at)


def _first(
    catalogue: Catalogue, positions: Positions, rows: Rows, asked: Asked, limit: int
) -> Iterator[tuple[Place, float | None]]:
    opens = opening_times(catalogue, positions, asked)[rows]
    is_open = opens == OPEN
    if np.count_nonzero(is_open) >= limit:
        rows, opens = rows[is_open], opens[is_open]
    nowhere = np.full(len(rows), np.nan)
    away = nowhere if asked.near is None else positions.metres(rows, asked.near)
    few = np.lexsort((positions.ranks_of_ids[rows], away, opens))[:limit]
    for row, metres in zip(rows[few].tolist(), away[few].tolist(), strict=True):
        yield positions.places[row], None if isnan(metres) else metres
