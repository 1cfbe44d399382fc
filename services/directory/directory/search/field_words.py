"""The dictionary made ready for reading: forms, compounds and phrases of the field's own words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from directory.search import tokens
from directory.search.dictionary import LONGEST_PHRASE, Concept, Dictionary
from directory.search.inflection import VOWELS
from directory.search.lexicon import CLITICS, Lexicon
from directory.search.stemming import FOREIGN, stem
from directory.search.verbs import gerund, is_verb

SHORTEST_PART = 3  # letters
SHORTEST_LOOSE_END = 5  # letters of a known last part behind an unknown first one
SHORTEST_START = 5  # letters of a known first part before an unknown rest
SHORTEST_SURE_START = 6
SHORTEST_REST = 4
SHORTEST_FOREIGN_STEM = 4
REMEMBERED = 500
"""How many single words are remembered of those that people typed last."""
CLUSTERS = ("tr", "kr", "pr", "st", "sk", "sp", "pl", "kl", "fr", "gr", "br", "dr", "bl", "gl")


@dataclass(frozen=True, slots=True)
class Split:
    """A compound cut into base forms."""

    whole: str
    parts: tuple[str, ...]
    sure: bool
    """Every part is known; else one part is any letters."""


class FieldWords:
    """What the field's words look like in running text (rules W3, W5, W6)."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._phrases: dict[tuple[str, ...], set[Concept]] = defaultdict(set)
        self._foreign: dict[str, dict[str, set[str]]] = {lang: {} for lang in FOREIGN}
        finnish: set[str] = set()
        whole: set[str] = set()
        for entry in dictionary.entries:
            for phrase in _spellings(entry.phrase):
                self._phrases[phrase].update(entry.concepts)
                if entry.language != "fi":
                    self._add_foreign(phrase, entry.language)
                elif len(phrase) == 1:
                    (whole if entry.whole else finnish).add(phrase[0])
        finnish |= self._add_verbs(dictionary.verbs)
        finnish -= set(map(gerund, finnish.intersection(dictionary.verbs)))
        inside = {word for phrase in self._phrases for word in phrase}
        verbs = {word for word in inside if word in dictionary.verbs or is_verb(word)}
        nouns = (finnish - verbs) | set(dictionary.heads) | set(dictionary.own)
        self._parts = Lexicon(nouns)
        self._single = Lexicon(nouns | finnish | whole, bent_as_verbs=verbs)
        self._heads = frozenset(dictionary.heads)
        self._firsts = frozenset(dictionary.firsts)
        self._own = dictionary.own
        self._any = Lexicon(inside | self._single.words, bent_as_verbs=verbs)
        accented = {word for word in self._any.words if not word.isascii()}
        self._folded = Lexicon(accented, tokens.FOLD, verbs)
        listed = self._any.words | set(map(gerund, verbs))
        self.correctable = sorted(filter(str.isalpha, listed))
        """The words that a correction may lead to."""
        self._bent = {word: self._any.strip(word) for word in inside - self._single.words}
        self._standing_for: dict[str, set[str]] = defaultdict(set)
        for word, bases in self._bent.items():
            for base in bases:
                self._standing_for[base].add(word)
        self._begins = frozenset(phrase[0] for phrase in self._phrases)
        self.keys = lru_cache(REMEMBERED)(self._keys)
        """The words of phrases that a word may stand for, in any form and language."""
        self.inside = lru_cache(REMEMBERED)(self._inside)
        """What the sure parts of a compound mean."""

    def read(self, form: str) -> set[str]:
        """The known base forms of a Finnish form, also one typed without å ä ö."""
        return self._single.read(form) or self._read_folded(form) & self._single.words

    def knows(self, form: str) -> bool:
        """Whether it is a form of any word of a phrase; such a word is no typo (rule W8)."""
        return bool(self._any.read(form))

    def split(self, form: str) -> Split | None:
        """A compound of known words; longest last part first (rule W6)."""
        if form in self._own:
            return Split(form, self._own[form], sure=True) if self._own[form] else None
        start = self._start(form)
        if start and start.sure:
            return start
        found = self._end(form) or start
        if found is None and form.endswith(CLITICS):
            tail = next(one for one in CLITICS if form.endswith(one))
            return self.split(form[: -len(tail)])
        return found

    def _start(self, form: str) -> Split | None:
        """The last part is known: the longest one behind a known first part, else the longest."""
        loose = None
        for cut in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
            last = self._parts.plain(form[cut:])
            if not last:
                continue
            first = self._first(form[:cut])
            base = min(last, key=lambda word: (len(word), word))
            if first is not None:
                return Split(form[:cut] + base, (*first, *sorted(last)), sure=True)
            if loose is None and (len(base) >= SHORTEST_LOOSE_END or base in self._heads):
                loose = Split(form[:cut] + base, tuple(sorted(last)), sure=False)
        return loose

    def _first(self, form: str) -> tuple[str, ...] | None:
        if form in self._firsts:
            return ()
        known = self._parts.read(form) if form in self._parts.words or form[-1] == "n" else None
        if known:
            return tuple(sorted(known))
        within = self._start(form) if len(form) > 2 * SHORTEST_PART else None
        return (within.whole, *within.parts) if within and within.sure else None

    def _end(self, form: str) -> Split | None:
        """The first part is known and the rest begins as a Finnish word can."""
        for cut in range(len(form) - SHORTEST_REST, SHORTEST_START - 1, -1):
            first = form[:cut]
            known = first in self._parts.words or (first[-1] == "n" and self._parts.read(first))
            if known and _begins_like_a_word(form[cut:]):
                bases = tuple(sorted(self._parts.read(first)))
                return Split(form, bases, sure=cut >= SHORTEST_SURE_START)
        return None

    def _keys(self, word: str) -> frozenset[str]:
        if (word,) in self._phrases and word in self._single.words:
            return frozenset({word})
        found = self._any.read(word) | self._single.read(word) | self._bent.get(word, set())
        found.update(*(self._standing_for[base] for base in found if base in self._standing_for))
        return frozenset(found or self._read_foreign(word) or self._read_folded(word))

    def longest(self, words: Sequence[str], at: int) -> tuple[int, set[Concept]] | None:
        """The longest phrase that begins at a place: how many words, and what it means."""
        if self._begins.isdisjoint(self.keys(words[at])):
            return None
        keys: list[frozenset[str]] = []
        for word in words[at : at + LONGEST_PHRASE]:
            found = self.keys(word)
            if not found:
                break
            keys.append(found)
        for length in range(len(keys), 0, -1):
            concepts: set[Concept] = set()
            for phrase in product(*keys[:length]):
                concepts |= self._phrases.get(phrase, set())
            if concepts:
                return length, concepts
        return None

    def _inside(self, word: str) -> frozenset[Concept]:
        pieces = tokens.parts(word)
        split = None if pieces else self.split(word)
        found: set[Concept] = set()
        for part in pieces or (split.parts if split and split.sure else ()):
            for key in self.keys(part):
                found |= self._phrases.get((key,), set())
        return frozenset(found)

    def _add_verbs(self, verbs: Mapping[str, str]) -> set[str]:
        """The verbs that mean what a listed noun means."""
        added = {verb for verb, noun in verbs.items() if (noun,) in self._phrases}
        for verb in added:
            self._phrases[verb,].update(self._phrases[verbs[verb],])
        return added

    def _add_foreign(self, phrase: tuple[str, ...], language: str) -> None:
        for word in phrase:
            root = stem(word, language)
            if len(root) >= SHORTEST_FOREIGN_STEM:
                self._foreign[language].setdefault(root, set()).add(word)

    def _read_foreign(self, word: str) -> set[str]:
        found: set[str] = set()
        for language, stems in self._foreign.items():
            found |= stems.get(stem(word, language), set())
        return found

    def _read_folded(self, word: str) -> set[str]:
        return self._folded.read(word) if word.isascii() else set()


def _spellings(phrase: str) -> set[tuple[str, ...]]:
    """A phrase as written, and with its hyphens and dots as spaces."""
    written = tuple(phrase.split())
    apart = tuple(piece for word in written for piece in tokens.parts(word) or [word])
    return {written, apart} if len(apart) <= LONGEST_PHRASE else {written}


def _begins_like_a_word(rest: str) -> bool:
    return rest[0] in VOWELS or rest[1] in VOWELS or rest.startswith(CLUSTERS)


@lru_cache(maxsize=8)
def field_words(dictionary: Dictionary) -> FieldWords:
    """The dictionary made ready once; dictionaries are compared by identity."""
    return FieldWords(dictionary)
