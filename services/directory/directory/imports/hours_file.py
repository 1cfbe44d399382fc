"""A file of opening hours day by day, plain or gzip (rules O28-O32). Pure."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from directory.hours.opening_hours import State
from directory.imports.columns import DAY_NAMES, DAY_REQUIRED
from directory.imports.findings import Finding, UnreadableFile
from directory.imports.place_cells import day_of
from directory.imports.table import Row, Table, csv_table, unpacked

MOST_ROWS, LONGEST_WINDOW = 500_000, 400
"""Rows of a file (rule I8), and days between its first and its last."""
MIDNIGHT = 24 * 60
"""The minute that ends a day."""
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])|24[:.]00")
WORDS: Mapping[str, State] = {
    "auki": State.OPEN,
    "omatoimi": State.SELF_SERVICE,
    "kiinni": State.CLOSED,
    "temporarily closed": State.CLOSED,
    "ei tiedossa": State.UNKNOWN,
}
WHOLE_DAY = frozenset({"kiinni", "ei tiedossa"})
"""Words that speak of the whole day when they stand without times."""
Watch = Callable[[Iterable[Row]], Iterable[Row]]


class SpanOfDay(NamedTuple):
    """Wall-clock of Europe/Helsinki in minutes of the day; `end` may be 1440."""

    start: int
    end: int
    state: State


@dataclass(slots=True)
class DayRead:
    """What the rows of one place and date say together."""

    rows: int = 0
    state: State | None = None
    spans: list[SpanOfDay] = field(default_factory=list)


class Wrong(NamedTuple):
    """The code of what is wrong with the words of a row."""

    code: str


class WrongRow(NamedTuple):
    number: int
    origin_id: str
    finding: Finding


@dataclass
class HoursRead:
    """A statement about the days from `first` to `last`, per place (O28)."""

    days: dict[tuple[str, date], DayRead]
    wrong: list[WrongRow]
    rows: int
    first: date
    last: date
    places: Counter[str]
    """Rows that were taken, by the place's id."""
    skipped: Counter[str]
    """Rows of places that the source's own import has skipped."""

    @property
    def accepted(self) -> int:
        return self.rows - len(self.wrong) - self.skipped.total()

    @property
    def window(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


def hours_table(content: bytes) -> Table:
    """Raises UnreadableFile."""
    return csv_table(unpacked(content), DAY_NAMES, DAY_REQUIRED)


def is_hours(content: bytes) -> bool:
    """Whether the header is that of a file of hours."""
    try:
        csv_table(content.partition(b"\n")[0], DAY_NAMES, DAY_REQUIRED)
    except UnreadableFile:
        return False
    return True


def read_days(
    table: Table, known: Collection[str], skipped: Collection[str] = (), watch: Watch = iter
) -> HoursRead:
    """All rows of the file; `known` are ids of places of the source, `skipped` those left out.

    Raises UnreadableFile: no rows that can be read, or too many.
    """
    places = [table.columns.index(column) for column in DAY_REQUIRED]
    width, cells_of = max(places) + 1, itemgetter(*places)
    days: dict[tuple[str, date], DayRead] = {}
    wrong: list[WrongRow] = []
    left_out: Counter[str] = Counter()
    dates: set[date] = set()
    count = 0
    for number, cells in watch(table.rows):
        count += 1
        if count > MOST_ROWS:
            raise UnreadableFile("too-many-rows", most="500 000")
        padded = cells if len(cells) >= width else [*cells, *[""] * width]
        origin_id, day_text, start, end, word = map(str.strip, cells_of(padded))
        day = _day(day_text)
        if day is not None:
            dates.add(day)
        if origin_id in skipped:
            left_out[origin_id] += 1
            continue
        said = _said(start, end, word)
        if origin_id not in known:
            finding = Finding(table.name_of("id"), "unknown-place", origin_id)
            wrong.append(WrongRow(number, origin_id[:80], finding))
        elif day is None or isinstance(said, Wrong):
            finding = _finding(table, said, day_text, (start, end, word))
            wrong.append(WrongRow(number, origin_id, finding))
        else:
            _add(days, (origin_id, day), said)
    return _made(days, wrong, count, dates, left_out)


def _made(
    days: dict[tuple[str, date], DayRead],
    wrong: list[WrongRow],
    count: int,
    dates: set[date],
    skipped: Counter[str],
) -> HoursRead:
    if not dates:
        raise UnreadableFile("no-rows")
    first, last = min(dates), max(dates)
    if (last - first).days >= LONGEST_WINDOW:
        raise UnreadableFile("too-large", most=f"{LONGEST_WINDOW} d")
    places: Counter[str] = Counter()
    for (origin_id, _), day in days.items():
        places[origin_id] += day.rows
    return HoursRead(days, wrong, count, first, last, places, skipped)


def _add(
    days: dict[tuple[str, date], DayRead], key: tuple[str, date], said: SpanOfDay | State
) -> None:
    day = days.get(key)
    if day is None:
        day = days[key] = DayRead()
    day.rows += 1
    if isinstance(said, SpanOfDay):
        day.spans.append(said)
    elif day.state is not State.CLOSED:
        day.state = said


@lru_cache(maxsize=2000)
def _day(text: str) -> date | None:
    return day_of(text)


@lru_cache(maxsize=50_000)
def _said(start: str, end: str, word: str) -> SpanOfDay | State | Wrong:
    """A span, the state of the whole day, or the code of what is wrong (O29, O30)."""
    state = WORDS.get(word.casefold())
    if state is None:
        return Wrong("unknown-word")
    if not start and not end and word.casefold() in WHOLE_DAY:
        return state
    if not start or not end:
        return Wrong("times-missing")
    return _span(_minutes(start), _minutes(end), state)


def _span(begins: int | None, ends: int | None, state: State) -> SpanOfDay | Wrong:
    if begins is None or ends is None or begins == MIDNIGHT:
        return Wrong("bad-time")
    if begins == ends:
        return Wrong("zero-length-span")
    ends = ends or MIDNIGHT
    return SpanOfDay(begins, ends, state) if begins < ends else Wrong("reversed-span")


def _minutes(text: str) -> int | None:
    if not CLOCK.fullmatch(text):
        return None
    hour, _, minute = text.replace(".", ":").partition(":")
    return int(hour) * 60 + int(minute)


FIELD = {"unknown-word": "state", "times-missing": "from", "bad-time": "from"}


def _finding(
    table: Table, said: SpanOfDay | State | Wrong, day: str, cells: tuple[str, str, str]
) -> Finding:
    start, end, word = cells
    if not isinstance(said, Wrong):
        return Finding(table.name_of("day"), "bad-date", day)
    value = word if said.code == "unknown-word" else f"{start}–{end}"
    return Finding(table.name_of(FIELD.get(said.code, "to")), said.code, value)
