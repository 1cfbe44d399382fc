"""What is answered about a moment and a range of moments (O21, O23, O25)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from directory.hours.day_plan import DayPlan
from directory.hours.owners import Book, book_of
from directory.hours.shape import Hours, Source, State
from directory.hours.timeline import Part, parts_of
from directory.hours.wall_clock import SECONDS_A_DAY, bounds, moment_of, utc

HORIZON_DAYS = 120
COUNTS_AS_OPEN = frozenset({State.OPEN, State.BY_APPOINTMENT, State.REMOTE_ONLY})


@dataclass(frozen=True, slots=True)
class Openness:
    """The state at a moment and what comes next; moments in UTC, None beyond the horizon.

    `until` is when the state changes; `next_change` when anything here may: the state, the source
    or the flag. An answer may be kept until then, no longer (O27).
    """

    state: State
    since: datetime | None
    until: datetime | None
    next_open: datetime | None
    next_change: datetime | None
    source: Source
    holiday_unconfirmed: bool


def openness(
    hours: Hours,
    at: datetime,
    open_states: frozenset[State] = COUNTS_AS_OPEN,
    horizon_days: int = HORIZON_DAYS,
) -> Openness:
    """The answer for a moment with an offset (O21).

    `open_states` are the states that count for `next_open`; a service gives its own (O23).
    `next_open` is None while in one of them. Raises BadHours for a moment without an offset.
    """
    seconds, ordinal = moment_of(at)
    book = book_of(hours)
    reach = horizon_days * SECONDS_A_DAY
    today = parts_of(book.plan(ordinal - 1), book.plan(ordinal), ordinal)
    present = next(part for part in today if seconds < part.stop)
    until, next_change = _ends(book, ordinal, present, seconds + reach)
    next_open = None
    if present.state not in open_states:
        next_open = _opens(book, ordinal, open_states, (seconds, seconds + reach))
    return Openness(
        state=present.state,
        since=_moment(_began(book, ordinal, present, seconds - reach)),
        until=_moment(until),
        next_open=_moment(next_open),
        next_change=_moment(next_change),
        source=present.source,
        holiday_unconfirmed=present.holiday_unconfirmed,
    )


def _onward(book: Book, ordinal: int, limit: int) -> Iterator[tuple[int, DayPlan, DayPlan]]:
    """The dates from one to a moment while anything is said, each with its eve's plan and its own.

    One more day is told than is said: a tail may reach into it, and there the silence begins.
    """
    before = book.plan(ordinal - 1)
    for day in range(ordinal, max(ordinal, book.silent_after) + 3):
        if bounds(day)[0] > limit:
            return
        today = book.plan(day)
        yield day, before, today
        before = today


def _ends(book: Book, ordinal: int, present: Part, limit: int) -> tuple[int | None, int | None]:
    """When the present state ends, and when anything differs: state, source or flag."""
    next_change = None
    for day, before, today in _onward(book, ordinal, limit):
        if _is_steady(before, today) and (next_change or not today.only_normal):
            continue
        for part in parts_of(before, today, day):
            if part.start <= present.start:
                continue
            if part.start > limit:
                break
            if next_change is None and part[2:] != present[2:]:
                next_change = part.start
            if part.state is not present.state:
                return part.start, next_change
    return None, next_change


def _opens(
    book: Book, ordinal: int, sought: frozenset[State], between: tuple[int, int]
) -> int | None:
    """When one of the sought states begins, after a moment when none is, up to another."""
    now, limit = between
    for day, before, today in _onward(book, ordinal, limit):
        if sought.isdisjoint(today.said.states) and sought.isdisjoint(before.said.states):
            continue
        for part in parts_of(before, today, day):
            if part.start > now and part.state in sought:
                return part.start if part.start <= limit else None
    return None


def _began(book: Book, ordinal: int, present: Part, limit: int) -> int | None:
    """When the present state began, merged over midnights, if not before the limit."""
    began = present.start
    today = book.plan(ordinal)
    for day in range(ordinal, min(ordinal, book.silent_before) - 3, -1):
        before = book.plan(day - 1)
        same = _is_steady(before, today) and present.state in today.said.states
        parts = [] if same else parts_of(before, today, day)
        for part in reversed(parts):
            if part.start >= began:
                continue
            if part.state is not present.state:
                return began
            began = part.start
        began = min(began, bounds(day)[0])
        if began < limit:
            return None
        today = before
    return None


def _is_steady(before: DayPlan, today: DayPlan) -> bool:
    """Whether a date goes on as its eve did: the same state all along, from the same source."""
    same = today.said is before.said and today.source is before.source
    return same and len(today.said.states) == 1


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else utc(seconds)
