"""Words of time and of language in a query (rule W10: what is not searched for is told)."""

import pytest

from directory.search import dictionary, places, words
from directory.search.asides import aside
from directory.search.understand import Understood, understand
from tests.directory.search.county import ids, index

MAKER = words.fallback(dictionary.DEFAULT)


def read(q: str) -> Understood:
    return understand(q, dictionary.DEFAULT, places.DEFAULT, maker=MAKER)


@pytest.mark.parametrize(
    "q",
    [
        "avoinna nyt",
        "auki sunnuntaina",
        "tänään huomenna iltaisin",
        "tanaan",
        "maanantaisin",
        "öppet nu",
        "oppet idag",
        "söndagar",
        "open now",
        "saturdays",
    ],
)
def test_words_of_time_are_told_and_not_searched_for(q: str) -> None:
    found = read(q)

    assert found.ignored == tuple(q.split())
    assert found.words == ()
    assert found.corrected == ()
    assert found.language is None


@pytest.mark.parametrize(
    ("q", "language"),
    [
        ("in english", "en"),
        ("englanniksi", "en"),
        ("englannin kielellä", "en"),
        ("på svenska", "sv"),
        ("ruotsinkielinen", "sv"),
        ("ruotsinkielistä", "sv"),
        ("svenskspråkig", "sv"),
        ("in Russian", "ru"),
        ("venajaksi", "ru"),
        ("suomen kieli", "fi"),
        ("englanniksi tai ruotsiksi", "en"),
    ],
)
def test_a_language_is_told_and_not_searched_for(q: str, language: str) -> None:
    found = read(q)

    assert found.language == language
    assert found.words == found.ignored == ()


@pytest.mark.parametrize(
    "word", ["suomi.fi", "viittomakieli", "nykyinen", "aukio", "lauantaikerho"]
)
def test_a_word_that_only_looks_like_an_aside_is_none(word: str) -> None:
    assert aside([word], 0) is None


def test_the_matter_and_the_place_are_read_beside_the_time() -> None:
    found = read("milloin kirjasto on auki sunnuntaina Lahdessa")

    assert found.words == ("kirjasto",)
    assert found.municipality == "398"
    assert found.ignored == ("milloin", "auki", "sunnuntaina")
    assert ids("kirjasto avoinna nyt") == ids("kirjasto")
    assert ids("datorhjälp på svenska") == ids("datorhjälp")


@pytest.mark.parametrize("q", ["avoinna nyt", "auki sunnuntaina", "in english"])
def test_who_asks_only_for_a_time_or_a_language_finds_where_help_is(q: str) -> None:
    found = index().search(q)

    assert {hit.document.kind for hit in found.hits} == {"point", "visit", "channel"}
    assert {hit.matched for hit in found.hits} == {("anything",)}
    assert not found.suggestions


def test_who_says_nothing_finds_nothing() -> None:
    assert index().search("asdfgh").hits == ()
    assert index().search("och").hits == ()
    assert {hit.document.municipality for hit in index().search("nyt Lahdessa").hits} == {"398"}


def test_a_text_means_something_when_a_matter_a_place_or_a_language_is_read() -> None:
    known = [read(q).means_something for q in ("digituki", "Lahdessa", "englanniksi")]

    assert known == [True] * 3
    assert not read("asdfgh").means_something
