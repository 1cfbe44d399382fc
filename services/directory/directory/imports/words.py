"""The words of a places file that mean something here (directory.md 11.2). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.points.availability import AUTHORISATION

WIRELESS = "langaton verkko (wi-fi)"
SERVICE_WORDS: Mapping[str, str] = {
    "digituki": "service_guidance",
    "tietotekniikkaopastus": "service_guidance",
    "enter ry:n opastukset": "service_guidance",
    "digitalkkari (maksuton yksilöopastus)": "service_guidance",
    "yhteispalvelupiste": "service_guidance",
    "tietokoneet": "device_network",
    "tablettitietokoneet": "device_network",
    "kannettavat tietokoneet": "device_network",
    "kela etäpalvelut": "kela_point",
}
"""Words of the library register by the service that they become."""
GLOSSARY: Mapping[str, str] = {
    "laite ja verkkoyhteys": "device_network",
    "verkkosivujen avulla ohjaus": "web_guidance",
    "sensitiivinen tila": "sensitive_space",
    "palveluiden ohjaus": "service_guidance",
    "yhdessä asiointi": "transacting_together",
    "tulkkaus": "interpreting",
}
"""Short names of our services (docs/glossary.md); the code list has the other names."""
CHECKED: Mapping[str, str] = {
    "kela etäpalvelut": "check_kela_point",
    "yhteispalvelupiste": "check_service_guidance",
    "esteettömyys": "check_accessibility",
}
"""Words that do not tell everything: the point is flagged for a person."""
ACCESSIBILITY_WORDS: Mapping[str, str] = {
    "esteettömyys": "wheelchair",
    "induktiosilmukka": "hearing_loop",
}
PROPOSALS: Mapping[str, str] = {
    "hiljainen työskentelytila": "proposal_sensitive_space",
    "videoneuvottelutila": "proposal_remote_appointment_place",
}
"""What a person may make of a word; an import never does."""
SILENT = frozenset({"omatoimikirjasto"})
"""The hours say it."""
WIRELESS_TEXT = {
    "fi": "Langaton verkko (Wi-Fi)",
    "sv": "Trådlöst nätverk (Wi-Fi)",
    "en": "Wireless network (Wi-Fi)",
}
PLAIN_SERVICE: Mapping[str, Any] = {
    "description": None,
    "hours": None,
    "available_in": None,
    "booking": "none",
    "booking_url": None,
    "booking_contact": None,
    "charge": "free_of_charge",
    "charge_note": None,
    "levels": [],
    "needs": [],
    "topics": [],
    "info_url": None,
    "valid_from": None,
    "valid_to": None,
    "qualified_person_ids": [],
}
"""What a file says of a service at a place besides its code: nothing."""


@dataclass(frozen=True)
class Understood:
    """What the words of one place become. `ignored` mean nothing here."""

    services: list[dict[str, Any]]
    accessibility: frozenset[str]
    flags: frozenset[str]
    checked: list[str]
    ignored: list[str]


def understood(said: Iterable[str], codes: Mapping[str, str]) -> Understood:
    """Our codes and Finnish names (`codes`, casefolded), their short names in the glossary, or the
    words of the library register.
    """
    found: dict[str, str] = {}
    for word in said:
        found.setdefault(word.casefold(), word)
    given = {
        word: SERVICE_WORDS.get(word) or codes.get(word) or GLOSSARY.get(word) for word in found
    }
    listed = list(dict.fromkeys(code for code in given.values() if code))
    known = SERVICE_WORDS.keys() | ACCESSIBILITY_WORDS.keys() | PROPOSALS.keys() | SILENT
    flags = {CHECKED[word] for word in found if word in CHECKED}
    flags |= {PROPOSALS[word] for word in found if word in PROPOSALS}
    if AUTHORISATION in listed:
        flags.add("check_assisted_authorisation")
    return Understood(
        services=[_service(code, found) for code in sorted(listed)],
        accessibility=frozenset(ACCESSIBILITY_WORDS[w] for w in found if w in ACCESSIBILITY_WORDS),
        flags=frozenset(flags),
        checked=[found[word] for word in found if word in CHECKED],
        ignored=[
            word for key, word in found.items() if key not in known | {WIRELESS} and not given[key]
        ],
    )


def _service(code: str, found: Mapping[str, str]) -> dict[str, Any]:
    service = {"service_code": code, **PLAIN_SERVICE}
    if code == "device_network" and WIRELESS in found:
        service["description"] = dict(WIRELESS_TEXT)
    if code == "kela_point" and "kela etäpalvelut" in found:
        service["available_in"] = ["remote_only"]
    return service
