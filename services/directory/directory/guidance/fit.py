"""How an offer fits a question, wherever it stands and whenever it can be had (G3-G6, G10-G12)."""

from collections.abc import Callable, Hashable
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from directory.guidance.eligibility import Check, checks_of
from directory.guidance.facts import Facts
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.question import Question
from directory.guidance.scoring import WISHED, rules_of


class Fit(NamedTuple):
    """The order in its row of G4, the parts for need and form, and those for all else but place."""

    order: int
    parts: tuple[Part, Part]
    others: tuple[Part, ...]
    points: int


def fits_of(question: Question) -> Callable[[Offer], Fit | None]:
    """What says how an offer fits; None = it is dropped."""
    checks, rules = checks_of(question), rules_of(question)

    def fit(offer: Offer) -> Fit | None:
        need = question.need_part(offer)
        form = question.form_part(offer) if need else None
        if not need or not form or not _passes(offer, checks):
            return None
        others = tuple([part for rule in rules if (part := rule(offer))])
        points = need[0].points + form.points + sum([part.points for part in others])
        return Fit(need[1], (need[0], form), others, points)

    return fit


def profile_of(offer: Offer) -> Hashable:
    """All that fits are made of: offers of one profile fit every question equally."""
    return (
        offer.kind,
        offer.form,
        offer.service,
        offer.at_a_place,
        offer.levels,
        offer.needs,
        offer.topics,
        offer.target_groups,
        offer.audiences,
        offer.languages,
        offer.interpreting,
        frozenset(offer.accessibility.items()),
        offer.requires_identification,
        offer.freshness,
        offer.public,
        offer.is_ever_qualified,
        *[offer.has(service) for service in WISHED],
    )


def _passes(offer: Offer, checks: tuple[Check, ...]) -> bool:
    for check in checks:  # noqa: SIM110 - twice as fast, and it runs for every offer
        if not check(offer):
            return False
    return True


WHERE_AND_WHEN = frozenset({
    "at", "near", "radius_m", "municipality", "municipality_centre", "within_days", "limit", "form",
})  # fmt: skip
_what = attrgetter(*[one.name for one in fields(Facts) if one.name not in WHERE_AND_WHEN])


def inquiry_of(question: Question) -> Hashable:
    """All of a question that fits are made of: offers fit equal inquiries equally."""
    return question.level, "form" in question.relaxed, _what(question.facts)
