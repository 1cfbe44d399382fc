"""Coordinates in a question: `near`, `bbox` and `radius_m`; the wrong order is refused by name."""

from typing import Annotated

from pydantic import AfterValidator, Field

from common.errors import Said, Wrongly, right, say
from common.query import OneText, Whole
from directory.api.parts import SwappedCoordinates
from directory.points.coordinates import is_swapped

LATITUDE_FIRST = Said(
    "Leveysaste tulee ensin, sitten pituusaste: esimerkiksi 60.98,25.66.",
    "Latituden kommer först, sedan longituden: till exempel 60.98,25.66.",
    "Latitude comes first, then longitude: for example 60.98,25.66.",
)
LONGITUDE_FIRST = Said(
    "Alueessa pituusaste tulee ennen leveysastetta: esimerkiksi 25.4,60.9,25.8,61.1.",
    "I en ruta kommer longituden före latituden: till exempel 25.4,60.9,25.8,61.1.",
    "In a box longitude comes before latitude: for example 25.4,60.9,25.8,61.1.",
)
REVERSED = Said(
    "Alueen länsireuna on ennen itäreunaa ja eteläreuna ennen pohjoisreunaa:"
    " esimerkiksi 25.4,60.9,25.8,61.1.",
    "I en ruta kommer västkanten före östkanten och sydkanten före nordkanten:"
    " till exempel 25.4,60.9,25.8,61.1.",
    "In a box west comes before east and south before north: for example 25.4,60.9,25.8,61.1.",
)


class Numbers(OneText):
    """So many decimal numbers within bounds, rounded before anything else sees them."""

    def __init__(self, *bounds: tuple[float, float], round_to: int = 6, sample: str = "") -> None:
        one = r"-?\d{1,3}(\.\d{1,15})?"
        self.pattern, self.longest = f"{one}(,{one}){{{len(bounds) - 1}}}", 21 * len(bounds) - 1
        self.bounds, self.round_to, self.sample = bounds, round_to, sample
        self.read = self._numbers

    def _numbers(self, value: str) -> tuple[float, ...]:
        parts = tuple(round(float(part), self.round_to) for part in value.split(","))
        for part, (low, high) in zip(parts, self.bounds, strict=True):
            if not low <= part <= high:
                several = ", ".join(f"{low}–{high}" for low, high in self.bounds)
                raise Wrongly("out_of_range", right(say("out_of_range"), several))
        return parts


Corners = tuple[float, float, float, float]


def _latitude_first(near: tuple[float, float]) -> tuple[float, float]:
    if is_swapped(*near):
        raise Wrongly("swapped_coordinates", LATITUDE_FIRST, refusal=SwappedCoordinates)
    return near


def _longitude_first(box: Corners) -> Corners:
    """No box that holds a part of Finland has a corner that looks swapped."""
    west, south, east, north = box
    if is_swapped(south, west) or is_swapped(north, east):
        raise Wrongly("swapped_coordinates", LONGITUDE_FIRST, refusal=SwappedCoordinates)
    if west > east or south > north:
        raise Wrongly("out_of_range", REVERSED)
    return box


Near = Annotated[
    tuple[float, float],
    Numbers((-90, 90), (-180, 180), round_to=3, sample="60.98,25.66"),
    AfterValidator(_latitude_first),
    Field(description="Latitude and longitude (WGS 84).", examples=["60.983,25.661"]),
]
Box = Annotated[
    Corners,
    Numbers((-180, 180), (-90, 90), (-180, 180), (-90, 90), sample="25.4,60.9,25.8,61.1"),
    AfterValidator(_longitude_first),
    Field(description="min_lon,min_lat,max_lon,max_lat.", examples=["25.4,60.9,25.8,61.1"]),
]
Radius = Annotated[Whole, Field(ge=1, le=2_000_000, description="Metres.", examples=[10000])]
