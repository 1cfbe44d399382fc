"""Offers that answer a question, with the parts of their scores (G3-G13)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from directory.guidance.days import FAR, NOW, Days, Phase, Soon, day_of, how_soon
from directory.guidance.eligibility import Check, checks_of
from directory.guidance.offers import ASSISTED_AUTHORISATION, NOBODY_RANKS, Offer, Times
from directory.guidance.parts import Part
from directory.guidance.place import place_rule
from directory.guidance.question import Question
from directory.guidance.scoring import Rule, rules_of

UNMEASURABLE = float("inf")
NO_TIME = Soon(Part("", 0), Phase.LATER, FAR)


class Rank(NamedTuple):
    """What G14 sorts by, best first."""

    minus_score: int
    phase: Phase
    start: datetime
    distance_m: float
    obligation: int
    name: str
    id: str


class Untimed(NamedTuple):
    """An offer that passed every rule but time. `fit` are its parts for need and form.

    `order` is the service's place in its row of G4; `points` is the score without time.
    """

    offer: Offer
    order: int
    distance_m: float | None
    fit: tuple[Part, ...]
    others: tuple[Part, ...]
    points: int


class Answer(NamedTuple):
    """An offer that answers the question. The score is the sum of its parts (G13)."""

    offer: Offer
    order: int
    distance_m: float | None
    times: Times
    soon: Soon | None
    parts: tuple[Part, ...]
    score: int
    rank: Rank


def untimed_answers(question: Question, offers: Iterable[Offer]) -> Iterator[Untimed]:
    """Every offer that passes the rules that need no times (G3-G6, G8-G12)."""
    where, checks, rules = place_rule(question), checks_of(question), rules_of(question)
    for offer in offers:
        need = question.need_part(offer)
        form = question.form_part(offer) if need else None
        stand = where(offer) if form else None
        if need and form and stand and _passes(offer, checks):
            others = _others(offer, stand.part, rules)
            points = need[0].points + form.points + sum([part.points for part in others])
            yield Untimed(offer, need[1], stand.distance_m, (need[0], form), others, points)


def timed(untimed: Untimed, question: Question) -> Answer | None:
    """The answer with its times (G7); None when it cannot be had, or not by this asker (Q3)."""
    offer, days = untimed.offer, question.days
    times = offer.times(days.at, question.within_days)
    soon = how_soon(offer, times, days, untimed.fit[1].points)
    if soon is None:
        return None
    if offer.service == ASSISTED_AUTHORISATION and not offer.is_qualified(_date_of(soon, days)):
        return None
    return made(untimed, times, soon)


def answers_to(question: Question, offers: Iterable[Offer]) -> list[Answer]:
    """Every offer that answers the question, in no order."""
    found = (timed(one, question) for one in untimed_answers(question, offers))
    return [answer for answer in found if answer is not None]


def made(untimed: Untimed, times: Times, soon: Soon | None) -> Answer:
    """The answer; without a time part when nobody knows when (only a last resort is so)."""
    time_part, phase, start = soon or NO_TIME
    parts = (*untimed.fit, *((time_part,) if soon else ()), *untimed.others)
    score = untimed.points + time_part.points
    rank = _rank(untimed, score, phase, start)
    return Answer(untimed.offer, untimed.order, untimed.distance_m, times, soon, parts, score, rank)


def hoped_rank(untimed: Untimed, days: Days) -> Rank:
    """The rank an offer would have if it could be had now: no times can make it better."""
    return _rank(untimed, untimed.points + NOW, Phase.NOW, days.at)


def _passes(offer: Offer, checks: tuple[Check, ...]) -> bool:
    for check in checks:  # noqa: SIM110 - twice as fast, and it runs for every offer
        if not check(offer):
            return False
    return True


def _others(offer: Offer, place: Part | None, rules: tuple[Rule, ...]) -> tuple[Part, ...]:
    parts = [part for rule in rules if (part := rule(offer))]
    return (place, *parts) if place else tuple(parts)


def _rank(untimed: Untimed, score: int, phase: Phase, start: datetime) -> Rank:
    offer, distance_m = untimed.offer, untimed.distance_m
    obligation = NOBODY_RANKS if offer.obligation_rank is None else offer.obligation_rank
    metres = UNMEASURABLE if distance_m is None else distance_m
    return Rank(-score, phase, start, metres, obligation, offer.name.get("fi") or "", offer.id)


def _date_of(soon: Soon, days: Days) -> date:
    return days.today if soon.start == FAR else day_of(soon.start)
