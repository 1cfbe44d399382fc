"""Where an offer stands for the asker: inside the area, how far, and its points (G3, G8, G9)."""

from dataclasses import dataclass
from typing import NamedTuple

from directory.great_circle import METRES_A_DEGREE, metres_between
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.question import Question

NEAR = "near"
BANDS = tuple(
    (metres, Part(NEAR, points))
    for metres, points in ((1_000, 10), (3_000, 8), (10_000, 6), (20_000, 4), (30_000, 2))
)
BEYOND_BANDS = Part(NEAR, 0)
NO_TRAVEL, UNMEASURED_PART = Part("no_travel", 5), Part("at_a_place", 4)


class Stand(NamedTuple):
    """The part of the score, and the metres if they were measured."""

    part: Part | None
    distance_m: float | None = None


REMOTE = Stand(NO_TRAVEL)
IN_MUNICIPALITY = Stand(Part("in_your_municipality", 6))
UNMEASURED = Stand(UNMEASURED_PART)
ANY_PLACE = Stand(Part("at_a_place", 3))
ELSEWHERE = Stand(None)


@dataclass(frozen=True, slots=True)
class Area:
    """Where places are looked for. What says where an offer stands in it is `stand`.

    `municipality`: whose places stand in the asker's own; `is_bound`: no others are looked for.
    `origin` is what distances are measured from; without one, a place is worth `unmeasured`.
    """

    municipality: str | None = None
    is_bound: bool = False
    origin: tuple[float, float] | None = None
    radius_m: float | None = None
    unmeasured: Stand = ANY_PLACE

    def stand(self, offer: Offer) -> Stand | None:
        """None = outside the area."""
        if not offer.at_a_place:
            return REMOTE
        if self.municipality is not None:
            if offer.municipality == self.municipality:
                return IN_MUNICIPALITY if offer.needs_travel else REMOTE
            if self.is_bound:
                return None
        if self.origin is None:
            return self.unmeasured if offer.needs_travel else REMOTE
        return self._measured(offer, self.origin)

    def _measured(self, offer: Offer, origin: tuple[float, float]) -> Stand | None:
        distance = _metres(offer, origin, self.radius_m)
        if self.radius_m is not None and distance is not None and distance > self.radius_m:
            return None
        if not offer.needs_travel:
            return REMOTE
        # D3: the centre of a municipality may keep a place away, it never brings it near
        if distance is None or offer.coordinate_is_centre:
            return UNMEASURED
        part = next((part for reach, part in BANDS if distance <= reach), BEYOND_BANDS)
        return Stand(part, distance)


def area_of(question: Question) -> Area:
    """Where a question looks for places (G3, G8, G16)."""
    facts, anywhere = question.facts, question.anywhere
    if question.near is not None:
        return Area(origin=question.near, radius_m=None if anywhere else facts.radius_m)
    if facts.municipality is None:
        return Area()
    origin = facts.municipality_centre if anywhere else None
    return Area(facts.municipality, not anywhere, origin, unmeasured=ELSEWHERE)


def _metres(offer: Offer, origin: tuple[float, float], radius_m: float | None) -> float | None:
    """The distance; for what is beyond the radius by latitude alone, at least that much."""
    if offer.lat is None or offer.lon is None:
        return None
    to_the_parallel = abs(offer.lat - origin[0]) * METRES_A_DEGREE
    if radius_m is not None and to_the_parallel > radius_m:
        return to_the_parallel
    return metres_between(origin, (offer.lat, offer.lon))
