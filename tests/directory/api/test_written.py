"""What is kept ready of things follows all that it depends on."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from bench.generated import county
from common.answering import Answer
from common.identity import ANYONE, Caller
from common.shapes import Shape
from directory.api.remote import channel_json, material_json
from directory.api.unit_shown import unit_json
from directory.api.visit_shown import visit_json
from directory.api.written import Standing, page_json
from directory.model.catalogue import Catalogue, Lists

NOON = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
TODAY, A_YEAR_LATER = date(2026, 5, 5), date(2027, 5, 5)
WRITER = Caller(
    subject="w", kind="staff", scopes=frozenset({"directory:write"}), municipalities=frozenset("*")
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return county(5)


class Sign(Shape):
    text: str
    lit: bool


def test_what_stands_is_made_again_only_when_what_it_depends_on_is_another() -> None:
    standing, made, asked = Standing(Sign, "lit"), dict[Any, Any](), []

    def members() -> dict[str, Any]:
        asked.append(1)
        return {"text": f"made {len(asked)}", "lit": False}

    told = [standing.of(made, "sign", day, members) for day in (1, 1, 2, 2)]

    assert told == [
        b'{"text":"made 1"',
        b'{"text":"made 1"',
        b'{"text":"made 2"',
        b'{"text":"made 2"',
    ]


def test_only_the_last_members_of_a_shape_may_move() -> None:
    with pytest.raises(TypeError, match="ends with others"):
        Standing(Sign, "text")


def test_what_a_shape_refuses_is_not_written() -> None:
    with pytest.raises(ValidationError):
        Standing(Sign, "lit").of({}, "sign", 1, lambda: {"text": "a", "lit": False, "more": 1})


def test_a_page_is_json_with_and_without_more() -> None:
    assert json.loads(page_json([], None)) == {"items": []}
    assert json.loads(page_json([b"1", b"2"], "abc")) == {"items": [1, 2], "next": "abc"}


def test_residents_never_get_what_was_written_for_staff(catalogue: Catalogue) -> None:
    for visit in catalogue.visits.values():
        before, for_staff, after = (
            json.loads(visit_json(catalogue, visit, TODAY, caller, None))
            for caller in (ANYONE, WRITER, ANYONE)
        )
        assert before == after == for_staff | {"allowed_actions": []}


def test_the_distance_of_one_asker_is_not_told_to_another(catalogue: Catalogue) -> None:
    visit = next(one for one in catalogue.visits.values() if one.lat is not None)

    near = json.loads(visit_json(catalogue, visit, TODAY, ANYONE, (60.0, 25.0)))
    other = json.loads(visit_json(catalogue, visit, TODAY, ANYONE, None))

    assert near["distance_m"] > 0
    assert other["distance_m"] is None


def test_another_day_another_freshness(catalogue: Catalogue) -> None:
    guide = next(iter(catalogue.guides.values()))
    channel = next(iter(catalogue.channels.values()))
    unit = next(iter(catalogue.units.values()))
    days = (TODAY, A_YEAR_LATER, TODAY)

    said = [
        [json.loads(material_json(guide, day, ANYONE))["freshness"] for day in days],
        [json.loads(unit_json(catalogue, unit, day, []))["freshness"] for day in days],
        [
            json.loads(channel_json(channel, Answer(read_at=moment), ANYONE, ()))["freshness"]
            for moment in (NOON, NOON.replace(year=2027), NOON)
        ],
    ]

    assert all(first == last != between for first, between, last in said)


def test_a_service_that_gets_another_name_is_told_by_it(catalogue: Catalogue) -> None:
    unit = next(one for one in catalogue.units.values() if one.row.services)
    unnamed = Catalogue(units=catalogue.units, lists=Lists(areas=catalogue.areas))

    before, after = (
        json.loads(unit_json(held, unit, TODAY, []))["services"][0] for held in (catalogue, unnamed)
    )

    assert after["name"]["fi"] == after["service_code"] != before["name"]["fi"]


def test_D11_files_in_one_language_are_not_told_to_who_asks_for_another(
    catalogue: Catalogue,
) -> None:
    guide = next(
        one
        for one in catalogue.guides.values()
        if {"fi", "sv"} <= {file["language"] for file in one.row.files}
    )

    def languages(*asked: str) -> set[str]:
        told = json.loads(material_json(guide, TODAY, ANYONE, asked))
        return {one["language"] for one in told["files"]}

    everything = languages()
    assert [languages("fi"), languages("sv"), languages("fi", "sv")] == [
        {"fi"},
        {"sv"},
        {"fi", "sv"},
    ]
    assert everything == languages("xx") == languages()


def test_a_channel_tells_its_hours_and_door_to_those_who_ask(catalogue: Catalogue) -> None:
    channel = next(one for one in catalogue.channels.values() if one.row.hours)

    def told(at: datetime, *include: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            channel_json(channel, Answer(read_at=at), ANYONE, include)
        )
        return found

    noon, night = (told(at, "openness") for at in (NOON, NOON.replace(hour=1)))

    assert told(NOON)["openness"] is told(NOON)["hours"] is noon["hours"] is None
    assert told(NOON, "hours")["hours"]["periods"]
    assert (noon["openness"]["state"], night["openness"]["state"]) == ("open", "closed")
