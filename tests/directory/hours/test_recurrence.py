"""Rules O10 and O14-O16: on which dates a group of spans applies."""

from datetime import date

from directory.hours.opening_hours import Hours, day_hours
from tests.directory.hours.building import hours, period, span


def open_dates(said: Hours, first: str, last: str) -> list[str]:
    days = day_hours(said, date.fromisoformat(first), date.fromisoformat(last))
    return [day.date.isoformat() for day in days if day.spans]


def test_O14_a_fifth_weekday_that_is_missing_gives_nothing() -> None:
    fifths = [5, -5]
    said = hours(period(span("10:00-12:00"), rules=[{"nth": fifths, "weekday": 1}]))

    assert open_dates(said, "2026-02-01", "2026-04-30") == ["2026-03-02", "2026-03-30"]


def test_O15_week_53_and_week_1_are_both_odd() -> None:
    said = hours(period(span("10:00-12:00", (4,)), rules=[{"iso_week": "odd"}]))

    assert open_dates(said, "2026-12-17", "2027-01-10") == [
        "2026-12-17",
        "2026-12-31",
        "2027-01-07",
    ]


def test_O16_weeks_are_counted_from_the_monday_of_the_first_day() -> None:
    third_weeks = [{"every": 3, "start": 2}]
    said = hours(period(span("10:00-12:00", (1, 7)), rules=third_weeks, valid_from="2026-02-04"))

    assert open_dates(said, "2026-02-01", "2026-03-08") == [
        "2026-02-09",
        "2026-02-15",
        "2026-03-02",
        "2026-03-08",
    ]


def test_O16_weeks_before_the_start_do_not_count() -> None:
    later = [{"every": 2, "start": 5}]
    said = hours(period(span("10:00-12:00", (1,)), rules=later, valid_from="2026-02-02"))

    assert open_dates(said, "2026-02-02", "2026-03-20") == ["2026-03-02", "2026-03-16"]


def test_O10_all_rules_of_a_group_must_hold_and_groups_add_up() -> None:
    first_monday_of_even_week = [{"nth": [1], "weekday": 1}, {"iso_week": "even"}]
    groups = [
        {"rules": first_monday_of_even_week, "spans": [span("10:00-12:00")]},
        {"rules": [{"nth": [2], "weekday": 6}], "spans": [span("12:00-14:00", (6,))]},
    ]

    dates = open_dates(hours(period(groups=groups)), "2026-04-01", "2026-07-31")

    saturdays = ["2026-04-11", "2026-05-09", "2026-06-13", "2026-07-11"]
    assert dates == sorted([*saturdays, "2026-07-06"])
