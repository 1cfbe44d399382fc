"""Hours as they are read: dated days of the past pile up with every import, and are left out."""

from datetime import date, timedelta

from directory.api.hours import Hours as HoursShape
from directory.api.openings import hours_shown
from directory.hours.opening_hours import Day, Hours, State

TODAY = date(2026, 11, 22)


def test_a_year_of_dated_days_is_shown_from_today_on() -> None:
    days = [TODAY + timedelta(days=number) for number in range(-500, 500)]
    hours = Hours(days={day: Day(day, State.CLOSED) for day in days})

    shown = hours_shown(hours, TODAY)

    dates = [day["date"] for day in shown["days"]]
    assert (dates[0], dates[-1], len(dates)) == ("2026-11-22", "2027-11-22", 366)
    HoursShape.model_validate(shown)
