"""The service that an asker needs and no answer offers: its nearest place, or nobody (G16)."""

from collections.abc import Iterable, Sequence

from directory.guidance.answers import UNMEASURABLE, Answer, answers_to
from directory.guidance.distance import metres_between
from directory.guidance.offers import ASSISTED_AUTHORISATION, Offer
from directory.guidance.parts import Part
from directory.guidance.question import Question, look_everywhere, look_farther_ahead
from directory.guidance.ranking import Place, services_in_order

NEAREST = Part("nearest_of_needed_service", 0)


def lacks_assisted_authorisation(question: Question, shown: Iterable[Place]) -> bool:
    """Whether assisted authorisation is what is needed (G4), and no answer offers it."""
    if question.row.primary != (ASSISTED_AUTHORISATION,):
        return False
    return not any(
        ASSISTED_AUTHORISATION in (place.best.offer.service, *place.also_here) for place in shown
    )


def nearest_assisted_authorisation(question: Question, offers: Sequence[Offer]) -> Place | None:
    """The nearest offer of it in the county within 62 days, from `near` or the municipality."""
    question = look_everywhere(look_farther_ahead(question))
    assisted = [o for o in offers if o.service == ASSISTED_AUTHORISATION]
    found = answers_to(question, assisted)
    if not found:
        return None
    best = min(found, key=lambda answer: (_metres(question, answer), answer.rank))
    beside = [o for o in offers if o.stands_at == best.offer.stands_at and o not in assisted]
    also_here = services_in_order(answers_to(question, beside))
    return Place(best._replace(parts=(*best.parts, NEAREST)), also_here)


def _metres(question: Question, answer: Answer) -> float:
    """From `near`, else from the municipality's representative point; what stands in the asked
    municipality without a place of its own is near.
    """
    facts, offer = question.facts, answer.offer
    if facts.near is not None or facts.municipality is None:
        return answer.rank.distance_m
    if facts.municipality_centre is None or offer.lat is None or offer.lon is None:
        return 0.0 if offer.municipality == facts.municipality else UNMEASURABLE
    return metres_between(facts.municipality_centre, (offer.lat, offer.lon))
