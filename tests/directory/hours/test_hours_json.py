"""Hours as JSON: read, written back exactly, refused with the place and a sentence."""

import copy
import json
import pickle
from typing import Any

import pytest

from directory.hours.bad_hours import SENTENCES
from directory.hours.opening_hours import UNKNOWN_HOURS, BadHours, hours_from, hours_to, state_at
from tests.directory.hours.building import helsinki

WHOLE: dict[str, Any] = {
    "time_zone": "Europe/Helsinki",
    "periods": [
        {
            "id": "0199",
            "kind": "normal",
            "valid_from": "2026-01-01",
            "valid_to": None,
            "priority": 0,
            "label": {"fi": "Aukioloajat", "sv": None, "en": None},
            "note": None,
            "state": None,
            "fallthrough": False,
            "groups": [
                {
                    "rules": [
                        {"nth": [1, -1], "weekday": 2},
                        {"iso_week": "even"},
                        {"every": 2, "start": 1},
                    ],
                    "spans": [
                        {
                            "weekdays": [1, 5],
                            "from": "09:00",
                            "to": "24:00",
                            "ends_next_day": False,
                            "state": "open",
                        },
                        {
                            "weekdays": [],
                            "from": "20:00",
                            "to": "02:30",
                            "ends_next_day": True,
                            "state": "self_service",
                        },
                    ],
                }
            ],
        },
        {
            "id": None,
            "kind": "exception",
            "valid_from": "2026-06-22",
            "valid_to": "2026-08-02",
            "priority": 3,
            "label": None,
            "note": {"fi": "Kesä", "sv": "Sommar", "en": None},
            "state": "closed",
            "fallthrough": True,
            "groups": [],
        },
    ],
    "holiday_rules": [
        {"holidays": ["good_friday", "easter_monday"], "state": "closed", "spans": []}
    ],
    "days": [{"date": "2026-05-01", "state": "closed", "spans": [], "source": "kirjastot"}],
    "note": {"fi": "Soita ensin", "sv": None, "en": None},
}


def test_whole_hours_come_back_exactly() -> None:
    said = hours_from(WHOLE)

    assert hours_to(said) == WHOLE
    assert json.loads(json.dumps(hours_to(said))) == WHOLE
    assert hours_from(hours_to(said)) == said


def test_what_is_left_out_takes_its_default() -> None:
    short = {"periods": [{"groups": [{"spans": [{"from": "09:00", "to": "16:00"}]}]}]}

    [period] = hours_to(hours_from(short))["periods"]

    assert (period["kind"], period["priority"], period["fallthrough"]) == ("normal", 0, False)
    assert period["groups"][0]["spans"][0] == {
        "weekdays": [],
        "from": "09:00",
        "to": "16:00",
        "ends_next_day": False,
        "state": "open",
    }


def test_nothing_said_is_unknown_hours() -> None:
    assert hours_from(None) == UNKNOWN_HOURS == hours_from({})


def test_hours_are_equal_by_what_they_say_and_can_be_copied_after_use() -> None:
    used, fresh = hours_from(WHOLE), hours_from(WHOLE)
    state = state_at(used, helsinki("2026-07-01 12:00"))

    assert used == fresh
    assert copy.deepcopy(used) == fresh
    assert state_at(pickle.loads(pickle.dumps(fresh)), helsinki("2026-07-01 12:00")) == state  # noqa: S301


def period(**members: Any) -> dict[str, Any]:
    return {"periods": [{"state": "open", **members}]}


def span(**members: Any) -> dict[str, Any]:
    one = {"from": "09:00", "to": "16:00", **members}
    return {"periods": [{"groups": [{"spans": [one]}]}]}


def rule(**members: Any) -> dict[str, Any]:
    spans = [{"from": "09:00", "to": "16:00"}]
    return {"periods": [{"groups": [{"rules": [members], "spans": spans}]}]}


