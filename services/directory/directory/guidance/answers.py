"""Offers that answer a question, with the parts of their scores (G3-G13)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from directory.guidance.days import FAR, NOW, Days, Phase, Soon, day_of, how_soon
from directory.guidance.fit import Fit, fits_of
from directory.guidance.offers import NOBODY_RANKS, Offer, Times
from directory.guidance.parts import Part
from directory.guidance.place import Stand, area_of
from directory.guidance.question import Question
from directory.points.availability import AUTHORISATION

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

    @property
    def rank(self) -> Rank:
        """What G14 sorts by."""
        _, phase, start = self.soon or NO_TIME
        return _rank(self.offer, self.distance_m, self.score, phase, start)


def untimed_answers(question: Question, offers: Iterable[Offer]) -> Iterator[Untimed]:
    """Every offer that passes the rules that need no times (G3-G6, G8-G12)."""
    area, fits = area_of(question), fits_of(question)
    for offer in offers:
        stand = area.stand(offer)
        fit = fits(offer) if stand else None
        if stand and fit:
            yield untimed(offer, fit, stand)


def untimed(offer: Offer, fit: Fit, stand: Stand) -> Untimed:
    """What an offer is worth before its times are known."""
    place = stand.part
    others = (place, *fit.others) if place else fit.others
    points = fit.points + place.points if place else fit.points
    return Untimed(offer, fit.order, stand.distance_m, fit.parts, others, points)


def timed(untimed: Untimed, question: Question) -> Answer | None:
    """The answer with its times (G7); None when it cannot be had, or not by this asker (Q3)."""
    offer, days = untimed.offer, question.days
    times = offer.times(days.at, question.within_days)
    soon = how_soon(offer, times, days, untimed.fit[1].points)
    if soon is None:
        return None
    if offer.service == AUTHORISATION and not offer.is_qualified(_date_of(soon, days)):
        return None
    return made(untimed, times, soon)


def answers_to(question: Question, offers: Iterable[Offer]) -> list[Answer]:
    """Every offer that answers the question, in no order."""
    found = (timed(one, question) for one in untimed_answers(question, offers))
    return [answer for answer in found if answer is not None]


def made(untimed: Untimed, times: Times, soon: Soon | None) -> Answer:
    """The answer; without a time part when nobody knows when (only a last resort is so)."""
    offer, order, distance_m, fit, others, points = untimed
    if soon is None:
        return Answer(offer, order, distance_m, times, soon, (*fit, *others), points)
    parts = (*fit, soon.part, *others)
    return Answer(offer, order, distance_m, times, soon, parts, points + soon.part.points)


def hoped_rank(untimed: Untimed, days: Days) -> Rank:
    """The rank an offer would have if it could be had now: no times can make it better."""
    points = untimed.points + NOW
    return _rank(untimed.offer, untimed.distance_m, points, Phase.NOW, days.at)


def _rank(
    offer: Offer, distance_m: float | None, score: int, phase: Phase, start: datetime
) -> Rank:
    metres = UNMEASURABLE if distance_m is None else distance_m
    return Rank(-score, phase, start, metres, *last_of_rank(offer))


def last_of_rank(offer: Offer) -> tuple[int, str, str]:
    """What decides between equals, whatever was asked: obligation, name, id (G14)."""
    obligation = NOBODY_RANKS if offer.obligation_rank is None else offer.obligation_rank
    return obligation, offer.name.get("fi") or "", offer.id


def _date_of(soon: Soon, days: Days) -> date:
    return days.today if soon.start == FAR else day_of(soon.start)
