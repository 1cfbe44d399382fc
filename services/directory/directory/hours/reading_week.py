"""The normal week out of the clauses that name weekdays (T2, T5, T6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from directory.hours.phrases import PLAIN_PUBLIC
from directory.hours.reading_statements import Statements, Times, spans_by_day, spans_of
from directory.hours.reading_tokens import WHOLE_WEEK
from directory.hours.reading_walk import PARITIES, Clause
from directory.hours.shape import Group, IsoWeek, Span

_SUNDAY = 7


@dataclass(slots=True)
class WeekRead:
    """A week, the clauses that did not fit in it, and flags."""

    week: Mapping[int, tuple[Span, ...]] | None = None
    groups: tuple[Group, ...] = ()
    flags: list[str] = field(default_factory=list)
    unused: list[Clause] = field(default_factory=list)


def read_week(clauses: Sequence[Clause]) -> WeekRead:
    """Weekdays that no clause names are closed, when any is named."""
    weekly = [clause for clause in clauses if clause.subject.days and not clause.subject.dates]
    said: Statements[tuple[str, int]] = Statements()
    read = WeekRead()
    said_for: dict[tuple[str, int], frozenset[int]] = {}
    for clause in (clause for clause in weekly if not clause.pause):
        _say(said, said_for, clause)
    for clause in (clause for clause in weekly if clause.pause):
        if not _pause(said, clause):
            read.unused.append(clause)
    if not any(said.by_subject.values()) and len(said.by_subject) < len(WHOLE_WEEK):
        read.unused += weekly  # "sunnuntaisin suljettu" does not say that Monday is closed
    elif said.by_subject:
        read.week = _week_of(said.by_subject)
        read.groups = _groups_of(said.by_subject)
    read.unused += [one for one in weekly if one.parity and one.parity not in PARITIES]
    _flag(read, said, clauses)
    return read


def _say(
    said: Statements[tuple[str, int]],
    said_for: dict[tuple[str, int], frozenset[int]],
    clause: Clause,
) -> None:
    for day in clause.subject.days:
        subject = (clause.parity, day)
        if clause.parity and said.by_subject.get(("", day), clause.times) != clause.times:
            said.contradicts = True
        adds = said_for.setdefault(subject, clause.subject.days) == clause.subject.days
        said.say(subject, clause.times, adds=adds)


def _pause(said: Statements[tuple[str, int]], clause: Clause) -> bool:
    """A break on all the open days that the clause names; False when one cannot hold it."""
    open_days = [
        (parity, day)
        for (parity, day), times in said.by_subject.items()
        if day in clause.subject.days and times
    ]
    held = [said.pause(subject, clause.times[0]) for subject in open_days]
    return bool(held) and all(held)


def _week_of(said: Mapping[tuple[str, int], Times]) -> Mapping[int, tuple[Span, ...]]:
    """All seven days; hours of every other week stand in it as well, under their flag."""
    week: dict[int, tuple[Span, ...]] = {}
    for day in sorted(WHOLE_WEEK):
        stated = [times for (_, named), times in said.items() if named == day]
        open_times = [times for times in stated if times]
        week[day] = spans_of(open_times[0] if open_times else (), frozenset({day}))
    return MappingProxyType(week)


def _groups_of(said: Mapping[tuple[str, int], Times]) -> tuple[Group, ...]:
    """The same as groups of a period: even and odd weeks apart, unknown ones left out."""
    groups = [Group((), _spans(said, ""))]
    groups += [Group((IsoWeek(parity),), _spans(said, parity)) for parity in PARITIES]
    return tuple(group for group in groups if group.spans)


def _spans(said: Mapping[tuple[str, int], Times], parity: str) -> tuple[Span, ...]:
    return spans_by_day({day: times for (named, day), times in said.items() if named == parity})


def _flag(read: WeekRead, said: Statements[tuple[str, int]], clauses: Sequence[Clause]) -> None:
    if said.contradicts:
        read.flags.append("contradiction")
    if said.opens_after_closes:
        read.flags.append("opens_after_closes")
    sunday_said = any(_SUNDAY in clause.subject.days for clause in clauses)
    if not sunday_said and any(_may_mean_sunday(clause) for clause in clauses):
        read.flags.append("sunday_or_holiday")


def _may_mean_sunday(clause: Clause) -> bool:
    return PLAIN_PUBLIC in clause.subject.unnamed and not clause.closed
