"""The rules O4-O20 a second time, slowly and for one instant, to hold the engine against."""

import calendar
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from directory.hours.holidays import holidays_of
from directory.hours.opening_hours import (
    EveryWeeks,
    HolidayRule,
    Hours,
    IsoWeek,
    Nth,
    Period,
    Rule,
    Span,
    State,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
O12 = ["closed", "open", "by_appointment", "remote_only", "self_service", "unknown"]
O13 = ["open", "by_appointment", "remote_only", "self_service", "closed", "unknown"]
Owner = tuple[list[State], list[Span]]


def state_of_instant(hours: Hours, at: datetime) -> State:
    """What the place is at one instant."""
    day = at.astimezone(HELSINKI).date()
    whole_day, spans = _owner(hours, day) or ([State.UNKNOWN], [])
    _, night_spans = _owner(hours, day - timedelta(days=1)) or ([], [])
    own = _best([s.state for s in spans if _covers(s, day, at)], O12)
    tail = _best([s.state for s in night_spans if _covers(s, day - timedelta(days=1), at)], O12)
    if own or tail:
        return _best([state for state in (own, tail) if state], O13) or State.CLOSED
    return _best([state for state in whole_day if state != "closed"], O12) or State.CLOSED


def _best(states: list[State], order: list[str]) -> State | None:
    return min(states, key=lambda state: order.index(str(state)), default=None)


def _covers(span: Span, day: date, at: datetime) -> bool:
    """The clock has shown the start, and will yet show a time before the end, or the end."""
    midnight = datetime(day.year, day.month, day.day)
    start = midnight + timedelta(minutes=span.start)
    end = midnight + timedelta(days=span.ends_next_day, minutes=span.end)
    latest, earliest_now, earliest_later = _shown_around(at.replace(second=0, microsecond=0))
    return start <= latest and (earliest_now < end or earliest_later <= end)


@cache
def _shown_around(at: datetime) -> tuple[datetime, datetime, datetime]:
    """The latest wall time shown until now, the earliest from now on, and from the next minute."""
    if _wall(at, -90) + timedelta(minutes=180) == _wall(at, 90):
        return _wall(at, 0), _wall(at, 0), _wall(at, 1)
    to_come = [_wall(at, minutes) for minutes in range(90)]
    return max(_wall(at, -m) for m in range(90)), min(to_come), min(to_come[1:])


def _wall(at: datetime, minutes: int) -> datetime:
    return (at + timedelta(minutes=minutes)).astimezone(HELSINKI).replace(tzinfo=None)


def _owner(hours: Hours, day: date) -> Owner | None:
    """O6, read from the top: the whole-day states and the spans of whoever speaks."""
    covering = [
        (place, p)
        for place, p in enumerate(hours.periods)
        if (p.valid_from or date.min) <= day <= (p.valid_to or date.max)
    ]
    exceptions = [(place, p) for place, p in covering if p.kind == "exception"]
    exceptions.sort(key=lambda placed: (_length(placed[1]), -placed[1].priority, -placed[0]))
    one_day = [p for _, p in exceptions if not _length(p)]
    longer = [p for _, p in exceptions if _length(p)]
    dated = hours.days.get(day)
    holiday = _holiday_rule(hours, day)
    layers: list[Owner | None] = [_exception(p, day) for p in one_day]
    layers += [
        ([one.state] if one.state else [], _on(one.spans, day)) for one in (dated, holiday) if one
    ]
    layers += [_exception(p, day) for p in longer]
    normals = [p for _, p in covering if p.kind == "normal"]
    if normals:
        spans = [span for p in normals for span in _spans(p, day)]
        layers.append(([p.state for p in normals if p.state], spans))
    return next((layer for layer in layers if layer is not None), None)


def _length(period: Period) -> timedelta:
    if period.valid_from and period.valid_to:
        return period.valid_to - period.valid_from
    return timedelta.max


def _exception(period: Period, day: date) -> Owner | None:
    spans = _spans(period, day)
    if period.fallthrough and not spans and not period.state:
        return None
    return ([period.state] if period.state else [], spans)


def _holiday_rule(hours: Hours, day: date) -> HolidayRule | None:
    codes = holidays_of(day.year).get(day, ())
    for code in codes:
        for rule in hours.holiday_rules:
            if code in rule.holidays:
                return rule
    return None


def _on(spans: tuple[Span, ...], day: date) -> list[Span]:
    return [span for span in spans if not span.weekdays or day.isoweekday() in span.weekdays]


def _spans(period: Period, day: date) -> list[Span]:
    return [
        span
        for group in period.groups
        if all(_holds(rule, period, day) for rule in group.rules)
        for span in _on(group.spans, day)
    ]


def _holds(rule: Rule, period: Period, day: date) -> bool:
    match rule:
        case Nth():
            month = calendar.Calendar().itermonthdates(day.year, day.month)
            such = [d for d in month if d.month == day.month and d.isoweekday() == rule.weekday]
            return any(such[n - 1 if n > 0 else n] == day for n in rule.nth if abs(n) <= len(such))
        case IsoWeek():
            return (int(day.strftime("%V")) % 2 == 0) == (rule.parity == "even")
        case EveryWeeks():
            assert period.valid_from is not None
            week, monday = 1, period.valid_from - timedelta(days=period.valid_from.weekday())
            while monday + timedelta(days=6) < day:
                week, monday = week + 1, monday + timedelta(days=7)
            return week in range(rule.start, week + 1, rule.every)
