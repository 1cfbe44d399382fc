"""Everything that may be offered on a date, as arrays: the most promising places come first."""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from directory.great_circle import EARTH_M, METRES_A_DEGREE
from directory.guidance.answers import Rank, last_of_rank, untimed
from directory.guidance.choice import Group, Only, Promising, by_hope, is_last_resort
from directory.guidance.days import Days, Phase
from directory.guidance.fit import Fit, fits_of, inquiry_of, profile_of
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.place import (
    BANDS,
    BEYOND_BANDS,
    IN_MUNICIPALITY,
    NO_TRAVEL,
    REMOTE,
    UNMEASURED,
    UNMEASURED_PART,
    Area,
    Stand,
    area_of,
)
from directory.guidance.question import Question
from directory.model.nearest import SLACK_M, Metres, Northward, Rows, vectors
from directory.model.shut import STEP, Shut

FEW = 64
"""So many places are put in order at first: rarely are more looked at. So few need no arrays."""
INQUIRIES = 64
"""How many inquiries are kept with what fits them; the oldest gives way."""
FARTHEST = (1 << 25) - 1
"""The metres of what has no distance: more than half the circumference of the Earth."""
MOST, OUTSIDE = 255, -1000
REACHES = np.array([reach for reach, _ in BANDS], dtype=np.float64)
BAND_POINTS = np.array([part.points for _, part in BANDS] + [BEYOND_BANDS.points], dtype=np.int64)


class _Spot(NamedTuple):
    """Where offers of one place stand: all that an area is asked."""

    place: str
    lat: float | None
    lon: float | None
    is_centre: bool
    at_a_place: bool
    needs_travel: bool
    municipality: str | None

    @property
    def elsewhere(self) -> Part:
        """The part of the score where no distance is measured."""
        return UNMEASURED_PART if self.needs_travel else NO_TRAVEL

    @property
    def is_measured(self) -> bool:
        return self.at_a_place and self.lat is not None and self.lon is not None


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """How the offers of each profile fit an inquiry, and the most points at each spot."""

    fits: Sequence[Fit | None]
    most: NDArray[np.int64]


