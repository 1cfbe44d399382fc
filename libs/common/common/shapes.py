"""The base of every body that crosses HTTP, and the strict types of its members."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    MISSING,
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from common.errors import Wrongly, right, say

Item = TypeVar("Item")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Shape(BaseModel):
    """Reads attributes of rows; refuses fields nobody declared. Out-shapes have no defaults."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", frozen=True)


class Page(Shape, Generic[Item]):
    """One page of a list; the last page has no `next`."""

    items: Annotated[Sequence[Item], Field(max_length=1000)]
    next: Annotated[str, Field(max_length=2000, examples=["WzEsIm5hbWUiXQ"])] | MISSING = MISSING


def without_controls(text: str) -> str:
    """NFC; refuses C0 and C1 controls and lone surrogates; tab and newline are text."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in text):
        raise Wrongly("control_character", say("control_character"))
    return text


def only_text(value: Any) -> Any:
    """A moment comes as RFC 3339 text with an offset, never as a number."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) < 20 or value[10] not in "Tt ":
        raise Wrongly("bad_format", say("form_of_moment"))
    if re.search(r":\d{2}[\d:.]* \d{2}:?\d{2}$", value):  # a + in an address arrives as a space
        raise Wrongly("bad_format", say("lost_plus"))
    return value


def in_any_zone(moment: datetime) -> datetime:
    """Refuses the first and last year: elsewhere on Earth some moments of them have no date."""
    if not 1 < moment.year < 9999:
        raise Wrongly("out_of_range", right(say("out_of_range"), "0002–9998"))
    return moment


def only_iso_day(value: Any) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Wrongly("bad_format", say("form_of_day"))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Whole = Annotated[int, Strict(), Field(ge=-(2**31), lt=2**31)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(only_text),
    AfterValidator(in_any_zone),
    PlainSerializer(_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[date, BeforeValidator(only_iso_day)]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(without_controls),
]
"""A code, a name of a thing, a number as text: at most 80 characters. Longer texts are FreeText."""
