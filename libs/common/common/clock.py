"""The one place that asks what time it is, and makes ids that carry it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
_standing: list[datetime] = []


def now() -> datetime:
    """The present moment in UTC."""
    return _standing[-1] if _standing else datetime.now(UTC)


@lru_cache(256)
def helsinki_day(at: datetime) -> date:
    """The date in Europe/Helsinki at a moment (rule O1: never the UTC date)."""
    return at.astimezone(HELSINKI).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock of this process stand still. For tests and demonstrations."""
    _standing.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.pop()


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 section 5.7): sorts by when it was made, to a quarter of a microsecond."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    random = int.from_bytes(os.urandom(8), "big")
    value = milliseconds << 80 | 0x7 << 76 | (rest << 12) // 1_000_000 << 64  # its method 3
    return UUID(int=value | 0b10 << 62 | random & ((1 << 62) - 1))
