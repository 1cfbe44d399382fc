"""Exception periods out of the clauses that name dates (T5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from directory.hours.holidays import BY_CODE, codes_on
from directory.hours.reading_dates import Dated
from directory.hours.reading_statements import Statements, spans_by_day, spans_of
from directory.hours.reading_tokens import WHOLE_WEEK, WORKING_DAYS
from directory.hours.reading_walk import Clause
from directory.hours.shape import Group, Period, PeriodKind, Span, State, Text

_Dates = tuple[date, date]
_EVERY_DAY = 0
_MIDNIGHT = 1440


@dataclass(slots=True)
class ExceptionsRead:
    """Exception periods in the order of the text, flags, and the clauses that stay unclear."""

    periods: tuple[Period, ...] = ()
    flags: list[str] = field(default_factory=list)
    unused: list[Clause] = field(default_factory=list)


def read_exceptions(
    clauses: Sequence[Clause], week: Mapping[int, tuple[Span, ...]] | None, today: date
) -> ExceptionsRead:
    """Dates without a year are the next such dates, and flagged."""
    read = ExceptionsRead()
    said: dict[_Dates, Statements[int]] = {}
    labels: dict[_Dates, Text] = {}
    dated = [clause for clause in clauses if clause.subject.dates]
    for clause in sorted(dated, key=lambda clause: clause.pause):
        _say(read, said, labels, clause, today)
    read.periods = tuple(
        _period(dates, statements, labels.get(dates)) for dates, statements in said.items()
    )
    _flag(read, said.values())
    open_days = frozenset(day for day, spans in (week or {}).items() if spans)
    read.unused += [
        clause
        for clause in dated
        for dates, statements in said.items()
        if dates in [each.resolve(today) for each in clause.subject.dates]
        and _leaves_open(statements, open_days & _weekdays([dates]))
    ]
    return read


def _say(
    read: ExceptionsRead,
    said: dict[_Dates, Statements[int]],
    labels: dict[_Dates, Text],
    clause: Clause,
    today: date,
) -> None:
    resolved = [(dated, dated.resolve(today)) for dated in clause.subject.dates]
    found = [dates for _, dates in resolved if dates]
    if len(found) < len(resolved) or clause.parity:
        read.unused.append(clause)
        return
    _check(read, clause, [dated for dated, _ in resolved], found)
    days = _filter(clause, found)
    for dates in found:
        statements = said.setdefault(dates, Statements())
        if clause.pause:
            held = [statements.pause(day, clause.times[0]) for day in days]
            if not all(held):
                read.unused.append(clause)
            continue
        for day in days:
            statements.say(day, clause.times)
        if label := _label(clause, dates):
            labels[dates] = label


def _check(
    read: ExceptionsRead, clause: Clause, dated: Sequence[Dated], found: Sequence[_Dates]
) -> None:
    """Flags dates without a year, and weekdays or holidays that are not on their dates."""
    if any(each.year_missing for each in dated):
        read.flags.append("year_missing")
    days_match = clause.subject.days <= _weekdays(found)
    if not days_match or clause.subject.beside - _holidays(found):
        read.flags.append("contradiction")


def _filter(clause: Clause, found: Sequence[_Dates]) -> tuple[int, ...]:
    """The weekdays that a clause narrows its dates to, if any."""
    narrows = clause.subject.days and clause.subject.days < _weekdays(found)
    return tuple(sorted(clause.subject.days)) if narrows else (_EVERY_DAY,)


def _weekdays(found: Sequence[_Dates]) -> frozenset[int]:
    return frozenset(
        (first + timedelta(days=step)).isoweekday()
        for first, last in found
        for step in range(min(7, (last - first).days + 1))
    )


def _holidays(found: Sequence[_Dates]) -> frozenset[str]:
    return frozenset(
        code
        for first, last in found
        for ordinal in range(first.toordinal(), last.toordinal() + 1)
        for code in codes_on(ordinal)
    )


def _label(clause: Clause, dates: _Dates) -> Text | None:
    codes = clause.subject.codes & _holidays([dates])
    return BY_CODE[min(codes)].name if len(codes) == 1 else None


def _period(dates: _Dates, statements: Statements[int], label: Text | None) -> Period:
    said = statements.by_subject
    whole = said.get(_EVERY_DAY)
    state = State.CLOSED if not any(said.values()) and whole is not None else None
    by_day = {day: said[day] for day in said if day != _EVERY_DAY}
    spans = spans_of(whole or ()) + spans_by_day(by_day)
    falls_through = whole is None and not by_day.keys() >= WORKING_DAYS
    if falls_through:
        spans += tuple(
            Span(frozenset({day}), 0, _MIDNIGHT, state=State.CLOSED)
            for day, times in said.items()
            if not times
        )
    return Period(
        id=None,
        kind=PeriodKind.EXCEPTION,
        valid_from=dates[0],
        valid_to=dates[1],
        label=label,
        state=state or (None if spans else State.CLOSED),
        fallthrough=falls_through,
        groups=(Group((), spans),) if spans else (),
    )


def _leaves_open(statements: Statements[int], open_days: frozenset[int]) -> bool:
    """Whether nobody can tell what holds on a day of the normal week that the dates pass over.

    `1.6.-31.8. lauantaisin suljettu` leaves the other days as they are.
    """
    said = statements.by_subject
    only_closed = not any(said.values())
    return (
        bool(said)
        and _EVERY_DAY not in said
        and not only_closed
        and bool(open_days & WHOLE_WEEK - said.keys())
    )


def _flag(read: ExceptionsRead, said: Iterable[Statements[int]]) -> None:
    for statements in said:
        if statements.contradicts or _says_twice(statements):
            read.flags.append("contradiction")
        if statements.opens_after_closes:
            read.flags.append("opens_after_closes")


def _says_twice(statements: Statements[int]) -> bool:
    """`24.-27.12. suljettu` and hours for some of its weekdays."""
    return _EVERY_DAY in statements.by_subject and len(statements.by_subject) > 1
