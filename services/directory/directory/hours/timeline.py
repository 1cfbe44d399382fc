"""One date after another as instants in UTC: tails joined, clock changes counted (O13, O17-O19)."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from directory.hours.day_plan import DayPlan
from directory.hours.holidays import is_public_holiday
from directory.hours.owners import book_of
from directory.hours.shape import MINUTES_A_DAY, Hours, Source, State
from directory.hours.spans import Line, Stretch, choose, lines, tail_of
from directory.hours.wall_clock import SECONDS_A_DAY, bounds, ends_at, moment_of, starts_at


class Part(NamedTuple):
    """A part of a date in seconds of the epoch, with the statement that speaks in it."""

    start: int
    stop: int
    state: State
    source: Source
    holiday_unconfirmed: bool


def state_at(hours: Hours, at: datetime) -> State:
    """The state at a moment with an offset: only its Helsinki date and the one before are read."""
    seconds, ordinal = moment_of(at)
    book = book_of(hours)
    origin, unit, day = _day(book.plan(ordinal - 1), book.plan(ordinal), ordinal)
    now = (seconds - origin) // unit
    return next(state for _, stop, state, _ in day if now < stop)


def parts_of(before: DayPlan, today: DayPlan, ordinal: int) -> list[Part]:
    """The parts of a date, from midnight to midnight without gaps, in order.

    On a public holiday for which only normal periods speak the parts are flagged (O24), and so is
    the tail of such a night.
    """
    flag = today.only_normal and is_public_holiday(ordinal)
    tail_flag = flag or (before.only_normal and is_public_holiday(ordinal - 1))
    origin, unit, day = _day(before, today, ordinal)
    return [
        Part(
            origin + start * unit,
            origin + stop * unit,
            state,
            before.source if by_tail else today.source,
            tail_flag if by_tail else flag,
        )
        for start, stop, state, by_tail in day
    ]


def _day(before: DayPlan, today: DayPlan, ordinal: int) -> tuple[int, int, tuple[Line, ...]]:
    """A date as lines, in minutes from its midnight; in seconds of the epoch if the clock changes.

    First come the origin and the unit of the lines, in seconds.
    """
    midnight, next_midnight = bounds(ordinal)
    if next_midnight - midnight != SECONDS_A_DAY:
        return 0, 1, _seconds(before.stated, today.stated, today.said.base, ordinal)
    if before.said.tail:
        return midnight, 60, _joined(before.said.tail, today.said.own, today.said.base)
    return midnight, 60, today.said.lines


@lru_cache(maxsize=16_384)
def _joined(tail: tuple[Stretch, ...], own: tuple[Stretch, ...], base: State) -> tuple[Line, ...]:
    return lines(tail, own, base, 0, MINUTES_A_DAY)


@lru_cache(maxsize=4096)
def _seconds(
    before: tuple[Stretch, ...], today: tuple[Stretch, ...], base: State, ordinal: int
) -> tuple[Line, ...]:
    """A date on which the clock changes: overlaps are settled among instants, not wall times."""
    midnight, next_midnight = bounds(ordinal)
    tail = tail_of(_own(before, ordinal - 1), midnight)
    return lines(tail, _own(today, ordinal), base, midnight, next_midnight)


def _own(stated: tuple[Stretch, ...], ordinal: int) -> tuple[Stretch, ...]:
    instants = [
        (starts_at(ordinal, start), ends_at(ordinal, stop), state) for start, stop, state in stated
    ]
    return choose(one for one in instants if one[0] < one[1])
