"""What there is to choose from, asked so that few offers must be looked at (G14-G16)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from directory.guidance.answers import Rank, Untimed, hoped_rank, untimed_answers
from directory.guidance.days import Days
from directory.guidance.offers import Offer
from directory.guidance.question import Question

Group = list[Untimed]


class Promising(NamedTuple):
    """A place with its services that pass every rule but time; no times give it a better rank."""

    hoped: Rank
    group: Group


class Only(NamedTuple):
    """Offers of one kind or of one form."""

    name: str
    value: str

    def holds(self, offer: Offer) -> bool:
        """Whether an offer is one of them."""
        return bool(getattr(offer, self.name) == self.value)

    def matters(self, offer: Offer) -> bool:
        """Whether it is one, or a visit: two better ones of its unit may push one out (G15)."""
        return self.holds(offer) or (self.name != "kind" and offer.kind == "visit")


class Choice(Protocol):
    """All offers of a moment's date."""

    def best_first(self, question: Question, only: Only | None = None) -> Iterator[Promising]:
        """Every place where something passes the rules that need no times, each once.

        What is hoped never falls behind what was hoped before, so whoever holds enough answers
        that are better than what is hoped may stop: no place to come could be among them. `only`:
        at least the places where an offer matters to it.
        """

    def giving(self, service: str) -> Sequence[Offer]:
        """The offers of a service."""

    def standing_at(self, place: str) -> Sequence[Offer]:
        """The offers of a place."""

    def last_resorts(self) -> Sequence[Offer]:
        """The default channels."""


class Listed:
    """Offers as a list, each looked at whenever something is asked."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        self.offers = list(offers)

    def best_first(self, question: Question, only: Only | None = None) -> Iterator[Promising]:
        groups: dict[str, Group] = {}
        for one in untimed_answers(question, self.offers):
            groups.setdefault(one.offer.stands_at, []).append(one)
        return by_hope([one for one in groups.values() if _matters(one, only)], question.days)

    def giving(self, service: str) -> Sequence[Offer]:
        return [offer for offer in self.offers if offer.service == service]

    def standing_at(self, place: str) -> Sequence[Offer]:
        return [offer for offer in self.offers if offer.stands_at == place]

    def last_resorts(self) -> Sequence[Offer]:
        return [offer for offer in self.offers if is_last_resort(offer)]


def by_hope(groups: Sequence[Group], days: Days) -> Iterator[Promising]:
    """Each with what it would be if it could be had now, best first."""
    hopes = sorted((_hoped(group, days), number) for number, group in enumerate(groups))
    return (Promising(hoped, groups[number]) for hoped, number in hopes)


def is_last_resort(offer: Offer) -> bool:
    """Whether it is offered when nothing else is left (G16)."""
    return offer.is_default and offer.kind == "channel"


def _matters(group: Group, only: Only | None) -> bool:
    return only is None or any(only.matters(one.offer) for one in group)


def _hoped(group: Group, days: Days) -> Rank:
    most = max(one.points for one in group)
    return min(hoped_rank(one, days) for one in group if one.points == most)
