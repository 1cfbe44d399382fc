"""The words around the documentation, in the languages of its readers. The contract is English."""

from collections.abc import Mapping
from typing import Any

from common.problems import LANGUAGES

NAMES = dict(zip(LANGUAGES, ("Suomi", "Svenska", "English"), strict=True))
"""What each language calls itself."""
_WORDS: dict[str, tuple[str, str, str]] = {
    "front_title": ("Digisillan rajapinta", "Digisiltas gränssnitt", "The API of Digisilta"),
    "front_text": (
        "Digituen paikat, palvelut ja aukioloajat avoimena rajapintana.",
        "Digistödets platser, tjänster och öppettider som ett öppet gränssnitt.",
        "Places, services and opening hours of digital support as an open API.",
    ),
    "docs_title": (
        "Rajapinnan dokumentaatio",
        "Gränssnittets dokumentation",
        "API documentation",
    ),
    "docs_english": (
        "Kuvaukset ovat englanniksi.",
        "Beskrivningarna är på engelska.",
        "All descriptions are in English.",
    ),
    "contract": (
        "Koneluettava sopimus (OpenAPI)",
        "Maskinläsbart kontrakt (OpenAPI)",
        "Machine-readable contract (OpenAPI)",
    ),
    "first_call": ("Kokeile heti", "Prova genast", "Try it now"),
    "skip": ("Siirry sisältöön", "Gå till innehållet", "Skip to content"),
    "parts": ("Dokumentaation osat", "Dokumentationens delar", "Parts of the documentation"),
    "contents": ("Sisällys", "Innehåll", "Contents"),
    "language": ("Kieli", "Språk", "Language"),
    "who": ("Kuka saa kutsua", "Vem får anropa", "Who may call"),
    "anyone": ("kuka tahansa", "vem som helst", "anyone"),
    "scope": ("oikeus", "rättighet", "scope"),
    "parameters": ("Parametrit", "Parametrar", "Parameters"),
    "required": ("pakollinen", "obligatorisk", "required"),
    "call": ("Kutsu", "Anrop", "Call"),
    "key": (
        "Esimerkeissä avain on ympäristömuuttujassa DIGISILTA_KEY, ja If-Match on luetun ETag.",
        "I exemplen finns nyckeln i miljövariabeln DIGISILTA_KEY, och If-Match är den lästa ETag.",
        "In the examples the key is in the variable DIGISILTA_KEY, and If-Match is the ETag read.",
    ),
    "encoding": (
        "Osoitteessa ä kirjoitetaan %C3%A4, välilyönti %20 ja + kirjoitetaan %2B.",
        "I en adress skrivs ä %C3%A4, mellanslag %20 och + skrivs %2B.",
        "In an address ä is written %C3%A4, a space %20 and + is written %2B.",
    ),
    "everywhere": (
        "Minkä tahansa pyynnön virheet",
        "Fel för vilken begäran som helst",
        "Problems of any request",
    ),
    "body": ("Pyynnön sisältö", "Begärans innehåll", "Request body"),
    "shapes": ("Rakenteet", "Strukturer", "Shapes"),
    "answer": ("Vastaus", "Svar", "Answer"),
    "problems": ("Virheet", "Fel", "Problems"),
    "status": ("Tila", "Status", "Status"),
    "example": ("Esimerkki", "Exempel", "Example"),
    "problem": ("Virhe", "Fel", "Problem"),
    "problem_text": (
        "Jokainen virhe tulee muodossa application/problem+json (RFC 9457). "
        "Kenttä detail kertoo, mitä juuri tässä pyynnössä oli vialla.",
        "Varje fel kommer som application/problem+json (RFC 9457). "
        "Fältet detail berättar vad som var fel i just denna begäran.",
        "Every error is application/problem+json (RFC 9457). "
        "Its detail says what was wrong with this very request.",
    ),
    "front": ("Etusivu", "Framsida", "Front page"),
}


def of(language: str) -> Mapping[str, str]:
    """All words in one of fi, sv, en."""
    place = LANGUAGES.index(language)
    return {name: words[place] for name, words in _WORDS.items()}


