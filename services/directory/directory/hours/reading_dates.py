"""Dates as people write them: `24.12.2026`, `25.-27.12.`, `1.7.–31.7.`, `24. joulukuuta`."""

import re
from dataclasses import dataclass
from datetime import date

DASH = r"[-‐‑‒–—−~]"

_TAIL = (
    rf"(?:\.[ \t]{{0,3}}(20\d\d)(?!\d)|\.(\d\d)(?!\d|[.:]\d|\s*{DASH}\s*\d)|(\.)"
    r"|[ ](20\d\d)(?!\d))?"
)
_FIRST_TAIL = r"(?:\.[ \t]?(20\d\d)(?!\d)|\.(\d\d)(?!\d)|(\.))?"
_FULL_RANGE = re.compile(
    rf"(\d{{1,2}})\.(\d{{1,2}}){_FIRST_TAIL}\s*{DASH}\s*(\d{{1,2}})\.(\d{{1,2}}){_TAIL}"
)
_DAY_RANGE = re.compile(rf"(\d{{1,2}})(\.)?\s?{DASH}\s?(\d{{1,2}})\.(\d{{1,2}})(?!\d){_TAIL}")
_DAY_LIST = re.compile(
    rf"((?:\d{{1,2}}\.\s?(?:,|ja|och|&)\s?){{1,9}})(\d{{1,2}})\.(\d{{1,2}})(?!\d){_TAIL}",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})(?!\d){_TAIL}")
_ISO = re.compile(rf"(20\d\d)-(\d\d)-(\d\d)(?:\s*{DASH}\s*(20\d\d)-(\d\d)-(\d\d))?(?!\d)")
_FINNISH = (
    *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
    *("heinä", "elo", "syys", "loka", "marras", "joulu"),
)
_SWEDISH = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_MONTHS = {
    **{f"{name}kuuta": number for number, name in enumerate(_FINNISH, 1)},
    **{name: number for number, name in enumerate(_SWEDISH, 1)},
}
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\.?[ \t]*|\.[ \t]*{DASH}[ \t]*(\d{{1,2}})\.[ \t]*)"
    rf"({'|'.join(_MONTHS)})(?![^\W\d_])(?:[ \t]+(20\d\d)(?!\d))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, or the days from one date to another, both included; a year may be missing."""

    first: tuple[int, int, int | None]
    last: tuple[int, int, int | None]

    @property
    def year_missing(self) -> bool:
        """Whether neither end says its year."""
        return self.first[2] is None and self.last[2] is None

    def resolve(self, today: date) -> tuple[date, date] | None:
        """The two dates; without a year the next such dates. None when there are none."""
        if not self.year_missing:
            return self._in_years(*self._years())
        wraps = (self.first[1], self.first[0]) > (self.last[1], self.last[0])
        for year in range(today.year - 1, today.year + 9):
            found = self._in_years(year, year + wraps)
            if found and found[1] >= today:
                return found
        return None

    def with_year(self, year: int | None) -> "Dated":
        """The same, with the year of the date after it when it has none."""
        if year is None or not self.year_missing:
            return self
        return Dated(self.first, (self.last[0], self.last[1], year))

    def _years(self) -> tuple[int, int]:
        first, last = self.first[2], self.last[2]
        wraps = (self.first[1], self.first[0]) > (self.last[1], self.last[0])
        if first is None:
            first = (last or 0) - wraps
        return first, last if last is not None else first + wraps

    def _in_years(self, first: int, last: int) -> tuple[date, date] | None:
        try:
            found = (
                date(first, self.first[1], self.first[0]),
                date(last, self.last[1], self.last[0]),
            )
        except ValueError:
            return None
        return found if found[0] <= found[1] else None


def dates_at(text: str, at: int) -> tuple[tuple[Dated, ...], int] | None:
    """Dates that begin at an offset, and where they end; times of day are left alone.

    A lone `24.12` is left for `single_at`, since `9.10-17` begins like a date.
    """
    for read in (_iso, _full_range, _day_range, _day_list, _named):
        if found := read(text, at):
            return found
    return None


def single_at(text: str, at: int) -> tuple[tuple[Dated, ...], int] | None:
    """A date of one day: `24.12.2026`, `24.12.`, and `24.12` when that is no time of day."""
    match = _SINGLE.match(text, at)
    if not match:
        return None
    day, month, *tail = match.groups()
    if not _is_date(day, month) or (not any(tail) and _is_time(day, month)):
        return None
    when = (int(day), int(month), _year(*tail))
    return (Dated(when, when),), match.end()


_Found = tuple[tuple[Dated, ...], int] | None


def _iso(text: str, at: int) -> _Found:
    match = _ISO.match(text, at)
    if not match:
        return None
    year, month, day, *end = match.groups()
    first = (int(day), int(month), int(year))
    last = (int(end[2]), int(end[1]), int(end[0])) if end[0] else first
    return (Dated(first, last),), match.end()


def _full_range(text: str, at: int) -> _Found:
    match = _FULL_RANGE.match(text, at)
    if not match:
        return None
    day, month, *tail = match.groups()[:5]
    last_day, last_month, *last_tail = match.groups()[5:]
    if not (_is_date(day, month) and _is_date(last_day, last_month)):
        return None
    certain = any(tail) or _year(*last_tail) is not None
    if not certain and _is_time(day, month) and _is_time(last_day, last_month):
        return None
    first = (int(day), int(month), _year(*tail))
    last = (int(last_day), int(last_month), _year(*last_tail))
    return (Dated(first, last),), match.end()


def _day_range(text: str, at: int) -> _Found:
    match = _DAY_RANGE.match(text, at)
    if not match:
        return None
    day, dot, last_day, month, *tail = match.groups()
    if not (_is_date(day, month) and _is_date(last_day, month)):
        return None
    if not (dot or _year(*tail)) and int(day) <= 24 and _is_time(last_day, month):
        return None
    year = _year(*tail)
    return (Dated((int(day), int(month), year), (int(last_day), int(month), year)),), match.end()


def _day_list(text: str, at: int) -> _Found:
    match = _DAY_LIST.match(text, at)
    if not match:
        return None
    earlier, day, month, *tail = match.groups()
    days = [*re.findall(r"\d+", earlier), day]
    if not all(_is_date(each, month) for each in days):
        return None
    each_date = [(int(each), int(month), _year(*tail)) for each in days]
    return tuple(Dated(when, when) for when in each_date), match.end()


def _named(text: str, at: int) -> _Found:
    match = _NAMED.match(text, at)
    if not match:
        return None
    day, last_day, name, year = match.groups()
    month = str(_MONTHS[name.lower()])
    if not (_is_date(day, month) and _is_date(last_day or day, month)):
        return None
    in_year = int(year) if year else None
    first = (int(day), int(month), in_year)
    last = (int(last_day or day), int(month), in_year)
    return (Dated(first, last),), match.end()


def _is_date(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_time(hour: str, minute: str) -> bool:
    """Whether `10.15` may be a time of day: people write two digits, in fives."""
    return len(minute) == 2 and int(hour) < 24 and int(minute) % 5 == 0


def _year(*tail: str | None) -> int | None:
    """The year in the groups of a tail: four digits, two digits, a dot, four digits."""
    found = next((each for each in tail if each and each != "."), None)
    if found is None:
        return None
    return int(found) if len(found) == 4 else 2000 + int(found)
