"""Places from south to north: which are within a radius, and which of them are the first."""

from bisect import bisect_left, bisect_right
from math import asin, cos, pi, radians, sin, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.great_circle import EARTH_M, METRES_A_DEGREE

DIAMETER_M = 2 * EARTH_M
SLACK_M = 1.0
"""More than two ways of computing a distance differ by."""
Near = tuple[float, float]
Rows = NDArray[np.int64]
Metres = NDArray[np.float64]
Keys = NDArray[Any]


class Northward:
    """Places by latitude and longitude (WGS 84), the southernmost first."""

    def __init__(self, degrees: Metres) -> None:
        self.lats: list[float] = degrees[:, 0].tolist()
        self.vectors = vectors(degrees)

    def within(self, near: Near, radius_m: float) -> tuple[Rows, Metres]:
        """The numbers of those within a radius, and how far they are: as squared chords."""
        reach = (radius_m + SLACK_M) / METRES_A_DEGREE
        south = bisect_left(self.lats, near[0] - reach)
        north = bisect_right(self.lats, near[0] + reach)
        apart = self.vectors[south:north] - _vector(*near)
        squared = np.einsum("ij,ij->i", apart, apart)
        (rows,) = (squared <= squared_chord(radius_m)).nonzero()
        return rows + south, squared[rows]


def first_few(keys: Keys, squared: Metres, take: int) -> Rows:
    """Among which the first rows are: by key, equals by their distance."""
    if len(keys) <= 2 * take:
        return np.arange(len(keys))
    edge = np.sort(keys)[take]  # most are equal: a partition takes longer
    (few,) = (keys <= edge).nonzero()
    if len(few) > 2 * take:
        keys, squared = keys[few], squared[few]
        equal = squared[keys == edge]
        wanted = take - (len(few) - len(equal))
        farthest = np.sort(equal)[wanted]
        few = few[(keys < edge) | (squared <= farthest)]
    found: Rows = few
    return found


def vectors(degrees: Metres) -> Metres:
    """Metres from the middle of the Earth."""
    lat, lon = np.radians(degrees).T
    across = np.cos(lat)
    found: Metres = EARTH_M * np.stack(
        (across * np.cos(lon), across * np.sin(lon), np.sin(lat)), axis=1
    )
    return found


def squared_chord(metres: float) -> float:
    """Of the straight line below a distance on the ground."""
    chord = DIAMETER_M * sin(min(metres / DIAMETER_M, pi / 2))
    return chord * chord


def on_the_ground(squared: float) -> float:
    """The distance in metres above a squared chord, which is no longer than the Earth is wide."""
    return DIAMETER_M * asin(sqrt(squared) / DIAMETER_M)


def _vector(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = radians(lat), radians(lon)
    across = EARTH_M * cos(phi)
    return across * cos(lam), across * sin(lam), EARTH_M * sin(phi)
