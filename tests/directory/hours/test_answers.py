"""Rules O21-O27 and the figures of the normal week: what is answered."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from typing import Any

import pytest

from directory.hours.opening_hours import (
    BadHours,
    Span,
    State,
    Week,
    day_hours,
    hours_from,
    hours_to,
    openness,
    state_at,
    week_of,
)
from tests.directory.hours.building import BASE, exception, helsinki, hours, period, span, utc
from tests.directory.hours.judging import states_between

base = hours(BASE)


def test_O21_an_answer_tells_the_state_and_what_comes_next() -> None:
    answer = openness(base, helsinki("2026-03-02 12:00"))

    assert answer.state is State.OPEN
    assert answer.since == utc("2026-03-02T07:00")
    assert answer.until == utc("2026-03-02T14:00")
    assert answer.next_open is None
    assert answer.next_change == answer.until
    assert (answer.source.kind, answer.source.id) == ("normal", "p")
    assert answer.until.tzinfo is not None
    assert answer.until.utcoffset() == timedelta(0)


def test_O21_closed_over_midnight_is_one_stretch() -> None:
    answer = openness(base, helsinki("2026-03-03 00:30"))

    assert answer.since == helsinki("2026-03-02 16:00")
    assert answer.until == answer.next_open == helsinki("2026-03-03 09:00")


def test_O21_self_service_does_not_count_as_the_next_open() -> None:
    said = hours(period(span("07:00-10:00", state="self_service"), span("10:00-16:00")))

    answer = openness(said, helsinki("2026-03-02 06:00"))

    assert answer.until == helsinki("2026-03-02 07:00")
    assert answer.next_open == helsinki("2026-03-02 10:00")
    assert openness(said, helsinki("2026-03-02 08:00")).next_open == answer.next_open


@pytest.mark.parametrize(
    ("days", "opens", "seen"),
    [(119, "12:30", True), (120, "12:00", True), (120, "12:30", False), (121, "00:00", False)],
)
def test_O21_the_horizon_is_120_days(days: int, opens: str, seen: bool) -> None:
    at = helsinki("2026-04-10 12:00")
    other = {"state": "closed", "spans": [span(f"{opens}-13:00")]}
    dates = [at.date() + timedelta(days=n) for n in (-1, 0, 1, days)]
    closed = [{"date": str(day), "state": "closed"} for day in dates[:-1]]

    answer = openness(
        hours(period(state="closed"), days=[*closed, {"date": str(dates[-1]), **other}]), at
    )

    assert (answer.next_open is not None) == seen
    assert (answer.until is not None) == seen


def test_O21_the_next_open_may_be_the_rest_of_last_night() -> None:
    said = hours(period(span("22:00-04:00", (6,)), span("23:00-01:00", (6,), "closed")))

    assert openness(said, helsinki("2026-03-08 00:30")).next_open == helsinki("2026-03-08 01:00")


def test_O21_a_holiday_rule_alone_is_looked_forward_to() -> None:
    said = hours(rules=[{"holidays": ["good_friday"], "spans": [span("10:00-12:00")]}])

    assert openness(said, helsinki("2026-03-01 12:00")).next_open == helsinki("2026-04-03 10:00")


def test_O21_the_next_change_is_also_that_of_the_flag() -> None:
    answer = openness(hours(period(state="by_appointment")), helsinki("2026-04-10 12:00"))

    assert answer.until is None
    assert answer.next_change == helsinki("2026-05-01 00:00")


def test_O21_a_state_that_began_before_the_horizon_has_no_since() -> None:
    said = hours(period(state="closed"))

    assert openness(said, helsinki("2026-04-30 12:00")).since == helsinki("2026-01-01 00:00")
    assert openness(said, helsinki("2026-05-02 12:00")).since is None


def test_O21_the_next_change_is_also_that_of_the_source() -> None:
    closed = exception("2026-03-07", "2026-03-08", state="closed", id="x")
    said = hours(period(span("09:00-16:00", range(1, 6))), closed)

    answer = openness(said, helsinki("2026-03-06 17:00"))

    assert answer.until == helsinki("2026-03-09 09:00")
    assert answer.next_change == helsinki("2026-03-07 00:00")


def test_O22_each_span_stands_once_on_the_day_it_starts() -> None:
    said = hours(BASE, exception("2026-03-07", "2026-03-07", span("20:00-02:00")))

    [friday, saturday, sunday] = day_hours(said, date(2026, 3, 6), date(2026, 3, 8))

    assert friday.spans == (Span(frozenset(), 540, 960),)
    assert saturday.spans == (Span(frozenset(), 1200, 120, ends_next_day=True),)
    assert sunday.spans == (Span(frozenset(), 600, 840),)
    assert saturday.source.kind == "exception"


def test_O22_days_tell_their_state_source_and_holidays() -> None:
    said = hours(period(state="by_appointment"), days=[{"date": "2026-05-01", "state": "closed"}])

    [eve, may_day] = day_hours(said, date(2026, 4, 30), date(2026, 5, 1))

    assert (eve.state, eve.source.kind, eve.holidays) == (
        "by_appointment",
        "normal",
        ("may_day_eve",),
    )
    assert (may_day.state, may_day.source.kind, may_day.holidays) == ("closed", "day", ("may_day",))


def test_O22_a_closed_span_is_told_where_the_rest_of_the_day_is_not_closed() -> None:
    said = hours(period(span("11:00-12:00", state="closed"), state="by_appointment"))

    [day] = day_hours(said, date(2026, 3, 2), date(2026, 3, 2))

    assert day.spans == (Span(frozenset(), 660, 720, state=State.CLOSED),)


def test_O22_at_most_366_days() -> None:
    first = date(2026, 1, 1)

    assert len(day_hours(base, first, first + timedelta(days=365))) == 366
    with pytest.raises(BadHours, match="too_many_days"):
        day_hours(base, first, first + timedelta(days=366))
    with pytest.raises(BadHours, match="period_reversed"):
        day_hours(base, first, first - timedelta(days=1))


def test_O23_a_service_looks_for_the_states_in_which_it_is_available() -> None:
    said = hours(period(span("07:00-10:00", state="self_service"), span("10:00-16:00")))
    machines = frozenset({State.OPEN, State.SELF_SERVICE})

    early = openness(said, helsinki("2026-03-02 06:00"), machines)
    later = openness(said, helsinki("2026-03-02 08:00"), machines)

    assert early.next_open == helsinki("2026-03-02 07:00")
    assert later.next_open is None


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ({"periods": [BASE]}, True),
        ({"periods": [BASE, exception("2026-05-13", "2026-05-15", state="open")]}, False),
        ({"periods": [BASE], "days": [{"date": "2026-05-14", "state": "open"}]}, False),
        (
            {
                "periods": [BASE],
                "holiday_rules": [{"holidays": ["ascension_day"], "state": "open"}],
            },
            False,
        ),
        ({}, False),
    ],
)
def test_O24_a_public_holiday_is_unconfirmed_when_only_normal_periods_speak(
    given: dict[str, Any], flag: bool
) -> None:
    said = hours_from(given)

    [day] = day_hours(said, date(2026, 5, 14), date(2026, 5, 14))

    assert openness(said, helsinki("2026-05-14 12:00")).holiday_unconfirmed is flag
    assert day.holiday_unconfirmed is flag


def test_O24_the_engine_never_closes_a_day_by_itself() -> None:
    [day] = day_hours(base, date(2026, 12, 25), date(2026, 12, 25))

    assert day.spans == (Span(frozenset(), 540, 960),)


def test_O24_the_night_of_an_unconfirmed_holiday_is_unconfirmed_to_its_end() -> None:
    said = hours(period(span("20:00-02:00")))

    assert openness(said, helsinki("2026-05-15 01:00")).holiday_unconfirmed
    assert not openness(said, helsinki("2026-05-15 02:00")).holiday_unconfirmed


def test_O25_a_range_is_the_sum_of_its_parts_on_the_first_day_too() -> None:
    said = hours(period(span("22:00-02:00", (7,)), valid_to="2026-05-31"))

    states = states_between(said, helsinki("2026-06-01 00:00"), helsinki("2026-06-01 03:00"))

    assert states == [
        (helsinki("2026-06-01 00:00"), helsinki("2026-06-01 02:00"), State.OPEN),
        (helsinki("2026-06-01 02:00"), helsinki("2026-06-01 03:00"), State.UNKNOWN),
    ]


def test_O26_hours_are_taken_whole_or_not_at_all() -> None:
    given = hours_to(base)
    given["days"] = [{"date": "2026-05-01", "state": "closed"}, {"date": "2026-05-02"}]

    with pytest.raises(BadHours):
        hours_from(given)

    assert state_at(base, helsinki("2026-05-01 12:00")) is State.OPEN


def test_O26_hours_are_never_changed_only_replaced() -> None:
    with pytest.raises(FrozenInstanceError):
        base.periods = ()  # type: ignore[misc]


def test_O27_an_answer_holds_until_its_next_change() -> None:
    said = hours(BASE, exception("2026-05-01", "2026-05-03", state="closed"))
    at = helsinki("2026-04-29 17:00")
    answer = openness(said, at)

    while answer.next_change is not None and at < helsinki("2026-05-06 00:00"):
        last = openness(said, answer.next_change - timedelta(seconds=1))
        assert (last.state, last.source) == (answer.state, answer.source)
        assert (last.until, last.next_open) == (answer.until, answer.next_open)
        at, answer = answer.next_change, openness(said, answer.next_change)
        assert (last.state, last.source) != (answer.state, answer.source)


def test_the_figures_of_the_base_week() -> None:
    assert week_of(base, date(2026, 3, 2)) == Week(5 * 420 + 2 * 240, False, True)


@pytest.mark.parametrize(
    ("given", "week"),
    [
        ([period(span("09:00-17:00", (1,)))], Week(480, False, False)),
        ([period(span("09:00-17:01", (1,)))], Week(481, True, False)),
        ([period(span("22:00-02:00", (5,)))], Week(240, True, False)),
        ([period(span("09:00-19:00", (6,), "self_service"))], Week(0, False, False)),
        ([period(state="open")], Week(7 * 1440, True, True)),
        ([period(span("09:00-16:00", (1,)), span("12:00-13:00", state="closed"))], Week(360)),
        (
            [period(span("09:00-16:00", (1,), "closed"), state="open")],
            Week(7 * 1440 - 420, True, True),
        ),
        ([period(span("16:00-19:00", (7,)), rules=[{"iso_week": "odd"}])], Week(0, True, True)),
        (
            [
                period(span("16:00-19:00", (7,))),
                period(span("09:00-20:00", state="closed"), rules=[{"iso_week": "odd"}]),
            ],
            Week(180, True, True),
        ),
        (
            [BASE, exception("2026-03-01", "2026-03-31", state="closed")],
            week_of(base, date(2026, 3, 2)),
        ),
        ([period(span("09:00-16:00"), valid_from="2026-04-01")], Week()),
        ([], Week()),
    ],
)
def test_the_figures_of_a_week_come_from_the_normal_periods(
    given: list[dict[str, Any]], week: Week
) -> None:
    assert week_of(hours(*given), date(2026, 3, 2)) == week
