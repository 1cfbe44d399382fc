"""The service that an asker needs and no answer offers: its nearest place, or nobody (G16)."""

from collections.abc import Iterable

from directory.great_circle import metres_between
from directory.guidance.answers import UNMEASURABLE, Answer, answers_to, timed, untimed
from directory.guidance.choice import Choice
from directory.guidance.fit import fits_of
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.place import Area, area_of
from directory.guidance.question import Question, look_everywhere, look_farther_ahead
from directory.guidance.ranking import Place, services_in_order
from directory.points.availability import AUTHORISATION

NEAREST = Part("nearest_of_needed_service", 0)


def lacks_assisted_authorisation(question: Question, shown: Iterable[Place]) -> bool:
    """Whether assisted authorisation is what is needed (G4), and no answer offers it."""
    if question.row.primary != (AUTHORISATION,):
        return False
    return not any(AUTHORISATION in (place.best.offer.service, *place.also_here) for place in shown)


def nearest_assisted_authorisation(question: Question, choice: Choice) -> Place | None:
    """The nearest offer of it in the county within 62 days, from `near` or the municipality."""
    question = look_everywhere(look_farther_ahead(question))
    best = _nearest(question, choice.giving(AUTHORISATION))
    if best is None:
        return None
    there = choice.standing_at(best.offer.stands_at)
    beside = [offer for offer in there if offer.service != AUTHORISATION]
    also_here = services_in_order(answers_to(question, beside))
    return Place(best._replace(parts=(*best.parts, NEAREST)), also_here)


def _nearest(question: Question, offers: Iterable[Offer]) -> Answer | None:
    """From near to far, until what is found is nearer than what comes."""
    area, fits = area_of(question), fits_of(question)
    known = (offer for offer in offers if offer.is_ever_qualified)
    measured = ((_metres(question, area, offer), offer) for offer in known)
    best: Answer | None = None
    nearest = UNMEASURABLE
    for metres, offer in sorted(measured, key=lambda one: one[0]):
        if best is not None and metres > nearest:
            break
        fit, stand = fits(offer), area.stand(offer)
        answer = timed(untimed(offer, fit, stand), question) if fit and stand else None
        if answer is not None and (best is None or answer.rank < best.rank):
            best, nearest = answer, metres
    return best


def _metres(question: Question, area: Area, offer: Offer) -> float:
    """From `near`, else from the municipality's representative point; what stands in the asked
    municipality without a place of its own is near.
    """
    facts = question.facts
    if facts.near is not None or facts.municipality is None:
        stand = area.stand(offer)
        return UNMEASURABLE if stand is None or stand.distance_m is None else stand.distance_m
    if facts.municipality_centre is None or offer.lat is None or offer.lon is None:
        return 0.0 if offer.municipality == facts.municipality else UNMEASURABLE
    return metres_between(facts.municipality_centre, (offer.lat, offer.lon))
