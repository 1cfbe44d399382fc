"""What a row of a places file states, and what is wrong with it (11.2, D1, D2, D13, I7)."""

from datetime import date
from uuid import UUID

import pytest

from directory.imports.findings import SENTENCES, Finding
from directory.points.points import PointKind, RecordState
from tests.directory.imports.reading import (
    codes_of,
    errors,
    read_one,
    read_rows,
    warnings,
)
from tests.directory.imports.sending import place


def test_a_good_row_states_the_columns_of_a_point() -> None:
    found = read_one()

    assert errors(found) == {}
    assert found.origin_id == "1"
    assert found.fields["name"] == {"fi": "Keskustan kirjasto", "sv": None, "en": None}
    assert found.fields["municipality_code"] == "398"
    assert found.fields["address"] == {
        "street": {"fi": "Kirkkokatu 31", "sv": None, "en": None},
        "postal_code": "15110",
        "post_office": {"fi": "Lahti", "sv": None, "en": None},
        "municipality_code": "398",
        "additional": None,
        "country": "FI",
    }
    assert (found.fields["lat"], found.fields["lon"]) == (60.983, 25.661)
    assert found.fields["coordinate_source"] == "imported"
    assert [one["kind"] for one in found.fields["contacts"]] == ["web", "phone", "email"]
    assert codes_of(found) == ["device_network", "service_guidance"]


def test_the_names_of_columns_may_be_ours_in_any_order_and_unknown_ones_are_told() -> None:
    row = {"Services": "device_network", "colour": "red", "Name": "Kirjasto", "ORIGIN_ID": "9"}

    found = read_rows([row | {"municipality_code": "398"}])

    assert found.unknown_columns == ["colour"]
    assert found.places[0].origin_id == "9"
    assert codes_of(found.places[0]) == ["device_network"]
    assert errors(found.places[0]) == {}


def test_I7_text_is_trimmed_and_composed_and_never_a_number() -> None:
    found = read_one(
        id=" 007 ",
        nimi=" Kirja\u0308sto ",
        postinumero="00530",
        puhelin="0100 100",
        www=" http://a.fi/x",
    )

    assert found.origin_id == "007"
    assert found.fields["name"]["fi"] == "Kirjästo"
    assert found.fields["address"]["postal_code"] == "00530"
    assert [one["value"] for one in found.fields["contacts"]] == [
        "http://a.fi/x", "0100 100", "kirjasto@example.fi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"id": ""}, {"id": "required"}),
        ({"nimi": ""}, {"nimi": "required"}),
        ({"nimi": "n" * 101}, {"nimi": "too-long"}),
        ({"kunta": ""}, {"kunta": "required"}),
        ({"kunta": "Kuusela"}, {"kunta": "unknown-municipality"}),
        ({"kunta": "123 Tohmajärvi"}, {"kunta": "municipality-conflict"}),
        ({"kunta": "398 Heinola"}, {"kunta": "municipality-conflict"}),
        ({"postinumero": "ABCDE"}, {"postinumero": "bad-postal-code"}),
        ({"postinumero": "530"}, {"postinumero": "bad-postal-code"}),
        ({"leveysaste": "6o.9"}, {"leveysaste": "bad-number"}),
        ({"leveysaste": ""}, {"leveysaste": "required"}),
        ({"leveysaste": "48.85", "pituusaste": "2.35"}, {"leveysaste": "outside-finland"}),
        ({"leveysaste": "25.661", "pituusaste": "60.983"}, {"leveysaste": "swapped-coordinates"}),
        ({"leveysaste": "428000", "pituusaste": "6762000"}, {"leveysaste": "swapped-coordinates"}),
        ({"nimi": "a\x00b"}, {"nimi": "control-character"}),
        ({"nimi": "131052-308T"}, {"nimi": "identity-code-in-text"}),
        ({"omistaja": "valtio"}, {"omistaja": "unknown-code"}),
        ({"tila": "valmis"}, {"tila": "unknown-code"}),
        ({"tarpeet": "device_use|ilo"}, {"tarpeet": "unknown-code"}),
        ({"kielet": "klingon"}, {"kielet": "unknown-code"}),
        ({"esteettömyys": "wheelchair=maybe"}, {"esteettömyys": "unknown-code"}),
        ({"ajanvaraus": "ehkä"}, {"ajanvaraus": "bad-booking"}),
        ({"tarkistettu": "31.2.2026"}, {"tarkistettu": "bad-date"}),
        ({"tarkistettu": "2026-11-23"}, {"tarkistettu": "date-in-future"}),
        ({"organisaatio": "1234567-8"}, {"organisaatio": "bad-business-id"}),
        ({"organisaatio": "0201256-6"}, {"organisaatio": "unknown-organisation"}),
        ({"kuvaus": "k" * 2501}, {"kuvaus": "too-long"}),
    ],
)
def test_I2_an_error_names_its_column_and_code(
    cells: dict[str, str], expected: dict[str, str]
) -> None:
    assert errors(read_one(**cells)) == expected


