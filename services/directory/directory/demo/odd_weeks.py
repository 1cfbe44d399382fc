"""Hours of the demonstration that are not the same in every week."""

from datetime import date, timedelta

from directory.demo.weeks import (
    RENOVATION,
    SELF_SERVICE_ON_HOLIDAYS,
    Json,
    exception,
    group,
    hours,
    next_summer,
    usual,
)

BREAK = {"fi": "Opisto lomalla", "sv": "Institutet har lov", "en": "On holiday"}
LAST_THURSDAY = {"nth": [-1], "weekday": 4}
CLOSED = {"kind": "normal", "state": "closed", "label": {"fi": "Muulloin suljettu"}}


def only_in_summer(today: date) -> Json:
    """Closed but for next summer's weeks."""
    first, last = next_summer(today)
    season = usual(group("345 11:00-16:00", "6 11:00-14:00"), since=first, until=last)
    return hours(season, CLOSED)


def renovated(today: date) -> Json:
    """A usual week, and closed for two weeks that begin in twenty days."""
    first = today + timedelta(days=20)
    closed = exception(first, first + timedelta(days=13), RENOVATION)
    week_ = usual(group("1234 10:00-18:00", "5 10:00-16:00", "1234567 07:00-21:00 self_service"))
    return hours(week_, closed, holidays=SELF_SERVICE_ON_HOLIDAYS)


def every_other_monday(today: date) -> Json:
    """Counted from the Monday of the week before: this week is the second of two."""
    since = today - timedelta(days=today.weekday() + 7)
    return hours(usual(group("1 10:00-13:00", rules=({"every": 2, "start": 1},)), since=since))


def college(today: date) -> Json:
    """Evenings in term time; closed all summer."""
    return hours(
        usual(group("13 16:30-20:00"), group("4 10:00-13:00", rules=(LAST_THURSDAY,))),
        exception(*next_summer(today), BREAK),
    )


def odd_wednesdays(_: date) -> Json:
    """Wednesdays of odd ISO weeks."""
    return hours(usual(group("3 12:00-14:00", rules=({"iso_week": "odd"},))))


def two_saturdays(_: date) -> Json:
    """The first and the third Saturday of a month."""
    return hours(usual(group("6 11:00-14:00", rules=({"nth": [1, 3], "weekday": 6},))))
