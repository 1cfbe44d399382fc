"""The facts made ready for asking many offers: level, rows, days and the area (G1, G2, G16)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from directory.guidance.days import Days, days_from
from directory.guidance.facts import Facts, rounded
from directory.guidance.levels import FITS, HARDLY_FITS, form_points, settle_level
from directory.guidance.needs import PRIMARY, Row, remote_points, row_of, service_worths
from directory.guidance.offers import Offer
from directory.guidance.parts import Part

FARTHEST_DAYS = 62
BY_CALL_OR_CHAT = frozenset({"remote_phone", "remote_chat", "remote_video"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of every offer. `relaxed` names what was given up so far (G16)."""

    facts: Facts
    level: str
    level_is_told: bool
    row: Row
    services: Mapping[str, tuple[Part, int]]
    forms: Mapping[str, Part]
    days: Days
    within_days: int
    near: tuple[float, float] | None
    anywhere: bool = False
    relaxed: tuple[str, ...] = ()

    @property
    def has_area(self) -> bool:
        """Whether places are still left out for where they are."""
        told = self.near is not None or self.facts.municipality is not None
        return told and not self.anywhere

    def need_part(self, offer: Offer) -> tuple[Part, int] | None:
        """The need points and the order inside the row (G4, G5); None = not offered."""
        if offer.kind in ("point", "visit"):
            return self.services.get(offer.service or "")
        points = remote_points(offer, self.facts, self.row)
        return (_need_part(points, *self._helped_with(offer)), 0) if points else None

    def form_part(self, offer: Offer) -> Part | None:
        """The points of the form at the level (G6); None = not offered."""
        if offer.service == "device_network" and self.level == "self_practiser":
            return _form_part(offer.form, FITS)
        return self.forms.get(offer.form)

    def _helped_with(self, offer: Offer) -> tuple[str, tuple[str, ...]]:
        if self.facts.topic is not None and self.facts.topic in offer.topics:
            return "topic", (self.facts.topic,)
        return "need", (self.facts.need or "not_told",)


def ask(facts: Facts) -> Question:
    """The question as it was told."""
    level, is_told = settle_level(facts)
    row = row_of(facts, level)
    return Question(
        facts=facts,
        level=level,
        level_is_told=is_told,
        row=row,
        services=_services(row, facts.topic),
        forms=_forms(facts, level, every_form=False),
        days=days_from(facts.at, facts.within_days),
        within_days=facts.within_days,
        near=None if facts.near is None else rounded(facts.near),
    )


def look_farther_ahead(question: Question) -> Question:
    """The same, for the longest time that can be asked (G16)."""
    if question.within_days >= FARTHEST_DAYS:
        return question
    return replace(
        question,
        within_days=FARTHEST_DAYS,
        days=days_from(question.facts.at, FARTHEST_DAYS),
        relaxed=(*question.relaxed, "within_days"),
    )


def look_everywhere(question: Question) -> Question:
    """The same, in the whole county (G16)."""
    if not question.has_area:
        return question
    return replace(question, anywhere=True, relaxed=(*question.relaxed, "area"))


def take_every_form(question: Question) -> Question:
    """The same, with the forms that do not fit as well (G16)."""
    forms = _forms(question.facts, question.level, every_form=True)
    if forms == question.forms:
        return question
    return replace(question, forms=forms, relaxed=(*question.relaxed, "form"))


def _services(row: Row, topic: str | None) -> dict[str, tuple[Part, int]]:
    worths = service_worths(row, topic)
    return {
        service: (_need_part(points, "service", (service,)), order)
        for service, (points, order) in worths.items()
    }


def _forms(facts: Facts, level: str, *, every_form: bool) -> dict[str, Part]:
    """The forms that are offered; to who can neither call nor chat these never suit."""
    fits = dict(form_points(facts.audience, level, every_form=every_form))
    if facts.can_call_or_chat == "no":
        fits |= {form: min(fits[form], HARDLY_FITS) for form in BY_CALL_OR_CHAT}
    return {form: _form_part(form, points) for form, points in fits.items() if points}


def _need_part(points: int, list_name: str, codes: tuple[str, ...]) -> Part:
    code = "fits_need" if points == PRIMARY else "partly_fits_need"
    return Part(code, points, list_name, codes)


def _form_part(form: str, points: int) -> Part:
    code = "form_fits" if points == FITS else "form_possible"
    return Part(code, points, "form", (form,))
