"""The organisations of the demonstration. Public bodies keep their names; all else is invented."""

from datetime import date
from typing import Any

from directory.demo.ids import demo_id
from directory.demo.words import SOURCE, Said, contacts, example, noon, text
from directory.partners.organisations import OrganisationKind

COUNTY, CITY, OTHER = (
    OrganisationKind.COUNTY,
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.THIRD_SECTOR,
)
ALL = ["016", "081", "098", "111", "142", "316", "398", "560", "576", "781"]
LISTED: tuple[tuple[str, OrganisationKind, Said, list[str]], ...] = (
    (
        "county",
        COUNTY,
        (
            "Päijät-Hämeen hyvinvointialue",
            "Päijänne-Tavastlands välfärdsområde",
            "Wellbeing services county of Päijät-Häme",
        ),
        ALL,
    ),
    ("asikkala", CITY, ("Asikkalan kunta", "Asikkala kommun", None), ["016"]),
    ("hartola", CITY, ("Hartolan kunta", "Hartola kommun", None), ["081"]),
    ("hollola", CITY, ("Hollolan kunta", "Hollola kommun", None), ["098"]),
    ("heinola", CITY, ("Heinolan kaupunki", "Heinola stad", "City of Heinola"), ["111"]),
    ("iitti", CITY, ("Iitin kunta", "Iitti kommun", None), ["142"]),
    ("karkola", CITY, ("Kärkölän kunta", "Kärkölä kommun", None), ["316"]),
    ("lahti", CITY, ("Lahden kaupunki", "Lahtis stad", "City of Lahti"), ["398"]),
    ("orimattila", CITY, ("Orimattilan kaupunki", "Orimattila stad", None), ["560"]),
    ("padasjoki", CITY, ("Padasjoen kunta", "Padasjoki kommun", None), ["576"]),
    ("sysma", CITY, ("Sysmän kunta", "Sysmä kommun", None), ["781"]),
    ("kela", OrganisationKind.KELA, ("Kela", "FPA", "Kela"), ALL),
    (
        "dvv",
        OrganisationKind.DVV,
        (
            "Digi- ja väestötietovirasto",
            "Myndigheten för digitalisering och befolkningsdata",
            "Digital and Population Data Services Agency",
        ),
        ALL,
    ),
    ("digikaverit", OTHER, ("Salpausharjun Digikaverit ry", None, None), ["098", "398"]),
    ("jarvikylat", OTHER, ("Järvikylien Eläkeläiset ry", None, None), ["016", "576", "781"]),
    (
        "silta",
        OTHER,
        ("Monikulttuuriyhdistys Silta ry", "Mångkulturella föreningen Silta rf", None),
        ["398"],
    ),
    (
        "parish",
        OrganisationKind.PARISH,
        ("Vesiharjun seurakunta", "Vesiharju församling", None),
        ["098", "398"],
    ),
    (
        "college",
        OrganisationKind.EDUCATION,
        ("Vesiharjun opisto", "Vesiharju institut", "Vesiharju Adult Education Centre"),
        ["398", "560"],
    ),
    (
        "elders",
        OrganisationKind.INFLUENCE_BODY,
        ("Päijät-Hämeen esimerkkivanhusneuvosto", None, None),
        ALL,
    ),
    (
        "peers",
        OrganisationKind.PEER_GROUP,
        ("Digivertaiset", "Digikamraterna", "Digital Peers"),
        ["111", "398"],
    ),
)
WHAT: Said = (
    "tämä organisaatio on mukana vain kokeilua varten.",
    "denna organisation finns med endast för prov.",
    "this organisation is here for trying out only.",
)


def organisations(today: date) -> list[dict[str, Any]]:
    """The fields of each, in the order of their numbers."""
    return [_fields(today, number, *one) for number, one in enumerate(LISTED)]


def _fields(
    today: date, number: int, key: str, kind: OrganisationKind, name: Said, codes: list[str]
) -> dict[str, Any]:
    entered = noon(today, 420)
    return {
        "id": demo_id(f"organisation:{key}"),
        "name": text(name),
        "kind": kind,
        "description": example(WHAT),
        "municipality_codes": codes,
        "languages": ["fi", "sv"] if kind in (COUNTY, OrganisationKind.KELA) else ["fi"],
        "contacts": contacts(key, f"03 000 00{number:02}"),
        "identifiers": [{"namespace": SOURCE, "value": key}],
        "created_at": entered,
        "updated_at": entered,
    }
