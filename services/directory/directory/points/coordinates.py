"""Coordinates: WGS 84 degrees and ETRS-TM35FIN metres, and what lies in Finland. Pure."""

from math import asin, atan, atanh, cos, cosh, radians, sin, sinh, sqrt, tanh
from math import degrees as as_degrees
from typing import NamedTuple

from common.errors import Said

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
"""The GRS80 ellipsoid."""
SCALE, FALSE_EAST_M, MERIDIAN = 0.9996, 500_000.0, radians(27)
LATITUDES, LONGITUDES = (59.5, 70.2), (19.0, 31.7)
NORTHS, EASTS = (6_600_000, 7_800_000), (40_000, 770_000)

_N = FLATTENING / (2 - FLATTENING)
_A1 = SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_E = sqrt(2 * FLATTENING - FLATTENING**2)
_TO_ELLIPSOID = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
"""Coefficients of the Krüger series to the fourth order (JHS 197, appendix 5)."""


class SwappedError(ValueError):
    """North and east stand in each other's place. Refused by name, never repaired (rule D2)."""


class OutsideFinlandError(ValueError):
    """The location is not in Finland; `said` tells which number is off."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.en)
        self.said = said


class LatLon(NamedTuple):
    """Degrees in WGS 84 (EPSG:4326)."""

    lat: float
    lon: float


def wgs84(first: float, second: float, srid: int = 4326) -> LatLon:
    """Latitude and longitude of a location, of which `first` is latitude or northing (rule D1).

    Numbers of the size of EPSG:3067 are taken for it, whatever `srid` says (rule D2).
    Raises SwappedError or OutsideFinlandError.
    """
    if _within(first, NORTHS) and _within(second, EASTS):
        return from_tm35fin(first, second)
    if is_swapped(first, second):
        raise SwappedError
    if srid == 3067 or not _within(first, LATITUDES) or not _within(second, LONGITUDES):
        raise OutsideFinlandError(_which(first, srid))
    return LatLon(first, second)


def is_swapped(first: float, second: float) -> bool:
    """Whether a place in Finland is written with its longitude or easting first."""
    in_degrees = _within(second, LATITUDES) and _within(first, LONGITUDES)
    return in_degrees or (_within(second, NORTHS) and _within(first, EASTS))


def from_tm35fin(north_m: float, east_m: float) -> LatLon:
    """EPSG:3067 to WGS 84: inverse Krüger series, better than a centimetre in Finland."""
    xi = north_m / (_A1 * SCALE)
    eta = (east_m - FALSE_EAST_M) / (_A1 * SCALE)
    xi0, eta0 = xi, eta
    for order, coefficient in enumerate(_TO_ELLIPSOID, start=1):
        xi0 -= coefficient * sin(2 * order * xi) * cosh(2 * order * eta)
        eta0 -= coefficient * cos(2 * order * xi) * sinh(2 * order * eta)
    beta = asin(sin(xi0) / cosh(eta0))
    longitude = MERIDIAN + asin(tanh(eta0) / cos(beta))
    wanted = atanh(sin(beta))
    isometric = wanted + _E * atanh(_E * tanh(wanted))
    for _ in range(4):
        isometric = wanted + _E * atanh(_E * tanh(isometric))
    latitude = atan(sinh(isometric))
    return LatLon(as_degrees(latitude), as_degrees(longitude))


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _which(first: float, srid: int) -> Said:
    ranges = (NORTHS, EASTS) if srid == 3067 else (LATITUDES, LONGITUDES)
    names = ("north", "east") if srid == 3067 else ("lat", "lon")
    wrong = 0 if not _within(first, ranges[0]) else 1
    name, (low, high) = names[wrong], ranges[wrong]
    return Said(
        f"{name} on Suomessa {low}–{high}.",
        f"{name} är i Finland {low}–{high}.",
        f"In Finland {name} is between {low} and {high}.",
    )
