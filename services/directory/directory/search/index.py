"""The search of the directory: documents in, ranked hits with reasons out (rules W5-W11)."""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from typing import NamedTuple

from directory.search.board import Board, Mask
from directory.search.dictionary import Dictionary
from directory.search.documents import Document, Kind
from directory.search.holdings import Holdings
from directory.search.places import Gazetteer
from directory.search.ranking import MUNICIPALITY, VILLAGE, Hits, Points, Scores, Share
from directory.search.shares import HELPFUL, Shares
from directory.search.shelf import Shelf
from directory.search.understand import Reader, Understood
from directory.search.vocabulary import Vocabulary, is_correctable, nearest
from directory.search.words import Maker, best_maker

SIMILAR_SUGGESTION = 0.6
SUGGESTED_EDITS = 4  # letters
SUGGESTIONS = 3
GENERAL = "service_guidance"


class Found(NamedTuple):
    """The whole answer, best first; pages are cut by the caller (rule W10)."""

    understood: Understood
    hits: Hits
    suggestions: tuple[str, ...] = ()
    """The nearest words, when nothing was found (rule W11)."""
    place_dropped: bool = False
    """The municipality of the query left nothing, so hits are from everywhere (rule W4)."""

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """How many hits each `type`, `municipality` and `service` has; counted when asked."""
        return self.hits.facets


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
        self._renew()
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
        self._renew()

    def _renew(self) -> None:
        """What is remembered, and made of all documents at once, is of this state alone."""
        self._board = Board(self._holdings, self._names)
        self._shares = Shares(self._board, self.vocabulary, self._gazetteer, self._mentions)
        self._reader = Reader(self._dictionary, self._gazetteer, self.vocabulary)

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
        return self._reader.read(q, allow_typos=allow_typos)

    def search(
        self,
        q: str,
        *,
        kinds: Collection[str] = (),
        municipalities: Collection[str] = (),
        services: Collection[str] = (),
        audience: str = "",
        allow_typos: bool = True,
    ) -> Found:
        """All hits in order. Filters count before facets, so what is hidden cannot be inferred.

        Raises BadQuery (see `understand.clean`).
        """
        understood = self.understand(q, allow_typos=allow_typos)
        scores, marked = self._scored(understood)
        shown = self._board.meant_for(audience)
        wanted = {"type": kinds, "municipality": municipalities, "service": services}
        for facet, codes in wanted.items():
            if codes:
                shown = shown & self._board.holding(facet, codes)
        here, is_dropped = self._in_place(scores, understood, shown)
        rows = here.nonzero()[0]
        best = rows.take((-scores.points.take(rows)).argsort(kind="stable"))
        return Found(
            understood=understood,
            hits=Hits(self._board, best, scores, marked),
            suggestions=() if len(best) else self._suggestions(understood),
            place_dropped=is_dropped and len(best) > 0,
        )

    def points(self, q: str, kind: Kind) -> Mapping[str, float]:
        """The score of every document of a kind that `search` would find, by id. Raises BadQuery.

        The best stand first, equals in the order of ids. The place of the query drops what is
        elsewhere when anything of any kind is there.
        """
        understood = self.understand(q)
        scores, _ = self._scored(understood)
        here, _ = self._in_place(scores, understood, self._board.meant_for(""))
        rows = self._board.by_id(kind)
        rows = rows[here.take(rows)]
        points = scores.points.take(rows)
        order = (-points).argsort(kind="stable")
        ids = map(self._board.ids.__getitem__, rows.take(order).tolist())
        return dict(zip(ids, points.take(order).tolist(), strict=True))

    def _found(self, scores: Scores, understood: Understood) -> Mask:
        found: Mask = scores.points > 0
        if understood.asks_for_anything:
            found = found | self._board.holding("type", HELPFUL)
        return found

    def _in_place(self, scores: Scores, understood: Understood, shown: Mask) -> tuple[Mask, bool]:
        """What is found in the municipality of the query, and whether nothing is: then it is
        everything, and first of all who helps there with any need or topic.
        """
        found = self._found(scores, understood) & shown
        if understood.municipality is None:
            return found, False
        there: Mask = self._board.holding("municipality", (understood.municipality,)) & shown
        here: Mask = found & there
        if here.any():
            return here, False
        matters = understood.codes("need") or understood.codes("topic")
        if matters and not understood.codes("service"):
            found = found | self._score_general_help(scores, there, scores.points[found])
        return found, True

    def _score_general_help(self, scores: Scores, there: Mask, others: Points) -> Mask:
        """Guidance serves every need (G4), so it stands in its place before what is elsewhere."""
        board = self._board
        helps: Mask = there & board.holding("service", (GENERAL,)) & board.holding("type", HELPFUL)
        points = others.max(initial=0.0) + MUNICIPALITY
        scores.add(Share.of(len(board), (helps, points, (f"concept:{GENERAL}", "municipality"))))
        return helps

    def _scored(self, understood: Understood) -> tuple[Scores, frozenset[str]]:
        scores, shares = Scores(len(self._board)), self._shares
        marked: frozenset[str] = frozenset()
        corrected = dict(understood.corrected)
        for word in understood.words:
            weighed = shares.of_word(word, corrected.get(word))
            marked |= weighed.marked
            scores.add(*weighed.shares)
        for concept in understood.concepts:
            scores.add(*shares.of_concept(concept, guess=concept in understood.guessed))
        if understood.asks_for_anything:
            scores.add(shares.of_anything)
        scores.add(*shares.of_names(understood.text))
        if understood.municipality:
            marked |= self._score_place(scores, understood)
        return scores, marked

    def _score_place(self, scores: Scores, understood: Understood) -> frozenset[str]:
        """A boost; a place name alone finds everything there, and its name in names (rule W4)."""
        code, villages = understood.municipality or "", understood.villages
        here, marked = self._board.holding("municipality", (code,)), frozenset[str]()
        if understood.words or understood.concepts:
            here = here & (scores.points > 0)
        else:
            weighed = self._shares.of_place(code, villages)
            scores.add(*weighed.shares)
            marked = weighed.marked
        scores.add(Share.of(len(here), (here, MUNICIPALITY, ("municipality",))))
        if villages:
            named = self._shares.in_villages(villages)
            scores.add(Share.of(len(here), (named[here[named]], VILLAGE, ())))
        return marked

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
