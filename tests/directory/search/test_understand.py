"""From a query to words, codes and a place."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search import dictionary, places, words
from directory.search.dictionary import Concept
from directory.search.understand import BadQuery, Understood, clean, understand
from tests.directory.search.county import index

DICTIONARY = dictionary.DEFAULT
LEGAL = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=0, max_size=200)


def read(q: str, *, allow_typos: bool = True) -> Understood:
    return understand(
        q, DICTIONARY, places.DEFAULT, maker=words.fallback(DICTIONARY), allow_typos=allow_typos
    )


def codes(q: str) -> set[str]:
    return {f"{one.list}:{one.code}" for one in read(q).concepts}


def test_W1_a_query_is_normalised() -> None:
    decomposed = unicodedata.normalize("NFD", "  SYSMÄN   Kirjasto ")

    assert clean(decomposed) == "sysmän kirjasto"


@pytest.mark.parametrize("q", ["a\x00b", "a\nb", "a\tb", "a\x7fb", "a\x85b"])
def test_W1_control_characters_are_refused(q: str) -> None:
    with pytest.raises(BadQuery) as refused:
        clean(q)

    assert refused.value.code == "control_character"


def test_W1_two_hundred_characters_are_the_limit() -> None:
    assert clean("x" * 200) == "x" * 200
    with pytest.raises(BadQuery) as refused:
        clean("x" * 201)

    assert refused.value.code == "too_long"


@given(q=LEGAL)
@settings(max_examples=150, deadline=None)
def test_W1_every_other_string_is_a_legal_query(q: str) -> None:
    found = index().search(q)

    assert found.understood.text == clean(q)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("wifi", {"service:device_network"}),
        ("langattoman verkon salasana", {"service:device_network", "need:device_use"}),
        ("tietokoneella", {"service:device_network"}),
        ("lomakkeen täyttöön", {"service:transacting_together"}),
        ("viittomakielen", {"service:interpreting"}),
        ("sensitiivisessä tilassa", {"service:sensitive_space"}),
        ("pankkitunnuksia", {"topic:bank_identification"}),
        ("reseptin uusimista", {"topic:e_prescription"}),
        ("laboratoriotuloksia", {"topic:omakanta"}),
        ("chatissa", {"form:remote_chat"}),
        ("kirjastoautossa", {"kind:mobile"}),
        ("kotikäyntejä", {"form:home_visit"}),
        ("ikäihmisille", {"target_group:older"}),
        ("huijauksesta", {"topic:online_safety"}),
        ("päivitykset", {"need:device_use"}),
        ("suomi.fi:ssä", {"topic:suomi_fi"}),
        ("pop up", {"kind:mobile"}),
        ("surfplattan", {"service:device_network"}),
        ("förnya recept", {"topic:e_prescription"}),
        ("fill in a form", {"service:transacting_together"}),
        ("passwords", {"need:device_use"}),
        ("etavastaanotolle", {"topic:remote_appointment"}),
        ("wlan", {"service:device_network"}),
        ("wlaniin", {"service:device_network"}),
        ("digistöd", {"service:service_guidance"}),
        ("digistod", {"service:service_guidance"}),
        ("pankkiin", {"need:using_service", "topic:bank_identification"}),
        ("pankkiasioissa", {"need:using_service", "topic:bank_identification"}),
        ("wlan-verkko", {"service:device_network"}),
        ("en osaa täyttää lomaketta", {"service:transacting_together"}),
        ("lomakkeen täyttämisessä", {"service:transacting_together"}),
        ("täytän hakemuksia", {"service:transacting_together"}),
        ("lomaketta täyttämään", {"service:transacting_together"}),
        ("tulostamaan", {"service:device_network"}),
        ("en tulosta", {"service:device_network"}),
        ("skannataanko", {"service:device_network"}),
        ("soittaminen", {"form:remote_phone"}),
        ("käytän puhelinta", {"need:device_use"}),
        ("vahvaan tunnistautumiseen", {"topic:bank_identification"}),
        ("minua on huijattu", {"topic:online_safety"}),
        ("taytan", {"service:transacting_together"}),
    ],
)
def test_W3_a_phrase_gives_its_codes_in_any_form(q: str, expected: set[str]) -> None:
    assert expected == codes(q)


def test_W3_the_longest_phrase_wins() -> None:
    assert codes("puhelinneuvonta") == {"form:remote_phone"}
    assert codes("kelan palvelupiste") == {"service:kela_point"}
    assert codes("tabletti") == {"service:device_network"}
    assert codes("tabletin käyttö") == {"need:device_use"}


def test_W3_a_phone_alone_is_a_device_and_a_form() -> None:
    assert codes("puhelin") == {"need:device_use", "form:remote_phone"}


def test_W3_kanta_is_not_in_a_loyalty_card() -> None:
    assert codes("kanta") == codes("kannan") == {"topic:omakanta"}
    assert codes("kantakortti") == set()


def test_W3_every_phrase_of_the_beginning_dictionary_is_read_as_it_stands() -> None:
    for entry in DICTIONARY.entries:
        assert entry.concepts <= set(read(entry.phrase).concepts), entry.phrase


def test_W3_the_county_adds_the_words_of_its_own_topics() -> None:
    more = DICTIONARY.with_topics({"own_booking": {"fi": ["Oma ajanvaraus"], "sv": ["Min tid"]}})

    found = understand("oman ajanvarauksen", more, places.DEFAULT, maker=words.fallback(more))

    assert found.code("topic") == "own_booking"
    assert read("oman ajanvarauksen").code("topic") is None


def test_W3_a_word_taken_out_of_the_dictionary_means_nothing() -> None:
    less = DICTIONARY.without(["wifi"])

    found = understand("wifi", less, places.DEFAULT, maker=words.fallback(less))

    assert found.concepts == ()


def test_guidance_reads_each_list_apart() -> None:
    found = read("kotiin apua puhelimen käyttöön Padasjoella ikäihmiselle, OmaKanta ja tulkki")

    assert found.code("need") == "device_use"
    assert found.code("form") == "home_visit"
    assert found.code("target_group") == "older"
    assert found.code("topic") == "omakanta"
    assert found.codes("service") == ("interpreting",)
    assert found.municipality == "576"
    assert found.maker == "fallback"


def test_W4_the_first_place_is_the_place() -> None:
    found = read("Lahdessa vai Heinolassa")

    assert found.municipality == "398"
    assert found.words == ("vai", "heinolassa")


@pytest.mark.parametrize(
    ("q", "municipality"),
    [
        ("Hollolasta Lahteen", "398"),
        ("Lahteen Hollolasta", "398"),
        ("Lahdesta Heinolaan", "111"),
        ("Padasjoelta Kangasalle", "211"),
        ("Kangasalta Padasjoelle", "576"),
        ("Järvelästä Sysmään", "781"),
        ("från Hollola till Lahtis", "398"),
        ("from Hollola to Lahti", "398"),
    ],
)
def test_W4_where_one_goes_stands_before_where_one_comes_from(q: str, municipality: str) -> None:
    found = read(q)

    assert found.municipality == municipality
    assert found.words == ()


def test_W4_a_place_that_one_leaves_counts_when_no_other_is_named() -> None:
    assert read("apua Hollolasta").municipality == "098"
    assert read("Hollolasta kirjastoon").municipality == "098"


def test_W4_a_village_still_narrows_beside_other_words() -> None:
    assert read("Vääksyn kirjasto").words == ("kirjasto", "vääksyn")
    assert read("Vääksyssä").words == ()
    assert read("Vääksyssä").villages == ("vääksyssä",)
    assert read("Asikkalassa").villages == ()


def test_W8_without_texts_one_wrong_letter_is_forgiven() -> None:
    found = read("digtuki")

    assert found.corrected == (("digtuki", "digituki"),)
    assert found.guessed == {Concept("service", "service_guidance")}


def test_W8_correction_can_be_refused() -> None:
    found = read("digtuki", allow_typos=False)

    assert found.corrected == ()
    assert found.concepts == ()


@pytest.mark.parametrize(
    "word", ["digituessa", "tulkki", "virta", "wifit", "huijari7", "neuvontaa", "chat", "missä"]
)
def test_W8_known_short_and_numbered_words_are_left_alone(word: str) -> None:
    assert read(word).corrected == ()


@pytest.mark.parametrize(
    "word",
    ["täyttämiseen", "sovelluksen", "löytämisestä", "käyttäminen", "asentaminen", "järvelä"],
)
def test_W8_a_word_of_any_phrase_or_place_is_never_corrected(word: str) -> None:
    assert read(word).corrected == ()
    assert index().search(word).understood.corrected == ()


def test_W8_a_wrong_letter_in_a_verb_is_corrected() -> None:
    assert read("tulostamnen").corrected == (("tulostamnen", "tulostaminen"),)
    assert codes("tulostamnen") == {"service:device_network"}


def test_W8_a_place_is_corrected_only_when_it_is_very_near() -> None:
    assert read("hienola").municipality == "111"
    assert read("hienola").corrected == (("hienola", "heinola"),)
    assert read("nokka").municipality is None
