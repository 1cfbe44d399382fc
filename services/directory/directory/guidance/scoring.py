"""The points for language, wishes and trust (G10-G12)."""

from collections.abc import Callable

from directory.guidance.facts import Facts
from directory.guidance.offers import Offer
from directory.guidance.parts import Part
from directory.guidance.question import Question

TRUST = {
    "fresh": Part("checked", 5),
    "due": Part("checked", 4),
    "unverified": Part("not_checked", 2),
    "stale": Part("not_checked", 0),
}
SPOKEN, INTERPRETED = 5, 3
WISH, TARGETED = 5, 3
WISHED = PRIVATE_SPACE, DEVICE = "sensitive_space", "device_network"
"""Services that are a wish beside the one that is asked for (G11)."""
NEEDS_SIGN_IN = Part("needs_sign_in", -5)
Rule = Callable[[Offer], Part | None]


def rules_of(question: Question) -> tuple[Rule, ...]:
    """Language, wishes and trust (G10-G12), as far as what was told asks for them."""
    rules: list[Rule] = []
    if question.facts.language is not None:
        rules.append(_language_rule(question.facts.language))
    return (*rules, *_wish_rules(question.facts), trust)


def trust(offer: Offer) -> Part:
    """How well the record is kept (G12)."""
    return TRUST[offer.freshness]


def _language_rule(language: str) -> Rule:
    spoken = Part("speaks_language", SPOKEN, "language", (language,))
    interpreted = Part("interpreting_there", INTERPRETED)

    def language_part(offer: Offer) -> Part | None:
        if language in offer.languages:
            return spoken
        return interpreted if offer.interpreting else None

    return language_part


def _wish_rules(facts: Facts) -> list[Rule]:
    rules: list[Rule] = []
    if facts.private_space:
        rules.append(_service_wish(PRIVATE_SPACE))
    if facts.accessibility:
        rules.append(_accessibility_wish(facts.accessibility))
    if facts.has_device == "no":
        rules.append(_service_wish(DEVICE))
    if facts.target_group is not None:
        rules.append(_target_rule(facts.target_group))
    if facts.can_identify != "yes":
        rules.append(_sign_in_part)
    return rules


def _service_wish(service: str) -> Rule:
    met = Part("wish_met", WISH, "service", (service,))
    return lambda offer: met if offer.has(service) else None


def _accessibility_wish(asked: frozenset[str]) -> Rule:
    met = Part("wish_met", WISH, "accessibility", tuple(sorted(asked)))

    def accessibility_part(offer: Offer) -> Part | None:
        return met if all(offer.accessibility.get(code) == "yes" for code in asked) else None

    return accessibility_part


def _target_rule(target_group: str) -> Rule:
    matching = Part("wish_met", TARGETED, "target_group", (target_group,))
    return lambda offer: matching if target_group in offer.target_groups else None


def _sign_in_part(offer: Offer) -> Part | None:
    return NEEDS_SIGN_IN if offer.requires_identification else None
