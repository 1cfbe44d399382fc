"""Coordinates against values from elsewhere (directory.md 2.1, 12)."""

import random
from math import dist

import pytest
from pyproj import Transformer

from directory.great_circle import metres_between
from directory.points.coordinates import (
    OutsideFinlandError,
    SwappedError,
    from_tm35fin,
    wgs84,
)

CONTROL = [
    (6673631, 386500, 60.18372, 24.95356),
    (6672572, 385612, 60.17397, 24.938158),
    (6834688, 503879, 61.64547, 27.07321),
]


@pytest.mark.parametrize(("north", "east", "lat", "lon"), CONTROL)
def test_control_points(north: float, east: float, lat: float, lon: float) -> None:
    found = wgs84(north, east, 3067)

    assert found.lat == pytest.approx(lat, abs=6e-6)
    assert found.lon == pytest.approx(lon, abs=6e-6)
    assert wgs84(north, east) == found
    for srid in (3067, 4326):
        with pytest.raises(SwappedError):
            wgs84(east, north, srid)


def test_the_series_agrees_with_proj() -> None:
    to_metres = Transformer.from_crs(4326, 3067, always_xy=True)
    chance = random.Random(1)
    for _ in range(80):
        lat, lon = chance.uniform(59.5, 70.2), chance.uniform(19.0, 31.7)
        east, north = to_metres.transform(lon, lat)
        found = from_tm35fin(north, east)
        again = to_metres.transform(found.lon, found.lat)
        assert dist(again, (east, north)) < 0.01


def test_distances_are_those_of_the_sphere() -> None:
    assert metres_between((60.0, 25.0), (61.0, 25.0)) == pytest.approx(111_195.08, abs=0.01)
    assert metres_between((60.983, 25.661), (60.983, 25.661)) == 0
    assert metres_between((-90, 0), (90, 0)) == pytest.approx(20_015_114.4, abs=1)


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [(59.49, 25, "lat"), (70.21, 25, "lat"), (61, 18.99, "lon"), (61, 31.71, "lon")],
)
def test_D1_the_sentence_says_which_number_is_off(lat: float, lon: float, name: str) -> None:
    with pytest.raises(OutsideFinlandError) as refused:
        wgs84(lat, lon)
    assert refused.value.said.en.startswith(f"In Finland {name} is between")
    assert refused.value.said.fi
    assert refused.value.said.sv
