"""What is answered about dates: their spans, the normal week, what covers a day (O22, 2.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from directory.hours.bad_hours import FIRST_YEAR, LAST_YEAR, BadHours
from directory.hours.day_plan import DayPlan, day_plan, stretches_of
from directory.hours.holidays import codes_on, is_public_holiday
from directory.hours.owners import book_of
from directory.hours.shape import MINUTES_A_DAY, Group, Hours, Source, SourceKind, Span, State
from directory.hours.spans import Stretch, lines

MOST_DAYS = 366
_EVENING = 17 * 60
_SATURDAY = 5
_NORMAL = Source(SourceKind.NORMAL)


@dataclass(frozen=True, slots=True)
class DayHours:
    """A date for display: its spans after O12, each on the day it starts, in order, once.

    `state` is that of the time outside the spans; a closed span is told only where that is not
    closed already. `stated` are the spans as they were given.
    """

    date: date
    spans: tuple[Span, ...]
    state: State
    source: Source
    holidays: tuple[str, ...]
    holiday_unconfirmed: bool
    stated: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Figures of the normal week: minutes in the state open, evenings after 17:00, weekends."""

    weekly_open_minutes: int = 0
    open_evenings: bool = False
    open_weekends: bool = False


def day_hours(hours: Hours, first: date, last: date) -> list[DayHours]:
    """Each date from `first` to `last`, both included (O22).

    Raises BadHours `too_many_days` over 366 dates, `period_reversed`, `year_out_of_range`.
    """
    if last < first:
        raise BadHours("period_reversed")
    if (last - first).days >= MOST_DAYS:
        raise BadHours("too_many_days")
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise BadHours("year_out_of_range")
    book = book_of(hours)
    ordinals = range(first.toordinal(), last.toordinal() + 1)
    return [_shown(book.plan(ordinal), ordinal) for ordinal in ordinals]


def week_of(hours: Hours, on: date) -> Week:
    """The figures of the normal week in force on a date (section 2.4).

    The minutes are those of every week; spans with a rule of recurrence count only for evenings
    and weekends, since they are some weeks' only.
    """
    periods = list(book_of(hours).normal_on(on.toordinal()))
    whole_day = tuple(period.state for period in periods if period.state is not None)
    groups = [group for period in periods for group in period.groups]
    every_week = _weekdays(whole_day, [group for group in groups if not group.rules])
    some_week = _weekdays(whole_day, groups)
    return Week(
        sum(_open_minutes(every_week[day - 1], every_week[day]) for day in range(7)),
        any(stop > _EVENING for plan in some_week for stop in _open_until(plan)),
        any(True for plan in some_week[_SATURDAY:] for _ in _open_until(plan)),
    )


def _shown(plan: DayPlan, ordinal: int) -> DayHours:
    return DayHours(
        date=date.fromordinal(ordinal),
        spans=tuple(
            _span(stretch)
            for stretch in plan.said.own
            if not (plan.said.base is State.CLOSED and stretch[2] is State.CLOSED)
        ),
        state=plan.said.base,
        source=plan.source,
        holidays=codes_on(ordinal),
        holiday_unconfirmed=plan.only_normal and is_public_holiday(ordinal),
        stated=tuple(_span(stretch) for stretch in plan.stated),
    )


def _span(stretch: Stretch) -> Span:
    start, stop, state = stretch
    over = stop > MINUTES_A_DAY
    return Span(frozenset(), start, stop - MINUTES_A_DAY if over else stop, over, state)


def _weekdays(whole_day: tuple[State, ...], groups: Sequence[Group]) -> list[DayPlan]:
    """Monday to Sunday; a closed span of some weeks takes nothing from the others."""
    spans = [
        span
        for group in groups
        for span in group.spans
        if not (group.rules and span.state is State.CLOSED)
    ]
    return [day_plan(_NORMAL, whole_day, stretches_of(spans, day)) for day in range(1, 8)]


def _open_minutes(before: DayPlan, plan: DayPlan) -> int:
    joined = lines(before.said.tail, plan.said.own, plan.said.base, 0, MINUTES_A_DAY)
    return sum(stop - start for start, stop, state, _ in joined if state is State.OPEN)


def _open_until(plan: DayPlan) -> Iterator[int]:
    """When the open stretches that start on a day end, in minutes from its midnight."""
    for _, stop, state, _ in plan.said.lines:
        if state is State.OPEN:
            yield stop
    for start, stop, state in plan.said.own:
        if state is State.OPEN and start < MINUTES_A_DAY < stop:
            yield stop
