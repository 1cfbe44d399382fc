"""Opening hours as JSON: every member present, in the order in which they were given (3.1)."""

from collections.abc import Mapping
from typing import Any

from directory.hours.shape import (
    Day,
    EveryWeeks,
    Group,
    HolidayRule,
    Hours,
    IsoWeek,
    Nth,
    Period,
    Rule,
    Span,
    Text,
)


def hours_to(hours: Hours) -> dict[str, Any]:
    """The JSON object of hours; `hours_from` reads it back to equal hours."""
    return {
        "time_zone": "Europe/Helsinki",
        "periods": [_period(period) for period in hours.periods],
        "holiday_rules": [_holiday_rule(rule) for rule in hours.holiday_rules],
        "days": [_day(hours.days[day]) for day in sorted(hours.days)],
        "note": _text(hours.note),
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "id": period.id,
        "kind": str(period.kind),
        "valid_from": period.valid_from and period.valid_from.isoformat(),
        "valid_to": period.valid_to and period.valid_to.isoformat(),
        "priority": period.priority,
        "label": _text(period.label),
        "note": _text(period.note),
        "state": period.state and str(period.state),
        "fallthrough": period.fallthrough,
        "groups": [_group(group) for group in period.groups],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "rules": [_rule(rule) for rule in group.rules],
        "spans": [_span(span) for span in group.spans],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    match rule:
        case Nth():
            return {"nth": list(rule.nth), "weekday": rule.weekday}
        case IsoWeek():
            return {"iso_week": rule.parity}
        case EveryWeeks():
            return {"every": rule.every, "start": rule.start}


def _holiday_rule(rule: HolidayRule) -> dict[str, Any]:
    return {
        "holidays": list(rule.holidays),
        "state": rule.state and str(rule.state),
        "spans": [_span(span) for span in rule.spans],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "state": day.state and str(day.state),
        "spans": [_span(span) for span in day.spans],
        "source": day.source,
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "weekdays": sorted(span.weekdays),
        "from": time_of_day(span.start),
        "to": time_of_day(span.end),
        "ends_next_day": span.ends_next_day,
        "state": str(span.state),
    }


def time_of_day(minute: int) -> str:
    """Minutes from midnight as they are written: `09:00`, at most `24:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _text(text: Text | None) -> Mapping[str, str | None] | None:
    return None if text is None else dict(text)
