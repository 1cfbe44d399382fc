"""Short ways to write hours and moments in the tests of the engine."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from directory.hours.opening_hours import Hours, hours_from

HELSINKI = ZoneInfo("Europe/Helsinki")
JSON = dict[str, Any]


def helsinki(wall: str) -> datetime:
    """A moment by the clock on a Finnish wall: `2026-03-02 09:00`, seconds allowed."""
    return datetime.fromisoformat(wall).replace(tzinfo=HELSINKI)


def utc(moment: str) -> datetime:
    """A moment in UTC: `2026-03-02T07:00`."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def span(times: str, weekdays: Sequence[int] = (), state: str = "open") -> JSON:
    """`09:00-16:00`; an end that is not later ends on the next day."""
    start, end = times.split("-")
    over = end <= start and end != "00:00"
    return {
        "weekdays": list(weekdays),
        "from": start,
        "to": end,
        "ends_next_day": over,
        "state": state,
    }


def period(*spans: JSON, rules: Sequence[Mapping[str, Any]] = (), **members: Any) -> JSON:
    """A normal period from the beginning of 2026, unless the members say otherwise."""
    groups = [{"rules": list(rules), "spans": list(spans)}] if spans else []
    return {"id": "p", "valid_from": "2026-01-01", "groups": groups, **members}


def exception(first: str, last: str, *spans: JSON, **members: Any) -> JSON:
    """An exception from one date to another."""
    return period(*spans, kind="exception", valid_from=first, valid_to=last, **members)


def hours(*periods: JSON, days: Sequence[JSON] = (), rules: Sequence[JSON] = ()) -> Hours:
    """Hours of periods, dated days and holiday rules."""
    return hours_from({"periods": list(periods), "days": list(days), "holiday_rules": list(rules)})


BASE = period(span("09:00-16:00", range(1, 6)), span("10:00-14:00", (6, 7)))
"""Mon-Fri 09-16 and Sat-Sun 10-14 from 2026-01-01: the base of the worked examples."""
