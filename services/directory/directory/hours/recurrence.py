"""On which dates a rule of recurrence holds (O14, O15, O16)."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from directory.hours.shape import EveryWeeks, IsoWeek, Nth, Rule


def weekday_of(ordinal: int) -> int:
    """1 (Monday) to 7 for a date's proleptic Gregorian ordinal."""
    return (ordinal - 1) % 7 + 1


def holds(rule: Rule, ordinal: int, period_first: int) -> bool:
    """Whether a rule holds on a date; `period_first` is the ordinal of the period's first day."""
    match rule:
        case Nth():
            return weekday_of(ordinal) == rule.weekday and _is_nth(rule, ordinal)
        case IsoWeek():
            return iso_week_of(ordinal) % 2 == (rule.parity == "odd")
        case EveryWeeks():
            week = _monday(ordinal) // 7 - _monday(period_first) // 7 + 1
            return week >= rule.start and (week - rule.start) % rule.every == 0


@lru_cache(maxsize=8192)
def iso_week_of(ordinal: int) -> int:
    """The week number of ISO 8601, 1 to 53."""
    return date.fromordinal(ordinal).isocalendar().week


def _is_nth(rule: Nth, ordinal: int) -> bool:
    day = date.fromordinal(ordinal)
    from_end = monthrange(day.year, day.month)[1] - day.day
    return (day.day - 1) // 7 + 1 in rule.nth or -(from_end // 7) - 1 in rule.nth


def _monday(ordinal: int) -> int:
    return ordinal - weekday_of(ordinal) + 1
