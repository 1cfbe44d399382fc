"""Rules for holidays out of the clauses that name them (T5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from directory.hours.holidays import holidays_of
from directory.hours.phrases import NAMED_BY, PLAIN_PUBLIC, PUBLIC
from directory.hours.reading_statements import Statements, Times, spans_of
from directory.hours.reading_walk import Clause
from directory.hours.shape import HolidayRule, State


@dataclass(slots=True)
class HolidaysRead:
    """Rules for named holidays, rules that name none (`pyhinä`), and flags."""

    named: tuple[HolidayRule, ...] = ()
    unnamed: tuple[HolidayRule, ...] = ()
    flags: list[str] = field(default_factory=list)
    unused: list[Clause] = field(default_factory=list)


def read_holidays(clauses: Sequence[Clause], today: date, *, sunday_unclear: bool) -> HolidaysRead:
    """Every other week cannot be said of a holiday: such clauses are not used.

    With `sunday_unclear` nobody knows whether `pyhäpäivisin` means holidays: left out.
    """
    read = HolidaysRead()
    named: Statements[str] = Statements()
    unnamed: Statements[str] = Statements()
    for clause in sorted(clauses, key=lambda clause: clause.pause):
        codes = clause.subject.codes - _dated(clause, today)
        names = _unnamed(clause, sunday_unclear=sunday_unclear)
        said = [_say(named, code, clause) for code in sorted(codes)]
        said += [_say(unnamed, name, clause) for name in sorted(names)]
        if not all(said):
            read.unused.append(clause)
        if codes and clause.subject.misfit:
            read.flags.append("contradiction")
    read.named = _rules(named)
    read.unnamed = tuple(
        _rule(others, times)
        for name, times in unnamed.by_subject.items()
        if (others := tuple(code for code in NAMED_BY[name] if code not in named.by_subject))
    )
    _flag(read, named, unnamed)
    return read


def _say(statements: Statements[str], subject: str, clause: Clause) -> bool:
    """False when the clause cannot be said of a holiday."""
    if clause.parity:
        return False
    if clause.pause:
        return statements.pause(subject, clause.times[0])
    statements.say(subject, clause.times)
    return True


def _unnamed(clause: Clause, *, sunday_unclear: bool) -> frozenset[str]:
    """Which holidays without a name a clause speaks of."""
    names = set(clause.subject.unnamed)
    if PLAIN_PUBLIC in names:
        names.remove(PLAIN_PUBLIC)
        if clause.closed or not sunday_unclear:
            names.add(PUBLIC)
    return frozenset(names)


def _flag(read: HolidaysRead, named: Statements[str], unnamed: Statements[str]) -> None:
    if named.contradicts or unnamed.contradicts:
        read.flags.append("contradiction")
    if named.opens_after_closes or unnamed.opens_after_closes:
        read.flags.append("opens_after_closes")


def _dated(clause: Clause, today: date) -> frozenset[str]:
    """Holidays that the clause's own dates are: `jouluaattona 24.12.2026` speaks of one date."""
    on_dates = {
        code
        for dated in clause.subject.dates
        if (found := dated.resolve(today))
        for year in range(found[0].year, found[1].year + 1)
        for day, codes in holidays_of(year).items()
        if found[0] <= day <= found[1]
        for code in codes
    }
    return frozenset(on_dates) | clause.subject.beside


def _rules(named: Statements[str]) -> tuple[HolidayRule, ...]:
    codes_by_times: dict[Times, list[str]] = {}
    for code, times in named.by_subject.items():
        codes_by_times.setdefault(times, []).append(code)
    return tuple(_rule(tuple(codes), times) for times, codes in codes_by_times.items())


def _rule(codes: tuple[str, ...], times: Times) -> HolidayRule:
    if times:
        return HolidayRule(codes, None, spans_of(times))
    return HolidayRule(codes, State.CLOSED, ())
