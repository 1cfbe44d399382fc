"""The search vectors of the reference, on the invented county."""

import pytest

from tests.directory.search.county import index

VECTORS = [
    ("digituki Lahdessa", {"service_guidance"}, "398", {"p01", "p02"}),
    ("digitukipisteessä Hollolaan", {"service_guidance"}, "098", {"p06"}),
    ("Sysmässä avustettu valtuutus", {"assisted_authorisation"}, "781", {"v02"}),
    ("Orimattilasta", set(), "560", {"p12", "p13"}),
    ("Padasjoella apua puhelimen käyttöön", {"device_use"}, "576", {"p14"}),
    ("puolesta-asiointi", {"assisted_authorisation"}, None, {"v02", "p21"}),
    ("suomi.fi-valtuudet", {"assisted_authorisation"}, None, {"v02", "p21"}),
    ("pankkitunnukset hukassa", {"bank_identification"}, None, {"t02"}),
    ("labratulokset", {"omakanta"}, None, {"m01"}),
    ("videovastaanotolle", {"remote_appointment"}, None, {"p09"}),
    ("kelan pisteet", {"kela_point"}, None, {"p04"}),
    ("wifi tulostus", {"device_network"}, None, set()),
    ("sysma", set(), "781", {"p10", "p11"}),
    ("tulostamaan", {"device_network"}, None, {"p01", "p07", "p08", "p16"}),
    ("soittaminen", {"remote_phone"}, None, {"c01"}),
    ("lomakkeen täyttämisessä", {"transacting_together"}, None, {"p02"}),
    ("en osaa täyttää lomaketta", {"transacting_together"}, None, {"p02"}),
    ("wlan", {"device_network"}, None, {"p01", "p07", "p08", "p16"}),
    ("Vääksyssä", set(), "016", {"p16"}),
    ("Hollolasta Lahteen", set(), "398", {"p01", "p04"}),
    ("datorhjälp Lahtis", {"service_guidance"}, "398", {"p01", "p02"}),
]


@pytest.mark.parametrize(
    ("q", "codes", "municipality", "among"), VECTORS, ids=[vector[0] for vector in VECTORS]
)
def test_a_search_vector_is_understood_and_answered(
    q: str, codes: set[str], municipality: str | None, among: set[str]
) -> None:
    found = index().search(q)

    assert codes <= {concept.code for concept in found.understood.concepts}
    assert found.understood.municipality == municipality
    first_three = {hit.document.id for hit in found.hits[:3]}
    assert first_three & among if among else first_three


def test_the_next_visit_stands_before_the_later_one() -> None:
    hits = index().search("Sysmässä avustettu valtuutus").hits

    assert [hit.document.id for hit in hits[:2]] == ["v02", "v01"]


def test_wifi_and_printing_find_points_with_devices() -> None:
    hits = index().search("wifi tulostus").hits

    assert all("device_network" in {one.code for one in hit.document.concepts} for hit in hits[:3])


def test_W4_nothing_of_the_place_that_one_leaves_stands_among_the_hits() -> None:
    found = index().search("Hollolasta Lahteen")

    assert {hit.document.municipality for hit in found.hits} == {"398"}
    assert not found.place_dropped


def test_W8_a_wrong_letter_gives_what_the_right_word_gives() -> None:
    right = index().search("digituki lahti")

    wrong = index().search("digtuki lahti")

    assert wrong.understood.corrected == (("digtuki", "digituki"),)
    assert wrong.understood.municipality == right.understood.municipality == "398"
    assert {hit.document.id for hit in wrong.hits[:2]} == {
        hit.document.id for hit in right.hits[:2]
    }


def test_W8_a_wrong_letter_in_a_word_of_the_texts_is_corrected() -> None:
    found = index().search("kirjsto heinola")

    assert found.understood.corrected == (("kirjsto", "kirjasto"),)
    assert found.understood.municipality == "111"
    assert found.hits[0].document.id == "p08"
    assert "corrected" in found.hits[0].matched


def test_W10_a_common_word_is_no_error() -> None:
    found = index().search("katu")

    assert len(found.hits) >= 5


def test_W1_signs_find_nothing_and_break_nothing() -> None:
    found = index().search('%&()" or 1=1')

    assert found.hits == ()
    assert found.suggestions == ()


@pytest.mark.parametrize(
    ("q", "right", "code"),
    [
        ("digitukea lahdesa", "lahdessa", "398"),
        ("kirjasto hienolassa", "heinolassa", "111"),
        ("tulostus orimatilassa", "orimattilassa", "560"),
        ("kirjasto sysmäsä", "sysmässä", "781"),
    ],
)
def test_W8_a_misspelt_place_is_corrected(q: str, right: str, code: str) -> None:
    found = index().search(q)

    assert found.understood.corrected == ((q.split()[1], right),)
    assert found.understood.municipality == code
    assert {hit.document.municipality for hit in found.hits} == {code}


@pytest.mark.parametrize("word", ["kahdessa", "kahdella", "tahdosta", "lahjassa", "iitissa"])
def test_W8_a_word_that_differs_in_a_letter_is_no_place(word: str) -> None:
    assert index().search(word).understood.corrected == ()
