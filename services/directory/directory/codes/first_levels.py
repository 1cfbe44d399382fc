"""Support levels of residents and professionals, from most help to least (directory.md 2.6)."""

from collections.abc import Iterator
from typing import Any

Said = tuple[str, str | None, str | None]
LANGUAGES = ("fi", "sv", "en")

RESIDENT: tuple[tuple[str, Said, Said], ...] = (
    (
        "needs_assistance",
        ("Digiavun tarvitsija", "Behöver digital hjälp", "In need of assistance"),
        (
            "Puolesta asiointi, yhdessä asiointi, asiointi puhumalla",
            "Ärenden för någon annans räkning, tillsammans eller muntligt",
            "Acting on behalf, doing it together, dealing with matters by talking",
        ),
    ),
    (
        "in_person_client",
        ("Lähituen asiakas", "Klient med närstöd", "In-person client"),
        (
            "Eri toimijoiden lähitukipisteet, vertaiset ja kokemusasiantuntijat",
            "Olika aktörers närstödspunkter, kamrater och erfarenhetsexperter",
            "In-person points of different actors, peers and experts by experience",
        ),
    ),
    (
        "remote_user",
        ("Etätuen hyödyntäjä", "Använder distansstöd", "User of remote support"),
        (
            "Neuvonta chatissa ja puhelimessa, Kelan etäpisteet",
            "Rådgivning i chatt och per telefon, FPA:s distanspunkter",
            "Advice by chat and phone, Kela's remote points",
        ),
    ),
    (
        "self_practiser",
        ("Omatoiminen harjoittelija", "Övar på egen hand", "Practising alone"),
        (
            "Laite käyttöön, toimiva verkkoyhteys, harjoitteluohjelmat",
            "Apparat till förfogande, fungerande nät, övningsprogram",
            "A device to use, a working network, practice programmes",
        ),
    ),
    (
        "independent",
        ("Itsenäisesti pärjäävä", "Klarar sig själv", "Managing independently"),
        (
            "Osaa käyttää omia laitteitaan, löytää tietoa, käyttää sähköisiä palveluja ja bottia",
            "Kan använda sina apparater, hittar information, använder e-tjänster och chattbot",
            "Can use own devices, finds information, uses electronic services and the chatbot",
        ),
    ),
)
PROFESSIONAL: tuple[tuple[str, Said, Said], ...] = (
    (
        "in_person_learner",
        ("Lähituella oppija", "Lär sig med närstöd", "Learning in person"),
        (
            "Oman yksikön digivastaava, työkaverit, koulutus paikan päällä",
            "Enhetens digiansvariga, kollegor, utbildning på plats",
            "The own unit's digivastaava, colleagues, training on site",
        ),
    ),
    (
        "remote_user",
        ("Etätuen hyödyntäjä", "Använder distansstöd", "User of remote support"),
        (
            "Teams-verkostot, toimittajan pääkäyttäjätuki puhelimella ja tukipyynnöllä, hanketuki",
            "Teams-nätverk, leverantörens huvudanvändarstöd per telefon och ärende, projektstöd",
            "Teams networks, the supplier's key-user support by phone and ticket, project support",
        ),
    ),
    (
        "self_practiser",
        ("Omatoiminen harjoittelija", "Övar på egen hand", "Practising alone"),
        (
            "Kokeilee rohkeasti, verkkokurssit, harjoitusympäristöt",
            "Prövar modigt, nätkurser, övningsmiljöer",
            "Tries boldly, online courses, practice environments",
        ),
    ),
    (
        "independent",
        ("Itsenäisesti pärjäävä", "Klarar sig själv", "Managing independently"),
        (
            "Osaa käyttää laitteita ja löytää tietoa intranetistä ja julkiselta sivulta",
            "Kan använda apparater och hittar information på intranätet och den öppna sidan",
            "Can use devices and finds information on the intranet and the public page",
        ),
    ),
)


def _levels() -> Iterator[tuple[str, dict[str, str | None], dict[str, Any]]]:
    for audience, levels in (("resident", RESIDENT), ("professional", PROFESSIONAL)):
        for order, (code, name, holds) in enumerate(levels, start=1):
            more = {"audience": audience, "order": order, "description": text(holds)}
            yield f"{audience}/{code}", text(name), more


def text(said: Said) -> dict[str, str | None]:
    return dict(zip(LANGUAGES, said, strict=True))


LEVELS = tuple(_levels())
"""Code with its audience, name, and what belongs to the level."""
