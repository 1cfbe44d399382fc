"""Calendar quarters in Europe/Helsinki: `2025Q2`."""

import re
from datetime import date
from typing import NamedTuple

QUARTER = re.compile(r"(\d{4})Q([1-4])")


class Days(NamedTuple):
    """Half-open: the first day, and the first day of the next quarter."""

    first: date
    end: date


def quarter_of(day: date) -> str:
    """The quarter of a Helsinki date."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def days_of(quarter: str) -> Days:
    """The days of a quarter. Raises ValueError."""
    found = QUARTER.fullmatch(quarter)
    if found is None:
        raise ValueError(quarter)
    year, number = int(found[1]), int(found[2])
    return Days(date(year, 3 * number - 2, 1), _first(year, number + 1))


def following(quarter: str) -> str:
    """The next quarter."""
    return quarter_of(days_of(quarter).end)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))


def _first(year: int, number: int) -> date:
    return date(year + (number > 4), 3 * ((number - 1) % 4) + 1, 1)
