"""The worked examples E1-E32 of the rules of opening hours."""

from datetime import date, timedelta

import pytest

from directory.hours.opening_hours import (
    UNKNOWN_HOURS,
    Hours,
    State,
    day_hours,
    hours_from,
    openness,
    state_at,
)
from tests.directory.hours.building import BASE, exception, helsinki, hours, period, span, utc
from tests.directory.hours.judging import states_between

TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 2, 4, 5, 6, 7
base = hours(BASE)
lunch = hours(period(span("09:00-12:00"), span("12:30-16:00")))
summer = exception("2026-06-22", "2026-08-02", span("10:00-14:00", range(1, 5)))
thin_summer = {**summer, "fallthrough": True}
christmas = exception("2026-12-21", "2027-01-06", state="closed")
between = exception("2026-12-28", "2026-12-28", span("12:00-15:00"))
saturday_night = exception("2026-03-07", "2026-03-07", span("20:00-02:00"))
every_night = period(span("20:00-02:00"))
closed_sunday = exception("2026-03-08", "2026-03-08", state="closed")
holidays = exception("2026-12-24", "2026-12-26", state="closed")
imported = {"date": "2026-12-25", "spans": [span("10:00-12:00")], "source": "kirjastot"}
typed = exception("2026-12-25", "2026-12-25", state="closed")
layered = hours(
    period(
        span("06:00-10:00", state="self_service"),
        span("10:00-18:00"),
        span("15:00-21:00", state="self_service"),
    )
)
E6 = hours(BASE, christmas, between)
E7 = hours(BASE, saturday_night)
E8 = hours(every_night, closed_sunday)
E23 = hours(BASE, rules=[{"holidays": ["midsummer_eve"], "spans": [span("09:00-13:00")]}])
E29 = hours(BASE, holidays, typed, days=[imported])
E32 = hours(period(span("09:00-12:00", (1,))), period(state="unknown"))

STATES = [
    ("E1", base, "2026-03-02 08:59:59", "closed"),
    ("E1", base, "2026-03-02 09:00:00", "open"),
    ("E1", base, "2026-03-02 15:59:59", "open"),
    ("E1", base, "2026-03-02 16:00:00", "closed"),
    ("E3", lunch, "2026-03-02 12:00", "closed"),
    ("E4", hours(BASE, summer), "2026-06-26 12:00", "closed"),
    ("E5", hours(BASE, thin_summer), "2026-06-26 12:00", "open"),
    ("E6", E6, "2026-12-28 13:00", "open"),
    ("E6", E6, "2026-12-29 13:00", "closed"),
    ("E7", E7, "2026-03-08 01:00", "open"),
    ("E7", E7, "2026-03-08 02:00", "closed"),
    ("E7", E7, "2026-03-08 10:00", "open"),
    ("E8", E8, "2026-03-08 01:59", "open"),
    ("E8", E8, "2026-03-08 02:00", "closed"),
    ("E8", E8, "2026-03-08 20:30", "closed"),
    ("E8", E8, "2026-03-09 01:00", "closed"),
    ("E8", E8, "2026-03-09 20:00", "open"),
    ("E9", hours(period(span("18:15-01:15", (TUESDAY,)))), "2026-03-04 00:30", "open"),
    (
        "E10",
        hours(period(span("22:00-02:00", (SUNDAY,)), valid_to="2026-05-31")),
        "2026-06-01 01:00",
        "open",
    ),
    ("E23", E23, "2026-06-19 12:59", "open"),
    ("E23", E23, "2026-06-19 13:00", "closed"),
    ("E26", UNKNOWN_HOURS, "2026-06-19 13:00", "unknown"),
    ("E27", layered, "2026-03-02 15:00", "open"),
    ("E27", layered, "2026-03-02 18:00", "self_service"),
    ("E28", hours(BASE, holidays, days=[imported]), "2026-12-25 11:00", "open"),
    ("E29", E29, "2026-12-25 11:00", "closed"),
    ("E31", hours(period(state="by_appointment")), "2026-03-02 03:00", "by_appointment"),
    ("E32", E32, "2026-03-02 10:00", "open"),
    ("E32", E32, "2026-03-02 13:00", "unknown"),
]


@pytest.mark.parametrize(("example", "said", "at", "state"), STATES)
def test_the_state_of_each_example(example: str, said: Hours, at: str, state: str) -> None:
    moment = helsinki(at)

    assert state_at(said, moment) == state
    assert openness(said, moment).state == state


@pytest.mark.parametrize(
    ("example", "said", "at", "until"),
    [
        (
            "E2",
            hours(period(span("08:00-12:00"), span("12:00-16:00"))),
            "2026-03-02 12:00",
            "16:00",
        ),
        ("E5", hours(BASE, thin_summer), "2026-06-26 12:00", "16:00"),
        ("E27", layered, "2026-03-02 18:00", "21:00"),
    ],
)
def test_until_when_each_example(example: str, said: Hours, at: str, until: str) -> None:
    assert openness(said, helsinki(at)).until == helsinki(f"{at[:10]} {until}")


@pytest.mark.parametrize(
    ("example", "said", "at", "next_open"),
    [
        ("E3", lunch, "2026-03-02 12:00", "2026-03-02 12:30"),
        ("E4", hours(BASE, summer), "2026-06-26 12:00", "2026-06-29 10:00"),
        ("E6", E6, "2026-12-28 15:00", "2027-01-07 09:00"),
    ],
)
def test_when_each_example_opens_next(example: str, said: Hours, at: str, next_open: str) -> None:
    assert openness(said, helsinki(at)).next_open == helsinki(next_open)


