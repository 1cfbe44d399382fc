"""The mobile units of the demonstration: a bus and a team that sets up a table."""

from datetime import date
from typing import Any

from directory.demo.ids import demo_id
from directory.demo.spots import booked, service
from directory.demo.words import Said, contacts, example, noon, text
from directory.mobile.units import MobileUnit
from directory.sorting import sort_key

BUS, TEAM = "digiauto", "pop_up"
Json = dict[str, Any]
SERVICES: dict[str, tuple[Json, ...]] = {
    BUS: (
        booked("assisted_authorisation", "03 000 0401"),
        service("transacting_together"),
        service("service_guidance"),
        service("device_network"),
    ),
    TEAM: (service("service_guidance"), service("web_guidance"), service("transacting_together")),
}
NAMES: dict[str, Said] = {
    BUS: ("Digiauto Selkä", "Digibussen Selkä", "Digital Bus Selkä"),
    TEAM: ("Pop-up-digitiimi", "Popup-digiteamet", "Pop-up Digital Team"),
}
SUMMARIES: dict[str, Said] = {
    BUS: (
        "liikkuva digituki ja avustettu valtuutus joka kunnassa.",
        "mobilt digitalt stöd och assisterad fullmakt i varje kommun.",
        "mobile digital support and assisted authorisation in every municipality.",
    ),
    TEAM: (
        "digineuvontaa siellä, missä ihmiset ovat.",
        "digital rådgivning där människorna är.",
        "digital guidance where people are.",
    ),
}


def units(today: date) -> list[MobileUnit]:
    """Drafts, in the order of their numbers."""
    return [_unit(today, key, f"03 000 040{number}") for number, key in enumerate(NAMES, start=1)]


def _unit(today: date, key: str, number: str) -> MobileUnit:
    entered = noon(today, 380)
    return MobileUnit(
        id=demo_id(f"unit:{key}"),
        organisation_id=demo_id("organisation:county"),
        name=text(NAMES[key]),
        sort_name=sort_key(NAMES[key][0]),
        summary=example(SUMMARIES[key]),
        roles=["community_advisor"],
        services=list(SERVICES[key]),
        contacts=contacts(key, number),
        accessibility={"wheelchair": "yes" if key == TEAM else "unknown", "rollator": "yes"},
        languages_spoken=["fi", "sv", "en"] if key == BUS else ["fi", "en"],
        created_at=entered,
        updated_at=entered,
    )
