"""Points of a document for a query, and why (rule W9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from directory.search.dictionary import Concept
from directory.search.documents import (
    IN_DESCRIPTION,
    IN_NAME,
    IN_SUMMARY,
    Document,
    Range,
    highlights,
)

WHOLE_NAME, NAME_BEGINS, CONCEPT, MUNICIPALITY = 100.0, 60.0, 50.0, 30.0
VILLAGE = 1.0  # before its equals, for a text that names the village of the query
TYPO = 0.5
FIELD_OF = {IN_NAME: "name", IN_SUMMARY: "summary", IN_DESCRIPTION: "description"}
CORRECTED = "corrected"


class Hit(NamedTuple):
    """A document that was found, its points, and why it was found."""

    document: Document
    score: float
    matched: tuple[str, ...]
    """`name`, `summary`, `description`, `concept:<code>`, `municipality`, `corrected`,
    `anything` (only a time or a language was asked for)."""
    marked: frozenset[str] = frozenset()

    @property
    def highlights(self) -> Mapping[str, tuple[Range, ...]]:
        """`name.fi`, `summary.sv` ... -> ranges in the text as given."""
        return highlights(self.document, self.marked)


@dataclass(slots=True)
class Scores:
    """Points gathered by document number."""

    points: dict[int, float] = field(default_factory=dict)
    reasons: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def add(self, numbers: Iterable[int], points: float, reasons: tuple[str, ...]) -> None:
        """Adds points to documents; a reason is told once."""
        held, told = self.points, self.reasons
        for number in numbers:
            before = told.get(number)
            if before is None:
                held[number], told[number] = points, reasons
            else:
                held[number] += points
                told[number] = _both(before, reasons)

    def add_word(
        self,
        found: Mapping[str, float],
        words: Mapping[str, Mapping[int, int]],
        *,
        typo: bool = False,
    ) -> None:
        """A typed word gives each document the points of its best place."""
        best: dict[int, tuple[float, int]] = {}
        for word, weight in found.items():
            share = weight * TYPO if typo else weight
            worth = {points: (share * points, points) for points in FIELD_OF}
            for number, points in words[word].items():
                if number not in best or best[number] < worth[points]:
                    best[number] = worth[points]
        more = (CORRECTED,) if typo else ()
        reasons = {points: (name, *more) for points, name in FIELD_OF.items()}
        alike: dict[tuple[float, int], list[int]] = {}
        for number, worthy in best.items():
            alike.setdefault(worthy, []).append(number)
        for (points_here, place), numbers in alike.items():
            self.add(numbers, points_here, reasons[place])

    def add_concept(self, concept: Concept, numbers: Iterable[int], *, guess: bool) -> None:
        """Every document with the concept."""
        reason = f"concept:{concept.code}"
        reasons = (reason, CORRECTED) if guess else (reason,)
        self.add(numbers, CONCEPT, reasons)


@lru_cache(10_000)
def _both(told: tuple[str, ...], reasons: tuple[str, ...]) -> tuple[str, ...]:
    return told + tuple(one for one in reasons if one not in told)
