"""The search of the directory: documents in, ranked hits with reasons out (rules W5-W11)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from directory.search.dictionary import Dictionary
from directory.search.documents import Document
from directory.search.holdings import Holdings
from directory.search.places import Gazetteer
from directory.search.ranking import MUNICIPALITY, NAME_BEGINS, WHOLE_NAME, Hit, Scores
from directory.search.shelf import Shelf
from directory.search.understand import Understood, understand
from directory.search.vocabulary import Vocabulary, is_correctable, nearest
from directory.search.words import Maker, best_maker

SHORTEST_BEGINNING = 3  # letters of a name that is typed from its beginning
SIMILAR_SUGGESTION = 0.6
SUGGESTED_EDITS = 4  # letters
SUGGESTIONS = 3
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """The whole answer, best first; pages are cut by the caller (rule W10)."""

    understood: Understood
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()
    """The nearest words, when nothing was found (rule W11)."""
    place_dropped: bool = False
    """The municipality of the query left nothing, so hits are from everywhere (rule W4)."""

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """How many hits each `type`, `municipality` and `service` has."""
        documents = [hit.document for hit in self.hits]
        return {
            "type": Counter(one.kind for one in documents),
            "municipality": Counter(one.municipality for one in documents if one.municipality),
            "service": Counter(
                concept.code
                for one in documents
                for concept in one.concepts
                if concept.list == "service"
            ),
        }


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the caller lays on the hits beside the words; nothing named means all."""

    kinds: Collection[str]
    municipalities: Collection[str]
    services: Collection[str]

    def takes(self, one: Document) -> bool:
        return (
            (not self.kinds or one.kind in self.kinds)
            and (not self.municipalities or one.municipality in self.municipalities)
            and (not self.services or self._gives(one))
        )

    def _gives(self, one: Document) -> bool:
        return any(code in self.services for name, code in one.concepts if name == "service")