def test_I2_an_error_tells_the_value_and_a_sentence_but_never_an_identity_code() -> None:
    told = Finding("kunta", "unknown-municipality", "Kuusela").told()
    hidden = Finding("puhelin", "bad-contact", "soita 131052-308T").told()

    assert told == {
        "field": "kunta",
        "code": "unknown-municipality",
        "value": "Kuusela",
        "text": SENTENCES["unknown-municipality"]._asdict(),
        "severity": "error",
    }
    assert hidden["value"] is None


def test_an_identity_code_refuses_its_row_also_in_a_column_that_nobody_reads() -> None:
    found = read_rows([place(muistio="asiakas 131052-308T"), place(id="2", muistio="")])

    assert errors(found.places[0]) == {"muistio": "identity-code-in-text"}
    assert all("131052" not in str(one.told()) for one in found.places[0].findings)
    assert errors(found.places[1]) == {}


def test_an_id_that_stands_twice_is_an_error_the_second_time() -> None:
    found = read_rows([place(), place(nimi="Toinen"), place(id="2")])

    assert [errors(one) for one in found.places] == [{}, {"id": "duplicate-id"}, {}]


@pytest.mark.parametrize(
    ("written", "code"),
    [("398", "398"), ("lahti", "398"), ("Lahtis", "398"), ("398 Lahti", "398")],
)
def test_D13_a_municipality_is_a_code_a_name_or_both(written: str, code: str) -> None:
    assert read_one(kunta=written).fields["municipality_code"] == code


def test_D13_pedersore_is_known_by_its_alias() -> None:
    found = read_rows([place(kunta="Pedersöre")], keeps=True)

    assert found.places[0].fields["municipality_code"] == "599"


def test_D2_metres_of_EPSG_3067_and_decimal_commas_are_understood() -> None:
    metres = read_one(leveysaste="6762000", pituusaste="428000").fields
    degrees = read_one(leveysaste="60,983", pituusaste="25,661").fields

    assert 60.9 < metres["lat"] < 61.1
    assert 25.5 < metres["lon"] < 25.8
    assert (degrees["lat"], degrees["lon"]) == (60.983, 25.661)


def test_a_place_without_coordinates_is_taken() -> None:
    found = read_one(leveysaste="", pituusaste="")

    assert errors(found) == {}
    assert found.fields["lat"] is found.fields["coordinate_source"] is None


def test_contacts_that_do_not_fit_are_left_out_with_a_warning() -> None:
    found = read_one(www="example.fi/kirjasto", puhelin="soita ovelle", sähköposti="a b")
    bracketed = read_one(puhelin="(018) 531 411")

    assert [one["value"] for one in found.fields["contacts"]] == ["https://example.fi/kirjasto"]
    assert warnings(found) == {"puhelin": "bad-contact", "sähköposti": "bad-contact"}
    assert bracketed.fields["contacts"][1]["value"] == "018 531 411"


