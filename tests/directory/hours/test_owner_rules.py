"""Rules O6-O12: who speaks for a day, and what comes of what is said."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from directory.hours.opening_hours import (
    Hours,
    Span,
    State,
    day_hours,
    openness,
    state_at,
)
from tests.directory.hours.building import BASE, exception, helsinki, hours, period, span
from tests.directory.hours.judging import coverage

GOOD_FRIDAY = "2026-04-03"
ONE_DAY = exception(GOOD_FRIDAY, GOOD_FRIDAY, state="open", id="one day")
DATED = {"date": GOOD_FRIDAY, "state": "self_service", "source": "kirjastot"}
HOLIDAY = {"holidays": ["good_friday"], "state": "by_appointment"}
LONGER = exception("2026-04-02", "2026-04-07", state="remote_only", id="easter")


def state_on(said: Hours, day: str) -> State:
    return state_at(said, helsinki(f"{day} 12:00"))


@pytest.mark.parametrize(
    ("said", "state", "kind", "source"),
    [
        (
            hours(BASE, LONGER, ONE_DAY, days=[DATED], rules=[HOLIDAY]),
            "open",
            "exception",
            "one day",
        ),
        (hours(BASE, LONGER, days=[DATED], rules=[HOLIDAY]), "self_service", "day", "kirjastot"),
        (hours(BASE, LONGER, rules=[HOLIDAY]), "by_appointment", "holiday", "good_friday"),
        (hours(BASE, LONGER), "remote_only", "exception", "easter"),
        (hours(BASE), "open", "normal", "p"),
        (hours(), "unknown", "none", None),
    ],
)
def test_O6_the_first_layer_that_exists_speaks(
    said: Hours, state: str, kind: str, source: str | None
) -> None:
    answer = openness(said, helsinki(f"{GOOD_FRIDAY} 12:00"))

    assert answer.state == state
    assert (answer.source.kind, answer.source.id) == (kind, source)


def test_O6_the_label_of_the_source_is_that_of_the_period_or_the_holiday() -> None:
    summer = {**LONGER, "label": {"fi": "Pääsiäinen"}}
    noon = helsinki(f"{GOOD_FRIDAY} 12:00")

    by_period = openness(hours(summer), noon).source.label
    by_holiday = openness(hours(summer, rules=[HOLIDAY]), noon).source.label

    assert by_period == {"fi": "Pääsiäinen", "sv": None, "en": None}
    assert by_holiday is not None
    assert by_holiday["sv"] == "Långfredagen"


def test_O6_the_first_holiday_rule_that_names_the_date_speaks() -> None:
    twice = [{"holidays": ["epiphany", "good_friday"], "state": "open"}, HOLIDAY]

    assert state_on(hours(rules=twice), GOOD_FRIDAY) is State.OPEN


def test_O7_an_exception_owns_its_days_also_without_a_span() -> None:
    said = hours(BASE, exception("2026-06-22", "2026-08-02", span("10:00-14:00", range(1, 5))))

    days = day_hours(said, date(2026, 6, 22), date(2026, 6, 28))

    assert [len(day.spans) for day in days] == [1, 1, 1, 1, 0, 0, 0]
    assert {day.state for day in days} == {State.CLOSED}
    assert {day.source.kind for day in days} == {"exception"}


def test_O7_only_fallthrough_lets_an_empty_day_fall_to_the_next_layer() -> None:
    thin = exception("2026-06-22", "2026-08-02", span("10:00-14:00", (1,)), fallthrough=True)
    outer = exception("2026-06-01", "2026-08-31", state="by_appointment")

    assert state_on(hours(BASE, thin), "2026-06-22") is State.OPEN
    assert state_at(hours(BASE, thin), helsinki("2026-06-22 15:00")) is State.CLOSED
    assert state_at(hours(BASE, thin), helsinki("2026-06-23 15:00")) is State.OPEN
    assert state_on(hours(BASE, thin, outer), "2026-06-23") is State.BY_APPOINTMENT


def test_O7_an_exception_of_one_day_may_fall_through_to_a_dated_day() -> None:
    only_mondays = exception(GOOD_FRIDAY, GOOD_FRIDAY, span("10:00-14:00", (1,)), fallthrough=True)

    assert state_on(hours(only_mondays, days=[DATED]), GOOD_FRIDAY) is State.SELF_SERVICE


WEEK = ("2026-06-01", "2026-06-07")
MONTH = ("2026-06-01", "2026-06-30")
OLDER, NEWER = (str(UUID(int=(ms << 80) | (7 << 76) | (2 << 62))) for ms in (1, 2))


@pytest.mark.parametrize(
    ("wins", "loses"),
    [
        (exception(*WEEK, state="open"), exception(*MONTH, state="closed", priority=9)),
        (exception(*MONTH, state="open"), exception(WEEK[0], None, state="closed")),  # type: ignore[arg-type]
        (exception(*WEEK, state="open", priority=1), exception(*WEEK, state="closed")),
        (exception(*WEEK, state="open", id=NEWER), exception(*WEEK, state="closed", id=OLDER)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_O8_the_shortest_then_the_higher_priority_then_the_newest_wins(
    wins: dict[str, Any], loses: dict[str, Any], turned: bool
) -> None:
    given = (loses, wins) if turned else (wins, loses)

    assert state_on(hours(BASE, *given), "2026-06-03") is State.OPEN


def test_O8_without_an_age_in_the_ids_the_later_of_the_list_is_the_newest() -> None:
    first, second = exception(*WEEK, state="closed"), exception(*WEEK, state="open")

    assert state_on(hours(first, second), "2026-06-03") is State.OPEN


def test_O9_normal_periods_of_the_same_day_add_up() -> None:
    morning = period(span("09:00-13:00"), id="a")
    evening = period(span("12:00-18:00"), id="b")

    [day] = day_hours(hours(morning, evening), date(2026, 3, 2), date(2026, 3, 2))

    assert day.spans == (Span(frozenset(), 9 * 60, 18 * 60),)


@pytest.mark.parametrize(
    ("states", "gap"),
    [
        ([None], "closed"),
        (["closed"], "closed"),
        (["closed", "unknown"], "unknown"),
        (["unknown", "self_service"], "self_service"),
        (["self_service", "by_appointment", "closed"], "by_appointment"),
    ],
)
def test_O11_whole_day_states_fill_the_gaps_before_closed_does(
    states: list[str | None], gap: str
) -> None:
    spans = period(span("09:00-12:00"))
    whole = [period(state=state) for state in states if state]

    said = hours(spans, *whole)

    assert state_at(said, helsinki("2026-03-02 10:00")) is State.OPEN
    assert state_at(said, helsinki("2026-03-02 13:00")) == gap


def test_O11_a_whole_day_state_stands_beside_the_spans_of_the_same_owner() -> None:
    said = hours(period(span("09:00-12:00"), state="by_appointment"))

    assert state_at(said, helsinki("2026-03-02 10:00")) is State.OPEN
    assert state_at(said, helsinki("2026-03-02 13:00")) is State.BY_APPOINTMENT


O12 = ["closed", "open", "by_appointment", "remote_only", "self_service", "unknown"]


@pytest.mark.parametrize(
    ("first", "second"), [(a, b) for place, a in enumerate(O12) for b in O12[place:]]
)
def test_O12_of_overlapping_spans_the_first_in_the_order_wins(first: str, second: str) -> None:
    said = hours(
        period(span("08:00-16:00", state=second), span("10:00-12:00", state=first)),
        period(span("09:00-11:00", state=second)),
    )

    assert state_at(said, helsinki("2026-03-02 09:59")) == second
    assert state_at(said, helsinki("2026-03-02 10:00")) == first
    assert state_at(said, helsinki("2026-03-02 12:00")) == second


def test_O12_a_lunch_break_cuts() -> None:
    said = hours(period(span("09:00-16:00"), span("12:00-12:30", state="closed")))

    [day] = day_hours(said, date(2026, 3, 2), date(2026, 3, 2))

    assert [(s.start, s.end) for s in day.spans] == [(540, 720), (750, 960)]
    assert [(s.start, s.end, s.state) for s in day.stated] == [
        (540, 960, State.OPEN),
        (720, 750, State.CLOSED),
    ]


def test_O12_chooses_among_spans_of_the_same_evening_also_after_midnight() -> None:
    said = hours(period(span("20:00-04:00", (6,)), span("23:00-01:00", (6,), "closed")))

    assert state_at(said, helsinki("2026-03-08 00:59")) is State.CLOSED
    assert state_at(said, helsinki("2026-03-08 01:00")) is State.OPEN


def test_coverage_tells_every_state_before_one_is_chosen_with_tails() -> None:
    said = hours(
        period(span("20:00-02:00"), span("22:00-23:00", state="closed")),
        period(span("01:00-03:00", state="self_service"), state="unknown"),
    )

    assert coverage(said, date(2026, 3, 2)) == {
        State.OPEN: ((0, 120), (1200, 1440)),
        State.CLOSED: ((1320, 1380),),
        State.SELF_SERVICE: ((60, 180),),
        State.UNKNOWN: ((0, 1440),),
    }
    assert coverage(said, date(2025, 12, 31)) == {}
    assert coverage(said, date(2026, 1, 1))[State.OPEN] == ((1200, 1440),)
