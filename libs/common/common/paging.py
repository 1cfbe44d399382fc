"""Pages of a list: an opaque cursor that fits its query alone (api.md section 7)."""

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query, Request
from pydantic_core import to_json

from common.errors import InvalidCursor, say

Row = TypeVar("Row")
VERSION = 1
SHAPE = r"[A-Za-z0-9_-]{1,2000}"
CURSOR: dict[str, Any] = {"anyOf": [{"type": "string", "pattern": f"^{SHAPE}$"}]}
CursorText = Annotated[str | None, Query(description="From `next`.", json_schema_extra=CURSOR)]
"""Its form is judged by `after`, which says `invalid-cursor`."""
Key = tuple[Any, ...]
Filters = Mapping[str, Any] | str
"""What was asked besides the place in the list: by name, or written always in one way."""
_sorted = json.JSONEncoder(sort_keys=True, default=str, ensure_ascii=False).encode
TEXTS: Mapping[type, Any] = {UUID: UUID, **{one: one.fromisoformat for one in (date, datetime)}}


def filters_hash(filters: Filters) -> str:
    """A short hash of a query without its place in the list."""
    told = filters if isinstance(filters, str) else _sorted(filters)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def cursor(sort: str, key: Key, filters: Filters) -> str:
    """Names the last item of a page; `key` ends with its id."""
    parts = [part.isoformat() if isinstance(part, date) else part for part in key]
    told = to_json([VERSION, sort, *parts, filters_hash(filters)])
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def after(text: str | None, sort: str, kinds: Sequence[type], filters: Filters) -> Key | None:
    """The key that a cursor names, each part of its kind: str, int, float, UUID, date, datetime.

    Raises InvalidCursor.
    """
    if text is None:
        return None
    try:
        return tuple(_parts(text, sort, kinds, filters))
    except (ValueError, RecursionError):
        raise InvalidCursor(say("begin_again")) from None


def page_of(
    rows: Sequence[Row], limit: int, key_of: Callable[[Row], Key], sort: str, filters: Filters
) -> tuple[Sequence[Row], str | None]:
    """Cut rows, of which one more than the limit was asked, and make the next page's cursor."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursor(sort, key_of(rows[limit - 1]), filters)


def next_link(request: Request, text: str) -> str:
    """RFC 8288: the address of the next page, relative."""
    address = request.url.include_query_params(cursor=text)
    return f'<{address.path}?{address.query}>; rel="next"'


def _parts(text: str, sort: str, kinds: Sequence[type], filters: Filters) -> Sequence[Any]:
    if not re.fullmatch(SHAPE, text):
        raise ValueError
    told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(told, list) or len(told) != len(kinds) + 3:
        raise ValueError
    version, said, *parts, digest = told
    if (version, said, digest) != (VERSION, sort, filters_hash(filters)):
        raise ValueError
    return [_part(part, kind) for part, kind in zip(parts, kinds, strict=True)]


def _part(told: Any, kind: type) -> Any:
    """One part of a key, such that PostgreSQL takes it; raises ValueError."""
    part = TEXTS[kind](told) if kind in TEXTS and isinstance(told, str) else told
    sound = type(part) is kind
    if isinstance(part, str):
        sound = sound and "\0" not in part and part.isprintable()
    elif isinstance(part, datetime):
        sound = sound and part.tzinfo is not None
    elif isinstance(part, int | float):
        sound = sound and math.isfinite(part) and abs(part) < 2**31
    if not sound:
        raise ValueError
    return part
