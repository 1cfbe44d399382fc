"""The values that opening hours are made of (all frozen; wall-clock times of Europe/Helsinki)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

Text = Mapping[str, str | None]
"""What people read: `fi` always, `sv` and `en` or None."""

MINUTES_A_DAY = 1440


class State(StrEnum):
    """What can be said of a place at a moment (O3). Unknown is not closed (O4)."""

    OPEN = "open"
    BY_APPOINTMENT = "by_appointment"
    REMOTE_ONLY = "remote_only"
    SELF_SERVICE = "self_service"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class PeriodKind(StrEnum):
    """Normal periods add up (O9); an exception owns its days (O7)."""

    NORMAL = "normal"
    EXCEPTION = "exception"


class SourceKind(StrEnum):
    """Which statement speaks for a day (O6)."""

    EXCEPTION = "exception"
    DAY = "day"
    HOLIDAY = "holiday"
    NORMAL = "normal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open wall-clock time (O2) in minutes of the day; `end` may be 1440.

    `weekdays` are 1 (Monday) to 7; none means every day. With `ends_next_day` the end is a
    minute of the next day.
    """

    weekdays: frozenset[int]
    start: int
    end: int
    ends_next_day: bool = False
    state: State = State.OPEN

    @property
    def stop(self) -> int:
        """The end in minutes from the midnight that begins the day of the start, 1 to 2880."""
        return self.end + MINUTES_A_DAY if self.ends_next_day else self.end

    def is_on(self, weekday: int) -> bool:
        """Whether the span starts on a weekday, 1 (Monday) to 7."""
        return not self.weekdays or weekday in self.weekdays


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth such weekday of the month; -1 is the last (O14)."""

    nth: tuple[int, ...]
    weekday: int


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """Even or odd weeks of ISO 8601 (O15)."""

    parity: Literal["even", "odd"]


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Weeks `start`, `start + every`, … of the period; the week of its first day is 1 (O16)."""

    every: int
    start: int = 1


Rule = Nth | IsoWeek | EveryWeeks


@dataclass(frozen=True, slots=True)
class Group:
    """Spans that apply on the dates for which all the rules hold (O10)."""

    rules: tuple[Rule, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """What holds from one date to another, both included; None is an open end.

    `state` is that of the whole day; where spans are given as well, it fills what they leave.
    """

    id: str | None
    kind: PeriodKind
    valid_from: date | None = None
    valid_to: date | None = None
    priority: int = 0
    label: Text | None = None
    note: Text | None = None
    state: State | None = None
    fallthrough: bool = False
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """What holds on some holidays, by their codes."""

    holidays: tuple[str, ...]
    state: State | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """What holds on one date: from an import (`source` names it), or typed for that date."""

    date: date
    state: State | None = None
    spans: tuple[Span, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The statement that speaks: a period's id, a day's source, or a holiday's code."""

    kind: SourceKind
    id: str | None = None
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """All that is said about when something is open. Never changed: replaced (O26)."""

    periods: tuple[Period, ...] = ()
    holiday_rules: tuple[HolidayRule, ...] = ()
    days: Mapping[date, Day] = field(default_factory=dict)
    note: Text | None = None
    _book: object = field(default=None, init=False, repr=False, compare=False)

    __hash__ = None  # type: ignore[assignment]


UNKNOWN_HOURS = Hours()
