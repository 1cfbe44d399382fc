"""Answers in order, each place once (G14, G15); times are asked only where they can matter."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from directory.guidance.answers import Answer, Rank, timed
from directory.guidance.choice import Choice, Group, Listed, Only, Promising
from directory.guidance.days import NOW
from directory.guidance.facts import Facts
from directory.guidance.offers import Offer
from directory.guidance.question import Question

VISITS_OF_A_UNIT = 2


class Place(NamedTuple):
    """The best service of one place, and the others that fit, in order (G15)."""

    best: Answer
    also_here: tuple[str, ...]


def shown_places(question: Question, offers: Iterable[Offer]) -> list[Place]:
    """The first `limit` places (G14), one of them of the named form, or remote (G15)."""
    return first_places(question, Listed(offers))


def first_places(question: Question, choice: Choice) -> list[Place]:
    """The same, of what is chosen from. Times are asked only where they can matter: a place that
    could not be among the first even if it were open now is not looked at.
    """
    asked = _Asked(question)
    for promising in choice.best_first(question):
        if asked.has_better(promising.hoped):
            break
        asked.ask(promising)
    shown = asked.in_order()[: question.facts.limit]
    for sought in _kept_for(question.facts):
        if not any(sought.holds(answer.offer) for answer in shown):
            best = asked.best_of(sought, choice)
            shown[-1:] = [best] if best else shown[-1:]
    return [whole_place(answer, asked.groups[answer.offer.stands_at], question) for answer in shown]


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """Best first (G14), at most two visits of one unit (G15)."""
    visits: Counter[str] = Counter()
    return [a for a in sorted(answers, key=lambda a: a.rank) if _has_room(a, visits)]


def services_in_order(answers: Iterable[Answer]) -> tuple[str, ...]:
    """The services that stand in `also_here`."""
    services = (answer.offer.service for answer in sorted(answers, key=_fit))
    return tuple(service for service in services if service is not None)


class _Asked:
    """The places that were asked for their times, and the best answer of each."""

    def __init__(self, question: Question) -> None:
        self.question, self.limit = question, question.facts.limit
        self.groups: dict[str, Group] = {}
        self.found: list[Answer] = []
        self.ranks: list[Rank] = []
        """Of those found, without a third visit of a unit."""
        self.visits: Counter[str] = Counter()

    def has_better(self, hoped: Rank) -> bool:
        """Whether the first places are filled with answers better than what is hoped."""
        return len(self.ranks) >= self.limit and self.ranks[self.limit - 1] < hoped

    def ask(self, promising: Promising) -> Answer | None:
        """The best answer of a place; None when it has none, or was asked before."""
        group = promising.group
        if group[0].offer.stands_at in self.groups:
            return None
        self.groups[group[0].offer.stands_at] = group
        best = best_there(group, self.question)
        if best is not None:
            self.found.append(best)
            if _has_room(best, self.visits):
                insort(self.ranks, best.rank)
        return best

    def in_order(self) -> list[Answer]:
        return in_order(self.found)

    def best_of(self, sought: Only, choice: Choice) -> Answer | None:
        """The best place that is one of those sought (G15)."""
        best = self._first(sought)
        for promising in choice.best_first(self.question, sought):
            if best is not None and best.rank < promising.hoped:
                break
            if self.ask(promising) is not None:
                best = self._first(sought)
        return best

    def _first(self, sought: Only) -> Answer | None:
        return next((answer for answer in self.in_order() if sought.holds(answer.offer)), None)


def best_there(group: Group, question: Question) -> Answer | None:
    """The best service of a place; one that even now could not be better is not asked."""
    best: Answer | None = None
    for one in sorted(group, key=lambda one: -one.points):
        if best is not None and one.points + NOW < best.score:
            break
        answer = timed(one, question)
        if answer is not None and (best is None or _fit(answer) < _fit(best)):
            best = answer
    return best


def whole_place(best: Answer, group: Group, question: Question) -> Place:
    """A place with what else of it answers the question."""
    others = (timed(one, question) for one in group if one.offer is not best.offer)
    return Place(best, services_in_order(other for other in others if other is not None))


def _kept_for(facts: Facts) -> list[Only]:
    """What has a right to the last place (G15): something remote, and above it the form that was
    named, also by who can go.
    """
    sought = [Only("kind", "channel")] if facts.can_go != "yes" else []
    return sought if facts.form is None else [*sought, Only("form", facts.form)]


def _fit(answer: Answer) -> tuple[int, int, str]:
    """By score, then the order inside the row of G4."""
    return -answer.score, answer.order, answer.offer.id


def _has_room(answer: Answer, visits: Counter[str]) -> bool:
    offer = answer.offer
    if offer.kind != "visit" or offer.unit_id is None:
        return True
    visits[offer.unit_id] += 1
    return visits[offer.unit_id] <= VISITS_OF_A_UNIT
