"""What a text should be looked at for, though it is accepted (7.2): codes and contact details."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import category, normalize

from common.errors import Said
from common.text import CODE, DASHES, INVISIBLE, identity_codes
from mentoring.processes.acting import Warned

POSSIBLE_CODE = Warned(
    "possible_identity_code",
    Said(
        "Tekstissä voi olla henkilötunnus. Poista se, jos se on sellainen.",
        "Texten kan innehålla en personbeteckning. Ta bort den om det är en sådan.",
        "The text may hold a personal identity code. Remove it if it is one.",
    ),
)
CONTACT_DETAIL = Warned(
    "contact_detail_in_text",
    Said(
        "Tekstissä on puhelinnumero tai sähköpostiosoite.",
        "Texten innehåller ett telefonnummer eller en e-postadress.",
        "The text holds a phone number or an e-mail address.",
    ),
)
ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}\.[^\W\d_]{2,20}")
PHONE = re.compile(r"(?<![\w+-])(?:\+358|00358|0)(?:[ -]?\d){6,11}(?![\w-])")
"""A number as it is dialled in Finland, with the country's code or without."""


def has_possible_code(text: str) -> bool:
    """Whether it holds anything like an identity code, its check character right or wrong."""
    return any(True for _ in identity_codes(text))


def has_contact_detail(text: str) -> bool:
    """An identity code, or what looks like one, is no phone number."""
    return bool(ADDRESS.search(text) or PHONE.search(CODE.sub(" ", text)))


def warnings_for(texts: Iterable[str | None]) -> list[Warned]:
    """Each warning once, for all the free texts of a request; None is a text that is not there."""
    return list(dict.fromkeys(warned for text in texts if text for warned in _of(text)))


def _of(text: str) -> Iterator[Warned]:
    if any(not found.certain for found in identity_codes(text)):
        yield POSSIBLE_CODE
    if has_contact_detail(text):
        yield CONTACT_DETAIL


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, however deep; names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


REMOVED = "[poistettu]"


def without_codes(text: str) -> str:
    """A text that cannot be refused, with `[poistettu]` in place of identity codes."""
    spans = [found.span for found in identity_codes(text) if found.certain]
    scanned = _as_scanned(text) if spans else text
    for begin, end in reversed(spans):
        scanned = scanned[:begin] + REMOVED + scanned[end:]
    return scanned


def _as_scanned(text: str) -> str:
    """In the form in which `identity_codes` finds its spans."""
    seen = (one for one in normalize("NFKC", text) if category(one) not in INVISIBLE)
    return "".join(seen).translate(DASHES)
