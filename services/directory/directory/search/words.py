"""Two makers of index terms: Voikko where it is installed, and the fallback always.

A maker says which base forms a typed word has, and under which terms a word of a text is found.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from directory.search import tokens
from directory.search.dictionary import Dictionary
from directory.search.field_words import FieldWords, Split, field_words
from directory.search.voikko import Voikko, installed

WHOLE = 1.0
PART = 0.5  # a part of a compound (rule W9)


class Terms(NamedTuple):
    """The terms of a word with their weights: whole 1, part of a compound 0.5."""

    weights: Mapping[str, float]
    known: bool
    """A known word is taken whole: nobody may strip it further."""


class Maker(Protocol):
    """Turns words into terms; `name` is told in `understood` and by the readiness check."""

    name: str

    def bases(self, word: str) -> set[str]:
        """The base forms of a typed word; empty when the maker does not know it."""

    def is_sure(self, word: str) -> bool:
        """Whether it knows the word, and not only as any words put together."""

    def parts(self, word: str) -> Mapping[str, float]:
        """The terms of a typed word with the parts of a compound."""

    def terms(self, word: str) -> Terms:
        """The terms of a word of a text; remembered, so never for what a person has typed."""


class Fallback:
    """Knows the field's own words, and nothing else (reference: performance 3.6)."""

    name = "fallback"

    def __init__(self, field: FieldWords) -> None:
        self._field = field
        self._remembered: dict[str, Terms] = {}

    def bases(self, word: str) -> set[str]:
        found = self._field.read(word)
        if found:
            return found
        split = self._field.split(word)
        return {split.whole} if split and split.sure else set()

    def is_sure(self, word: str) -> bool:
        return bool(self.bases(word))

    def parts(self, word: str) -> Mapping[str, float]:
        return field_terms(word, self._field)

    def terms(self, word: str) -> Terms:
        known = self._remembered.get(word)
        if known is None:
            known = Terms(self.parts(word), bool(self.bases(word)))
            self._remembered[word] = known
        return known


class WithVoikko:
    """The field's own words first, then every analysis of Voikko (rule W7)."""

    name = "voikko"

    def __init__(self, field: FieldWords, speller: Voikko) -> None:
        self._field = field
        self._speller = speller
        self._remembered: dict[str, Terms] = {}

    def bases(self, word: str) -> set[str]:
        return self._field.read(word) or self._speller.bases(word)

    def is_sure(self, word: str) -> bool:
        """`etävastanotto` could be a compound of words that nobody puts together."""
        alone = self._speller.bases(word) and not self._speller.runs(word)
        return bool(alone or self._field.read(word))

    def parts(self, word: str) -> Mapping[str, float]:
        made = field_terms(word, self._field)
        if not self._field.read(word):
            made.update(dict.fromkeys(self._speller.bases(word), WHOLE))
        for piece in (word, *tokens.parts(word)):
            for run in self._speller.runs(piece):
                made.setdefault(run, PART)
        return made

    def terms(self, word: str) -> Terms:
        known = self._remembered.get(word)
        if known is None:
            known = Terms(self.parts(word), bool(self.bases(word)))
            self._remembered[word] = known
        return known


def field_terms(word: str, field: FieldWords) -> dict[str, float]:
    """The terms that the dictionary alone gives: `digitukipisteessä` is found as
    `digitukipiste`, `digituki` and `piste`.
    """
    made = {word: WHOLE}
    bases = field.read(word)
    split = field.split(word)
    if split and not bases:
        made.setdefault(split.whole, WHOLE)
    made.update(dict.fromkeys(bases, WHOLE))
    for base in bases:
        _add_parts(made, field.split(base), field)
    _add_parts(made, split, field)
    for piece in tokens.parts(word):
        for term in field_terms(piece, field):
            made.setdefault(term, PART)
    return made


def _add_parts(made: dict[str, float], split: Split | None, field: FieldWords) -> None:
    if split is None:
        return
    for part in split.parts:
        if part not in made:
            made[part] = PART
            _add_parts(made, field.split(part), field)


@lru_cache(maxsize=8)
def fallback(dictionary: Dictionary) -> Maker:
    """The maker that is always there."""
    return Fallback(field_words(dictionary))


@lru_cache(maxsize=8)
def best_maker(dictionary: Dictionary) -> Maker:
    """Voikko when the system has it, else the fallback."""
    speller = installed()
    return WithVoikko(field_words(dictionary), speller) if speller else fallback(dictionary)
