"""Answers in order, each place once (G14, G15); times are asked only where they can matter."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from directory.guidance.answers import Answer, Rank, Untimed, hoped_rank, timed, untimed_answers
from directory.guidance.days import NOW, Days
from directory.guidance.offers import Offer
from directory.guidance.question import Question

VISITS_OF_A_UNIT = 2
Group = list[Untimed]


class Place(NamedTuple):
    """The best service of one place, and the others that fit, in order (G15)."""

    best: Answer
    also_here: tuple[str, ...]


def shown_places(question: Question, offers: Iterable[Offer]) -> list[Place]:
    """The first `limit` places (G14), one of them remote when that could help (G15)."""
    groups = _by_place(untimed_answers(question, offers))
    answers = in_order(_best_answers(groups, question))
    shown = _first(answers, question.facts.limit, wants_remote=question.facts.can_go != "yes")
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
    """The best answer of every place that can be among the first, and of every channel.

    A place that could not be among them even if it were open now is not asked for its times.
    """
    found: list[Answer] = []
    ranks: list[Rank] = []
    visits: Counter[str] = Counter()
    hopes = sorted((_hoped(group, question.days), key) for key, group in groups.items())
    for hoped, key in hopes:
        is_late = _is_late(hoped, ranks, question.facts.limit)
        if is_late and groups[key][0].offer.kind != "channel":
            continue
        best = _best_there(groups[key], question)
        if best is not None:
            found.append(best)
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


def _first(answers: list[Answer], limit: int, *, wants_remote: bool) -> list[Answer]:
    shown = answers[:limit]
    if wants_remote and not any(_is_remote(answer) for answer in shown):
        remote = next((answer for answer in answers[limit:] if _is_remote(answer)), None)
        if remote is not None:
            shown[-1] = remote
    return shown


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


def _is_remote(answer: Answer) -> bool:
    return answer.offer.kind == "channel"
