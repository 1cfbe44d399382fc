"""The search of the directory: documents in, ranked hits with reasons out (rules W5-W11)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter

from directory.search.dictionary import Concept, Dictionary
from directory.search.documents import Document, Kind
from directory.search.holdings import Holdings
from directory.search.places import Gazetteer
from directory.search.ranking import MUNICIPALITY, NAME_BEGINS, VILLAGE, WHOLE_NAME, Hit, Scores
from directory.search.shelf import Shelf
from directory.search.understand import Understood, understand
from directory.search.vocabulary import Vocabulary, is_correctable, nearest
from directory.search.words import Maker, best_maker

HELPFUL = frozenset({"point", "visit", "channel"})
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
        documents = list(map(attrgetter("document"), self.hits))
        areas = map(attrgetter("municipality"), documents)
        given = map(_services, map(attrgetter("concepts"), documents))
        return {
            "type": Counter(map(attrgetter("kind"), documents)),
            "municipality": Counter(filter(None, areas)),
            "service": Counter(chain.from_iterable(given)),
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
        return any(code in self.services for code in _services(one.concepts))


@lru_cache(10_000)
def _services(concepts: frozenset[Concept]) -> tuple[str, ...]:
    return tuple(one.code for one in concepts if one.list == "service")


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
        found = self._fitting(scores, _Wanted(kinds, municipalities, services))
        here = self._in_place(found, understood.municipality)
        documents, ranks, points = self._holdings.documents, self._holdings.ranks, scores.points
        best = sorted([(-points[one], ranks[one], one) for one in here or found])
        hits = tuple(
            Hit(documents[one], points[one], scores.reasons[one], marked) for _, _, one in best
        )
        return Found(
            understood=understood,
            hits=hits,
            suggestions=() if hits else self._suggestions(understood),
            place_dropped=not here and bool(found),
        )

    def points(self, q: str, kind: Kind) -> Mapping[str, float]:
        """The score of every document of a kind that `search` would find, by id. Raises BadQuery.

        The place of the query drops what is elsewhere when anything of any kind is there.
        """
        understood = self.understand(q)
        scores, _ = self._scored(understood)
        found = list(scores.points)
        held = self._holdings.documents
        told = ((one, held[one]) for one in self._in_place(found, understood.municipality) or found)
        return {one.id: scores.points[number] for number, one in told if one.kind == kind}

    def _fitting(self, scores: Scores, wanted: _Wanted) -> list[int]:
        if not (wanted.kinds or wanted.municipalities or wanted.services):
            return list(scores.points)
        documents = self._holdings.documents
        return [one for one in scores.points if wanted.takes(documents[one])]

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
        if understood.asks_for_anything:
            scores.add(self._helpful(), 0.0, ("anything",))
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
            found = vocabulary.finds_all(word) | dict(self._mentioned(word))
        scores.add_word(found, vocabulary.words)
        return {*found, *near}

    def _mentioned(self, word: str) -> Mapping[str, float]:
        """The words of the texts that name the same municipality, or the same village of it."""
        code, village = self._gazetteer.mention(word), self._gazetteer.village(word)
        found = self._mentions.get(code, {}) if code else {}
        if village is None:
            return found
        return {one: found[one] for one in found if self._gazetteer.village(one) == village}

    def _helpful(self) -> list[int]:
        """Where help is had, whatever it is asked in."""
        documents = self._holdings.documents
        return [number for number, one in documents.items() if one.kind in HELPFUL]

    def _score_names(self, scores: Scores, text: str) -> None:
        whole = self._holdings.postings.names.get(text, {})
        scores.add(whole, WHOLE_NAME, ("name",))
        scores.add(set(self._beginning(text)).difference(whole), NAME_BEGINS, ("name",))

    def _beginning(self, text: str) -> Iterable[int]:
        if len(text) < SHORTEST_BEGINNING:
            return ()
        start = bisect_left(self._names, text)
        begins = self._names[start : bisect_left(self._names, text + LAST)]
        return chain.from_iterable(map(self._holdings.postings.names.__getitem__, begins))

    def _score_place(self, scores: Scores, understood: Understood) -> set[str]:
        """A boost; a place name alone finds everything there, and its name in names (rule W4)."""
        code = understood.municipality or ""
        alone = not understood.words and not understood.concepts
        mentions = self._named(understood) if alone else {}
        scores.add_word(mentions, self.vocabulary.words)
        here = self._holdings.postings.municipalities.get(code, ())
        found = here if alone else [number for number in here if number in scores.points]
        scores.add(found, MUNICIPALITY, ("municipality",))
        for number in self._in_villages(understood).intersection(found):
            scores.add([number], VILLAGE, ())
        return set(mentions)

    def _named(self, understood: Understood) -> Mapping[str, float]:
        """The words of the texts that name the place of a query, a village by its own name."""
        own = self._of_villages(understood)
        return own or self._mentions.get(understood.municipality or "", {})

    def _of_villages(self, understood: Understood) -> dict[str, float]:
        found: dict[str, float] = {}
        for word in understood.villages:
            found |= self.vocabulary.finds_all(word) | dict(self._mentioned(word))
        return found

    def _in_villages(self, understood: Understood) -> set[int]:
        words = self.vocabulary.words
        return {number for word in self._of_villages(understood) for number in words[word]}

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
