"""Shorthand for the texts, contacts and addresses of the demonstration; all say what they are."""

from datetime import date, datetime, time, timedelta
from typing import Any

from common.clock import HELSINKI

SOURCE = "demonstration"
LABEL = {"fi": "Esimerkkitieto", "sv": "Exempeluppgift", "en": "Example data"}
LANGUAGES = ("fi", "sv", "en")
Said = tuple[str, str | None, str | None]
"""A text in Finnish, Swedish and English; what is not said is None."""
Text = dict[str, str | None]
POSTS: dict[str, tuple[str, Said]] = {
    "016": ("17200", ("Vääksy", None, None)),
    "081": ("19600", ("Hartola", None, None)),
    "098": ("15870", ("Hollola", None, None)),
    "111": ("18100", ("Heinola", None, None)),
    "142": ("47400", ("Kausala", None, None)),
    "316": ("16600", ("Järvelä", None, None)),
    "398": ("15110", ("Lahti", "Lahtis", None)),
    "560": ("16300", ("Orimattila", None, None)),
    "576": ("17500", ("Padasjoki", None, None)),
    "781": ("19700", ("Sysmä", None, None)),
}
"""Postal code and post office by municipality."""


def fi(finnish: str) -> Said:
    return finnish, None, None


def text(said: Said) -> Text:
    return dict(zip(LANGUAGES, said, strict=True))


def example(said: Said) -> Text:
    """The text with the label of an example in front."""
    return {language: one and f"{LABEL[language]}: {one}" for language, one in text(said).items()}


def phone(number: str, *languages: str) -> dict[str, Any]:
    """A number that nobody has: no Finnish subscriber number begins with zero."""
    contact = {"kind": "phone", "value": number, "languages": list(languages)}
    return contact | {"charge": "local_network", "public": True}


def contacts(key: str, number: str) -> list[dict[str, Any]]:
    """Phone, e-mail and page; example.fi is set aside for examples."""
    place = key.replace("_", "-")
    return [
        phone(number),
        {"kind": "email", "value": f"{place}@example.fi", "public": True},
        {"kind": "web", "value": f"https://example.fi/{place}", "public": True},
    ]


def address(code: str, street: str) -> dict[str, Any]:
    postal_code, office = POSTS[code]
    return {
        "street": text(fi(street)),
        "postal_code": postal_code,
        "post_office": text(office),
        "municipality_code": code,
        "additional": None,
        "country": "FI",
    }


def noon(today: date, days_ago: int) -> datetime:
    """Noon in Helsinki, so many days ago."""
    return datetime.combine(today - timedelta(days=days_ago), time(12), HELSINKI)
