"""Recall and precision on the golden set, with Voikko too where it is installed."""

import random
from collections.abc import Callable

import pytest

from directory.search import places, words
from directory.search.dictionary import Dictionary
from directory.search.index import Index
from directory.search.voikko import installed
from directory.search.words import Maker
from tests.directory.search import golden_set
from tests.directory.search.golden_set import FAMILIES

DRAWS = (1, 2)
TYPO_RECALL = {"fallback": 0.90, "voikko": 0.89}  # Voikko reads `neuvota`, so it is no typo
MakerOf = Callable[[Dictionary], Maker]


@pytest.fixture(scope="module")
def corpus() -> tuple[list[list[str]], dict[str, set[int]]]:
    return golden_set.texts()


@pytest.fixture(params=["fallback", "voikko"])
def maker_of(request: pytest.FixtureRequest) -> MakerOf:
    if request.param == "voikko" and installed() is None:
        pytest.skip("Voikko is optional: install libvoikko1, voikko-fi and the Python libvoikko")
    return words.fallback if request.param == "fallback" else words.best_maker


def indexed(written: list[list[str]], known: list[str], maker_of: MakerOf) -> Index:
    dictionary = golden_set.knowing(known)
    return Index(golden_set.documents(written), dictionary, places.DEFAULT, maker_of(dictionary))


def test_words_of_the_dictionary_are_found(
    maker_of: MakerOf,
    corpus: tuple[list[list[str]], dict[str, set[int]]],
) -> None:
    written, relevant = corpus
    made = indexed(written, list(FAMILIES), maker_of)

    scores = golden_set.measure(made, relevant, FAMILIES)

    for sort in ("base", "inflected"):
        assert scores[sort].recall >= 0.98
        assert scores[sort].precision >= 0.95
    assert scores["typo"].recall >= TYPO_RECALL[made.maker]
    assert scores["typo"].precision >= 0.85


@pytest.mark.parametrize("draw", DRAWS)
def test_words_that_nothing_knows_are_found(
    draw: int, maker_of: MakerOf, corpus: tuple[list[list[str]], dict[str, set[int]]]
) -> None:
    written, relevant = corpus
    known = random.Random(draw).sample(sorted(FAMILIES), 5)
    unseen = set(FAMILIES) - set(known)

    scores = golden_set.measure(indexed(written, known, maker_of), relevant, unseen)

    print(f"unseen {sorted(unseen)}: " + ", ".join(f"{k} {v}" for k, v in scores.items()))
    assert scores["base"].recall >= 0.75
    assert scores["inflected"].recall >= 0.75
