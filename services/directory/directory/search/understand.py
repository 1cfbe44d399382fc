"""From what a person typed to words, codes and a municipality (rules W1-W4, W8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from directory.search import tokens
from directory.search.asides import aside
from directory.search.dictionary import Concept, Dictionary
from directory.search.field_words import field_words
from directory.search.inflection import are_forms_of_one
from directory.search.places import Gazetteer, Place
from directory.search.tokens import listed
from directory.search.vocabulary import NEVER, Correction, Vocabulary, is_correctable, nearest
from directory.search.words import Maker, best_maker

LONGEST_QUERY = 200  # characters (rule W1)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
REMEMBERED = 500
"""How many single words a reader remembers of those that people typed last."""
SIMILAR_WITHOUT_TEXTS = 0.8
"""Without a vocabulary that could speak for the word as typed, one letter may differ."""
SIMILAR_PLACE = 0.85
SIMILAR_PLACE_FORM = 0.87  # one letter of eight
SIMILAR_COMPOUND = 0.9  # where the word can be read as a compound, though no text has it
STOP_WORDS = frozenset(
    listed(
        "ja tai sekä että on onko ei mikä mitä missä mistä mihin miten kuka kun niin se "
        "och eller att en ett i på för med var hur är till från "
        "and or the a an of in on at to from for with where how is"
    )
)


class BadQuery(ValueError):  # noqa: N818 - a refusal is named by the fact
    """The query is not legal; `code` is `control_character` or `too_long`."""

    def __init__(self, code: Literal["control_character", "too_long"]) -> None:
        super().__init__(code)
        self.code = code


class Understood(NamedTuple):
    """What the search made of a query; given back to the person who asked."""

    text: str
    words: tuple[str, ...] = ()
    """The words to look for in texts, as typed (in lower case)."""
    concepts: tuple[Concept, ...] = ()
    municipality: str | None = None
    villages: tuple[str, ...] = ()
    """The words that name the municipality by a village or a district of it."""
    ignored: tuple[str, ...] = ()
    """Words of time and of opening hours, which nothing is searched for."""
    language: str | None = None
    """The language that is asked for, as a code; nothing is searched for its words."""
    corrected: tuple[tuple[str, str], ...] = ()
    maker: str = ""
    guessed: frozenset[Concept] = frozenset()
    """Those of the concepts that come from corrected words."""

    @property
    def asks_for_anything(self) -> bool:
        """Whether it says when or in what language, and not what or where."""
        beside = bool(self.ignored or self.language)
        return beside and not (self.words or self.concepts or self.municipality)

    @property
    def means_something(self) -> bool:
        """Whether a matter, a place or a language was read."""
        return bool(self.concepts or self.municipality or self.language)

    def code(self, code_list: str) -> str | None:
        """The first code of a list (`need`, `topic`, `service` ...), else None."""
        return next((one.code for one in self.concepts if one.list == code_list), None)

    def codes(self, code_list: str) -> tuple[str, ...]:
        """All codes of a list, in the order of the query."""
        return tuple(one.code for one in self.concepts if one.list == code_list)


def clean(q: str) -> str:
    """NFC, casefolded, single spaces (rule W1). Raises BadQuery."""
    refuse_illegal(q)
    return " ".join(tokens.plain(q).split())


def refuse_illegal(q: str) -> None:
    """Raises BadQuery for control characters and for more than 200 characters; every other string
    is a legal query.
    """
    if len(q) > LONGEST_QUERY:
        raise BadQuery("too_long")
    if CONTROL.search(q):
        raise BadQuery("control_character")


def understand(
    q: str,
    dictionary: Dictionary,
    gazetteer: Gazetteer,
    vocabulary: Vocabulary | None = None,
    *,
    allow_typos: bool = True,
    maker: Maker | None = None,
) -> Understood:
    """Reads a query by the dictionary and the municipalities.

    With a vocabulary (that of an index) words are corrected towards the texts too. Raises
    BadQuery as `clean` does.
    """
    reader = Reader(dictionary, gazetteer, vocabulary, maker)
    return reader.read(q, allow_typos=allow_typos)


class Reader:
    """Reads queries by one dictionary, gazetteer and vocabulary, all of which never change."""

    def __init__(
        self,
        dictionary: Dictionary,
        gazetteer: Gazetteer,
        vocabulary: Vocabulary | None = None,
        maker: Maker | None = None,
    ) -> None:
        self.known, self.gazetteer = field_words(dictionary), gazetteer
        self.vocabulary = vocabulary
        self.maker = maker or (vocabulary.maker if vocabulary else best_maker(dictionary))
        self.correction = lru_cache(REMEMBERED)(self._correction)
        """What an unknown word is corrected to, else None."""

    def read(self, q: str, *, allow_typos: bool = True) -> Understood:
        """Raises BadQuery as `clean` does."""
        return _Reading(self).read(clean(q), allow_typos=allow_typos)

    def is_one(self, word: str) -> bool:
        """Whether anybody knows a joined word as a whole."""
        if self.known.longest([word], 0) or self.gazetteer.place([word]):
            return True
        return self.vocabulary is not None and bool(self.vocabulary.finds(word))

    def _correction(self, word: str) -> str | None:
        similar = self._similar_enough(word)
        return None if similar >= NEVER else self._nearest(word, similar)

    def _similar_enough(self, word: str) -> float:
        if self._is_known(word) or not is_correctable(word):
            return NEVER
        similar = SIMILAR_WITHOUT_TEXTS
        if self.vocabulary:
            similar = self.vocabulary.similar_enough(word)
        return max(similar, SIMILAR_COMPOUND) if self.maker.bases(word) else similar

    def _is_known(self, word: str) -> bool:
        listed = word in STOP_WORDS or self.known.knows(word)
        return listed or bool(self.maker.is_sure(word) or self.gazetteer.mention(word))

    def _nearest(self, word: str, similar: float) -> str | None:
        """The nearest word; among equals one of the dictionary, then the most used."""
        texts = self.vocabulary
        places = self._places_like(word, similar)
        own = {*self.known.correctable, *self.gazetteer.names, *(one.word for one in places)}
        found = nearest(word, self.known.correctable, similar=similar)
        found += places
        found += nearest(word, texts.about_as_long(word), similar=similar) if texts else []
        best = min(
            (one for one in found if not are_forms_of_one(word, one.word)),
            key=lambda one: (
                -one.similarity,
                one.word not in own,
                -texts.use(one.word) if texts else 0,
                one.word,
            ),
            default=None,
        )
        return best.word if best else None

    def _places_like(self, word: str, similar: float) -> list[Correction]:
        """Names, and their local cases but for a letter left out, doubled or swapped: with
        another letter in its place it is another word (`kahdessa`, not `lahdessa`).
        """
        names, forms = self.gazetteer.names, self.gazetteer.spelled
        found = nearest(word, names, similar=max(similar, SIMILAR_PLACE))
        in_case = nearest(word, forms, similar=max(similar, SIMILAR_PLACE_FORM))
        return found + [one for one in in_case if _is_slip(word, one.word)]


def _is_slip(word: str, right: str) -> bool:
    return len(word) != len(right) or sorted(word) == sorted(right)


@dataclass(slots=True)
class _Reading:
    """One query on its way from left to right."""

    by: Reader
    words: list[str] = field(default_factory=list)
    concepts: dict[Concept, bool] = field(default_factory=dict)
    place: Place | None = None
    villages: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    language: str | None = None
    corrected: dict[str, str] = field(default_factory=dict)

    def read(self, text: str, *, allow_typos: bool) -> Understood:
        typed = list(self._apart(tokens.words(text)))
        at = 0
        while at < len(typed):
            at += (
                self._phrase_or_place(typed, at)
                or self._aside(typed, at)
                or self._unknown(typed[at], allow_typos=allow_typos)
            )
        if self.words or self.concepts:
            self._look_for(self.villages)
        return Understood(
            text=text,
            words=tuple(dict.fromkeys(self.words)),
            concepts=tuple(self.concepts),
            municipality=self.place.code if self.place else None,
            villages=tuple(self.villages),
            ignored=tuple(dict.fromkeys(self.ignored)),
            language=self.language,
            corrected=tuple(self.corrected.items()),
            maker=self.by.maker.name,
            guessed=frozenset(one for one, guess in self.concepts.items() if guess),
        )

    def _apart(self, typed: Iterable[str]) -> Iterable[str]:
        """`lahti-info` is read in parts when nobody knows the whole (rule W2)."""
        for word in typed:
            parts = tokens.parts(word)
            yield from [word] if not parts or self.by.is_one(word) else parts

    def _phrase_or_place(self, typed: list[str], at: int, *, guess: bool = False) -> int:
        """Reads a phrase of the dictionary or a place; how many words it took, 0 for none."""
        phrase = self.by.known.longest(typed, at)
        if phrase:
            length, concepts = phrase
            self._mean(concepts, guess=guess)
            if not guess:
                self._look_for(typed[at : at + length])
            return length
        return self._place(typed, at)

    def _place(self, typed: list[str], at: int) -> int:
        """The first place counts, but one that a person leaves gives way to where they go."""
        place = self.by.gazetteer.place(typed, at)
        if not place:
            return 0
        held = self.place
        if held is None or (held.way, place.way) == ("from", "to"):
            self.place = place
            self.villages = typed[at : at + 1] if place.village else []
        elif held.code != place.code and (held.way, place.way) != ("to", "from"):
            return 0
        return place.words

    def _aside(self, typed: list[str], at: int) -> int:
        """Words of time are left out and told; the first language counts."""
        found = aside(typed, at)
        if found is None:
            return 0
        if found.language is None:
            self.ignored.extend(typed[at : at + found.words])
        self.language = self.language or found.language
        return found.words

    def _unknown(self, word: str, *, allow_typos: bool) -> int:
        concepts = self.by.known.inside(word)
        self._mean(concepts)
        self._look_for([word])
        if allow_typos and not concepts:
            self._correct(word)
        return 1

    def _correct(self, word: str) -> None:
        near = self.by.correction(word)
        if not near:
            return
        self.corrected[word] = near
        if self._place([near], 0):
            self.words.remove(word)
        elif not self._phrase_or_place([near], 0, guess=True):
            self._mean(self.by.known.inside(near), guess=True)

    def _mean(self, concepts: Iterable[Concept], *, guess: bool = False) -> None:
        for concept in sorted(concepts):
            self.concepts[concept] = self.concepts.get(concept, guess) and guess

    def _look_for(self, typed: Iterable[str]) -> None:
        self.words.extend(word for word in typed if len(word) > 1 and word not in STOP_WORDS)
