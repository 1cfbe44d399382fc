"""What the engine says of whole ranges and single spans, which only judges of it ask."""

from datetime import date, datetime

from directory.hours.opening_hours import Hours, Span, State
from directory.hours.owners import book_of
from directory.hours.shape import MINUTES_A_DAY
from directory.hours.spans import Stretch, choose
from directory.hours.timeline import parts_of
from directory.hours.wall_clock import ends_at, moment_of, starts_at, utc


def states_between(
    hours: Hours, first: datetime, last: datetime
) -> list[tuple[datetime, datetime, State]]:
    """Every state from one moment to another, without gaps, equal neighbours merged (O17, O25).

    Moments need an offset; the answer is in UTC, cut at `first` and `last`.
    """
    start, ordinal = moment_of(first)
    stop, last_ordinal = moment_of(last)
    book = book_of(hours)
    result: list[tuple[int, int, State]] = []
    before = book.plan(ordinal - 1)
    for day in range(ordinal, last_ordinal + 1):
        today = book.plan(day)
        for part in parts_of(before, today, day):
            begin, end = max(part.start, start), min(part.stop, stop)
            if begin >= end:
                continue
            if result and result[-1][2] is part.state:
                result[-1] = (result[-1][0], end, part.state)
            else:
                result.append((begin, end, part.state))
        before = today
    return [(utc(begin), utc(end), state) for begin, end, state in result]


def span_instants(day: date, span: Span) -> tuple[datetime, datetime] | None:
    """When a span that starts on a date begins and ends, in UTC (O17-O19).

    None when it falls wholly inside the hour that spring leaves out (O18).
    """
    ordinal = day.toordinal()
    start, stop = starts_at(ordinal, span.start), ends_at(ordinal, span.stop)
    return (utc(start), utc(stop)) if start < stop else None


def coverage(hours: Hours, day: date) -> dict[State, tuple[tuple[int, int], ...]]:
    """Per state the minutes of a date that any statement of its owner, or a tail, gives it.

    Wall-clock minutes 0 to 1440 as merged half-open ranges, before O12 chooses between states:
    what can be compared with the answers of other engines (section 3.5).
    """
    book = book_of(hours)
    today, before = book.plan(day.toordinal()), book.plan(day.toordinal() - 1)
    stated: list[Stretch] = [(0, MINUTES_A_DAY, state) for state in today.whole_day]
    stated += [(start, min(stop, MINUTES_A_DAY), state) for start, stop, state in today.stated]
    stated += [
        (0, stop - MINUTES_A_DAY, state) for _, stop, state in before.stated if stop > MINUTES_A_DAY
    ]
    return {
        state: tuple(
            (start, stop)
            for start, stop, _ in choose(stretch for stretch in stated if stretch[2] is state)
        )
        for state in {stretch[2] for stretch in stated}
    }
