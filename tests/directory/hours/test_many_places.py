"""Open now over many places: equal to the slow reading of the rules, and fast enough."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from directory.hours.opening_hours import Hours, hours_from, openness, state_at
from tests.directory.hours.building import exception, helsinki, period, span
from tests.directory.hours.minute_by_minute import state_of_instant

STATES = ("open", "self_service", "by_appointment", "remote_only", "closed", "unknown")
WEEKS = ((), (1, 2, 3, 4, 5), (6, 7), (1, 3), (7,))
RULES: tuple[list[dict[str, Any]], ...] = (
    [],
    [],
    [],
    [{"iso_week": "even"}],
    [{"every": 2, "start": 1}],
    [{"nth": [1, -1], "weekday": 7}],
)
CODES = ("good_friday", "all_saints_day", "midsummer_eve", "christmas_day")


def a_span(dice: Random) -> dict[str, Any]:
    start, length = dice.randrange(0, 1440, 15), dice.choice((90, 240, 480, 600, 1200))
    clock = [f"{m // 60 % 24:02}:{m % 60:02}" for m in (start, start + length)]
    return span("-".join(clock), dice.choice(WEEKS), dice.choice(STATES))


def a_place(dice: Random) -> Hours:
    first = date(2026, 1, 1) + timedelta(days=dice.randrange(300))
    last = first + timedelta(days=dice.choice((0, 1, 9, 60)))
    normal = period(*(a_span(dice) for _ in range(dice.randint(1, 3))), rules=dice.choice(RULES))
    other = exception(str(first), str(last), a_span(dice), fallthrough=dice.random() < 0.3)
    dated = {str(first + timedelta(days=n)): [a_span(dice)] for n in range(dice.choice((0, 0, 30)))}
    return hours_from(
        {
            "periods": [normal, other] if dice.random() < 0.7 else [normal],
            "days": [{"date": day, "spans": spans} for day, spans in dated.items()],
            "holiday_rules": [{"holidays": [dice.choice(CODES)], "state": "closed"}],
        }
    )


@pytest.fixture(scope="module")
def places() -> list[Hours]:
    dice = Random(20261122)
    return [a_place(dice) for _ in range(720)]


def moments() -> list[datetime]:
    nights = [datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)]
    around = [night + timedelta(minutes=20 * n) for night in nights for n in range(0, 24, 2)]
    return around + [datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=361 * n) for n in range(24)]


@pytest.mark.parametrize("at", moments(), ids=str)
def test_every_place_at_48_moments_is_what_the_rules_say(places: list[Hours], at: datetime) -> None:
    wrong = [
        n for n, said in enumerate(places) if state_at(said, at) is not state_of_instant(said, at)
    ]

    assert wrong == []


def seconds_of(work: Callable[[], object]) -> float:
    """The least processor time of three runs."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def a_usual_place(dice: Random) -> Hours:
    """Weekdays and Saturdays with a lunch break, a summer, some holidays, a month of dated days."""
    opens, closes = (
        f"{dice.randint(8, 10):02}:00",
        f"{dice.randint(14, 20)}:{dice.choice((0, 30)):02}",
    )
    lunch = [span("11:30-12:00", state="closed")] if dice.random() < 0.5 else []
    week = period(span(f"{opens}-{closes}", range(1, 6)), span("10:00-14:00", (6,)), *lunch)
    summer = exception("2026-06-22", "2026-08-02", span("10:00-14:00", range(1, 5)))
    days = [{"date": f"2026-05-{n:02}", "spans": [span("09:00-15:00")]} for n in range(1, 31)]
    rules = [{"holidays": ["good_friday", "easter_monday", "christmas_day"], "state": "closed"}]
    return hours_from({"periods": [week, summer], "days": days, "holiday_rules": rules})


@pytest.fixture(scope="module")
def usual_places() -> list[Hours]:
    dice = Random(20261122)
    return [a_usual_place(dice) for _ in range(720)]


@pytest.mark.parametrize(
    "at", ["2026-03-02 12:00", "2026-03-07 15:00", "2026-05-05 19:00", "2026-10-25 02:30"]
)
def test_openness_of_720_places_takes_under_100_milliseconds(
    usual_places: list[Hours], at: str
) -> None:
    moment = helsinki(at)

    assert seconds_of(lambda: [openness(said, moment) for said in usual_places]) < 0.1


@pytest.mark.parametrize("at", ["2026-03-02 12:00", "2026-10-25 02:30"])
def test_the_state_of_10000_places_takes_under_300_milliseconds(
    usual_places: list[Hours], at: str
) -> None:
    moment = helsinki(at)
    many = (usual_places * 14)[:10_000]

    assert seconds_of(lambda: [state_at(said, moment) for said in many]) < 0.3
