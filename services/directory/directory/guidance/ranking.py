"""Answers in order, each place once (G14, G15); times are asked only where they can matter."""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from directory.guidance.answers import Answer, Rank, Untimed, hoped_rank, timed, untimed_answers
from directory.guidance.days import NOW, Days
from directory.guidance.facts import Facts
from directory.guidance.offers import Offer
from directory.guidance.question import Question

VISITS_OF_A_UNIT = 2
Group = list[Untimed]


class Place(NamedTuple):
    """The best service of one place, and the others that fit, in order (G15)."""

    best: Answer
    also_here: tuple[str, ...]


@dataclass(slots=True)
class Sought:
    """What the last place is kept for when the first places hold none of it (G15)."""

    is_one: Callable[[Offer], bool]
    best: Rank | None = None
    """Of those that were asked for their times so far."""

    def may_be_in(self, group: Group, hoped: Rank) -> bool:
        """Whether a place of a hoped rank could be the best one."""
        is_better = self.best is None or hoped < self.best
        return is_better and any(self.is_one(one.offer) for one in group)

    def note(self, answer: Answer) -> None:
        """Remember the best one."""
        if self.is_one(answer.offer) and (self.best is None or answer.rank < self.best):
            self.best = answer.rank


def shown_places(question: Question, offers: Iterable[Offer]) -> list[Place]:
    """The first `limit` places (G14), one of them of the named form, or remote (G15)."""
    groups = _by_place(untimed_answers(question, offers))
    answers = in_order(_best_answers(groups, question))
    shown = _first(answers, question.facts)
    return [_whole(answer, groups[answer.offer.stands_at], question) for answer in shown]


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """Best first (G14), at most two visits of one unit (G15)."""
    visits: Counter[str] = Counter()
    return [a for a in sorted(answers, key=lambda a: a.rank) if _has_room(a, visits)]


def services_in_order(answers: Iterable[Answer]) -> tuple[str, ...]:
    """The services that stand in `also_here`."""
    services = (answer.offer.service for answer in sorted(answers, key=_fit))
    return tuple(service for service in services if service is not None)


def _best_answers(groups: dict[str, Group], question: Question) -> list[Answer]:
    """The best answer of every place that can be among the first, or take the last place.

    A place that could do neither even if it were open now is not asked for its times.
    """
    found: list[Answer] = []
    ranks: list[Rank] = []
    visits: Counter[str] = Counter()
    kept_for = _kept_for(question.facts)
    hopes = sorted((_hoped(group, question.days), key) for key, group in groups.items())
    for hoped, key in hopes:
        is_late = _is_late(hoped, ranks, question.facts.limit)
        if is_late and not any(one.may_be_in(groups[key], hoped) for one in kept_for):
            continue
        best = _best_there(groups[key], question)
        if best is None:
            continue
        found.append(best)
        for one in kept_for:
            one.note(best)
        if _has_room(best, visits):
            insort(ranks, best.rank)
    return found


def _best_there(group: Group, question: Question) -> Answer | None:
    """The best service of a place; one that even now could not be better is not asked."""
    best: Answer | None = None
    for one in sorted(group, key=lambda one: -one.points):
        if best is not None and one.points + NOW < best.score:
            break
        answer = timed(one, question)
        if answer is not None and (best is None or _fit(answer) < _fit(best)):
            best = answer
    return best


def _whole(best: Answer, group: Group, question: Question) -> Place:
    others = (timed(one, question) for one in group if one.offer is not best.offer)
    return Place(best, services_in_order(other for other in others if other is not None))


def _first(answers: list[Answer], facts: Facts) -> list[Answer]:
    shown = answers[: facts.limit]
    for sought in _kept_for(facts):
        if not any(sought.is_one(answer.offer) for answer in shown):
            best = next((answer for answer in answers if sought.is_one(answer.offer)), None)
            shown[-1:] = [best] if best else shown[-1:]
    return shown


def _kept_for(facts: Facts) -> list[Sought]:
    """What has a right to the last place (G15): something remote, and above it the form that was
    named, also by who can go.
    """
    sought = [Sought(_is_remote)] if facts.can_go != "yes" else []
    if facts.form is not None:
        sought.append(Sought(lambda offer: offer.form == facts.form))
    return sought


def _by_place(answers: Iterable[Untimed]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for answer in answers:
        groups.setdefault(answer.offer.stands_at, []).append(answer)
    return groups


def _fit(answer: Answer) -> tuple[int, int, str]:
    """By score, then the order inside the row of G4."""
    return -answer.score, answer.order, answer.offer.id


def _hoped(group: Group, days: Days) -> Rank:
    most = max(one.points for one in group)
    return min(hoped_rank(one, days) for one in group if one.points == most)


def _is_late(hoped: Rank, ranks: list[Rank], limit: int) -> bool:
    return len(ranks) >= limit and ranks[limit - 1] < hoped


def _has_room(answer: Answer, visits: Counter[str]) -> bool:
    offer = answer.offer
    if offer.kind != "visit" or offer.unit_id is None:
        return True
    visits[offer.unit_id] += 1
    return visits[offer.unit_id] <= VISITS_OF_A_UNIT


def _is_remote(offer: Offer) -> bool:
    return offer.kind == "channel"
