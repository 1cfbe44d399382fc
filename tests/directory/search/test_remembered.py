"""What an index remembers of single words: true after every change, and never more than so much."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search import dictionary, places, words
from directory.search.dictionary import Concept
from directory.search.documents import Document
from directory.search.index import Index
from directory.search.shares import REMEMBERED
from tests.directory.search.county import DEVICE, DOCUMENTS, GUIDANCE, KELA, document
from tests.directory.search.test_index_changes import QUERIES, documents

MAKER = words.fallback(dictionary.DEFAULT)
MANY_WORDS = [*QUERIES, "kirjasto lahdessa", "kirjsto", "zumba", "nyt auki", "Nastolan talo"]


def made(several: list[Document]) -> Index:
    return Index(several, dictionary.DEFAULT, places.DEFAULT, MAKER)


def answers(index: Index) -> list[Any]:
    """What is found by every text, with its reasons; as another process would tell it."""
    return [
        (
            told.understood,
            [(one.document, one.score, one.matched, one.highlights) for one in told.hits],
            [(name, list(counts.items())) for name, counts in told.facets.items()],
            told.suggestions,
            told.place_dropped,
            list(index.points(q, "point").items()),
        )
        for q in MANY_WORDS
        for told in [index.search(q)]
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(documents, max_size=8), min_size=2, max_size=4))
def test_an_index_that_was_asked_before_a_change_answers_as_a_new_one(
    steps: list[list[Document]],
) -> None:
    index = made([])

    for several in steps:
        before, was = index, answers(index)
        index = index.changed(several)

        assert answers(index) == answers(made(sorted(several, key=lambda one: one.id)))
        assert answers(before) == was


def test_a_word_is_corrected_to_what_the_texts_say_now() -> None:
    several = [document("point", "1", "Talo", None, description="Pallokenttä")]
    index = made(several)
    assert index.understand("kallokenttä").corrected == (("kallokenttä", "pallokenttä"),)

    index = index.changed([*several, *(document("point", n, "Kallokenttä", None) for n in "234")])

    assert index.understand("kallokenttä").corrected == ()
    assert [one.document.id for one in index.search("kallokenttä").hits] == ["2", "3", "4"]
    assert index.changed(several).search("kallokenttä").hits[0].matched[-1] == "corrected"


def test_a_verification_changes_the_order_of_a_word_that_was_asked_before() -> None:
    several = [document("point", n, "Talo", None, trust=1) for n in "12"]
    index = made(several)
    assert [one.document.id for one in index.search("talo").hits] == ["1", "2"]

    index = index.changed([several[0], document("point", "2", "Talo", None, trust=5)])

    assert [one.document.id for one in index.search("talo").hits] == ["2", "1"]


def test_no_more_words_are_remembered_than_so_many() -> None:
    chance, index = random.Random(1), made(list(DOCUMENTS))
    for _ in range(2 * REMEMBERED):
        index.search("".join(chance.choices("aehiklnost", k=6)) + " kirjasto")

    kept = (
        index._shares.of_word,
        index._shares.of_beginning,
        index._shares.of_concept,
        index._reader.correction,
        index._reader.known.keys,
        index._reader.known.inside,
        index._gazetteer._by_stem,
    )
    sizes = [one.cache_info() for one in kept]

    assert all(one.maxsize is not None and one.currsize <= one.maxsize for one in sizes)
    assert max(one.currsize for one in sizes[:1]) == REMEMBERED


def test_a_whole_text_is_not_remembered() -> None:
    index = made(list(DOCUMENTS))
    index.search("kirjasto lahdessa wifi")
    asked = index._shares.of_word.cache_info().misses

    index.search("wifi kirjasto lahdessa")

    assert index._shares.of_word.cache_info().misses == asked


def test_facets_stand_in_the_order_of_the_hits_and_services_of_one_by_their_codes() -> None:
    several = made(
        [
            document("visit", "1", "Talo", "781", KELA, trust=5),
            document("point", "2", "Talo", "398", GUIDANCE, DEVICE, KELA, trust=4),
            document("point", "3", "Talo", "781", Concept("topic", "omakanta"), trust=3),
            document("material", "4", "Talo", None, trust=2),
        ]
    )

    facets = several.search("talo").facets

    assert [list(told.items()) for told in facets.values()] == [
        [("visit", 1), ("point", 2), ("material", 1)],
        [("781", 2), ("398", 1)],
        [("kela_point", 2), ("device_network", 1), ("service_guidance", 1)],
    ]


def test_the_best_of_a_kind_stand_first_and_equals_by_their_ids() -> None:
    several = made(
        [
            document("point", "c", "Vanha talo", None, trust=5),
            document("point", "b", "Vanha talo", None, trust=1),
            document("visit", "a", "Talo", None),
            document("point", "d", "Talo", None, trust=0),
        ]
    )

    assert list(several.points("talo", "point").items()) == [("d", 140), ("b", 40), ("c", 40)]