class Index:
    """Immutable; other documents make another index."""

    def __init__(
        self,
        documents: Iterable[Document],
        dictionary: Dictionary,
        gazetteer: Gazetteer,
        maker: Maker | None = None,
    ) -> None:
        self._dictionary, self._gazetteer = dictionary, gazetteer
        self.vocabulary = Vocabulary(maker or best_maker(dictionary))
        self._holdings = Holdings()
        self._names: list[str] = []
        self._mentions: Shelf[str, str, float] = Shelf()
        self._take(documents)

    def changed(self, documents: Iterable[Document]) -> "Index":
        """The index of these documents: as a new one would be, for the price of what differs."""
        made = copy(self)
        made._take(documents)
        return made

    def reads_by(self, dictionary: Dictionary, gazetteer: Gazetteer) -> bool:
        """Whether its words were read with these: else only a new index will do."""
        return self._dictionary is dictionary and self._gazetteer is gazetteer

    def _take(self, documents: Iterable[Document]) -> None:
        former, self._holdings = self._holdings, self._holdings.changed(documents)
        if self._holdings is former:
            return
        postings, known = self._holdings.postings, self.vocabulary
        touched = postings.words.written | postings.foreign.written
        self.vocabulary = known.changed(postings.words, postings.foreign, touched)
        if postings.names.keys() != former.postings.names.keys():
            self._names = sorted(postings.names)
        self._mentions = Shelf(self._mentions)
        for word in touched:
            self._mention(word, before=word in known.words, now=word in postings.words)

    def _mention(self, word: str, *, before: bool, now: bool) -> None:
        code = self._gazetteer.mention(word) if before != now else None
        if code and now:
            self._mentions.put(code, word, 1.0)
        elif code:
            self._mentions.take(code, word)

    @property
    def maker(self) -> str:
        """`voikko` or `fallback`: what the readiness check tells."""
        return self.vocabulary.maker.name

    def understand(self, q: str, *, allow_typos: bool = True) -> Understood:
        """What is read from a text, words corrected towards the documents. Raises BadQuery."""
        return understand(
            q, self._dictionary, self._gazetteer, self.vocabulary, allow_typos=allow_typos
        )

    def search(
        self,
        q: str,
        *,
        kinds: Collection[str] = (),
        municipalities: Collection[str] = (),
        services: Collection[str] = (),
        allow_typos: bool = True,
    ) -> Found:
        """All hits in order. Filters count before facets, so what is hidden cannot be inferred.

        Raises BadQuery (see `understand.clean`).
        """
        understood = self.understand(q, allow_typos=allow_typos)
        scores, marked = self._scored(understood)
        wanted = _Wanted(kinds, municipalities, services)
        documents, ranks = self._holdings.documents, self._holdings.ranks
        numbers = [one for one in scores.points if wanted.takes(documents[one])]
        here = self._in_place(numbers, understood.municipality)
        points, reasons = scores.points, scores.reasons
        hits = [
            Hit(documents[one], points[one], reasons[one], marked)
            for one in sorted(here or numbers, key=lambda one: (-points[one], ranks[one]))
        ]
        return Found(
            understood=understood,
            hits=tuple(hits),
            suggestions=() if hits else self._suggestions(understood),
            place_dropped=not here and bool(numbers),
        )

    def _in_place(self, numbers: list[int], code: str | None) -> list[int]:
        if code is None:
            return numbers
        documents = self._holdings.documents
        return [one for one in numbers if documents[one].municipality == code]

    def _scored(self, understood: Understood) -> tuple[Scores, frozenset[str]]:
        scores = Scores()
        marked: set[str] = set()
        corrected = dict(understood.corrected)
        for word in understood.words:
            marked |= self._score_word(scores, word, corrected.get(word))
        for concept in understood.concepts:
            numbers = self._holdings.postings.concepts.get(concept, ())
            scores.add_concept(concept, numbers, guess=concept in understood.guessed)
        self._score_names(scores, understood.text)
        if understood.municipality:
            marked |= self._score_place(scores, understood)
        return scores, frozenset(marked)

    def _score_word(self, scores: Scores, word: str, corrected: str | None) -> set[str]:
        vocabulary = self.vocabulary
        near: dict[str, float] = {}
        if corrected:
            found = vocabulary.finds_exactly(word)
            near = vocabulary.finds_all(corrected)
            scores.add_word(near, vocabulary.words, typo=True)
        else:
            found = vocabulary.finds_all(word) | self._mentioned(word)
        scores.add_word(found, vocabulary.words)
        return {*found, *near}

    def _mentioned(self, word: str) -> dict[str, float]:
        code = self._gazetteer.mention(word)
        return self._mentions.get(code, {}) if code else {}

    def _score_names(self, scores: Scores, text: str) -> None:
        whole = self._holdings.postings.names.get(text, {})
        for number in whole:
            scores.add(number, WHOLE_NAME, ("name",))
        for number in set(self._beginning(text)).difference(whole):
            scores.add(number, NAME_BEGINS, ("name",))

    def _beginning(self, text: str) -> Iterator[int]:
        if len(text) < SHORTEST_BEGINNING:
            return
        start = bisect_left(self._names, text)
        for name in self._names[start : bisect_left(self._names, text + LAST)]:
            yield from self._holdings.postings.names[name]

    def _score_place(self, scores: Scores, understood: Understood) -> set[str]:
        """A boost; a place name alone finds everything there, and its name in names (rule W4)."""
        code = understood.municipality or ""
        alone = not understood.words and not understood.concepts
        mentions = self._mentions.get(code, {}) if alone else {}
        scores.add_word(mentions, self.vocabulary.words)
        for number in self._holdings.postings.municipalities.get(code, ()):
            if alone or number in scores.points:
                scores.add(number, MUNICIPALITY, ("municipality",))
        return set(mentions)

    def _suggestions(self, understood: Understood) -> tuple[str, ...]:
        texts = self.vocabulary
        found = [
            one.word
            for word in understood.words
            if is_correctable(word)
            for one in nearest(
                word,
                texts.about_as_long(word, SUGGESTED_EDITS),
                similar=SIMILAR_SUGGESTION,
                edits=SUGGESTED_EDITS,
            )
        ]
        return tuple(dict.fromkeys(found))[:SUGGESTIONS]
