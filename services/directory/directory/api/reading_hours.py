"""Hours read from text, as a proposal that a person confirms (rule T8)."""

from typing import Any

from common.clock import helsinki_day, now
from directory.hours.opening_hours import hours_to
from directory.hours.reading import read_hours


def proposed(text: str) -> dict[str, Any]:
    """What the reader makes of a text; `rest` are words that it did not use."""
    read = read_hours(text, today=helsinki_day(now()))
    return {
        "hours": hours_to(read.hours()),
        "flags": list(read.flags),
        "rest": [word[:80] for word in read.rest],
        "is_draft": read.is_draft,
    }