_TAGS: dict[str, tuple[str, str, str]] = {
    "finding help": ("Avun löytäminen", "Att hitta hjälp", "Finding help"),
    "support points": ("Tukipisteet", "Stödpunkter", "Support points"),
    "mobile visits": ("Liikkuvan tuen käynnit", "Det mobila stödets besök", "Mobile visits"),
    "mobile units": ("Liikkuvat yksiköt", "Mobila enheter", "Mobile units"),
    "remote channels": ("Etäkanavat", "Distanskanaler", "Remote channels"),
    "materials": ("Materiaalit", "Material", "Materials"),
    "organisations": ("Organisaatiot", "Organisationer", "Organisations"),
    "code lists": ("Koodistot", "Kodlistor", "Code lists"),
    "imports": ("Tuonnit", "Importer", "Imports"),
    "event counts": ("Tapahtumien määrät", "Antal händelser", "Event counts"),
    "me": ("Kuka olen", "Vem är jag", "Who am I"),
    "contract": ("Sopimus", "Kontraktet", "The contract"),
    "org units": ("Organisaation yksiköt", "Organisationens enheter", "Organisation units"),
    "coverage": ("Kattavuus", "Täckning", "Coverage"),
    "people": ("Henkilöt", "Personer", "People"),
    "team": ("Tiimi", "Team", "Team"),
    "handovers": ("Työn siirrot", "Överlåtelser", "Handovers"),
    "county settings": ("Alueen asetukset", "Områdets inställningar", "County settings"),
    "audit entries": ("Muutosjäljet", "Ändringsspår", "Audit entries"),
    "privacy": ("Yksityisyys", "Integritet", "Privacy"),
    "engagements": ("Mentorointisuhteet", "Mentorskap", "Engagements"),
    "catalogue": ("Digipalvelut", "Digitala tjänster", "Digital services"),
    "applicability": ("Soveltuvuus", "Lämplighet", "Applicability"),
    "mappings": ("Kartoitukset", "Kartläggningar", "Mappings"),
    "summaries": ("Koosteet", "Sammanfattningar", "Summaries"),
    "needs": ("Tarpeet", "Behov", "Needs"),
    "plans": ("Kehityssuunnitelmat", "Utvecklingsplaner", "Development plans"),
    "adoptions": ("Käyttöönotot", "Ibruktaganden", "Adoptions"),
    "quarter plans": ("Kvartaalisuunnitelmat", "Kvartalsplaner", "Quarter plans"),
    "forwarded items": ("Välitetyt asiat", "Vidarebefordrade ärenden", "Forwarded items"),
    "forward targets": ("Vastaanottajat", "Mottagare", "Forward targets"),
    "connectors": ("Liittymät", "Anslutningar", "Connectors"),
}
"""In the order of their use: what residents ask, then what keeps it true, then the rest."""


PARTS: dict[str, tuple[tuple[str, str, str], str]] = {
    "/docs": (("Digituki", "Digistöd", "Digital support"), "finding help"),
    "/docs/organisation": (
        ("Organisaatio ja henkilöt", "Organisation och personer", "Organisation and people"),
        "org units",
    ),
    "/docs/bridge": (
        ("Kontaktista koosteeseen", "Från kontakt till sammanfattning", "From contact to kooste"),
        "engagements",
    ),
    "/docs/adoption": (
        ("Tarpeesta käyttöön", "Från behov till bruk", "From need to use"),
        "needs",
    ),
    "/docs/quarter": (
        ("Kvartaali ja välitetyt asiat", "Kvartal och ärenden", "Quarter and what is sent onward"),
        "quarter plans",
    ),
}
"""The pages of the documentation: a name, and the tag with which each begins."""


def part_of(operation: Mapping[str, Any]) -> str:
    """The page on which an operation stands; one whose tag is not known stands on the first."""
    order = list(_TAGS)
    begins = {path: order.index(tag) for path, (_, tag) in PARTS.items()}
    place = order.index(_tag(operation)) if _tag(operation) in _TAGS else 0
    return max((path for path in PARTS if begins[path] <= place), key=begins.__getitem__)


def parts(language: str) -> dict[str, str]:
    """The pages of the documentation by their path, in words."""
    return {path: names[LANGUAGES.index(language)] for path, (names, _) in PARTS.items()}


def place_of(operation: Mapping[str, Any]) -> int:
    """Where its tag stands; one that is not known stands last."""
    places = list(_TAGS)
    return places.index(_tag(operation)) if _tag(operation) in _TAGS else len(places)


def tag_of(operation: Mapping[str, Any], language: str) -> str:
    """The name of its tag, in words."""
    tag = _tag(operation)
    return _TAGS[tag][LANGUAGES.index(language)] if tag in _TAGS else tag.capitalize()


def _tag(operation: Mapping[str, Any]) -> str:
    return str((operation.get("tags") or ["other"])[0]).replace("-", " ")
