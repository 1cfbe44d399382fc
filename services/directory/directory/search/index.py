"""The search of the directory: documents in, ranked hits with reasons out (rules W5-W11)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from directory.search.dictionary import Concept, Dictionary
from directory.search.documents import Document, postings
from directory.search.places import Gazetteer
from directory.search.ranking import MUNICIPALITY, NAME_BEGINS, WHOLE_NAME, Hit, Scores, standing
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
    """What the caller lays on the hits beside the words."""

    kinds: Collection[str] | None
    municipality: str | None
    service: str | None
    keep: Callable[[str], bool] | None

    def takes(self, one: Document) -> bool:
        return (
            (self.kinds is None or one.kind in self.kinds)
            and (self.municipality is None or one.municipality == self.municipality)
            and (self.service is None or Concept("service", self.service) in one.concepts)
            and (self.keep is None or self.keep(one.id))
        )


class Index:
    """Immutable; a change of the documents makes a new one."""

    def __init__(
        self,
        documents: Iterable[Document],
        dictionary: Dictionary,
        gazetteer: Gazetteer,
        maker: Maker | None = None,
    ) -> None:
        self._documents = tuple(documents)
        self._dictionary = dictionary
        self._gazetteer = gazetteer
        self._standing = standing(self._documents)
        self._postings = postings(self._documents)
        self.vocabulary = Vocabulary(
            self._postings.words, maker or best_maker(dictionary), self._postings.languages
        )
        self._names = sorted(self._postings.names)
        self._mentions: dict[str, dict[str, float]] = {}
        for word in self._postings.words:
            code = gazetteer.mention(word)
            if code:
                self._mentions.setdefault(code, {})[word] = 1.0

    @property
    def maker(self) -> str:
        """`voikko` or `fallback`: what the readiness check tells."""
        return self.vocabulary.maker.name

    def search(
        self,
        q: str,
        *,
        kinds: Collection[str] | None = None,
        municipality: str | None = None,
        service: str | None = None,
        keep: Callable[[str], bool] | None = None,
        allow_typos: bool = True,
    ) -> Found:
        """All hits in order. Filters count before facets, so what is hidden cannot be inferred.

        Raises BadQuery (see `understand.clean`).
        """
        understood = understand(
            q, self._dictionary, self._gazetteer, self.vocabulary, allow_typos=allow_typos
        )
        scores, marked = self._scored(understood)
        wanted = _Wanted(kinds, municipality, service, keep)
        numbers = [one for one in scores.points if wanted.takes(self._documents[one])]
        here = self._in_place(numbers, understood.municipality)
        points, reasons = scores.points, scores.reasons
        hits = [
            Hit(self._documents[one], points[one], reasons[one], marked)
            for one in sorted(here or numbers, key=lambda one: (-points[one], self._standing[one]))
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
        return [one for one in numbers if self._documents[one].municipality == code]

    def _scored(self, understood: Understood) -> tuple[Scores, frozenset[str]]:
        scores = Scores()
        marked: set[str] = set()
        corrected = dict(understood.corrected)
        for word in understood.words:
            marked |= self._score_word(scores, word, corrected.get(word))
        for concept in understood.concepts:
            numbers = self._postings.concepts.get(concept, ())
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
        for number in self._postings.names.get(text, ()):
            scores.add(number, WHOLE_NAME, ("name",))
        for number in set(self._beginning(text)) - self._postings.names.get(text, set()):
            scores.add(number, NAME_BEGINS, ("name",))

    def _beginning(self, text: str) -> Iterator[int]:
        if len(text) < SHORTEST_BEGINNING:
            return
        start = bisect_left(self._names, text)
        for name in self._names[start : bisect_left(self._names, text + LAST)]:
            yield from self._postings.names[name]

    def _score_place(self, scores: Scores, understood: Understood) -> set[str]:
        """A boost; a place name alone finds everything there, and its name in names (rule W4)."""
        code = understood.municipality or ""
        alone = not understood.words and not understood.concepts
        mentions = self._mentions.get(code, {}) if alone else {}
        scores.add_word(mentions, self.vocabulary.words)
        for number in self._postings.municipalities.get(code, ()):
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
