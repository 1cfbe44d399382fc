"""The words of the library register, and what they become (11.2)."""

from pathlib import Path

import pytest

from directory.guidance.names import SERVICES
from tests.directory.imports.reading import (
    codes_of,
    read_one,
    read_rows,
    warnings,
)
from tests.directory.imports.sending import place


@pytest.mark.parametrize(
    ("words", "services"),
    [
        ("Digituki", ["service_guidance"]),
        ("tietotekniikkaopastus", ["service_guidance"]),
        ("Enter ry:n opastukset|Digituki", ["service_guidance"]),
        ("Digitalkkari (maksuton yksilöopastus)", ["service_guidance"]),
        ("Tietokoneet|Tablettitietokoneet", ["device_network"]),
        ("Kannettavat tietokoneet", ["device_network"]),
        ("Langaton verkko (Wi-Fi)", []),
        ("KELA etäpalvelut", ["kela_point"]),
        ("Yhteispalvelupiste", ["service_guidance"]),
        ("Omatoimikirjasto|Lautapelit", []),
        ("kela_point|Tulkkauspalvelu", ["interpreting", "kela_point"]),
        ("Hiljainen työskentelytila|Videoneuvottelutila", []),
    ],
)
def test_the_words_of_services(words: str, services: list[str]) -> None:
    assert codes_of(read_one(palvelut=words)) == services


GLOSSARY = Path(__file__).parents[3] / "docs/glossary.md"


def test_the_finnish_names_of_the_glossary_are_taken() -> None:
    rows = [
        line.split("|")[1:3] for line in GLOSSARY.read_text("utf-8").splitlines() if "|" in line
    ]
    names = {code.strip(" `"): name.strip() for name, code in rows}

    taken = {code: codes_of(read_one(palvelut=names[code].capitalize())) for code in SERVICES}

    assert taken == {code: [code] for code in SERVICES}


def test_words_that_do_not_tell_everything_flag_the_point_for_a_person() -> None:
    found = read_one(
        palvelut="KELA etäpalvelut|Yhteispalvelupiste|Esteettömyys|Induktiosilmukka"
        "|Hiljainen työskentelytila|Videoneuvottelutila|Langaton verkko (Wi-Fi)|Tietokoneet"
    )

    device, kela, _ = found.fields["services"]
    assert found.flags == {
        "check_kela_point", "check_service_guidance", "check_accessibility",
        "proposal_sensitive_space", "proposal_remote_appointment_place",
    }  # fmt: skip
    assert warnings(found) == {"palvelut": "check"}
    assert kela["available_in"] == ["remote_only"]
    assert device["description"]["fi"] == "Langaton verkko (Wi-Fi)"
    assert found.fields["accessibility"]["wheelchair"] == "yes"
    assert found.fields["accessibility"]["hearing_loop"] == "yes"
    assert found.fields["accessibility"]["stroller"] == "unknown"
    assert "remote_appointment_place" not in found.fields


def test_words_that_mean_nothing_are_counted() -> None:
    found = read_rows([place(palvelut="Digituki|Lautapelit"), place(id="2", palvelut="Lautapelit")])

    assert found.ignored_words == {"Lautapelit": 2}
