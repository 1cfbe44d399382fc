"""The small steps of reading hours out of JSON: each value checked, each refusal with its place."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from directory.hours.bad_hours import FIRST_YEAR, LAST_YEAR, BadHours
from directory.hours.shape import (
    MINUTES_A_DAY,
    EveryWeeks,
    IsoWeek,
    Nth,
    Rule,
    Span,
    State,
    Text,
)

_LANGUAGES = ("fi", "sv", "en")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN_FIELDS = frozenset({"weekdays", "from", "to", "ends_next_day", "state"})
_MOST_IN_A_MONTH = 5
_LONGEST_CYCLE = 520
_STATES = {str(state): state for state in State}
One = TypeVar("One")


def members(value: object, where: str, allowed: frozenset[str]) -> Mapping[str, Any]:
    """A JSON object without members that nobody would read."""
    if not isinstance(value, Mapping):
        raise BadHours("bad_type", where)
    for name in value:
        if name not in allowed:
            raise BadHours("unknown_field", f"{where}/{name}")
    return value


def items(value: object, where: str, read: Callable[[Any, str], One]) -> tuple[One, ...]:
    """A JSON array, or null for an empty one, each item read with its place."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadHours("bad_type", where)
    return tuple(read(item, f"{where}/{place}") for place, item in enumerate(value))


def whole_number(value: object, where: str, code: str = "bad_type") -> int:
    """An integer; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadHours(code, where)
    return value


def yes_or_no(value: object, where: str) -> bool:
    """A boolean; null is false."""
    if value is not None and not isinstance(value, bool):
        raise BadHours("bad_type", where)
    return bool(value)


def words(value: object, where: str) -> str | None:
    """A string or null: an id, a source."""
    if value is not None and not isinstance(value, str):
        raise BadHours("bad_type", where)
    return value


def text_from(value: object, where: str, longest: int | None) -> Text | None:
    """A text of 2.1: `fi` required, a language that is missing is null, never copied."""
    if value is None:
        return None
    given = members(value, where, frozenset(_LANGUAGES))
    for language in _LANGUAGES:
        said = given.get(language)
        too_long = isinstance(said, str) and longest is not None and len(said) > longest
        if too_long or not isinstance(said, str | None):
            raise BadHours("bad_text", f"{where}/{language}")
    if not (given.get("fi") or "").strip():
        raise BadHours("bad_text", f"{where}/fi")
    return {language: given.get(language) for language in _LANGUAGES}


def date_from(value: object, where: str) -> date:
    """A date `YYYY-MM-DD` of the years 1900 to 2999."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise BadHours("bad_date", where)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadHours("bad_date", where) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadHours("year_out_of_range", where)
    return day


def state_from(value: object, where: str) -> State | None:
    """A state's word or null."""
    if value is None:
        return None
    if not isinstance(value, str) or value not in _STATES:
        raise BadHours("bad_state", where)
    return _STATES[value]


def span_from(value: object, where: str) -> Span:
    """A span of more than nothing and at most 24 hours; an end of 00:00 means 24:00 (O5)."""
    given = members(value, where, _SPAN_FIELDS)
    start, end = _time(given.get("from"), f"{where}/from"), _time(given.get("to"), f"{where}/to")
    over = yes_or_no(given.get("ends_next_day"), f"{where}/ends_next_day")
    if start == MINUTES_A_DAY:
        raise BadHours("bad_time", f"{where}/from")
    if end == 0:
        end, over = MINUTES_A_DAY, False
    weekdays = frozenset(items(given.get("weekdays"), f"{where}/weekdays", _weekday))
    state = state_from(given.get("state"), f"{where}/state")
    span = Span(weekdays, start, end, over, State.OPEN if state is None else state)
    _check_length(span, where)
    return span


def rule_from(value: object, where: str) -> Rule:
    """One of the three rules of recurrence (O14-O16)."""
    given = members(value, where, frozenset({"nth", "weekday", "iso_week", "every", "start"}))
    match frozenset(given):
        case names if names == {"nth", "weekday"}:
            weekday = _weekday(given["weekday"], f"{where}/weekday")
            nth = items(given["nth"], f"{where}/nth", _nth)
            if nth:
                return Nth(nth, weekday)
        case names if names == {"iso_week"} and given["iso_week"] in ("even", "odd"):
            return IsoWeek(given["iso_week"])
        case names if "every" in names and names <= {"every", "start"}:
            every = _weeks(given["every"], f"{where}/every")
            return EveryWeeks(every, _weeks(given.get("start", 1), f"{where}/start"))
    raise BadHours("bad_rule", where)


def _time(value: object, where: str) -> int:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadHours("bad_time", where)
    hour, minute = found[0].split(":")
    return int(hour) * 60 + int(minute)


def _check_length(span: Span, where: str) -> None:
    length = span.stop - span.start
    if length == 0:
        raise BadHours("zero_length_span", where)
    if length < 0:
        raise BadHours("reversed_span", where)
    if length > MINUTES_A_DAY:
        raise BadHours("too_long_span", where)


def _weekday(value: object, where: str) -> int:
    weekday = whole_number(value, where, "bad_weekday")
    if not 1 <= weekday <= 7:
        raise BadHours("bad_weekday", where)
    return weekday


def _nth(value: object, where: str) -> int:
    nth = whole_number(value, where, "bad_rule")
    if not 1 <= abs(nth) <= _MOST_IN_A_MONTH:
        raise BadHours("bad_rule", where)
    return nth


def _weeks(value: object, where: str) -> int:
    weeks = whole_number(value, where, "bad_rule")
    if not 1 <= weeks <= _LONGEST_CYCLE:
        raise BadHours("bad_rule", where)
    return weeks