def test_a_short_text_is_the_summary_and_a_long_one_the_description() -> None:
    short = read_one(kuvaus="Apua", kuvaus_sv="Hjälp").fields
    long = read_one(kuvaus="a" * 151).fields
    foreign = read_one(kuvaus="", kuvaus_sv="Hjälp")

    assert short["summary"] == {"fi": "Apua", "sv": "Hjälp", "en": None}
    assert short["description"] is None
    assert long["description"]["fi"] == "a" * 151
    assert foreign.fields["summary"] is None
    assert warnings(foreign) == {"kuvaus": "finnish-missing"}


def test_the_other_columns_are_read() -> None:
    organisation = UUID(int=1)
    cells = place(
        omistaja="Järjestö",
        organisaatio="Digitalkoot ry",
        rooli="peer|service_advisor",
        kielet="suomi|sv",
        kohderyhmät="ikäihmiset|young",
        tasot="resident/remote_user",
        tarpeet="Laitteen käytön tuki",
        esteettömyys="wheelchair=yes|rollator=no",
        ajanvaraus="pakollinen",
        tarkistettu="1.5.2026",
        tila="luonnos",
    )

    found = read_rows([cells], organisations={"digitalkoot ry": organisation}).places[0]

    assert errors(found) == {}
    assert found.fields["kind"] is PointKind.THIRD_SECTOR
    assert found.fields["organisation_id"] == organisation
    assert found.fields["roles"] == ["peer", "service_advisor"]
    assert found.fields["languages_spoken"] == ["fi", "sv"]
    assert found.fields["target_groups"] == ["older", "young"]
    assert found.fields["services"][0]["levels"] == ["resident/remote_user"]
    assert found.fields["services"][0]["needs"] == ["device_use"]
    assert found.fields["services"][0]["booking"] == "required"
    assert found.fields["services"][0]["booking_contact"]["value"] == "03 123 456"
    assert found.fields["accessibility"]["rollator"] == "no"
    assert found.checked_on == date(2026, 5, 1)
    assert found.state_said is RecordState.DRAFT


def test_a_link_for_booking_makes_booking_required() -> None:
    service = read_one(ajanvaraus="varaa.example.fi").fields["services"][0]

    assert service["booking"] == "required"
    assert service["booking_url"] == "https://varaa.example.fi"


def test_hours_in_words_are_read_and_exceptions_join_them() -> None:
    found = read_one(aukioloajat="ma-pe 9-16", poikkeusajat="24.12.2026 9-12")

    week, exception = found.fields["hours"]["periods"]
    assert not found.hours_unclear
    assert week["groups"][0]["spans"][0]["weekdays"] == [1, 2, 3, 4, 5]
    assert (exception["kind"], exception["valid_from"]) == ("exception", "2026-12-24")


def test_no_words_for_hours_are_unknown_hours_and_no_column_says_nothing() -> None:
    assert read_one(aukioloajat="").fields["hours"] == {}
    assert "hours" not in read_one().fields


@pytest.mark.parametrize(
    "text",
    ["parillisilla viikoilla ma 9-12", "ma-pe 9-16 ja välillä muulloinkin", "su ja pyhinä 12-16"],
)
def test_T8_hours_that_are_not_read_for_certain_wait_for_a_person(text: str) -> None:
    found = read_one(aukioloajat=text)

    assert found.hours_unclear
    assert warnings(found) == {"aukioloajat": "hours-unclear"}
    assert "check_hours" in found.flags


def test_I6_rows_outside_the_county_are_left_out_unless_kept() -> None:
    rows = [place(), place(id="2", kunta="Tampere")]

    assert [one.is_outside for one in read_rows(rows).places] == [False, True]
    assert [one.is_outside for one in read_rows(rows, keeps=True).places] == [False, False]
