"""Great circles between two points on the Earth."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
METRES_A_DEGREE = radians(1) * EARTH_RADIUS_M


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The haversine in metres between two (latitude, longitude) of WGS 84 (section 1)."""
    north, south = radians(here[0]), radians(there[0])
    half_lat = sin((south - north) / 2)
    half_lon = sin(radians(there[1] - here[1]) / 2)
    square = half_lat * half_lat + cos(north) * cos(south) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(square)))
