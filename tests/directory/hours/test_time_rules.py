"""Rules O1-O5, O13 and O17-O20: words, nights, and the change of clock."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.hours.opening_hours import (
    UNKNOWN_HOURS,
    BadHours,
    Hours,
    State,
    hours_from,
    midnight,
    openness,
    state_at,
)
from tests.directory.hours.building import (
    BASE,
    HELSINKI,
    exception,
    helsinki,
    hours,
    period,
    span,
    utc,
)
from tests.directory.hours.judging import span_instants, states_between


@pytest.mark.parametrize("zone", ["UTC", "Europe/Helsinki", "Asia/Tokyo", "America/New_York"])
def test_O1_the_date_is_that_of_helsinki_whatever_zone_asks(zone: str) -> None:
    sunday_night = hours(period(span("00:00-01:00", (1,))))

    at = helsinki("2026-03-02 00:30").astimezone(ZoneInfo(zone))

    assert state_at(sunday_night, at) is State.OPEN


def test_O1_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(BadHours, match="offset_missing"):
        state_at(hours(BASE), helsinki("2026-03-02 12:00").replace(tzinfo=None))


def test_O2_a_span_is_open_at_its_start_and_closed_at_its_end() -> None:
    said = hours(BASE)
    end = helsinki("2026-03-02 16:00")

    assert state_at(said, helsinki("2026-03-02 09:00")) is State.OPEN
    assert state_at(said, end - timedelta(microseconds=1)) is State.OPEN
    assert state_at(said, end) is State.CLOSED


def test_O2_spans_that_touch_are_one_also_over_midnight() -> None:
    said = hours(period(span("08:00-12:00"), span("12:00-00:00"), span("00:00-02:00")))

    answer = openness(said, helsinki("2026-03-02 09:00"))

    assert answer.since == helsinki("2026-03-02 08:00")
    assert answer.until == helsinki("2026-03-03 02:00")


def test_O3_the_first_four_states_are_open_states() -> None:
    assert [*State] == [
        "open",
        "by_appointment",
        "remote_only",
        "self_service",
        "closed",
        "unknown",
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (UNKNOWN_HOURS, "no hours at all"),
        (hours_from({"periods": []}), "no period"),
        (hours(period(span("09:00-16:00"), valid_from="2026-04-01")), "not covered yet"),
        (hours(period(span("09:00-16:00"), valid_to="2026-03-01")), "not covered any more"),
        (hours(period(state="unknown")), "said to be unknown"),
        (hours(days=[{"date": "2026-03-01", "state": "open"}]), "after an import"),
    ],
)
def test_O4_what_nobody_says_is_unknown_never_closed(said: Hours, why: str) -> None:
    assert state_at(said, helsinki("2026-03-02 12:00")) is State.UNKNOWN, why


def test_O4_the_source_of_the_unknown_is_none_unless_somebody_said_it() -> None:
    assert openness(UNKNOWN_HOURS, helsinki("2026-03-02 12:00")).source.kind == "none"
    said = openness(hours(period(state="unknown")), helsinki("2026-03-02 12:00"))
    assert said.source.kind == "normal"


def test_O5_open_without_spans_is_open_all_day() -> None:
    said = hours(period(state="open", valid_from="2026-03-02", valid_to="2026-03-02"))

    states = states_between(said, utc("2026-03-01"), utc("2026-03-04"))

    middle = (helsinki("2026-03-02 00:00"), helsinki("2026-03-03 00:00"), State.OPEN)
    assert states[1] == middle


def test_O5_midnight_as_an_end_is_24_00() -> None:
    until_midnight = hours(period({"from": "20:00", "to": "00:00"}))
    whole_day = hours(period({"from": "00:00", "to": "00:00"}))

    assert until_midnight == hours(period({"from": "20:00", "to": "24:00"}))
    assert until_midnight == hours(period({"from": "20:00", "to": "00:00", "ends_next_day": True}))
    assert whole_day == hours(period({"from": "00:00", "to": "24:00"}))


@pytest.mark.parametrize(
    "next_day",
    [
        exception("2026-03-08", "2026-03-08", state="closed"),
        exception("2026-03-08", "2026-03-08", span("12:00-13:00")),
        exception("2026-03-08", "2026-03-20", state="closed"),
    ],
)
def test_O13_an_exception_does_not_cut_the_tail_of_last_night(next_day: dict[str, object]) -> None:
    said = hours(period(span("20:00-02:00")), next_day)

    assert state_at(said, helsinki("2026-03-08 01:59")) is State.OPEN
    assert state_at(said, helsinki("2026-03-08 02:00")) is State.CLOSED


def test_O13_a_tail_goes_on_into_a_day_that_nobody_speaks_for() -> None:
    said = hours(days=[{"date": "2026-03-07", "spans": [span("20:00-02:00")]}])

    assert state_at(said, helsinki("2026-03-08 01:59")) is State.OPEN
    assert state_at(said, helsinki("2026-03-08 02:00")) is State.UNKNOWN


def test_O13_a_tail_does_not_erase_the_next_day() -> None:
    said = hours(BASE, exception("2026-03-07", "2026-03-07", span("20:00-02:00")))

    assert state_at(said, helsinki("2026-03-08 10:00")) is State.OPEN


@pytest.mark.parametrize(
    ("tail", "own", "wins"),
    [
        ("self_service", "open", "open"),
        ("open", "self_service", "open"),
        ("by_appointment", "closed", "by_appointment"),
        ("self_service", "closed", "self_service"),
        ("closed", "remote_only", "remote_only"),
        ("closed", "unknown", "closed"),
        ("unknown", "closed", "closed"),
        ("unknown", "self_service", "self_service"),
    ],
)
def test_O13_where_tail_and_day_overlap_the_more_open_one_wins(
    tail: str, own: str, wins: str
) -> None:
    night = span("20:00-03:00", (1,), tail)
    said = hours(period(night, span("01:00-05:00", (2,), own)))

    assert state_at(said, helsinki("2026-03-03 00:30")) == tail
    assert state_at(said, helsinki("2026-03-03 02:00")) == wins
    assert state_at(said, helsinki("2026-03-03 04:00")) == own


@pytest.mark.parametrize("tail", ["open", "closed", "unknown"])
def test_O13_a_tail_beats_the_whole_day_state_of_the_next_day(tail: str) -> None:
    night = exception("2026-03-02", "2026-03-02", span("20:00-03:00", state=tail))
    said = hours(period(state="self_service"), night)

    assert state_at(said, helsinki("2026-03-03 02:59")) == tail
    assert state_at(said, helsinki("2026-03-03 03:00")) is State.SELF_SERVICE


def test_O13_the_source_of_a_tail_is_that_of_its_evening() -> None:
    said = hours(BASE, exception("2026-03-07", "2026-03-07", span("20:00-02:00"), id="party"))

    assert openness(said, helsinki("2026-03-08 01:00")).source.id == "party"
    assert openness(said, helsinki("2026-03-08 02:00")).source.id == "p"


def test_O13_where_tail_and_day_say_the_same_the_day_is_the_source() -> None:
    night = exception("2026-03-07", "2026-03-07", span("20:00-12:00"), id="party")

    assert openness(hours(BASE, night), helsinki("2026-03-08 09:59")).source.id == "party"
    assert openness(hours(BASE, night), helsinki("2026-03-08 10:00")).source.id == "p"


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 3, 29), "2026-03-28T22:00"),
        (date(2026, 3, 30), "2026-03-29T21:00"),
        (date(2026, 10, 26), "2026-10-25T22:00"),
    ],
)
def test_O17_a_date_begins_at_midnight_in_helsinki(day: date, begins: str) -> None:
    assert midnight(day) == utc(begins)


def test_O17_spans_that_the_doubled_hour_makes_overlap_are_settled_as_instants() -> None:
    said = hours(period(span("01:00-03:30"), span("03:30-05:00", state="self_service")))

    states = states_between(said, utc("2026-10-24T22:00"), utc("2026-10-25T03:00"))

    assert states == [
        (utc("2026-10-24T22:00"), utc("2026-10-25T01:30"), State.OPEN),
        (utc("2026-10-25T01:30"), utc("2026-10-25T03:00"), State.SELF_SERVICE),
    ]


@pytest.mark.parametrize("change", ["2026-03-29", "2027-03-28", "2028-03-26"])
def test_O18_a_time_that_spring_leaves_out_is_the_instant_of_the_change(change: str) -> None:
    day = date.fromisoformat(change)
    [late, lost] = (
        hours(period(span("03:30-10:00"), span("03:10-03:50"))).periods[0].groups[0].spans
    )

    assert span_instants(day, late) == (utc(f"{change}T01:00"), utc(f"{change}T07:00"))
    assert span_instants(day, lost) is None


@pytest.mark.parametrize("change", ["2026-10-25", "2027-10-31", "2028-10-29"])
def test_O19_autumn_starts_at_the_first_and_ends_at_the_second(change: str) -> None:
    day = date.fromisoformat(change)
    [late, inside] = (
        hours(period(span("03:30-10:00"), span("03:10-03:50"))).periods[0].groups[0].spans
    )

    assert span_instants(day, late) == (utc(f"{change}T00:30"), utc(f"{change}T08:00"))
    assert span_instants(day, inside) == (utc(f"{change}T00:10"), utc(f"{change}T01:50"))


@pytest.mark.parametrize(("end", "instant"), [("03:00", "01:00"), ("04:00", "02:00")])
def test_O19_three_is_shown_twice_and_four_once(end: str, instant: str) -> None:
    said = hours(period(span(f"22:00-{end}", (6,))))

    assert openness(said, helsinki("2026-10-24 23:00")).until == utc(f"2026-10-25T{instant}")


def test_O19_a_tail_into_the_doubled_hour_ends_at_the_second() -> None:
    said = hours(period(span("22:00-03:30", (6,))))

    assert openness(said, helsinki("2026-10-24 23:00")).until == utc("2026-10-25T01:30")
    assert state_at(said, utc("2026-10-25T01:29")) is State.OPEN
    assert state_at(said, utc("2026-10-25T01:30")) is State.CLOSED


@pytest.mark.parametrize(
    ("day", "length"),
    [
        ("2026-03-29", 23),
        ("2026-10-25", 25),
        ("2027-03-28", 23),
        ("2027-10-31", 25),
        ("2028-03-26", 23),
        ("2028-10-29", 25),
        ("2028-10-22", 24),
    ],
)
def test_O20_the_clock_changes_when_the_time_zone_database_says(day: str, length: int) -> None:
    said = hours(days=[{"date": day, "state": "open"}])
    noon = helsinki(f"{day} 12:00")

    answer = openness(said, noon)

    assert answer.since is not None
    assert answer.until is not None
    assert answer.until - answer.since == timedelta(hours=length)
    assert answer.since.astimezone(HELSINKI).hour == 0
