"""Verbs, their forms, and what are forms of one word."""

import pytest

from directory.search import dictionary, words
from directory.search.inflection import are_forms_of_one
from directory.search.lexicon import Lexicon
from directory.search.tokens import FOLD
from directory.search.verbs import gerund, is_verb

MAKER = words.fallback(dictionary.DEFAULT)
FORMS = {
    "tulostaa": "tulostan tulostat tulosta tulostamme tulostavat tulostamaan tulostamassa "
    "tulostamalla tulostamatta tulostaminen tulostamisen tulostamisessa tulostamiseen "
    "tulostamista tulostetaan tulosteta tulostettiin tulostettu tulostettava tulostin "
    "tulosti tulostivat tulostaisin tulostanut tulostaessa tulostanko",
    "täyttää": "täytän täytät täytä täyttävät täyttämään täyttämässä täyttämisessä täyttämiseen "
    "täyttäminen täyttämistä täytetään täytetä täytettiin täytetty täytettyä täytettävä täytin "
    "täytti täyttäisi täyttänyt täyttäneet täytättekö",
    "soittaa": "soitan soita soittamaan soittaminen soittamisen soitetaan soittaisin soitin",
    "auttaa": "autan auta auttamaan autetaan autettiin auttoi auttaisitko",
    "löytää": "löydän löydä löytämiseen löydetään löysin löysi",
    "asentaa": "asennan asentamassa asennetaan asennettu asensin asensi",
    "asioida": "asioin asioi asioimaan asioiminen asioimisessa asioidaan asioitiin asioisin "
    "asioidessa asioivat asioitava",
    "skannata": "skannaan skannaa skannaamaan skannaaminen skannataan skannasin skannannut "
    "skannattu skannatessa skannaisi skannattava",
    "tulkata": "tulkkaan tulkkaamaan tulkkaamista tulkataan",
    "tunnistautua": "tunnistaudun tunnistautumaan tunnistautuminen tunnistautumisessa "
    "tunnistaudutaan tunnistautunut tunnistautuisin",
}
FALSE_FRIENDS = [
    ("auttaa", "auton"),
    ("auttaa", "autossa"),
    ("täyttää", "täysi"),
    ("täyttää", "täytyy"),
    ("soittaa", "soittimet"),
    ("asentaa", "asento"),
    ("käyttää", "käytös"),
]


@pytest.mark.parametrize(
    ("verb", "form"), [(verb, form) for verb, forms in FORMS.items() for form in forms.split()]
)
def test_W5_a_form_of_a_verb_is_read_back_to_it(verb: str, form: str) -> None:
    assert Lexicon([verb], bent_as_verbs=[verb]).read(form) == {verb}


@pytest.mark.parametrize(("verb", "other"), FALSE_FRIENDS)
def test_W5_a_word_that_only_begins_like_a_verb_is_no_form(verb: str, other: str) -> None:
    assert Lexicon([verb], bent_as_verbs=[verb]).read(other) == set()


def test_W1_a_verb_may_be_typed_without_dots() -> None:
    lexicon = Lexicon(["täyttää"], FOLD, ["täyttää"])

    assert lexicon.read("taytan") == lexicon.read("tayttamisessa") == {"täyttää"}


def test_W5_a_verb_is_known_by_its_looks_or_by_the_dictionary() -> None:
    assert is_verb("tulostaa")
    assert is_verb("täyttää")
    assert not is_verb("vapaa")
    assert MAKER.bases("skannaaminen") == {"skannata"}


def test_W5_every_verb_of_the_dictionary_is_read_by_its_noun() -> None:
    known = [verb for verb in dictionary.DEFAULT.verbs if MAKER.bases(verb)]

    assert known
    assert {verb: MAKER.bases(gerund(verb)) for verb in known} == {verb: {verb} for verb in known}


def test_W5_texts_and_queries_meet_in_the_verb() -> None:
    typed, written = MAKER.bases("tulostamaan"), MAKER.terms("tulostaminen").weights

    assert typed <= written.keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("täyttämiseen", "täyttäminen"),
        ("järvelä", "järvelän"),
        ("kirjeen", "kirjeet"),
        ("lukemaan", "lukemassa"),
        ("hakemus", "hakemuksen"),
        ("lainattavissa", "lainattavina"),
    ],
)
def test_W8_forms_of_one_word_are_no_typos_of_each_other(one: str, other: str) -> None:
    assert are_forms_of_one(one, other)
    assert are_forms_of_one(other, one)


@pytest.mark.parametrize(
    ("typo", "right"),
    [
        ("kirjsto", "kirjasto"),
        ("kirjastosa", "kirjastossa"),
        ("digtuki", "digituki"),
        ("puheln", "puhelin"),
        ("neuvota", "neuvonta"),
        ("sovelus", "sovellus"),
        ("tulostamnen", "tulostaminen"),
        ("hienola", "heinola"),
    ],
)
def test_W8_a_typo_is_no_form(typo: str, right: str) -> None:
    assert not are_forms_of_one(typo, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pääsen", "pääsee"),
        ("pääse", "pääsee"),
        ("pääset", "pääsevät"),
        ("tarvitsen", "tarvitsee"),
        ("maksamme", "maksavat"),
    ],
)
def test_W8_forms_of_one_verb_are_no_typos_of_each_other(one: str, other: str) -> None:
    assert are_forms_of_one(one, other)
    assert are_forms_of_one(other, one)
