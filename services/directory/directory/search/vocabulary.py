"""The words of all documents, and which of them a typed word finds (rules W5, W6, W8)."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.search import tokens
from directory.search.bases import Bases, Beginnings
from directory.search.field_words import SHORTEST_REST
from directory.search.inflection import VOWEL, is_ending, stems
from directory.search.inflection import WHOLE as WHOLE_FORM
from directory.search.shelf import Shelf
from directory.search.stemming import FOREIGN, remembered_stem, stem
from directory.search.words import PART, WHOLE, Maker

FOLDED = 0.7  # found only without å ä ö (rule W9)
FEW_HITS = 3  # below this a word may be corrected (rule W8)
SHORTEST_CORRECTED = 5  # letters
SIMILAR = 0.75  # optimal string alignment, normalised
MOST_NEAREST = 8
MOST_EDITS = 2  # letters: 0.75 alone would let three of twelve differ
SIMILAR_BESIDE_STEM = 0.85  # where a mere Snowball stem has hits of its own
NEVER = 2.0
SHORTEST_INNER_STEM = 5  # letters of a stem that is looked for inside other words
SHORTEST_LAST_STEM = 4  # letters of a stem that stands with an ending at the end of a word
SHORTEST_FIRST_PART = 3
SURE_INNER_STEM = 7  # as long as this, any rest may follow

Postings = dict[int, int]
"""Document number -> points of the best field that holds the word."""


class Correction(NamedTuple):
    """A nearest word, and how near it is (0-1)."""

    word: str
    similarity: float


class Vocabulary:
    """Term -> words of the texts -> documents. Immutable; begins without words."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.words: Mapping[str, Postings] = {}
        self._foreign: Mapping[str, Collection[str]] = {}
        self._terms: Shelf[str, str, float] = Shelf()
        self._folded: Shelf[str, str, None] = Shelf()
        self._bases, self._beginnings = Bases(()), Beginnings()
        self._by_length: dict[int, list[str]] = {}
        self._joined, self._starts = "", [0]

    def changed(
        self,
        words: Mapping[str, Postings],
        foreign: Mapping[str, Collection[str]],
        touched: Collection[str],
    ) -> "Vocabulary":
        """A vocabulary of these words, of which only those touched may differ from ours."""
        come = {word for word in touched if word in words and word not in self.words}
        gone = {word for word in touched if word in self.words and word not in words}
        made = copy(self)
        made.words, made._foreign = words, foreign
        spoken = {word for word in touched if made._spoken(word) != self._spoken(word)}
        if come or gone:
            made._arrange(come, gone)
        if come or gone or spoken:
            made._terms, made._folded = Shelf(self._terms), Shelf(self._folded)
            for word in come | gone | spoken | self._beginnings.of_forms(come | gone):
                made._replace(word, self._terms_of(word), made._terms_of(word))
        return made

    def _arrange(self, come: set[str], gone: set[str]) -> None:
        self._bases = self._bases.changed(gone, come)
        self._beginnings = self._beginnings.changed(gone, come)
        self._joined = "\n".join(self.words)
        self._starts = [0, *accumulate(len(word) + 1 for word in self.words)]
        self._by_length = self._by_length.copy()
        for length in {len(word) for word in come | gone}:
            self._by_length[length] = self._by_length.get(length, []).copy()
        for word in filter(str.isalpha, gone):
            same = self._by_length[len(word)]
            del same[bisect_left(same, word)]
        for word in filter(str.isalpha, come):
            insort(self._by_length[len(word)], word)

    def _replace(self, word: str, old: Mapping[str, float], new: Mapping[str, float]) -> None:
        """Find a word of the texts under other terms."""
        for term in old.keys() - new.keys():
            self._terms.take(term, word)
            if term not in self._terms and not term.isascii():
                self._folded.take(tokens.fold(term), term)
        for term, weight in new.items():
            if old.get(term) != weight:
                self._terms.put(term, word, weight)
                if not term.isascii():
                    self._folded.put(tokens.fold(term), term, None)

    def _spoken(self, word: str) -> set[str]:
        """The languages other than Finnish in which the texts have a word."""
        return set(self._foreign.get(word, ()))

    def _terms_of(self, word: str) -> Mapping[str, float]:
        """The terms under which a word of the texts is found, with their best weights."""
        found: dict[str, float] = {}
        for term, weight in self._read(word) if word in self.words else ():
            found[term] = max(weight, found.get(term, 0))
        return found

    def _read(self, word: str) -> Iterator[tuple[str, float]]:
        terms = self.maker.terms(word)
        yield from terms.weights.items()
        for piece, weight in [(word, WHOLE), *((part, PART) for part in tokens.parts(word))]:
            if not (terms.known if piece == word else self.maker.terms(piece).known):
                yield from ((base, weight) for base in self._bases.strip(piece))
                yield "~" + remembered_stem(piece, "fi"), weight
        for language in self._spoken(word):
            yield f"{language}~{remembered_stem(word, language)}", WHOLE

    def finds(self, word: str) -> dict[str, float]:
        """The words of the texts that a typed word finds, also by its Snowball stem only."""
        return self._found(self._readings(word) | self._stem_terms(word))

    def finds_exactly(self, word: str) -> dict[str, float]:
        """The same without Snowball, which takes too much off some words."""
        return self._found(self._readings(word))

    def _found(self, terms: Iterable[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for term in terms:
            for exact in self._terms.get(term, ()):
                weight = self._terms[term][exact]
                found[exact] = max(weight, found.get(exact, 0))
            for other in self._folded.get(tokens.fold(term), ()):
                for folded, weight in self._terms[other].items() if other != term else ():
                    found[folded] = max(weight * FOLDED, found.get(folded, 0))
        return found

    def _readings(self, word: str) -> set[str]:
        return {word} | (self.maker.bases(word) or self._bases.strip(word))

    def _stem_terms(self, word: str) -> set[str]:
        """A known word is never stripped further, but may be a foreign one as well."""
        made = {f"{language}~{stem(word, language)}" for language in FOREIGN}
        return made if self.maker.bases(word) else made | {"~" + stem(word, "fi")}

    def finds_all(self, word: str) -> dict[str, float]:
        """Everything that a typed word finds: an unknown word also inside other words, a known
        compound that no text holds by its parts.
        """
        found = self.finds(word)
        if not self.maker.bases(word):
            return self._finds_inside(word) | found
        return found or self._finds_parts(word)

    def _finds_parts(self, word: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for part in self.maker.parts(word):
            found.update(dict.fromkeys(self._terms.get(part, ()), PART))
        return found

    def _finds_inside(self, word: str) -> dict[str, float]:
        """Words of the texts that hold the stem of a word which nothing knows: half weight."""
        found: dict[str, float] = {}
        for root, kinds in self._roots(word).items():
            for inner, at in self._holding(root):
                if _is_last_part(inner, at, root, kinds) or self._is_inside(inner, at, root):
                    found[inner] = PART
        return found

    def _roots(self, word: str) -> dict[str, set[str]]:
        """The stems of a word with their kinds; a word that is a form of none is its own base."""
        made: dict[str, set[str]] = {}
        found = [root for base in self._bases.strip(word) or {word} for root in stems(base)]
        for root, kind in [(stem(word, "fi"), WHOLE_FORM), *found]:
            shortest = SHORTEST_LAST_STEM + (kind not in (WHOLE_FORM, VOWEL))
            if len(root) >= shortest:
                made.setdefault(root, set()).add(kind)
        return made

    def _holding(self, root: str) -> Iterator[tuple[str, int]]:
        """The words that hold some letters, and where in the word."""
        at = self._joined.find(root)
        while at >= 0:
            start = self._starts[bisect_right(self._starts, at) - 1]
            end = self._joined.find("\n", at)
            end = len(self._joined) if end < 0 else end
            yield self._joined[start:end], at - start
            at = self._joined.find(root, at + 1)

    def _is_inside(self, inner: str, at: int, root: str) -> bool:
        """A long stem anywhere, a shorter one where a word follows."""
        if len(root) < SHORTEST_INNER_STEM or len(root) >= SURE_INNER_STEM:
            return len(root) >= SURE_INNER_STEM
        rest = inner[at + len(root) :]
        return len(rest) >= SHORTEST_REST and bool(self._bases.strip(rest) | self.maker.bases(rest))

    def documents(self, found: Iterable[str], enough: int) -> int:
        """In how many documents the words stand; counting stops at `enough`."""
        numbers: set[int] = set()
        for word in found:
            numbers.update(self.words[word])
            if len(numbers) >= enough:
                break
        return len(numbers)

    def about_as_long(self, word: str, edits: int = MOST_EDITS) -> list[str]:
        """The words that a correction may lead to."""
        lengths = range(len(word) - edits, len(word) + edits + 1)
        return [one for length in lengths for one in self._by_length.get(length, ())]

    def use(self, word: str) -> int:
        """In how many documents the word stands as written."""
        return len(self.words.get(word, ()))

    def similar_enough(self, word: str) -> float:
        """How near a correction of the word must be (rule W8); above 1 where none is wanted."""
        if self.documents(self.finds_exactly(word), FEW_HITS) >= FEW_HITS:
            return NEVER
        by_stem = self.documents(self.finds(word), FEW_HITS) >= FEW_HITS
        return SIMILAR_BESIDE_STEM if by_stem else SIMILAR


def _is_last_part(inner: str, at: int, root: str, kinds: Iterable[str]) -> bool:
    """`katu` in `pitkäkadulla`: the stem with an ending, behind a first part."""
    ending = inner[at + len(root) :]
    return at >= SHORTEST_FIRST_PART and any(is_ending(root, kind, ending) for kind in kinds)


def is_correctable(word: str) -> bool:
    """W8: five letters or more, no digits."""
    return len(word) >= SHORTEST_CORRECTED and word.isalpha()


def nearest(
    word: str, choices: Sequence[str], *, similar: float, edits: int = MOST_EDITS
) -> list[Correction]:
    """The nearest words within some letters left out, added, changed or swapped; best first."""
    found = process.extract(
        word,
        choices,
        scorer=OSA.normalized_similarity,
        score_cutoff=similar,
        limit=MOST_NEAREST,
        processor=None,
    )
    return [
        Correction(choice, score)
        for choice, score, _ in found
        if choice != word and (1 - score) * max(len(word), len(choice)) < edits + 0.5
    ]
