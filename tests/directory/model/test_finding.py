"""Which places answer: by arrays as by brute force (directory.md 15.5, 15.6)."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from directory.great_circle import metres_between
from directory.hours.opening_hours import COUNTS_AS_OPEN, State, openness, state_at
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.finding import FAR, find
from directory.model.selecting import positions_of
from directory.model.things import Place
from tests.directory.invented_places import catalogue_of, many_places

NOON = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(many_places(800))


def brute(catalogue: Catalogue, asked: Asked, *, in_reach: bool = True) -> list[tuple[Any, ...]]:
    """(metres, id) of every place that answers, in order; the engine is asked of each."""
    found = []
    for place in catalogue.places.values():
        metres = None
        if asked.near and not place.is_centre and place.lat is not None and place.lon is not None:
            metres = metres_between(asked.near, (place.lat, place.lon))
        near = asked.radius_m is None or (metres is not None and metres <= asked.radius_m)
        if near and (not in_reach or is_open(place, asked)):
            key = round(metres, 3) if metres is not None else FAR
            found.append((key, str(place.id)))
    return sorted(found)


def is_open(place: Place, asked: Asked) -> bool:
    at = asked.open_at
    if not asked.services:
        return at is None or state_at(place.hours, at) in (asked.states or COUNTS_AS_OPEN)
    for service in place.services:
        states = service.states if asked.states is None else service.states & asked.states
        if service.code in asked.services and (
            at is None or state_at(place.hours_of(service), at) in states
        ):
            return True
    return False


def test_the_nearest_are_those_of_brute_force(catalogue: Catalogue) -> None:
    chance = random.Random(7)
    for _ in range(100):
        near = (round(chance.uniform(60.5, 61.8), 3), round(chance.uniform(24.9, 26.7), 3))
        asked = Asked(
            at=NOON,
            near=near,
            radius_m=chance.choice([None, 1000, 20_000, 60_000.0]),
            services=chance.choice([(), ("service_guidance",), ("device_network", "kela_point")]),
            open_at=chance.choice([None, NOON, NOON + timedelta(hours=3)]),
            sort="distance",
        )
        limit = chance.choice([1, 5, 20, 200])

        answer = find(catalogue, asked, limit, None)

        assert [*map(answer.key_of, answer.found)] == brute(catalogue, asked)[: limit + 1]


def test_ties_at_one_spot_are_told_by_id(catalogue: Catalogue) -> None:
    crowded = max(
        {(place.lat, place.lon) for place in catalogue.places.values() if place.lat},
        key=lambda one: sum((place.lat, place.lon) == one for place in catalogue.places.values()),
    )
    asked = Asked(at=NOON, near=crowded, sort="distance")  # type: ignore[arg-type]

    answer = find(catalogue, asked, 3, None)

    assert [*map(answer.key_of, answer.found)] == brute(catalogue, asked)[:4]
    assert len({one.distance_m for one in answer.found}) == 1


def test_pages_by_distance_hold_every_place_once(catalogue: Catalogue) -> None:
    asked = Asked(at=NOON, near=(61.0, 25.7), sort="distance")
    seen: list[tuple[Any, ...]] = []
    after = None
    while len((page := find(catalogue, asked, 50, after)).found) > 50:
        seen += map(page.key_of, page.found[:50])
        after = seen[-1]
    seen += map(page.key_of, page.found)

    assert seen == brute(catalogue, asked)


@pytest.mark.parametrize("sort", ["name", "-updated_at"])
def test_pages_by_name_hold_every_place_once(catalogue: Catalogue, sort: Any) -> None:
    asked = Asked(at=NOON, sort=sort)
    seen: list[tuple[Any, ...]] = []
    after = None
    while len((page := find(catalogue, asked, 70, after)).found) > 70:
        seen += map(page.key_of, page.found[:70])
        after = seen[-1]
    seen += map(page.key_of, page.found)

    assert seen == sorted(seen)
    assert {key[-1] for key in seen} == {str(id_) for id_ in catalogue.places}


CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
"""Both changes of clock."""
MOMENTS = [
    change + timedelta(minutes=minutes)
    for change in CHANGES
    for minutes in (-1500, -700, -185, -121, -60, -45, -15, -1, 0, 1, 14, 15, 29, 30, 45, 59)
] + [datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=131 * n) for n in range(16)]


@pytest.mark.parametrize("moments", [sorted(MOMENTS), sorted(MOMENTS, reverse=True)[::8]])
def test_what_is_open_now_equals_the_engine_asked_of_each(
    catalogue: Catalogue, moments: list[datetime]
) -> None:
    """48 moments in one process: what is known of the doors moves on with the clock."""
    assert len(MOMENTS) == 48
    for at in moments:
        for services, states in (
            ((), None),
            (("service_guidance",), None),
            (("device_network",), frozenset({State.OPEN})),
            (("device_network", "interpreting"), None),
        ):
            asked = Asked(at=at, open_at=at, services=services, states=states)

            found = find(catalogue, asked, 1000, None)

            expected = {str(p.id) for p in catalogue.places.values() if is_open(p, asked)}
            assert {str(one.place.id) for one in found.found} == expected
            if not services:
                next_changes = [
                    one.next_change
                    for p in catalogue.places.values()
                    if (one := openness(p.hours, at)).next_change
                ]
                last = at + timedelta(minutes=1)
                assert found.changes_at is not None
                assert min(found.changes_at, last) == min(*next_changes, last)


def test_a_later_moment_is_asked_of_the_engine(catalogue: Catalogue) -> None:
    for hours in (-50, -1, 5, 24 * 40):
        moment = NOON + timedelta(hours=hours)
        asked = Asked(at=NOON, open_at=moment, services=("device_network",))

        found = find(catalogue, asked, 1000, None).found

        expected = {str(p.id) for p in catalogue.places.values() if is_open(p, asked)}
        assert {str(one.place.id) for one in found} == expected


def test_doors_of_places_that_stayed_are_taken_over(catalogue: Catalogue) -> None:
    asked = Asked(at=NOON, open_at=NOON, services=("service_guidance",))
    before = find(catalogue, asked, 1000, None).found
    places = list(catalogue.places.values())[5:] + many_places(20, seed=9)
    again = catalogue_of(places)
    again.made["former positions"] = positions_of(catalogue)

    found = find(again, asked, 1000, None).found

    expected = {str(p.id) for p in places if is_open(p, asked)}
    assert {str(one.place.id) for one in found} == expected
    assert len(before) > 100


def test_a_box_takes_its_edges(catalogue: Catalogue) -> None:
    box = (25.4, 60.9, 25.8, 61.1)
    asked = Asked(at=NOON, bbox=box)

    found = find(catalogue, asked, 1000, None).found

    expected = {
        place.id
        for place in catalogue.places.values()
        if place.lat is not None
        and place.lon is not None
        and box[0] <= place.lon <= box[2]
        and box[1] <= place.lat <= box[3]
    }
    assert {one.place.id for one in found} == expected


def test_a_place_on_the_radius_is_within() -> None:
    (place,) = many_places(1, seed=3)
    near = (round((place.lat or 0) + 0.05, 3), round(place.lon or 0, 3))
    metres = metres_between(near, (place.lat or 0, place.lon or 0))
    catalogue = catalogue_of([place])

    def found(radius_m: float) -> int:
        asked = Asked(at=NOON, near=near, radius_m=radius_m, sort="distance")
        return len(find(catalogue, asked, 5, None).found)

    assert (found(metres), found(metres - 0.001)) == (1, 0)