@pytest.mark.parametrize(
    ("example", "said", "first", "last"),
    [
        ("E11", span("22:00-04:00", (SATURDAY,)), "2026-03-28T20:00", "2026-03-29T01:00"),
        ("E12", span("22:00-04:00", (SATURDAY,)), "2026-10-24T19:00", "2026-10-25T02:00"),
        ("E14", span("03:30-10:00", (SUNDAY,)), "2026-03-29T01:00", "2026-03-29T07:00"),
        ("E15", span("02:00-03:30", (SUNDAY,)), "2026-03-29T00:00", "2026-03-29T01:00"),
        ("E16", span("01:00-03:30", (SUNDAY,)), "2026-10-24T22:00", "2026-10-25T01:30"),
        ("E17", span("03:30-05:00", (SUNDAY,)), "2026-10-25T00:30", "2026-10-25T03:00"),
        ("E17", span("03:00-04:00", (SUNDAY,)), "2026-10-25T00:00", "2026-10-25T02:00"),
    ],
)
def test_spans_on_the_nights_when_the_clock_changes(
    example: str, said: dict[str, object], first: str, last: str
) -> None:
    start, end = utc(first), utc(last)

    states = states_between(
        hours(period(said)), start - timedelta(hours=9), end + timedelta(days=1)
    )

    assert [(a, b) for a, b, state in states if state is State.OPEN] == [(start, end)]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-28T22:00", "2026-03-29T21:00"), ("2026-10-24T21:00", "2026-10-25T22:00")],
)
def test_E13_a_whole_day_has_23_or_25_hours(first: str, last: str) -> None:
    day = {"date": last[:10], "state": "open"}

    states = states_between(hours(days=[day]), utc("2026-01-01"), utc("2026-12-31"))

    assert states[1] == (utc(first), utc(last), State.OPEN)


def test_E15_a_span_inside_the_missing_hour_is_empty() -> None:
    missing = hours(period(span("03:00-04:00", (SUNDAY,))))

    states = states_between(missing, utc("2026-03-28"), utc("2026-03-30"))

    assert states == [(utc("2026-03-28"), utc("2026-03-30"), State.CLOSED)]


def test_E16_the_first_quarter_to_four_is_still_open() -> None:
    assert state_at(hours(period(span("01:00-03:30"))), utc("2026-10-25T00:45")) is State.OPEN


@pytest.mark.parametrize(
    ("example", "weekday", "rule", "first", "last", "dates"),
    [
        (
            "E18",
            TUESDAY,
            {"nth": [1, 3], "weekday": TUESDAY},
            "2026-03-01",
            "2026-05-31",
            "3.3. 17.3. 7.4. 21.4. 5.5. 19.5.",
        ),
        (
            "E19",
            SATURDAY,
            {"nth": [-1], "weekday": SATURDAY},
            "2026-01-01",
            "2026-12-31",
            "31.1. 28.2. 28.3. 25.4. 30.5. 27.6. 25.7. 29.8. 26.9. 31.10. 28.11. 26.12.",
        ),
        (
            "E20",
            FRIDAY,
            {"nth": [5], "weekday": FRIDAY},
            "2026-01-01",
            "2026-12-31",
            "30.1. 29.5. 31.7. 30.10.",
        ),
        (
            "E21",
            THURSDAY,
            {"iso_week": "even"},
            "2026-12-01",
            "2027-01-31",
            "10.12. 24.12. 14.1. 28.1.",
        ),
        (
            "E22",
            TUESDAY,
            {"every": 2, "start": 1},
            "2026-02-01",
            "2026-04-30",
            "3.2. 17.2. 3.3. 17.3. 31.3. 14.4. 28.4.",
        ),
    ],
)
def test_the_dates_on_which_each_example_is_open(
    example: str, weekday: int, rule: dict[str, object], first: str, last: str, dates: str
) -> None:
    said = hours(period(span("10:00-14:00", (weekday,)), rules=[rule], valid_from="2026-02-03"))
    if example != "E22":
        said = hours(period(span("10:00-14:00", (weekday,)), rules=[rule]))

    days = day_hours(said, date.fromisoformat(first), date.fromisoformat(last))

    shown = [f"{day.date.day}.{day.date.month}." for day in days if day.spans]
    assert shown == dates.split()


@pytest.mark.parametrize(
    ("example", "at", "flag"),
    [("E24", "2026-05-14 12:00", True), ("E25", "2026-06-19 12:00", False)],
)
def test_the_flag_of_unconfirmed_holidays(example: str, at: str, flag: bool) -> None:
    answer = openness(base, helsinki(at))

    assert answer.state is State.OPEN
    assert answer.holiday_unconfirmed is flag


def test_E26_hours_that_nobody_gave_never_open() -> None:
    answer = openness(hours_from(None), helsinki("2026-03-02 12:00"))

    assert answer.next_open is None
    assert answer.until is None
    assert answer.next_change is None


def test_E30_today_is_the_date_in_helsinki() -> None:
    monday = hours(period(span("00:00-01:00", (1,))))

    assert state_at(monday, utc("2026-03-01T22:30")) is State.OPEN


def test_E31_always_by_appointment_has_no_end() -> None:
    answer = openness(hours(period(state="by_appointment")), helsinki("2026-05-20 12:00"))

    assert answer.state is State.BY_APPOINTMENT
    assert answer.until is None
