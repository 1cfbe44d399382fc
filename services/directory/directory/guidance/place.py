"""Where an offer stands for the asker: inside the area, how far, and its points (G3, G8, G9)."""

from collections.abc import Callable
from typing import NamedTuple

from directory.guidance.distance import METRES_A_DEGREE, metres_between
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.question import Question

BANDS = tuple(
    (metres, Part("near", points))
    for metres, points in ((1_000, 10), (3_000, 8), (10_000, 6), (20_000, 4), (30_000, 2))
)
BEYOND_BANDS = Part("near", 0)
NO_TRAVEL = Part("no_travel", 5)


class Stand(NamedTuple):
    """The part of the score, and the metres if they were measured."""

    part: Part | None
    distance_m: float | None = None


REMOTE = Stand(NO_TRAVEL)
IN_MUNICIPALITY = Stand(Part("in_your_municipality", 6))
UNMEASURED = Stand(Part("at_a_place", 4))
ANY_PLACE = Stand(Part("at_a_place", 3))
ELSEWHERE = Stand(None)
PlaceRule = Callable[[Offer], Stand | None]


def place_rule(question: Question) -> PlaceRule:
    """What says where an offer stands; None = outside the asked area."""
    municipality = question.facts.municipality
    if question.near is not None:
        return _measured(question.near, None if question.anywhere else question.facts.radius_m)
    if municipality is None:
        return lambda offer: ANY_PLACE if offer.needs_travel else REMOTE
    if not question.anywhere:
        return _in_municipality(municipality, lambda _: None)
    if question.facts.municipality_centre is None:
        return _in_municipality(municipality, lambda o: ELSEWHERE if o.needs_travel else REMOTE)
    return _in_municipality(municipality, _measured(question.facts.municipality_centre, None))


def _in_municipality(municipality: str, elsewhere: PlaceRule) -> PlaceRule:
    def stand(offer: Offer) -> Stand | None:
        if not offer.at_a_place:
            return REMOTE
        if offer.municipality != municipality:
            return elsewhere(offer)
        return IN_MUNICIPALITY if offer.needs_travel else REMOTE

    return stand


def _measured(origin: tuple[float, float], radius_m: float | None) -> PlaceRule:
    def stand(offer: Offer) -> Stand | None:
        if not offer.at_a_place:
            return REMOTE
        distance = _metres(offer, origin, radius_m)
        if radius_m is not None and distance is not None and distance > radius_m:
            return None
        if not offer.needs_travel:
            return REMOTE
        # D3: the centre of a municipality may keep a place away, it never brings it near
        if distance is None or offer.coordinate_is_centre:
            return UNMEASURED
        part = next((part for reach, part in BANDS if distance <= reach), BEYOND_BANDS)
        return Stand(part, distance)

    return stand


def _metres(offer: Offer, origin: tuple[float, float], radius_m: float | None) -> float | None:
    """The distance; for what is beyond the radius by latitude alone, at least that much."""
    if offer.lat is None or offer.lon is None:
        return None
    to_the_parallel = abs(offer.lat - origin[0]) * METRES_A_DEGREE
    if radius_m is not None and to_the_parallel > radius_m:
        return to_the_parallel
    return metres_between(origin, (offer.lat, offer.lon))
