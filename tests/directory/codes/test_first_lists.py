"""The code lists and areas that a new database begins with."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from directory.codes.areas import Areas, County, Municipality, MunicipalityConflict
from directory.codes.codes import List
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_COUNTIES, FIRST_MUNICIPALITIES
from directory.guidance.levels import COLUMNS
from directory.points.coordinates import wgs84
from directory.search import tokens
from directory.search.dictionary import DEFAULT as DICTIONARY
from directory.search.dictionary import LONGEST_PHRASE

HISTORICAL = {"Alavo", "Juga", "Jockas", "Kides", "Kontiolax", "Letala", "Laukas", "Libelits"}
"""Swedish names that are in use and not official: aliases."""


def of(kind: List) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in FIRST_CODES if row["list"] is kind}


def areas() -> Areas:
    municipalities = [Municipality(**row) for row in FIRST_MUNICIPALITIES]
    return Areas.of(municipalities, [County(**row) for row in FIRST_COUNTIES], "09")


def test_every_list_has_its_codes_in_order() -> None:
    counted = Counter(row["list"] for row in FIRST_CODES)

    assert counted == {
        List.SERVICE: 8,
        List.LEVEL: 9,
        List.NEED: 5,
        List.FORM: 10,
        List.ROLE: 6,
        List.TARGET_GROUP: 5,
        List.TOPIC: 8,
    }
    for kind in List:
        assert [row["position"] for row in of(kind).values()] == list(range(1, counted[kind] + 1))


def test_every_code_is_said_in_three_languages() -> None:
    for row in FIRST_CODES:
        assert all(row["name"][language] for language in ("fi", "sv", "en")), row["code"]
        assert set(row["name"]) == {"fi", "sv", "en"}


def test_rows_can_be_kept_as_json() -> None:
    for row in FIRST_CODES:
        assert json.loads(json.dumps(row["more"])) == row["more"]


def test_levels_are_named_with_their_audience() -> None:
    assert [tuple(code.split("/")) for code in of(List.LEVEL)] == list(COLUMNS)


def test_roles_go_from_binding_to_free() -> None:
    roles = {code: row["more"] for code, row in of(List.ROLE).items()}

    assert [more["obligation_rank"] for more in roles.values()] == [1, 2, 3, 4, 5, 6]
    assert [code for code, more in roles.items() if more["agreement_needed"]] == ["service_advisor"]
    assert roles["service_advisor"]["required_training"] == ["dvv_digital_guide"]
    assert [code for code, more in roles.items() if more["is_care_professional"]] == [
        "care_professional"
    ]
    assert [code for code, more in roles.items() if more["aims_to_solve"]] == [
        "community_advisor",
        "service_advisor",
    ]


def test_W3_words_of_topics_are_phrases_that_the_dictionary_can_read() -> None:
    for code, row in of(List.TOPIC).items():
        for language, words in row["more"]["words"].items():
            assert words, (code, language)
            assert all(0 < len(tokens.words(word)) <= LONGEST_PHRASE for word in words)


def test_W3_a_topic_says_every_word_that_the_dictionary_begins_with_but_kanta() -> None:
    topics = of(List.TOPIC)
    for entry in DICTIONARY.entries:
        for concept in entry.concepts:
            if concept.list == "topic" and len(entry.concepts) == 1 and not entry.whole:
                words = topics[concept.code]["more"]["words"][entry.language]
                assert entry.phrase in {" ".join(tokens.words(word)) for word in words}


def test_D12_there_are_308_municipalities_and_two_that_merged() -> None:
    merged = {row["code"]: row for row in FIRST_MUNICIPALITIES if row["merged_into"]}

    assert len(FIRST_MUNICIPALITIES) - len(merged) == 308
    assert {code: row["merged_into"] for code, row in merged.items()} == {
        "099": "214",
        "588": "507",
    }
    assert all(row["valid_to"] is not None for row in merged.values())
    assert [row["code"] for row in FIRST_MUNICIPALITIES] == sorted(
        {row["code"] for row in FIRST_MUNICIPALITIES}
    )


def test_every_municipality_lies_in_a_county_that_is_listed() -> None:
    listed = {row["code"] for row in FIRST_COUNTIES}

    assert len(listed) == 23
    assert {row["wellbeing_county_code"] for row in FIRST_MUNICIPALITIES} == listed


def test_paijat_hame_is_ten_and_pirkanmaa_twenty_three_all_with_a_point() -> None:
    for county, expected in (("09", 10), ("08", 23)):
        own = [row for row in FIRST_MUNICIPALITIES if row["wellbeing_county_code"] == county]
        assert len(own) == expected
        assert all(wgs84(row["lat"], row["lon"]) for row in own)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("398", "398"),
        ("Lahtis", "398"),
        ("gustav adolfs", "081"),
        ("Pedersöre", "599"),
        ("Pedersören kunta", "599"),
        ("491 Mikkeli", "491"),
        ("848 Tohmajärvi", "848"),
        ("Sankt Michel", "491"),
        ("Honkajoki", "099"),
    ],
)
def test_D13_a_municipality_is_found_by_code_and_names(written: str, code: str) -> None:
    assert areas().code_of(written) == code


def test_D13_a_code_and_a_name_that_disagree_are_refused() -> None:
    with pytest.raises(MunicipalityConflict):
        areas().code_of("091 Tohmajärvi")


def test_D13_no_name_stands_for_two_municipalities() -> None:
    written = [
        name.casefold()
        for row in FIRST_MUNICIPALITIES
        for name in {row["name"]["fi"], row["name"]["sv"], *row["aliases"]} - {None}
    ]

    assert [name for name, times in Counter(written).items() if times > 1] == []


@pytest.mark.shared
def test_municipalities_are_those_of_the_national_land_survey(shared_data: Path) -> None:
    # given the division of 2023, which gives the Finnish name where there is no Swedish one
    path = shared_data / "municipalities" / "municipalities-fi-2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        there = {row["code"]: row for row in csv.DictReader(file)}
    ours = {row["code"]: row for row in FIRST_MUNICIPALITIES}
    counties = {row["code"]: row["name"] for row in FIRST_COUNTIES}

    # then all of 2023 are here; Honkajoki merged before, Pertunmaa after
    assert set(ours) - set(there) == {"099"}
    assert set(there) - set(ours) == set()
    for code, row in there.items():
        name, county = ours[code]["name"], ours[code]["wellbeing_county_code"]
        assert (name["fi"], name["sv"] or name["fi"]) == (row["name_fi"], row["name_sv"])
        assert county == row["wellbeing_county_code"]
        assert counties[county]["fi"] == row["wellbeing_county_fi"]
        assert county in {"90", "91"} or counties[county]["sv"] == row["wellbeing_county_sv"]


@pytest.mark.shared
def test_points_lie_in_their_municipalities(shared_data: Path) -> None:
    boundaries = json.loads((shared_data / "municipalities" / "kuntarajat.2023.json").read_bytes())
    shapes = {one["properties"]["NATCODE"]: one["geometry"] for one in boundaries["features"]}

    for row in FIRST_MUNICIPALITIES:
        if row["lat"] is not None:
            assert is_inside(shapes[row["code"]], row["lon"], row["lat"]), row["name"]["fi"]


def is_inside(geometry: dict[str, Any], lon: float, lat: float) -> bool:
    """Even-odd rule over the outer rings."""
    many = geometry["coordinates"]
    polygons = [many] if geometry["type"] == "Polygon" else many
    return any(_crosses(polygon[0], lon, lat) for polygon in polygons)


def _crosses(ring: list[list[float]], lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_historical_swedish_names_are_understood_and_not_official() -> None:
    aliases = {name for row in FIRST_MUNICIPALITIES for name in row["aliases"]}

    assert aliases >= HISTORICAL
    assert not HISTORICAL & {row["name"]["sv"] for row in FIRST_MUNICIPALITIES}
