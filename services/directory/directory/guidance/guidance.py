"""Guides from what was told to help, and leaves nobody without (G1-G17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from directory.guidance.choice import Choice, Listed
from directory.guidance.days import Phase, start_after
from directory.guidance.facts import Facts, understood
from directory.guidance.names import Names
from directory.guidance.needed import (
    lacks_assisted_authorisation,
    nearest_assisted_authorisation,
)
from directory.guidance.offers import Offer
from directory.guidance.question import (
    Question,
    ask,
    look_everywhere,
    look_farther_ahead,
    take_every_form,
)
from directory.guidance.ranking import Place, first_places
from directory.guidance.reasons import Reason, ends, reasons_of
from directory.guidance.resort import last_resorts
from directory.points.availability import AUTHORISATION

DEFAULT_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Item:
    """One answer. Moments are UTC; a point that can be had now has no `starts_at`."""

    offer: Offer
    service: str | None
    form: str
    also_here: list[str]
    starts_at: datetime | None
    ends_at: datetime | None
    distance_m: int | None
    score: int
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What was understood, what was given up, what nobody offers, and the ranked answers.

    `relaxed` holds, in order, `within_days`, `area`, `form`, `default_channels` (G16).
    """

    understood: dict[str, Any]
    level: str
    relaxed: list[str]
    unavailable: list[str]
    items: list[Item]

    @property
    def asks_own_unit(self) -> bool:
        """Whether the asker's own digivastaava is an answer as well (7.2, last paragraph)."""
        return self.level == "in_person_learner"


def guide(facts: Facts, offers: Iterable[Offer], names: Names = DEFAULT_NAMES) -> Guidance:
    """Answer what was told with the first `limit` offers, best first.

    The nearest place of a needed service that no answer offers stands after them (G16).
    """
    return guide_among(facts, Listed(offers), names)


def guide_among(facts: Facts, choice: Choice, names: Names = DEFAULT_NAMES) -> Guidance:
    """The same, of what is chosen from."""
    question, shown = _widened(ask(facts), choice)
    unavailable: list[str] = []
    if lacks_assisted_authorisation(question, shown):
        nearest = nearest_assisted_authorisation(question, choice)
        shown += [nearest] if nearest else []
        unavailable += [] if nearest else [AUTHORISATION]
    return Guidance(
        understood=understood(facts, question.level),
        level=question.level,
        relaxed=list(question.relaxed),
        unavailable=unavailable,
        items=[item_of(place, facts.at, names) for place in shown],
    )


def _widened(question: Question, choice: Choice) -> tuple[Question, list[Place]]:
    for wider in _widenings(question):
        question = wider
        places = first_places(question, choice)
        if places:
            return question, places
    relaxed = (*question.relaxed, "default_channels")
    return replace(question, relaxed=relaxed), last_resorts(question, choice.last_resorts())


def _widenings(question: Question) -> Iterator[Question]:
    """The question, then wider and wider (G16), without steps that change nothing."""
    yield question
    for widen in (look_farther_ahead, look_everywhere, take_every_form):
        wider = widen(question)
        if wider is not question:
            yield wider
        question = wider


def item_of(place: Place, at: datetime, names: Names) -> Item:
    """A place as it is told at a moment (UTC)."""
    answer = place.best
    offer, times = answer.offer, answer.times
    is_now = answer.soon is not None and answer.soon.phase == Phase.NOW
    return Item(
        offer=offer,
        service=offer.service,
        form=offer.form,
        also_here=list(place.also_here),
        starts_at=times.starts_at if is_now else start_after(times, at),
        ends_at=ends(answer),
        distance_m=None if answer.distance_m is None else round(answer.distance_m),
        score=answer.score,
        reasons=reasons_of(answer, at, names),
    )
