"""What a word, a concept, a place or a name gives to the documents of an index (rule W9)."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from directory.search.board import Board, Rows
from directory.search.dictionary import Concept
from directory.search.places import Gazetteer
from directory.search.ranking import (
    CONCEPT,
    CORRECTED,
    FIELD_OF,
    NAME_BEGINS,
    WHOLE_NAME,
    Share,
    best_places,
)
from directory.search.shelf import Shelf
from directory.search.vocabulary import Vocabulary

HELPFUL = frozenset({"point", "visit", "channel"})
REMEMBERED = 500
"""How many words, and how many concepts, are remembered: each takes a byte a document."""


class Weighed(NamedTuple):
    """What a word gives, and the words of the texts that it finds."""

    shares: tuple[Share, ...]
    marked: frozenset[str]


class Shares:
    """Of one state of an index: another one has shares of its own, so none is ever out of date.

    Single words that people typed last are remembered, never what else they typed with them.
    """

    def __init__(
        self,
        board: Board,
        vocabulary: Vocabulary,
        gazetteer: Gazetteer,
        mentions: Shelf[str, str, float],
    ) -> None:
        self._board, self._vocabulary = board, vocabulary
        self._gazetteer, self._mentions = gazetteer, mentions
        self.of_word = lru_cache(REMEMBERED)(self._of_word)
        """By a word of the query, and what it was corrected to."""
        self.of_beginning = lru_cache(REMEMBERED)(self._of_beginning)
        """By the names that begin in some way, and the one that is just so."""
        self.of_concept = lru_cache(REMEMBERED)(self._of_concept)
        """By a concept, and whether it is a guess."""
        self.of_place = lru_cache(REMEMBERED)(self._of_place)
        """By a municipality, and the words that name it by a village, when nothing else is asked:
        the texts that name it.
        """
        self.in_villages = lru_cache(REMEMBERED)(self._in_villages)
        """By words that name a village: the rows whose texts name it."""

    @cached_property
    def of_anything(self) -> Share:
        """Where help is had, whatever it is asked in."""
        rows = self._board.holding("type", HELPFUL)
        return Share.of(len(self._board), (rows, 0.0, ("anything",)))

    def of_names(self, text: str) -> tuple[Share, ...]:
        """Names that the whole text is, or begins."""
        begins = self._board.beginning(text)
        whole = text if text in self._board.postings.names else None
        return self.of_beginning(begins, whole) if whole or begins else ()

    def _of_beginning(self, begins: range, whole: str | None) -> tuple[Share, ...]:
        board = self._board
        groups = [(board.with_names(begins), NAME_BEGINS, ("name",))]
        if whole:
            groups.append((board.rows(board.postings.names[whole]), WHOLE_NAME, ("name",)))
        return (Share.of(len(board), *groups),)

    def _of_word(self, word: str, corrected: str | None) -> Weighed:
        vocabulary = self._vocabulary
        near: Mapping[str, float] = {}
        if corrected:
            found = vocabulary.finds_exactly(word)
            near = vocabulary.finds_all(corrected)
        else:
            found = vocabulary.finds_all(word) | dict(self._mentioned(word))
        shares = [*self._of_texts(near, typo=True), *self._of_texts(found)]
        return Weighed(tuple(shares), frozenset({*found, *near}))

    def _of_concept(self, concept: Concept, *, guess: bool) -> tuple[Share, ...]:
        rows, reason = (
            self._board.rows(self._board.postings.concepts.get(concept, ())),
            f"concept:{concept.code}",
        )
        reasons = (reason, CORRECTED) if guess else (reason,)
        return (Share.of(len(self._board), (rows, CONCEPT, reasons)),) if len(rows) else ()

    def _of_place(self, code: str, villages: tuple[str, ...]) -> Weighed:
        found = self._of_villages(villages) or self._mentions.get(code, {})
        return Weighed(self._of_texts(found), frozenset(found))

    def _in_villages(self, villages: tuple[str, ...]) -> Rows:
        words = self._vocabulary.words
        found = {number for word in self._of_villages(villages) for number in words[word]}
        return self._board.rows(found)

    def _of_villages(self, villages: tuple[str, ...]) -> dict[str, float]:
        found: dict[str, float] = {}
        for word in villages:
            found |= self._vocabulary.finds_all(word) | dict(self._mentioned(word))
        return found

    def _of_texts(self, found: Mapping[str, float], *, typo: bool = False) -> tuple[Share, ...]:
        """The points of the best place of words of the texts, when any document holds one."""
        alike, rows = best_places(found, self._vocabulary.words, typo=typo), self._board.rows
        more = (CORRECTED,) if typo else ()
        groups = [
            (rows(numbers), points, (FIELD_OF[place], *more))
            for (points, place), numbers in alike.items()
        ]
        return (Share.of(len(self._board), *groups),) if groups else ()

    def _mentioned(self, word: str) -> Mapping[str, float]:
        """The words of the texts that name the same municipality, or the same village of it."""
        code, village = self._gazetteer.mention(word), self._gazetteer.village(word)
        found = self._mentions.get(code, {}) if code else {}
        if village is None:
            return found
        return {one: found[one] for one in found if self._gazetteer.village(one) == village}
