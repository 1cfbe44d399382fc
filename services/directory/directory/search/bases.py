"""The words of the documents as base forms that others may be forms of, and which others."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable
from copy import copy

from directory.search import tokens
from directory.search.inflection import remembered_stems
from directory.search.lexicon import Lexicon
from directory.search.shelf import Shelf

SHORTEST_BASE = 4  # letters of a word of the texts that others may be forms of
SHORTEST_STEM = 3  # letters: the lexicon reads no shorter one
LAST = "\U0010ffff"


class Bases(Lexicon):
    """Immutable; made anew for the price of the words that come and go."""

    def changed(self, gone: Collection[str], come: Collection[str]) -> "Bases":
        out, new = set(filter(_is_base, gone)), set(filter(_is_base, come))
        made = copy(self)
        made.words, made._stems = (self.words - out) | new, self._stems.copy()
        leaving, coming = _by_stem(out), _by_stem(new)
        for stem in leaving.keys() | coming.keys():
            left = leaving.get(stem, ())
            stay = [one for one in self._stems.get(stem, ()) if one not in left]
            stay += coming.get(stem, ())
            if stay:
                made._stems[stem] = stay
            else:
                del made._stems[stem]
        return made


class Beginnings:
    """Which words, or parts of words with hyphens, begin with some letters. Immutable."""

    def __init__(self) -> None:
        self._words: Shelf[str, str, None] = Shelf()
        self._pieces: list[str] = []

    def changed(self, gone: Iterable[str], come: Iterable[str]) -> "Beginnings":
        made = Beginnings()
        made._words = Shelf(self._words)
        for word in gone:
            for piece in pieces(word):
                made._words.take(piece, word)
        for word in come:
            for piece in pieces(word):
                made._words.put(piece, word, None)
        made._pieces = self._sorted(made._words)
        return made

    def _sorted(self, words: Shelf[str, str, None]) -> list[str]:
        if len(words.written) > len(self._pieces):
            return sorted(words)
        made = self._pieces.copy()
        for piece in words.written:
            if piece in words and piece not in self._words:
                insort(made, piece)
            elif piece in self._words and piece not in words:
                del made[bisect_left(made, piece)]
        return made

    def of_forms(self, bases: Iterable[str]) -> set[str]:
        """The words that may hold a form of one of the bases, and some more."""
        if not self._pieces:
            return set()
        found: set[str] = set()
        for stem in _by_stem(filter(_is_base, bases)):
            if len(stem) < SHORTEST_STEM:
                continue
            start = bisect_left(self._pieces, stem)
            for piece in self._pieces[start : bisect_left(self._pieces, stem + LAST)]:
                found.update(self._words[piece])
        return found


def _by_stem(bases: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Stem -> the base forms that have it, and the kind of stem it is of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for base in bases:
        for stem, kind in remembered_stems(base):
            found.setdefault(stem, []).append((base, kind))
    return found


def pieces(word: str) -> set[str]:
    """The word, and its parts when it has hyphens or dots."""
    return {word, *tokens.parts(word)}


def _is_base(word: str) -> bool:
    return len(word) >= SHORTEST_BASE and word.isalpha()
