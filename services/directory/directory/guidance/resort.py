"""The channels of last resort: what is said when nothing else is left (G16)."""

from collections.abc import Iterable
from dataclasses import replace

from directory.guidance.answers import Answer, Untimed, made
from directory.guidance.days import FAR, how_soon
from directory.guidance.levels import HARDLY_FITS
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.place import NO_TRAVEL
from directory.guidance.question import Question
from directory.guidance.ranking import Place, in_order
from directory.guidance.scoring import Rule, rules_of

LAST_RESORT = Part("last_resort", 0)


def last_resorts(question: Question, channels: Iterable[Offer]) -> list[Place]:
    """Every default channel that the caller may see, whether it fits the question or not."""
    rules, staff = rules_of(question), question.facts.staff
    shown = [offer for offer in channels if _is_shown(offer, staff=staff)]
    answers = in_order(_resort(offer, question, rules) for offer in shown)
    return [Place(answer, ()) for answer in answers[: question.facts.limit]]


def _is_shown(offer: Offer, *, staff: bool) -> bool:
    return (offer.public or staff) and offer.freshness != "expired"


def _resort(offer: Offer, question: Question, rules: tuple[Rule, ...]) -> Answer:
    need = question.need_part(offer)
    form = question.form_part(offer) or Part("form_possible", HARDLY_FITS, "form", (offer.form,))
    fit = (need[0], form) if need else (form,)
    others = (LAST_RESORT, NO_TRAVEL, *(part for rule in rules if (part := rule(offer))))
    points = sum(part.points for part in (*fit, *others))
    untimed = Untimed(offer, 0, None, fit, others, points)
    times = offer.times(question.days.at, question.within_days)
    whenever = replace(question.days, horizon=FAR)
    return made(untimed, times, how_soon(offer, times, whenever, form.points))
