"""Invented hours of every kind around both clock changes, as hypothesis strategies."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from directory.hours.opening_hours import Hours, State, hours_from

STEP = 30
"""Minutes: every time of day of the invented hours is a multiple of it."""

WINDOWS = (date(2026, 3, 26), date(2026, 10, 22))
"""Ten days from each hold a change of clock and, in the end of both, a holiday."""

LENGTH = 11
CODES = ("maundy_thursday", "good_friday", "easter_sunday", "all_saints_day")
states = st.sampled_from([str(state) for state in State])
window = st.sampled_from(WINDOWS)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    """A span of any length up to 24 hours, often in the night."""
    start = draw(st.integers(0, 1440 // STEP - 1)) * STEP
    stop = start + draw(st.integers(1, 1440 // STEP)) * STEP
    over = stop > 1440
    return {
        "weekdays": draw(st.lists(st.integers(1, 7), max_size=4, unique=True)),
        "from": _time(start),
        "to": _time(stop - 1440 if over else stop),
        "ends_next_day": over,
        "state": draw(states),
    }


def _rules(period_starts: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    nth = st.lists(st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5]), min_size=1, max_size=3)
    kinds: list[st.SearchStrategy[dict[str, Any]]] = [
        st.fixed_dictionaries({"nth": nth, "weekday": st.integers(1, 7)}),
        st.fixed_dictionaries({"iso_week": st.sampled_from(["even", "odd"])}),
    ]
    if period_starts:
        weeks = st.integers(1, 3)
        kinds.append(st.fixed_dictionaries({"every": weeks, "start": weeks}))
    return st.lists(st.one_of(kinds), max_size=2)


@st.composite
def periods(draw: st.DrawFn, first: date) -> dict[str, Any]:
    """A period that touches the days after `first`."""
    kind = draw(st.sampled_from(["normal", "exception"]))
    starts = draw(st.none() | st.integers(-15, LENGTH))
    length = draw(st.none() | st.sampled_from([0, 0, 1, 3, 8]))
    valid_from = None if starts is None else first + timedelta(days=starts)
    valid_to = None if length is None else (valid_from or first) + timedelta(days=length)
    few = st.lists(spans(), max_size=3)
    group = st.fixed_dictionaries({"rules": _rules(valid_from is not None), "spans": few})
    groups = draw(st.lists(group, max_size=2))
    silent = not any(one["spans"] for one in groups)
    return {
        "kind": kind,
        "valid_from": valid_from and str(valid_from),
        "valid_to": valid_to and str(valid_to),
        "priority": draw(st.integers(0, 1)),
        "state": draw(states if silent else st.none() | states),
        "fallthrough": kind == "exception" and draw(st.booleans()),
        "groups": groups,
    }


@st.composite
def some_hours(draw: st.DrawFn, first: date) -> Hours:
    """Hours that say something of the days after `first`, in every layer of O6."""
    said = st.fixed_dictionaries({"state": states, "spans": st.lists(spans(), max_size=2)})
    dates = st.integers(0, LENGTH).map(lambda days: str(first + timedelta(days=days)))
    days = draw(st.dictionaries(dates, said, max_size=3))
    holidays = st.lists(st.sampled_from(CODES), min_size=1, max_size=2)
    rule = st.tuples(holidays, said).map(lambda pair: {"holidays": pair[0], **pair[1]})
    return hours_from(
        {
            "periods": draw(st.lists(periods(first), max_size=4)),
            "days": [{"date": day, **one} for day, one in days.items()],
            "holiday_rules": draw(st.lists(rule, max_size=2)),
        }
    )
