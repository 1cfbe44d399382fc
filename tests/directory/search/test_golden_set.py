"""Recall and precision of the fallback on the golden set (bars F8)."""

import random

import pytest

from directory.search import places, words
from directory.search.index import Index
from tests.directory.search import golden_set
from tests.directory.search.golden_set import FAMILIES

DRAWS = (1, 2)


@pytest.fixture(scope="module")
def corpus() -> tuple[list[list[str]], dict[str, set[int]]]:
    return golden_set.texts()


def indexed(written: list[list[str]], known: list[str]) -> Index:
    dictionary = golden_set.knowing(known)
    return Index(
        golden_set.documents(written), dictionary, places.DEFAULT, words.fallback(dictionary)
    )


def test_F8_words_of_the_dictionary_are_found(
    corpus: tuple[list[list[str]], dict[str, set[int]]],
) -> None:
    written, relevant = corpus

    scores = golden_set.measure(indexed(written, list(FAMILIES)), relevant, FAMILIES)

    for sort in ("base", "inflected"):
        assert scores[sort].recall >= 0.98
        assert scores[sort].precision >= 0.95
    assert scores["typo"].recall >= 0.90
    assert scores["typo"].precision >= 0.85


@pytest.mark.parametrize("draw", DRAWS)
def test_F8_words_that_nothing_knows_are_found(
    draw: int, corpus: tuple[list[list[str]], dict[str, set[int]]]
) -> None:
    written, relevant = corpus
    known = random.Random(draw).sample(sorted(FAMILIES), 5)
    unseen = set(FAMILIES) - set(known)

    scores = golden_set.measure(indexed(written, known), relevant, unseen)

    print(f"unseen {sorted(unseen)}: " + ", ".join(f"{k} {v}" for k, v in scores.items()))
    assert scores["base"].recall >= 0.75
    assert scores["inflected"].recall >= 0.75
