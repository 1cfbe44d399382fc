"""Cases computed by another engine: equal, but for the nine whose difference is wanted."""

import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.hours.opening_hours import Hours, hours_from
from tests.directory.hours.judging import coverage

WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
WANTED = {
    "summer_override_only_MoTh": (3, "O7"),
    "random_019": (5, "O7"),
    "random_047": (4, "O7"),
    "override_over_midnight_then_normal": (1, "O13"),
    "base_over_midnight_then_override_closed": (1, "O13"),
    "random_020": (8, "O13"),
    "random_034": (6, "O13"),
    "random_038": (2, "O13"),
    "random_041": (4, "O13"),
}
"""Cases in which the other engine is wrong: on how many dates, and by which rule of ours."""

FIRST_DATES = {
    "random_019": "2026-03-20",
    "random_020": "2026-02-11",
    "random_034": "2026-04-28",
    "random_041": "2026-04-19",
    "random_047": "2026-03-18",
}
EVERY_DATE = {
    "summer_override_only_MoTh": ["2026-06-26", "2026-06-27", "2026-06-28"],
    "override_over_midnight_then_normal": ["2026-03-08"],
    "base_over_midnight_then_override_closed": ["2026-03-08"],
    "random_038": ["2026-05-14", "2026-05-28"],
}
INVENTED = json.loads(Path(__file__).with_name("invented-cases.json").read_text("utf-8"))["cases"]
Case = dict[str, Any]
Minutes = dict[str, set[int]]


def ours(case: Case) -> Hours:
    return hours_from({"periods": [_period(period) for period in case["periods"]]})


def _period(theirs: Case) -> Case:
    return {
        "kind": "exception" if theirs.get("override") else "normal",
        "valid_from": theirs["start"],
        "valid_to": theirs.get("end"),
        "state": theirs.get("state"),
        "groups": [
            {
                "rules": [_rule(rule) for rule in group.get("rules", ())],
                "spans": [_span(span) for span in group["spans"]],
            }
            for group in theirs.get("groups", ())
        ],
    }


def _rule(theirs: Case) -> Case:
    match theirs["context"]:
        case "month":
            return {"weekday": WEEKDAYS[theirs["subject"]], "nth": [theirs["start"]]}
        case "year":
            return {"iso_week": theirs["modifier"]}
        case _:
            return {"every": theirs["every"], "start": theirs["start"]}


def _span(theirs: Case) -> Case:
    return {
        "weekdays": theirs.get("weekdays", []),
        "from": theirs["from"],
        "to": theirs["to"],
        "ends_next_day": theirs.get("next_day", False),
        "state": theirs.get("state", "open"),
    }


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _expected(case: Case, day: date) -> Minutes:
    minutes: Minutes = defaultdict(set)
    for one in case["expected"].get(str(day), ()):
        if one["full_day"]:
            minutes[one["state"]].update(range(1440))
        else:
            end = 1440 if one["next_day"] else _minute(one["to"])
            minutes[one["state"]].update(range(_minute(one["from"]), end))
    return {state: covered for state, covered in minutes.items() if covered}


def dates_of(case: Case) -> list[date]:
    first, last = (date.fromisoformat(case[end]) for end in ("from", "to"))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def differing(case: Case) -> list[str]:
    said = ours(case)
    return [str(day) for day in dates_of(case) if _covered(said, day) != _expected(case, day)]


def _covered(said: Hours, day: date) -> Minutes:
    return {
        str(state): {minute for start, stop in ranges for minute in range(start, stop)}
        for state, ranges in coverage(said, day).items()
    }


@pytest.mark.parametrize("case", INVENTED, ids=lambda case: str(case["name"]))
def test_invented_cases_are_equal(case: Case) -> None:
    assert differing(case) == []


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> list[Case]:
    text = (shared_data / "hours" / "reference-engine-cases.json").read_text("utf-8")
    return list(json.loads(text)["cases"])


@pytest.mark.shared
def test_exactly_the_nine_wanted_cases_differ(cases: list[Case]) -> None:
    found = {case["name"]: differing(case) for case in cases}

    wrong = {name: dates for name, dates in found.items() if dates}
    assert {name: len(dates) for name, dates in wrong.items()} == {
        name: count for name, (count, _) in WANTED.items()
    }
    assert {name: wrong[name][0] for name in FIRST_DATES} == FIRST_DATES
    assert {name: wrong[name] for name in EVERY_DATE} == EVERY_DATE


@pytest.mark.shared
def test_55_of_64_cases_and_all_but_34_of_6642_dates_are_equal(cases: list[Case]) -> None:
    found = [differing(case) for case in cases]

    assert (len(found), found.count([])) == (64, 55)
    assert sum(len(dates_of(case)) for case in cases) == 6642
    assert sum(len(dates) for dates in found) == sum(count for count, _ in WANTED.values()) == 34


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rule"), [(name, rule) for name, (_, rule) in WANTED.items()], ids=str
)
def test_each_difference_is_of_the_rule_that_we_say(
    cases: list[Case], name: str, rule: str
) -> None:
    case = next(case for case in cases if case["name"] == name)
    said = ours(case)

    for day in map(date.fromisoformat, differing(case)):
        we_add = {
            minute
            for state, minutes in _covered(said, day).items()
            for minute in minutes - _expected(case, day).get(state, set())
        }
        owned = any(
            p.kind == "exception" and p.valid_from and p.valid_from <= day <= (p.valid_to or day)
            for p in said.periods
        )
        assert (owned and not we_add) if rule == "O7" else bool(we_add), day
