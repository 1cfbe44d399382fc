"""What is dropped at once, whatever its points (G3)."""

from collections.abc import Callable

from directory.guidance.offers import Offer
from directory.guidance.question import Question

Check = Callable[[Offer], bool]


def checks_of(question: Question) -> tuple[Check, ...]:
    """The checks that what was told makes necessary; an offer must pass all of them."""
    return (
        _seen_by(question),
        *_person_checks(question),
        *_wish_checks(question),
        *_list_checks(question),
    )


def _seen_by(question: Question) -> Check:
    audience, staff = question.facts.audience, question.facts.staff

    def is_shown(offer: Offer) -> bool:
        return (
            (offer.public or staff)
            and offer.freshness != "expired"
            and offer.is_ever_qualified
            and (not offer.audiences or audience in offer.audiences)
        )

    return is_shown


def _person_checks(question: Question) -> list[Check]:
    facts, checks = question.facts, list[Check]()
    if facts.target_group is not None:
        checks.append(lambda o: not o.target_groups or facts.target_group in o.target_groups)
    if facts.can_go == "no":
        checks.append(lambda o: not o.needs_travel)
    if facts.can_identify == "no":
        checks.append(lambda o: not o.requires_identification)
    return checks


def _wish_checks(question: Question) -> list[Check]:
    facts, checks = question.facts, list[Check]()
    if facts.accessibility:
        checks.append(lambda o: all(o.accessibility.get(a) != "no" for a in facts.accessibility))
    if facts.language is not None and facts.language_required:
        checks.append(lambda o: facts.language in o.languages or o.interpreting)
    return checks


def _list_checks(question: Question) -> list[Check]:
    """Lists of an offer that lack what is asked; a level that nobody told is not asked."""
    facts, checks = question.facts, list[Check]()
    if facts.need is not None:
        checks.append(lambda o: not o.needs or facts.need in o.needs)
    if facts.topic is not None:
        checks.append(lambda o: not o.topics or facts.topic in o.topics)
    if question.level_is_told:
        names = frozenset({question.level, f"{facts.audience}/{question.level}"})
        checks.append(lambda o: not o.levels or not names.isdisjoint(o.levels))
    return checks