class Offered:
    """A `Choice` of many offers. One row a spot, those with coordinates from south to north.

    What an offer is worth wherever it stands is the same for all of its profile, so it is asked
    once a profile and inquiry. To the best of them at each spot come the points of the place: with
    `SLACK_M` off the distance they are never less than guidance gives. Then come the points of
    now, or where a spot is known to be shut, those of the moment until when. Sorted by this bound,
    then by that moment, by the distance (less the slack) and by what decides between equals, what
    is hoped of a place is never behind its rank; a reader who stops early has missed nothing.
    """

    def __init__(self, offers: Sequence[Offer], few: int = FEW) -> None:
        self.offers, self.few = offers, few
        self._samples: list[Offer] = []
        self._places: dict[str, list[_Spot]] = {}
        self.at = at = self._read()
        self.spots = sorted(at, key=_northward)
        self._starts = np.cumsum([0, *[len(at[spot]) for spot in self.spots][:-1]])
        in_rows = [one for spot in self.spots for one in at[spot]]
        self._profiles = np.array([profile for _, profile in in_rows], dtype=np.int64)
        self._last = [min(last_of_rank(offer) for offer, _ in at[spot]) for spot in self.spots]
        by_last = sorted(range(len(self.spots)), key=lambda row: (self._last[row], row))
        self.order = np.empty(len(by_last), dtype=np.int64)
        self.order[by_last] = np.arange(len(by_last))
        self._set_where()
        self._shut = Shut(len(self.spots))
        self._only: dict[Only, Rows] = {}
        self._fitting: dict[Hashable, Fitting] = {}
        self._giving: dict[str, list[Offer]] = {}
        self.channels = frozenset(
            row for row, spot in enumerate(self.spots) if self._is_channel(spot)
        )
        self.is_plain = all(len(spots) == 1 for spots in self._places.values())
        """Whether all offers of a place stand where the place stands."""
        self._resorts = [offer for offer in offers if is_last_resort(offer)]

    def best_first(self, question: Question, only: Only | None = None) -> Iterator[Promising]:
        """Every place where something passes, the most promising first (see `Choice`)."""
        fitting, area = self.fitting_of(question), area_of(question)
        rows = self._rows_in(area) if only is None else self._rows_of(only)
        if only is not None and len(rows) <= self.few:
            places = dict.fromkeys(self.spots[row].place for row in rows.tolist())
            groups = [self._group(place, fitting, area) for place in places]
            yield from by_hope([group for group in groups if group], question.days)
            return
        points, metres = self._worth(rows, area)
        points += fitting.most[rows]
        chosen = np.flatnonzero(points > 0)
        rows, points, metres = rows[chosen], points[chosen], metres[chosen]
        soonest, waits = self._shut.soonest(rows, question.days)
        points += soonest
        keys = ((MOST - points) << 55) | (waits << 45) | (metres << 20) | self.order[rows]
        seen: set[str] = set()
        for n in _least_first(keys, self.few):
            row = int(rows[n])
            place = self.spots[row].place
            group = [] if place in seen else self._group(place, fitting, area)
            seen.add(place)
            if group:
                phase, start = _start(int(waits[n]), question.days)
                away = inf if metres[n] == FARTHEST else float(metres[n])
                yield Promising(Rank(-int(points[n]), phase, start, away, *self._last[row]), group)
                self._shut.learn(row, [one.times for one, _ in self.at[self.spots[row]]], question)

    def giving(self, service: str) -> Sequence[Offer]:
        """The offers of a service."""
        if service not in self._giving:
            self._giving[service] = [one for one in self.offers if one.service == service]
        return self._giving[service]

    def standing_at(self, place: str) -> Sequence[Offer]:
        """The offers of a place."""
        return [offer for spot in self._places.get(place, ()) for offer, _ in self.at[spot]]

    def last_resorts(self) -> Sequence[Offer]:
        """The default channels."""
        return self._resorts

    def _read(self) -> dict[_Spot, list[tuple[Offer, int]]]:
        """The offers of each spot, with the number of their profile."""
        profiles: dict[Hashable, int] = {}
        at: dict[_Spot, list[tuple[Offer, int]]] = {}
        for offer in self.offers:
            number = profiles.setdefault(profile_of(offer), len(profiles))
            if number == len(self._samples):
                self._samples.append(offer)
            at.setdefault(_spot(offer), []).append((offer, number))
        for spot in at:
            self._places.setdefault(spot.place, []).append(spot)
        return at

    def _is_channel(self, spot: _Spot) -> bool:
        return self.at[spot][0][0].kind == "channel"

    def _set_where(self) -> None:
        spots = self.spots
        measured = [(one.lat, one.lon) for one in spots if one.is_measured]
        degrees = np.array(measured, dtype=np.float64).reshape(-1, 2)
        self.measured = Northward(degrees)
        """The first rows: those whose distance is measured."""
        self._vectors = np.full((len(spots), 3), np.nan)
        self._vectors[: len(measured)] = self.measured.vectors
        self._travel = np.array([one.needs_travel for one in spots], dtype=bool)
        self._placed = np.array([one.at_a_place for one in spots], dtype=bool)
        self.exact = self._travel & np.array([not one.is_centre for one in spots], dtype=bool)
        self.is_exact = bool(self.exact[: len(measured)].all())
        """Whether all that is measured tells its distance."""
        self.elsewhere = np.array([one.elsewhere.points for one in spots], dtype=np.int64)
        self._codes = {one.municipality: 0 for one in spots}
        self._codes = {code: number for number, code in enumerate(self._codes)}
        self._municipality = np.array([self._codes[o.municipality] for o in spots], dtype=np.int64)

    def fitting_of(self, question: Question) -> Fitting:
        """How the offers fit a question, kept for all who ask alike."""
        inquiry = inquiry_of(question)
        held = self._fitting.get(inquiry)
        if held is None:
            fits = list(map(fits_of(question), self._samples))
            points = np.array([fit.points if fit else OUTSIDE for fit in fits], dtype=np.int64)
            most = np.maximum.reduceat(points[self._profiles], self._starts) if fits else points
            if len(self._fitting) >= INQUIRIES:
                del self._fitting[next(iter(self._fitting))]
            held = self._fitting[inquiry] = Fitting(fits, most)
        return held

    def _rows_in(self, area: Area) -> Rows:
        """At least the rows that are not outside an area."""
        if area.radius_m is None or area.origin is None:
            return np.arange(len(self.spots))
        reach = (area.radius_m + SLACK_M) / METRES_A_DEGREE
        south, north = area.origin[0] - reach, area.origin[0] + reach
        lats = self.measured.lats
        first, last = bisect_left(lats, south), bisect_left(lats, north)
        without = np.arange(len(lats), len(self.spots))
        return np.concatenate((np.arange(first, last), without))

    def _rows_of(self, only: Only) -> Rows:
        """The rows of the places where an offer matters."""
        held = self._only.get(only)
        if held is None:
            places = {o.stands_at for o in self.offers if only.matters(o)}
            rows = [row for row, spot in enumerate(self.spots) if spot.place in places]
            held = self._only[only] = np.array(rows, dtype=np.int64)
        return held

    def _worth(self, rows: Rows, area: Area) -> tuple[Rows, Rows]:
        """The most points that the places can have, and the least metres."""
        elsewhere = area.unmeasured if area.origin is None else UNMEASURED
        travel, placed = self._travel[rows], self._placed[rows]
        points = np.where(travel, _points(elsewhere), _points(REMOTE))
        metres = np.full(len(rows), FARTHEST)
        if area.origin is not None:
            away = self._metres(rows, area.origin) - SLACK_M
            known = self.exact[rows] & ~np.isnan(away)
            points[known] = BAND_POINTS[REACHES.searchsorted(away[known])]
            metres[known] = np.maximum(away[known], 0)
            if area.radius_m is not None:
                points[away > area.radius_m] = OUTSIDE
        if area.municipality is not None:
            own = placed & (self._municipality[rows] == self._codes.get(area.municipality, -1))
            points[own & travel], metres[own] = _points(IN_MUNICIPALITY), FARTHEST
            if area.is_bound:
                points[placed & ~own] = OUTSIDE
        return points, metres

    def _metres(self, rows: Rows, origin: tuple[float, float]) -> Metres:
        apart = self._vectors[rows] - vectors(np.array([origin]))
        apart *= apart
        half = np.sqrt(apart.sum(axis=1)) / (2 * EARTH_M)
        found: Metres = 2 * EARTH_M * np.arcsin(np.minimum(half, 1.0))
        return found

    def _group(self, place: str, fitting: Fitting, area: Area) -> Group:
        """The offers of a place that pass every rule but time, as guidance says itself."""
        fits = fitting.fits
        return [
            untimed(offer, fit, stand)
            for spot in self._places[place]
            if (stand := area.stand(self.at[spot][0][0]))
            for offer, profile in self.at[spot]
            if (fit := fits[profile])
        ]


def _start(wait: int, days: Days) -> tuple[Phase, datetime]:
    """The phase and the earliest start of what has to be waited for."""
    return (Phase.LATER, days.at + (wait - 1) * STEP) if wait else (Phase.NOW, days.at)


def _spot(offer: Offer) -> _Spot:
    return _Spot(
        offer.stands_at,
        offer.lat,
        offer.lon,
        offer.coordinate_is_centre,
        offer.at_a_place,
        offer.needs_travel,
        offer.municipality,
    )


def _northward(spot: _Spot) -> tuple[bool, float]:
    return (False, spot.lat) if spot.is_measured and spot.lat is not None else (True, 0.0)


def _points(stand: Stand) -> int:
    return stand.part.points if stand.part else 0


def _least_first(keys: Rows, few: int) -> Iterator[int]:
    """The places of the keys from the least on; all are sorted only when the first do not do."""
    first = np.argpartition(keys, few)[:few] if len(keys) > few else np.arange(len(keys))
    yield from first[np.argsort(keys[first])].tolist()
    if len(keys) > few:
        yield from np.argsort(keys)[few:].tolist()