SPAN = "/periods/0/groups/0/spans/0"
RULE = "/periods/0/groups/0/rules/0"
BAD: list[tuple[Any, str, str]] = [
    ({"periods": [{}]}, "empty_period", "/periods/0"),
    ({"periods": [{"groups": [{"rules": [], "spans": []}]}]}, "empty_period", "/periods/0"),
    ({"holiday_rules": [{"holidays": ["may_day"]}]}, "empty_period", "/holiday_rules/0"),
    ({"days": [{"date": "2026-05-01"}]}, "empty_period", "/days/0"),
    (span(to="09:00"), "zero_length_span", SPAN),
    (span(to="08:00"), "reversed_span", SPAN),
    (span(to="09:01", ends_next_day=True), "too_long_span", SPAN),
    (span(to="24:00", ends_next_day=True), "too_long_span", SPAN),
    (span(to="9:00"), "bad_time", f"{SPAN}/to"),
    (span(to="24:01"), "bad_time", f"{SPAN}/to"),
    (span(to=None), "bad_time", f"{SPAN}/to"),
    (span(**{"from": "24:00"}), "bad_time", f"{SPAN}/from"),
    (span(**{"from": "Aukioloaikoja ei määritetty."}), "bad_time", f"{SPAN}/from"),
    (span(weekdays=[0]), "bad_weekday", f"{SPAN}/weekdays/0"),
    (span(weekdays=[1, 8]), "bad_weekday", f"{SPAN}/weekdays/1"),
    (span(weekdays=[True]), "bad_weekday", f"{SPAN}/weekdays/0"),
    (span(weekdays=1), "bad_type", f"{SPAN}/weekdays"),
    (span(state="auki"), "bad_state", f"{SPAN}/state"),
    (span(end_next_day=True), "unknown_field", f"{SPAN}/end_next_day"),
    (span(ends_next_day="yes"), "bad_type", f"{SPAN}/ends_next_day"),
    (rule(nth=[6], weekday=1), "bad_rule", f"{RULE}/nth/0"),
    (rule(nth=[0], weekday=1), "bad_rule", f"{RULE}/nth/0"),
    (rule(nth=[], weekday=1), "bad_rule", RULE),
    (rule(nth=[1]), "bad_rule", RULE),
    (rule(nth=[1], weekday=9), "bad_weekday", f"{RULE}/weekday"),
    (rule(iso_week="first"), "bad_rule", RULE),
    (rule(iso_week="even", every=2), "bad_rule", RULE),
    (rule(every=0), "bad_rule", f"{RULE}/every"),
    (rule(every=2, start=0), "bad_rule", f"{RULE}/start"),
    (rule(), "bad_rule", RULE),
    (rule(every=2, start=1), "start_missing", "/periods/0/valid_from"),
    (
        period(valid_from="2026-02-01", valid_to="2026-01-31"),
        "period_reversed",
        "/periods/0",
    ),
    (period(valid_from="1.2.2026"), "bad_date", "/periods/0/valid_from"),
    (period(valid_from="2026-02-30"), "bad_date", "/periods/0/valid_from"),
    (period(valid_from="0001-01-01"), "year_out_of_range", "/periods/0/valid_from"),
    (period(kind="special"), "bad_type", "/periods/0/kind"),
    (period(priority="high"), "bad_type", "/periods/0/priority"),
    (period(priority=True), "bad_type", "/periods/0/priority"),
    (period(id=7), "bad_type", "/periods/0/id"),
    (period(fallthrough=True), "not_an_exception", "/periods/0/fallthrough"),
    (period(label={"sv": "Öppet"}), "bad_text", "/periods/0/label/fi"),
    (period(label={"fi": "a" * 151}), "bad_text", "/periods/0/label/fi"),
    (period(note={"fi": "a", "sv": 1}), "bad_text", "/periods/0/note/sv"),
    (period(note={"fi": "a", "se": "b"}), "unknown_field", "/periods/0/note/se"),
    (
        {"holiday_rules": [{"holidays": [], "state": "open"}]},
        "bad_holiday",
        "/holiday_rules/0/holidays",
    ),
    (
        {"holiday_rules": [{"holidays": ["juhannus"], "state": "open"}]},
        "bad_holiday",
        "/holiday_rules/0/holidays/0",
    ),
    ({"days": [{"date": "2026-05-01", "state": "open"}] * 2}, "duplicate_day", "/days"),
    ({"time_zone": "UTC"}, "bad_time_zone", "/time_zone"),
    ({"periods": {}}, "bad_type", "/periods"),
    ({"periods": ["open"]}, "bad_type", "/periods/0"),
    ({"weeks": []}, "unknown_field", "/weeks"),
    ([], "bad_type", ""),
]


@pytest.mark.parametrize(("given", "code", "where"), BAD)
def test_O5_bad_hours_are_refused_with_the_place(given: Any, code: str, where: str) -> None:
    with pytest.raises(BadHours) as refused:
        hours_from(given)

    assert (refused.value.code, refused.value.where) == (code, where)
    assert set(refused.value.detail) == {"fi", "sv", "en"}


def test_every_refusal_has_a_case_here_or_belongs_to_a_question() -> None:
    of_questions = {"offset_missing", "too_many_days"}

    assert {code for _, code, _ in BAD} | of_questions == set(SENTENCES)


def test_exactly_24_hours_over_midnight_are_taken() -> None:
    said = hours_from(span(to="09:00", ends_next_day=True, weekdays=[1]))

    assert state_at(said, helsinki("2026-03-03 08:59")) == "open"
