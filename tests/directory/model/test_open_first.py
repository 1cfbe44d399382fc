"""What is open now and what opens next: by arrays as door by door."""

import random
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from common.clock import standing_at
from directory.hours.opening_hours import COUNTS_AS_OPEN, State
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.finding import find
from directory.model.open_first import SELECTIONS, open_first
from directory.model.opening import BY_ONESELF
from directory.model.things import Place
from tests.directory.invented_places import catalogue_of, many_places

MORNING = datetime(2026, 5, 5, 3, 0, tzinfo=UTC)
SERVICES = [(), ("service_guidance",), ("device_network", "kela_point"), ("transacting_together",)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(many_places(400))


def speaks_swedish(place: Place) -> bool:
    return "sv" in place.row.languages_spoken


def door_by_door(catalogue: Catalogue, asked: Asked) -> list[tuple[float, float, str]]:
    """When each place opens that may answer, how far it is, and its id; in order.

    When is 0 for what is open and 1 for self-service. The engine is asked of every door.
    """
    nearby = Asked(at=asked.at, near=asked.near, radius_m=asked.radius_m, services=asked.services)
    found = find(catalogue, nearby, len(catalogue.places), None).found
    return sorted(
        (opens_at(catalogue, one.place, asked), far(one.distance_m), str(one.place.id))
        for one in found
    )


def far(metres: float | None) -> float:
    return float("inf") if metres is None else metres


def opens_at(catalogue: Catalogue, place: Place, asked: Asked) -> float:
    given = place.services_on(asked.day, catalogue.qualified)
    services = [one for one in given if one.code in asked.services] if asked.services else [None]
    times = []
    for service in services:
        door = place.door(service, asked.at)
        opens = door.next_open.timestamp() if door.next_open else float("inf")
        if service is None and door.state is State.SELF_SERVICE:
            opens = 1.0
        states = service.states if service else COUNTS_AS_OPEN
        times.append(0.0 if door.state in states else opens)
    return min(times)


def test_the_first_are_those_that_stand_first_door_by_door(catalogue: Catalogue) -> None:
    chance, at = random.Random(3), MORNING
    for _ in range(120):
        at += timedelta(minutes=chance.choice([0, 7, 95]))
        spot = (round(chance.uniform(60.5, 61.8), 3), round(chance.uniform(24.9, 26.7), 3))
        near = chance.choice([None, spot, spot])
        asked = Asked(
            at=at,
            open_at=at,
            near=near,
            radius_m=chance.choice([None, 3_000, 20_000]) if near else None,
            services=chance.choice(SERVICES),
        )
        limit = chance.choice([1, 5, 20, 500])

        with standing_at(at):
            told = open_first(catalogue, asked, limit, None)
            wanted = door_by_door(catalogue, asked)[:limit]

        assert [str(place.id) for place, _ in told.found] == [id_ for *_, id_ in wanted]
        assert [max(one, BY_ONESELF) for one in told.opens] == [
            BY_ONESELF if opens == 1.0 else opens for opens, *_ in wanted
        ]
        assert [round(far(one)) for _, one in told.found if one is not None] == [
            round(one) for _, one, _ in wanted if one < inf
        ]


def test_those_near_are_asked_and_no_others(catalogue: Catalogue) -> None:
    near, asked_of = (60.98, 25.66), list[Place]()
    asked = Asked(at=MORNING, open_at=MORNING, near=near, radius_m=20_000, sort="distance")

    def keep(place: Place) -> bool:
        asked_of.append(place)
        return speaks_swedish(place)

    with standing_at(MORNING):
        told = open_first(catalogue, asked, 500, keep)
        everybody = open_first(catalogue, asked, 500, None)

    assert [place for place, _ in told.found] == [
        place for place, _ in everybody.found if speaks_swedish(place)
    ]
    assert {place.id for place in asked_of} == {place.id for place, _ in everybody.found}
    assert all(metres is not None and metres <= 20_000 for _, metres in everybody.found)


def test_a_door_that_is_not_on_the_page_ends_the_answer(catalogue: Catalogue) -> None:
    """Half a minute before eight only one is shown; which one it is may change at eight."""
    at = datetime(2026, 5, 5, 4, 59, 30, tzinfo=UTC)
    asked = Asked(at=at, open_at=at)

    with standing_at(at):
        told = open_first(catalogue, asked, 1, None)
        changes = [place.door(None, at).next_change for place in catalogue.places.values()]

    assert told.changes_at == min(one for one in changes if one is not None)


def test_selections_are_bounded_and_the_oldest_gives_way(catalogue: Catalogue) -> None:
    for hundred in range(SELECTIONS + 3):
        near, towns = (60.98, 25.66), frozenset({f"{hundred:03}"})
        asked = Asked(at=MORNING, open_at=MORNING, near=near, radius_m=5_000, municipalities=towns)
        with standing_at(MORNING):
            open_first(catalogue, asked, 5, None)

    assert len(catalogue.made["open first"]) == SELECTIONS
