"""Words, their forms, and their parts."""

import pytest

from directory.search import dictionary, tokens, words
from directory.search.field_words import field_words
from directory.search.lexicon import Lexicon
from directory.search.voikko import Voikko, installed

MAKER = words.fallback(dictionary.DEFAULT)
FORMS = {
    "kirjasto": "kirjaston kirjastossa kirjastoon kirjastot kirjastoissa kirjastojen kirjastoja",
    "pankki": "pankin pankkia pankissa pankkiin pankit pankkien pankkeja pankeissa",
    "tuki": "tuen tukea tuessa tueksi tukien tukia tuilla",
    "puhelin": "puhelimen puhelinta puhelimessa puhelimet puhelimia puhelinten puhelimeni",
    "lomake": "lomakkeen lomaketta lomakkeella lomakkeet lomakkeiden lomakkeita",
    "sovellus": "sovelluksen sovellusta sovellukset sovelluksia sovelluksiin",
    "terveys": "terveyden terveyttä terveydestä terveyteen",
    "asiakas": "asiakkaan asiakasta asiakkaat asiakkaille asiakkaiden",
    "neuvonta": "neuvonnan neuvontaa neuvonnassa neuvontaan neuvontakin",
    "asema": "aseman asemalla asemat asemien asemilla asemia",
    "uusi": "uuden uutta uudessa uusia",
    "nainen": "naisen naista naisia naisille naisten",
    "maksuton": "maksuttoman maksutonta maksuttomia",
    "chat": "chatissa chatin chatit chattiin",
    "verkkosivut": "verkkosivujen verkkosivuilla verkkosivuja",
    "pankkitunnukset": "pankkitunnus pankkitunnusten pankkitunnuksilla pankkitunnuksia",
}
FALSE_FRIENDS = [
    ("kirja", "kirjasto"),
    ("neuvo", "neuvonta"),
    ("neuvo", "neuvota"),
    ("loma", "lomake"),
    ("puhe", "puhelin"),
    ("tulkki", "tulkkaus"),
    ("tuki", "tukka"),
    ("apu", "apila"),
]


@pytest.mark.parametrize(
    ("base", "form"), [(base, form) for base, forms in FORMS.items() for form in forms.split()]
)
def test_W5_a_form_is_read_back_to_its_base(base: str, form: str) -> None:
    assert Lexicon([base]).read(form) == {base}


@pytest.mark.parametrize(("base", "other"), FALSE_FRIENDS)
def test_W5_a_word_that_only_begins_alike_is_no_form(base: str, other: str) -> None:
    assert Lexicon([base]).read(other) == set()


def test_W5_a_known_word_is_never_stripped() -> None:
    assert Lexicon(["neuvo", "neuvoa"]).read("neuvoa") == {"neuvoa"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Digituki, kirjasto!", ["digituki", "kirjasto"]),
        ("Suomi.fi-valtuudet.", ["suomi.fi-valtuudet"]),
        ("Päijät‑Sote", ["päijät-sote"]),  # a hyphen that does not break
        ("Suomi.fi:ssä FPA:n", ["suomi.fi", "fpa"]),
        ("digi\u00adtuki", ["digituki"]),
        ("klo 9:30", ["klo", "9", "30"]),
        ("a_b  %&", ["a", "b"]),
    ],
)
def test_W2_text_is_split_at_spaces_and_signs(text: str, expected: list[str]) -> None:
    assert tokens.words(text) == expected


def test_W2_a_word_with_hyphens_is_found_whole_and_in_parts() -> None:
    terms = MAKER.terms("suomi.fi-valtuuksia").weights

    assert terms["suomi.fi-valtuudet"] == words.WHOLE
    assert terms["valtuudet"] == words.PART


def test_W6_a_compound_is_found_by_its_parts() -> None:
    terms = MAKER.terms("digitukipisteessä").weights

    assert terms["digitukipiste"] == words.WHOLE
    assert terms["digituki"] == terms["piste"] == words.PART


@pytest.mark.parametrize(
    ("compound", "part"),
    [
        ("kaupunginkirjastossa", "kirjasto"),
        ("digitukihenkilö", "digituki"),
        ("kirjastotalo", "kirjasto"),
        ("lähidigituki", "digituki"),
        ("puhelinopastus", "opastus"),
        ("kirjastoauton", "kirjasto"),
        ("digitukipisteessäkin", "digituki"),
    ],
)
def test_W6_the_last_and_the_first_part_are_both_found(compound: str, part: str) -> None:
    assert MAKER.terms(compound).weights.get(part) == words.PART


@pytest.mark.parametrize(
    ("word", "part"), [("kantakortti", "kanta"), ("esitelmä", "esite"), ("kaapu", "apu")]
)
def test_W6_letters_that_only_look_like_a_part_are_none(word: str, part: str) -> None:
    assert part not in MAKER.terms(word).weights


def test_W7_the_maker_is_named() -> None:
    assert MAKER.name == "fallback"
    assert words.best_maker(dictionary.DEFAULT).name in {"fallback", "voikko"}


class Speller:
    """Answers as the library does, for two words."""

    ANALYSES = {  # noqa: RUF012
        "orimattilasta": [
            {"BASEFORM": "orimattilapsi", "STRUCTURE": "=ppp=ppppp=ppppp"},
            {"BASEFORM": "Orimattila", "STRUCTURE": "=ipp=pppppppppp"},
        ],
        "kunnantalossa": [{"BASEFORM": "kunnantalo", "STRUCTURE": "=pppppp=ppppppp"}],
        "kunnan": [{"BASEFORM": "kunta", "STRUCTURE": "=pppppp"}],
        "avustettu": [{"BASEFORM": "avustettu", "STRUCTURE": "=ppppppppp"}],
    }

    def analyze(self, word: str) -> list[dict[str, str]]:
        return self.ANALYSES.get(word, [])


def test_W7_all_analyses_count() -> None:
    speller = Voikko(Speller())

    assert speller.bases("orimattilasta") == {"orimattilapsi", "orimattila"}


def test_W7_a_compound_is_cut_at_the_structure_and_a_derivation_is_not() -> None:
    speller = Voikko(Speller())

    assert speller.runs("kunnantalossa") == {"kunta", "talo"}
    assert speller.runs("avustettu") == set()


def test_W7_a_word_that_is_only_read_as_a_compound_may_be_a_typo() -> None:
    maker = words.WithVoikko(field_words(dictionary.DEFAULT), Voikko(Speller()))

    assert maker.is_sure("kunnan")
    assert not maker.is_sure("kunnantalossa")
    assert maker.is_sure("digituessa")


def test_W7_the_real_library_reads_what_the_dictionary_does_not_know() -> None:
    speller = installed()
    if speller is None:
        pytest.skip("Voikko is optional: install libvoikko1, voikko-fi and the Python libvoikko")
    maker = words.best_maker(dictionary.DEFAULT)

    assert maker.name == "voikko"
    assert "kunnantalo" in maker.bases("kunnantaloissa")
    assert {"digituki", "piste"} <= maker.terms("digitukipisteessä").weights.keys()
    assert "orimattila" in speller.bases("orimattilasta")
    assert maker.bases("palveluneuvoja") == {"palveluneuvoja"}
