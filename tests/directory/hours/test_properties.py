"""The engine against the rules read a second time, instant by instant, on invented hours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours.opening_hours import (
    Hours,
    Span,
    State,
    day_hours,
    hours_from,
    hours_to,
    openness,
    state_at,
)
from tests.directory.hours.building import exception, hours, period, span
from tests.directory.hours.invented import LENGTH, STEP, WINDOWS, some_hours, window
from tests.directory.hours.judging import span_instants, states_between
from tests.directory.hours.minute_by_minute import state_of_instant

Case = tuple[Hours, datetime]
Part = tuple[datetime, datetime, State]
COUNTS = {State.OPEN, State.BY_APPOINTMENT, State.REMOTE_ONLY}
cases = window.flatmap(
    lambda first: st.tuples(
        some_hours(first), st.just(datetime(first.year, first.month, first.day, tzinfo=UTC))
    )
)


def instants(first: datetime, days: int, minutes: int = STEP) -> list[datetime]:
    return [first + timedelta(minutes=m) for m in range(0, days * 1440, minutes)]


@settings(max_examples=40, deadline=None)
@given(cases)
def test_states_between_is_what_the_rules_say_instant_by_instant(case: Case) -> None:
    said, first = case
    grid = instants(first, LENGTH)

    answer = states_between(said, grid[0], grid[-1])

    told = {at: state for start, stop, state in answer for at in grid if start <= at < stop}
    assert told == {at: state_of_instant(said, at) for at in grid[:-1]}


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(0, LENGTH * 1440 - 1))
def test_state_at_openness_and_states_between_agree(case: Case, minute: int) -> None:
    said, first = case
    at = first + timedelta(minutes=minute, seconds=59)

    answer = openness(said, at)

    assert answer.state is state_at(said, at)
    assert [(answer.state)] == [
        s for _, _, s in states_between(said, at, at + timedelta(seconds=1))
    ]
    assert answer.state is state_of_instant(said, at)


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(0, LENGTH * 48 - 1))
def test_since_until_and_next_open_are_those_of_the_grid(case: Case, step: int) -> None:
    said, first = case
    at = first + timedelta(minutes=step * STEP)
    ahead = [at + timedelta(minutes=STEP * n) for n in range(1, 48 * 6)]
    behind = [at - timedelta(minutes=STEP * n) for n in range(1, 48 * 6)]

    answer = openness(said, at)

    changed = next((t for t in ahead if state_of_instant(said, t) is not answer.state), None)
    opened = next((t for t in ahead if state_of_instant(said, t) in COUNTS), None)
    other = next((t for t in behind if state_of_instant(said, t) is not answer.state), None)
    assert _within(answer.until, ahead[-1]) == changed
    assert _within(answer.next_open, ahead[-1]) == (None if answer.state in COUNTS else opened)
    assert other is None or answer.since == other + timedelta(minutes=STEP)


def _within(moment: datetime | None, last: datetime) -> datetime | None:
    return None if moment is None or moment > last else moment


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(0, LENGTH * 1440 - 1))
def test_O27_the_whole_answer_holds_until_its_next_change(case: Case, minute: int) -> None:
    said, first = case
    at = first + timedelta(minutes=minute)
    answer = openness(said, at)
    change = answer.next_change or at + timedelta(days=100)

    last = openness(said, change - timedelta(seconds=1))

    assert (last.state, last.source) == (answer.state, answer.source)
    assert last.holiday_unconfirmed is answer.holiday_unconfirmed
    assert last.since in (answer.since, None)
    assert answer.until is None or last.until == answer.until
    assert answer.next_open is None or last.next_open == answer.next_open
    if answer.next_change is not None:
        then = openness(said, answer.next_change)
        assert (then.state, then.source, then.holiday_unconfirmed) != (
            answer.state,
            answer.source,
            answer.holiday_unconfirmed,
        )


@settings(max_examples=40, deadline=None)
@given(cases, st.lists(st.integers(1, LENGTH * 1440 - 1), max_size=6, unique=True))
def test_O25_range_by_range_is_the_same_as_at_once(case: Case, cuts: list[int]) -> None:
    said, first = case
    edges = [first + timedelta(minutes=m) for m in (0, *sorted(cuts), LENGTH * 1440)]

    parts = [part for a, b in pairwise(edges) for part in states_between(said, a, b)]

    assert joined(parts) == states_between(said, edges[0], edges[-1])


def joined(parts: list[Part]) -> list[Part]:
    result: list[Part] = []
    for start, stop, state in parts:
        if result and result[-1][1:] == (start, state):
            result[-1] = (result[-1][0], stop, state)
        else:
            result.append((start, stop, state))
    return result


@settings(max_examples=40, deadline=None)
@given(cases)
def test_O25_days_one_by_one_are_the_same_as_at_once(case: Case) -> None:
    said, first = case
    dates = [first.date() + timedelta(days=n) for n in range(LENGTH)]

    at_once = day_hours(said, dates[0], dates[-1])

    assert [day for one in dates for day in day_hours(said, one, one)] == at_once


@settings(max_examples=40, deadline=None)
@given(cases)
def test_hours_come_back_from_json_as_they_were(case: Case) -> None:
    said, _ = case

    assert hours_from(hours_to(said)) == said
    assert hours_to(hours_from(hours_to(said))) == hours_to(said)


@settings(max_examples=200, deadline=None)
@given(window, st.integers(0, LENGTH), st.integers(0, 1439), st.integers(1, 1440))
def test_O18_O19_a_span_is_never_negative(
    first: datetime, day: int, start: int, length: int
) -> None:
    over, end = divmod(start + length, 1440)
    one = Span(frozenset(), start, end, ends_next_day=bool(over))

    found = span_instants(WINDOWS[0] + timedelta(days=day), one)

    assert found is None or found[0] < found[1]
    assert found is not None or length <= 60


def test_a_weekend_of_the_autumn_change_minute_by_minute() -> None:
    said = hours(
        period(span("22:00-03:17", (6,)), span("03:09-03:31", (7,), "self_service")),
        period(span("03:31-05:00", (7,), "remote_only")),
    )

    first = datetime(2026, 10, 24, 18, tzinfo=UTC)

    for at in instants(first, 1, 1):
        assert state_at(said, at) is state_of_instant(said, at), at


def test_a_weekend_of_the_spring_change_minute_by_minute() -> None:
    said = hours(
        period(span("22:00-03:17", (6,)), span("03:09-04:31", (7,), "self_service")),
        exception("2026-03-28", "2026-03-28", span("23:30-03:59", state="by_appointment")),
    )

    first = datetime(2026, 3, 28, 18, tzinfo=UTC)

    for at in instants(first, 1, 1):
        assert state_at(said, at) is state_of_instant(said, at), at
