"""Free text: what people write is scanned; no identity code is ever stored (domain.md 7.2)."""

import hashlib
import logging
import re
from calendar import monthrange
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Annotated, NamedTuple
from unicodedata import category, normalize

from pydantic import AfterValidator, Field, StringConstraints

from common.errors import IdentityCodeInText, Wrongly, say
from common.shapes import Shape, without_controls

log = logging.getLogger(__name__)
CODE = re.compile(
    r"(?<![0-9A-Za-zÅÄÖåäö])([0-3]\d)[ .]?([01]\d)[ .]?(\d\d)"
    r"[ \t]?([-+A-FU-Ya-fu-y])[ \t]?(\d{3})[ ]?"
    r"([0-9A-FHJ-NPR-Ya-fhj-npr-y])(?![0-9A-Za-zÅÄÖåäö])"
)
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
CENTURY = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
INVISIBLE = ("Cf", "Mn")
"""Unicode categories of what is not seen, or is drawn over another character."""
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
NOT_A_CODE = "not_an_identity_code"
"""The only reason that overrides a refusal."""
overriding: ContextVar[bool] = ContextVar("overriding", default=False)
"""Whether the caller of this request may override, and does."""


class Found(NamedTuple):
    """An identity code in a text: where, and whether its check character is right."""

    span: tuple[int, int]
    certain: bool


def identity_codes(text: str) -> Iterator[Found]:
    """Finnish personal identity codes, also artificial and temporary ones (number 900-999)."""
    plain = _plain(text)
    for match in CODE.finditer(plain):
        day, month, year, sign, number, check = match.groups()
        if not _is_day(CENTURY[sign.upper()] + int(year), int(month), int(day)):
            continue
        right = CHECK[int(day + month + year + number) % 31] == check.upper()
        yield Found(match.span(), right)


def has_identity_code(text: str) -> bool:
    return any(found.certain for found in identity_codes(text))


def without_identity_code(text: str) -> str:
    """Raises Wrongly, which becomes 422 `identity-code-in-text` with the pointer of the member.

    A caller who may (a lead) says that a number is right by chance with the header
    `X-Identity-Code-Override: not_an_identity_code`; a hash of the span is what is kept of it.
    """
    for found in identity_codes(text):
        if not found.certain:
            continue
        if not overriding.get():
            code = "identity_code_in_text"
            raise Wrongly(code, say(code), refusal=IdentityCodeInText)
        span = hashlib.sha256(_plain(text)[slice(*found.span)].encode()).hexdigest()
        log.warning("identity code overridden: %s, reason %s", span, NOT_A_CODE)
    return text


def _plain(text: str) -> str:
    seen = (one for one in normalize("NFKC", text) if category(one) not in INVISIBLE)
    return "".join(seen).translate(DASHES)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


SCANNED = [AfterValidator(without_controls), AfterValidator(without_identity_code)]
FreeText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), *SCANNED
]


class Written(Shape, json_schema_serialization_defaults_required=True):
    """A text as it is read: it was judged on its way in, and is not judged again."""

    fi: Annotated[str, Field(examples=["Digituki"])]
    sv: str | None = None
    en: str | None = None


class Text(Written):
    """A text that people write. Finnish is required; a missing language is null, never copied."""

    fi: Annotated[FreeText, Field(examples=["Digituki"])]
    sv: FreeText | None = None
    en: FreeText | None = None
