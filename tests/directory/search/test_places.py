"""Municipalities by stem and ending."""

import pytest

from directory.search.places import DEFAULT, DEFAULT_STEMS, Gazetteer, Place, municipality

LAHTI, NOKIA, TAMPERE = "398", "536", "837"
FORMS = {
    "398": "lahti lahden lahdessa lahdesta lahteen lahdella lahtea lahtis",
    "142": "iitti iitin iitissä iittiin iitistä iittiä",
    "576": "padasjoki padasjoen padasjoella padasjoelta padasjoelle padasjokea",
    "143": "ikaalinen ikaalisten ikaalisissa ikaalista ikaalisiin ikalis",
    "177": "juupajoki juupajoella juupajoelle",
    "291": "kuhmoinen kuhmoisissa kuhmoisiin kuhmoista",
    "508": "mänttä-vilppula mäntässä mänttään vilppulassa vilppulaan mänttä-vilppulassa",
    "562": "orivesi orivedellä orivedelle orivettä",
    "619": "punkalaidun punkalaitumella punkalaitumelle",
    "635": "pälkäne pälkäneellä pälkäneelle",
    "702": "ruovesi ruovedellä ruovettä",
    "837": "tampere tampereella tampereelle tampereen tammerfors",
    "908": "valkeakoski valkeakoskella valkeakosken",
    "922": "vesilahti vesilahdessa vesilahden vesilahteen",
    "936": "virrat virroilla virroille virtoja virtain virdois",
    "980": "ylöjärvi ylöjärvellä ylöjärven",
    "211": "kangasala kangasalla kangasalle kangasalta kangasalan",
    "098": "hollola hollolaan hollolassa",
    "781": "sysmä sysmässä sysmään",
    "604": "pirkkala pirkkalassa birkala",
    "108": "hämeenkyrö hämeenkyrössä tavastkyro",
    "560": "orimattila orimattilasta",
}


def asked(form: str, gazetteer: Gazetteer = DEFAULT) -> tuple[int, str] | None:
    """How many words name a place, and its code."""
    place = gazetteer.place([form])
    return (place.words, place.code) if place else None


@pytest.mark.parametrize(
    ("code", "form"), [(code, form) for code, forms in FORMS.items() for form in forms.split()]
)
def test_W4_a_municipality_is_known_by_stem_and_ending(code: str, form: str) -> None:
    assert asked(form) == (1, code)


@pytest.mark.parametrize(
    "word", ["lahja", "lahdenkadulla", "iittala", "virta", "virtaa", "tamperelainen", "lähde"]
)
def test_W4_a_word_that_only_begins_like_a_municipality_is_none(word: str) -> None:
    assert DEFAULT.place([word]) is None
    assert DEFAULT.mention(word) is None


@pytest.mark.parametrize("form", ["nokia", "nokian", "nokiaa", "nokiat"])
def test_W4_nokia_may_be_a_brand(form: str) -> None:
    assert DEFAULT.place([form]) is None
    assert DEFAULT.mention(form) == NOKIA


@pytest.mark.parametrize("form", ["nokialla", "nokialle", "nokialta", "nokiassa", "nokiaan"])
def test_W4_nokia_is_a_place_in_a_local_case(form: str) -> None:
    assert asked(form) == (1, NOKIA)


VILLAGES = {
    "016": "vääksy vääksyssä vääksystä vääksyyn vääksyn kalkkisissa vaaksyssa",
    "098": "hämeenkoskella salpakankaalla salpakangasta",
    "111": "vierumäellä vierumäki lusissa",
    "142": "kausalassa kausalaan",
    "316": "järvelä järvelässä järvelän lappilassa",
    "398": "nastolassa villähteellä launeen launeella laune mukkulassa renkomäestä",
    "560": "artjärvellä pennalan",
}


@pytest.mark.parametrize(
    ("code", "form"), [(code, form) for code, forms in VILLAGES.items() for form in forms.split()]
)
def test_W4_a_village_stands_for_its_municipality(code: str, form: str) -> None:
    place = DEFAULT.place([form])

    assert place is not None
    assert (place.code, place.village) == (code, True)


@pytest.mark.parametrize("form", ["lahessa", "lahesta", "lahes"])
def test_W4_lahti_is_known_as_it_is_spoken(form: str) -> None:
    assert asked(form) == (1, LAHTI)
    assert DEFAULT.mention(form) == LAHTI


def test_W4_a_village_is_told_apart_from_its_municipality() -> None:
    assert DEFAULT.village("nastolan") == DEFAULT.village("nastolassa") == "nastola"
    assert DEFAULT.village("lahden") is None
    assert DEFAULT.village("lahtis") is None


@pytest.mark.parametrize(
    "word",
    ["lahella", "lähellä", "launeikas", "auttoi", "lusikka", "herralla", "järvellä", "kalkki"],
)
def test_W4_a_word_that_only_looks_like_a_village_is_none(word: str) -> None:
    assert DEFAULT.place([word]) is None


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("hollolasta", "from"),
        ("padasjoelta", "from"),
        ("kangasalta", "from"),
        ("lahteen", "to"),
        ("iittiin", "to"),
        ("sysmään", "to"),
        ("kangasalle", "to"),
        ("padasjoelle", "to"),
        ("lahdessa", None),
        ("lahden", None),
        ("lahti", None),
        ("from lahti", "from"),
        ("till lahtis", "to"),
    ],
)
def test_W4_the_case_tells_whether_one_comes_or_goes(words: str, way: str | None) -> None:
    written = words.split()

    place = DEFAULT.place(written, len(written) - 1)

    assert place is not None
    assert place.way == way


def test_W4_every_stem_of_the_list_takes_an_ending() -> None:
    gazetteer = DEFAULT

    found = {
        stem: gazetteer.place([stem + "n"]) for stems in DEFAULT_STEMS.values() for stem in stems
    }

    assert None not in found.values()


def test_W4_the_longest_stem_wins() -> None:
    gazetteer = Gazetteer([municipality("001", "Vesi"), municipality("002", "Vesilahti")])

    assert asked("vesilahdessa", gazetteer) == (1, "002")
    assert asked("vesissä", gazetteer) == (1, "001")


def test_W4_a_neighbour_is_known_by_its_plain_name() -> None:
    gazetteer = Gazetteer([municipality("286", "Kouvola")])

    assert asked("kouvolassa", gazetteer) == (1, "286")


def test_W1_a_place_may_be_typed_without_dots() -> None:
    assert asked("sysmassa") == (1, "781")
    assert asked("hameenkyrossa") == (1, "108")


def test_W4_a_name_of_two_words_is_read_whole() -> None:
    assert DEFAULT.place(["gustav", "adolfs"]) == Place(2, "081")
    assert DEFAULT.place(["gustav"]) is None


def test_the_counties_have_ten_and_twenty_three() -> None:
    codes = [one.code for one in DEFAULT.municipalities]

    assert len(codes) == len(set(codes)) == 33
