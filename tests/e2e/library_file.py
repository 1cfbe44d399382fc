"""The day-by-day file of the libraries, read by hand: nothing of the product is imported here.

O12 and O28-O30 as the page says them, over minutes of the day instead of spans and owners.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
BY_WORD = {
    "auki": "open",
    "omatoimi": "self_service",
    "Temporarily closed": "closed",
    "kiinni": "closed",
    "ei tiedossa": "unknown",
}
FIRST_WINS = ("closed", "open", "self_service", "unknown")
MIDNIGHT = 24 * 60


class Place(NamedTuple):
    id: str
    lat: float
    lon: float
    words: frozenset[str]
    municipality: str

    def metres_from(self, lat: float, lon: float) -> float:
        """Great circle by the haversine formula, on the mean radius of the earth."""
        up, along = radians(self.lat - lat), radians(self.lon - lon)
        half = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(self.lat)) * sin(along / 2) ** 2
        return 2 * 6_371_008.8 * asin(sqrt(half))


class Span(NamedTuple):
    """Minutes of one day, half-open."""

    begins: int
    ends: int
    state: str


@dataclass
class DayRows:
    whole: str | None = None
    spans: list[Span] = field(default_factory=list)

    def state(self, minute: int) -> str:
        said = {one.state for one in self.spans if one.begins <= minute < one.ends}
        found = next((state for state in FIRST_WINS if state in said), None)
        return found or self.whole or "closed"


class Register:
    """Who is open when, as the two files say."""

    def __init__(self, places: Path, hours: Path) -> None:
        self.places = {one.id: one for one in _places(places)}
        self.days: dict[tuple[str, date], DayRows] = {}
        for key, whole, span in _rows(hours):
            day = self.days.setdefault(key, DayRows())
            day.whole = whole or day.whole
            day.spans += [span] if span else []
        days = {day for _, day in self.days}
        self.first, self.last = min(days), max(days)

    def state(self, place: str, at: datetime) -> str:
        here = at.astimezone(HELSINKI)
        rows = self.days.get((place, here.date()))
        return rows.state(60 * here.hour + here.minute) if rows else "unknown"

    def states(self, places: set[str], at: datetime) -> dict[str, str]:
        return {place: self.state(place, at) for place in places}

    def edges(self) -> list[datetime]:
        """Every moment at which some place's day says something else, in order."""
        found = set()
        for (_, day), rows in self.days.items():
            for span in rows.spans:
                found |= {(day, span.begins), (day, span.ends)}
        return [at(day, minute) for day, minute in sorted(found)]


def at(day: date, minute: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HELSINKI)
    return midnight + timedelta(minutes=minute)


def _places(path: Path) -> Iterator[Place]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            lat, lon = float(row["leveysaste"]), float(row["pituusaste"])
            yield Place(row["id"], lat, lon, frozenset(row["palvelut"].split("|")), row["kunta"])


def _rows(path: Path) -> Iterator[tuple[tuple[str, date], str | None, Span | None]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            key, state = (row["id"], date.fromisoformat(row["päivä"])), BY_WORD[row["tila"]]
            if not row["alkaa"]:
                yield key, state, None
                continue
            begins, ends = _minute(row["alkaa"]), _minute(row["päättyy"]) or MIDNIGHT
            if begins != ends:
                assert begins < ends, row
                yield key, None, Span(begins, ends, state)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
