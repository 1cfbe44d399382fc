"""What a file of hours states: its counts, and its days as text for COPY. Pure.

Made beside the event loop, so that only counts and ready bytes come to it.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from directory.hours.opening_hours import State, time_of_day
from directory.imports.hours_file import (
    DayRead,
    HoursRead,
    SpanOfDay,
    Watch,
    WrongRow,
    hours_table,
    read_days,
)
from directory.imports.results import code_counts

MOST_ROWS_KEPT = 10_000
"""Wrong rows that are told one by one; all are counted."""
WRONG_AT_ONCE, DAYS_AT_ONCE = 200, 500
"""How many travel together: little enough that nobody waits for them."""


@dataclass(frozen=True)
class HoursSaid:
    """A file of hours in numbers; `places` are those of which a row was taken."""

    first: date
    last: date
    accepted: int
    skipped: int
    wrong: int
    codes: Mapping[str, int]
    states: Mapping[str, int]
    days: int
    """Places times dates that have a row of their own."""
    places: list[str]

    @property
    def window(self) -> int:
        """Dates from the first to the last."""
        return (self.last - self.first).days + 1


def stated_days(
    content: bytes, ids: Mapping[str, str], left_out: Collection[str], watch: Watch = iter
) -> Iterator[HoursSaid | list[WrongRow] | bytes]:
    """The counts, then wrong rows, then lines of COPY: point, day, state, spans.

    `ids` are the points by their id in the file; `left_out` are ids that are no error.
    Raises UnreadableFile, before anything else.
    """
    read = read_days(hours_table(content), ids.keys(), left_out, watch)
    yield _said(read)
    told = read.wrong[:MOST_ROWS_KEPT]
    for begin in range(0, len(told), WRONG_AT_ONCE):
        yield told[begin : begin + WRONG_AT_ONCE]
    lines = list(_lines(read, ids))
    for begin in range(0, len(lines), DAYS_AT_ONCE):
        yield "".join(lines[begin : begin + DAYS_AT_ONCE]).encode()


def _said(read: HoursRead) -> HoursSaid:
    return HoursSaid(
        first=read.first,
        last=read.last,
        accepted=read.accepted,
        skipped=read.skipped.total(),
        wrong=len(read.wrong),
        codes=code_counts([one.finding for one in read.wrong]),
        states=_states(read.days.values()),
        days=len(read.days),
        places=sorted(read.places),
    )


def _lines(read: HoursRead, ids: Mapping[str, str]) -> Iterator[str]:
    """No value holds a tab, a line break or a backslash, which COPY would want escaped."""
    spans_of = _spans_writer()
    for (origin_id, day), said in read.days.items():
        state = said.state.value if said.state else r"\N"
        spans = spans_of(tuple(sorted(said.spans)))
        yield f"{ids[origin_id]}\t{day.isoformat()}\t{state}\t{spans}\n"


def _spans_writer() -> Callable[[tuple[SpanOfDay, ...]], str]:
    """Most days of a file look like another: each look is written once."""

    @cache
    def written(spans: tuple[SpanOfDay, ...]) -> str:
        return json.dumps(
            [
                {
                    "from": time_of_day(one.start),
                    "to": time_of_day(one.end),
                    "state": one.state.value,
                }
                for one in spans
            ]
        )

    return written


def _states(days: Collection[DayRead]) -> dict[str, int]:
    whole = Counter(day.state for day in days if not day.spans)
    return {
        "with_spans": sum(bool(day.spans) for day in days),
        "closed": whole[State.CLOSED],
        "unknown": whole[State.UNKNOWN],
    }
