"""An index that was brought up to date is the one that would be made anew."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search import dictionary, places, words
from directory.search.dictionary import Concept
from directory.search.documents import Document, Kind
from directory.search.index import Index
from directory.search.shelf import Shelf
from tests.directory.search.county import DEVICE, DOCUMENTS, GUIDANCE, document

WORDS = [
    "vesi",
    "veden",
    "vesissä",
    "vetenä",
    "kala",
    "kalan",
    "kaloissa",
    "kalakaan",
    "kalaukko",
    "kirjasto",
    "kirjastossa",
    "kirjastonsa",
    "uimahalli",
    "uimahallin",
    "Lahti",
    "Lahdessa",
    "Sysmän",
    "lahtis",
    "kerho",
    "kerhon",
    "kerhot",
    "kerhoineen",
    "digi-kerhon",
    "väli-vesi",
    "mottagning",
    "mottagningar",
    "meeting",
    "meetings",
    "ä",
    "talo",
    "taloni",
    "taloissa",
    "tavo",
    "suomi.fi-valtuudet",
    "pallokenttä",
    "mallokenttä",
    "käsi",
    "kädessä",
    "kät",
    "hämärätalo",
    "hämärä",
    "112",
    "a",
]
QUERIES = [
    "vesi",
    "kalat",
    "kerhossa",
    "kirjastoon",
    "Sysmä",
    "lahtis",
    "mottagningen",
    "meeting",
    "kallokenttä",
    "talo",
    "pallo",
    "keholuune",
    "hamaratalo",
    "digituki",
    "wifi",
    "Lahdessa",
]
MAKER = words.fallback(dictionary.DEFAULT)

texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
by_language = st.fixed_dictionaries({"fi": texts}, optional={"sv": texts, "en": st.none() | texts})
documents = st.builds(
    Document,
    kind=st.sampled_from(["point", "visit"]),
    id=st.sampled_from("abcdefgh"),
    names=by_language,
    summary=by_language,
    description=st.just({}) | by_language,
    concepts=st.frozensets(st.sampled_from([DEVICE, GUIDANCE, Concept("topic", "kela")])),
    municipality=st.sampled_from([None, "398", "781"]),
    trust=st.integers(0, 2),
    starts=st.sampled_from([0.0, 24.0]),
)


def new(several: Sequence[Document]) -> Index:
    return Index(several, dictionary.DEFAULT, places.DEFAULT, MAKER)


def held(index: Index) -> dict[str, Any]:
    """All that an index holds, by the names of its documents instead of their numbers."""
    holdings, vocabulary = index._holdings, index.vocabulary
    named = {number: name for name, number in holdings.numbers.items()}
    postings, bases = holdings.postings, vocabulary._bases

    def of(shelf: Shelf[Any, int, Any]) -> dict[Any, dict[Any, Any]]:
        return {key: {named[one]: told for one, told in own.items()} for key, own in shelf.items()}

    return {
        "documents": {named[one]: told for one, told in holdings.documents.items()},
        "ranks": sorted((rank, named[one]) for one, rank in holdings.ranks.items()),
        "postings": [of(postings.words), of(postings.names), of(postings.concepts)],
        "places": [of(postings.municipalities), index._mentions, index._names],
        "foreign": postings.foreign,
        "terms": [vocabulary._terms, vocabulary._folded],
        "bases": [bases.words, {stem: set(told) for stem, told in bases._stems.items()}],
        "beginnings": [vocabulary._beginnings._words, vocabulary._beginnings._pieces],
        "lengths": {length: told for length, told in vocabulary._by_length.items() if told},
        "letters": sorted(vocabulary._joined.split("\n")),
    }


def found(index: Index, q: str) -> Any:
    told = index.search(q)
    hits = [(hit.document, hit.score, set(hit.matched), hit.highlights) for hit in told.hits]
    return told.understood, hits, told.suggestions, told.facets


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(documents, max_size=8), min_size=2, max_size=4))
def test_an_index_after_any_changes_equals_a_new_one(steps: list[list[Document]]) -> None:
    index = new([])

    for several in steps:
        before, was = index, held(index)
        index = index.changed(several)

        assert held(index) == held(new(several))
        assert held(before) == was


def test_what_is_found_after_a_thousand_edits_is_what_a_new_index_finds() -> None:
    chance = random.Random(4)
    several = list(DOCUMENTS)
    index = new(several)

    for _ in range(1000):
        which = chance.randrange(len(several))
        name = " ".join(chance.sample(WORDS, 2))
        several[which] = replace(several[which], names={"fi": name, "sv": chance.choice(WORDS)})
        index = index.changed(several)

    fresh = new(several)
    assert held(index) == held(fresh)
    for q in QUERIES:
        assert found(index, q) == found(fresh, q), q


def test_a_new_word_makes_words_that_stood_already_findable_as_its_forms() -> None:
    index = new([document("point", "1", "Zumbassa", None)])
    assert [hit.document.id for hit in index.search("zumba").hits] != []
    fresh = [*index._holdings.documents.values(), document("point", "2", "Zumba", None)]

    index = index.changed(fresh)

    assert index.vocabulary.finds_exactly("zumba") == {"zumba": 1.0, "zumbassa": 1.0}
    assert index.changed(fresh[:1]).vocabulary.finds_exactly("zumba") == {}


@pytest.mark.parametrize("kind", ["point", "visit"])
def test_a_verification_reads_no_text_again(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    several = [document(kind, str(n), f"Talo {n}", "398", GUIDANCE) for n in range(5)]
    index = new(several)
    monkeypatch.delattr(Document, "texts")

    after = index.changed([*several[:4], replace(several[4], trust=5)])

    assert [hit.document.id for hit in after.search("398 talo").hits] == ["4", "0", "1", "2", "3"]
    assert after.vocabulary._terms is index.vocabulary._terms


def test_equal_documents_change_nothing() -> None:
    index = new(DOCUMENTS)

    again = index.changed([replace(one) for one in DOCUMENTS])

    assert again._holdings is index._holdings
