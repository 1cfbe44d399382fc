"""What is kept for all who ask alike gives what guidance gives who asks alone (G3-G17)."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generated import NOON, county
from common.clock import standing_at
from directory.api.matches_near import SITUATIONS, Situation, situation_of
from directory.api.matches_shown import matches_json
from directory.guidance.choice import Listed
from directory.guidance.facts import Facts
from directory.guidance.guidance import guide_among
from directory.guidance.needs import ROWS
from directory.guidance.offers import Offer, Times
from directory.guidance.question import ask
from directory.guidance.ranking import first_places
from directory.model.offered import Offered
from directory.model.offering import choice_of, offers_of
from directory.model.times import TimesOf, TimesOfVisit, holds_until
from tests.directory.guidance.fixture import LAHTI
from tests.directory.guidance.strategies import facts, facts_of, offers
from tests.directory.invented_places import many_places

DEMONSTRATION = county(1)
CATALOGUE = replace(DEMONSTRATION, places={one.id: one for one in many_places(150)}, made={})
MOMENTS = st.lists(st.integers(0, 900), min_size=1, max_size=3)


@settings(max_examples=200, deadline=None)
@given(st.lists(offers(place_id=None), max_size=40, unique_by=lambda o: o.id), facts, MOMENTS)
def test_any_offers_are_put_in_the_order_of_guidance(
    every: list[Offer], asked: Facts, minutes: list[int]
) -> None:
    asked = replace(asked, near=LAHTI, form=None)
    offered, situation = Offered(every), situation_for(asked)

    for at in moments(minutes, asked.at):
        question = ask(replace(asked, at=at))
        shown = situation.shown(offered, LAHTI, asked.limit, at)
        wanted = first_places(question, Listed(every))
        if shown:
            assert [(one.place.best.offer.id, one.place.also_here, score, whole(metres))
                    for one, score, metres in shown] == [
                (one.best.offer.id, one.also_here, one.best.score, whole(one.best.distance_m))
                for one in wanted
            ]  # fmt: skip
        else:
            assert not wanted or situation.needs_authorisation


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), MOMENTS)
def test_every_byte_of_an_answer_is_that_of_guidance(seed: int, minutes: list[int]) -> None:
    chance = Random(seed)
    asked = replace(facts_of(seed), form=None, within_days=chance.choice([1, 7, 62]))
    situation = situation_for(asked)

    for at in moments(minutes, NOON):
        near = round(chance.uniform(60.6, 61.7), 3), round(chance.uniform(25.0, 26.6), 3)
        with standing_at(at):
            choice = choice_of(CATALOGUE, at, staff=asked.staff)
            told = situation.near(CATALOGUE, choice, near, asked.limit, at)
            if told is not None:
                assert told.written == by_guidance(replace(asked, at=at, near=near), choice)


def test_offers_of_one_place_that_stand_apart_are_left_to_guidance() -> None:
    apart = [an_offer(n, place_id="p", lat=LAHTI[0] + n / 100, lon=LAHTI[1]) for n in range(2)]

    assert situation_for(Facts(at=NOON)).shown(Offered(apart), LAHTI, 5, NOON) == []


def test_most_answers_near_a_place_are_ready() -> None:
    told = 0
    for need in ROWS:
        asked = Facts(at=NOON, near=LAHTI, need=need, limit=20)
        with standing_at(NOON):
            choice = choice_of(CATALOGUE, NOON, staff=False)
            told += situation_for(asked).near(CATALOGUE, choice, LAHTI, 20, NOON) is not None

    assert told == len(ROWS)


def test_G15_a_third_visit_of_a_unit_gives_way_to_what_comes_after_it() -> None:
    near = {"lat": LAHTI[0], "lon": LAHTI[1]}
    stops = [an_offer(n, kind="visit", unit_id="digiauto", **near) for n in range(9)]
    points = [an_offer(n, lat=LAHTI[0], lon=LAHTI[1] + 0.03) for n in range(10, 13)]
    asked = Facts(at=NOON, near=LAHTI, limit=4, can_go="yes")

    shown = situation_for(asked).shown(Offered([*stops, *points]), LAHTI, 4, NOON)

    told = [known.place.best.offer.id for known, _, _ in shown]
    assert told == ["00000", "00001", "00010", "00011"]
    assert told == [one.best.offer.id for one in first_places(ask(asked), Listed(stops + points))]


def test_a_clock_that_is_set_back_is_answered_by_guidance() -> None:
    situation = situation_for(Facts(at=NOON, near=LAHTI))
    choice = choice_of(CATALOGUE, NOON, staff=False)

    with standing_at(NOON):
        assert situation.near(CATALOGUE, choice, LAHTI, 5, NOON) is not None
        before = NOON - timedelta(hours=1)
        assert situation.near(CATALOGUE, choice, LAHTI, 5, before) is None


@pytest.mark.parametrize("metres", [1_000, 3_000, 10_000, 20_000, 30_000])
def test_G8_the_edge_of_a_band_is_where_guidance_has_it(metres: int) -> None:
    degree = 111_195.0802
    edge = [metres + cm / 100 for cm in range(-10, 10)]
    every = [an_offer(n, lat=LAHTI[0] + m / degree, lon=LAHTI[1]) for n, m in enumerate(edge)]
    asked = Facts(at=NOON, near=LAHTI, radius_m=metres, limit=20)

    shown = situation_for(asked).shown(Offered(every), LAHTI, 20, NOON)

    wanted = first_places(ask(asked), Listed(every))
    assert [one.place.best.offer.id for one, _, _ in shown] == [o.best.offer.id for o in wanted]
    assert [score for _, score, _ in shown] == [one.best.score for one in wanted]


def test_times_are_asked_once_until_they_may_be_others() -> None:
    asked_for: list[datetime] = []
    place = many_places(40)[0]
    service = place.services[0]

    class Counted(TimesOf):
        def __call__(self, at: datetime, within_days: int) -> Times:
            asked_for.append(at)
            return super().__call__(at, within_days)

    times = Counted(place.hours, service.states)
    offered = Offered([an_offer(1, lat=LAHTI[0], lon=LAHTI[1], times=times)])
    situation = situation_for(Facts(at=NOON, near=LAHTI))
    situation.shown(offered, LAHTI, 5, NOON)
    until = times.holds_until(NOON, 7)
    assert len(asked_for) == 1

    situation.shown(offered, (60.99, 25.7), 5, until - timedelta(seconds=1))
    assert len(asked_for) == 1
    situation.shown(offered, LAHTI, 5, until)
    assert asked_for[1:] == [until]


@pytest.mark.parametrize("within_days", [1, 7])
def test_times_stay_as_long_as_they_say(within_days: int) -> None:
    every = [one for one in offers_of(CATALOGUE, NOON, staff=False) if one.kind != "material"]
    chance = Random(4)

    for offer in chance.sample(every, 60):
        at = NOON + timedelta(minutes=chance.randint(0, 9000))
        said = offer.times(at, within_days)
        until = holds_until(offer.times, at, within_days)
        assert until > at
        last = min(until, at + timedelta(days=3)) - timedelta(microseconds=1)
        for then in (at, at + (last - at) / 2, last):
            assert fresh(offer, then, within_days) == said


def test_times_of_which_nothing_is_known_hold_for_the_moment_alone() -> None:
    assert holds_until(lambda *_: Times(state="open"), NOON, 7) == NOON


def test_situations_are_bounded_and_the_oldest_gives_way() -> None:
    catalogue = replace(CATALOGUE, made={})
    first = situation_of(catalogue, 0, lambda: situation_for(Facts(at=NOON)))

    assert situation_of(catalogue, 0, lambda: situation_for(Facts(at=NOON))) is first
    for told in range(1, SITUATIONS + 5):
        situation_of(catalogue, told, lambda: situation_for(Facts(at=NOON)))
    assert len(catalogue.made["situations"]) == SITUATIONS
    assert situation_of(catalogue, 0, lambda: situation_for(Facts(at=NOON))) is not first


def situation_for(asked: Facts) -> Situation:
    return Situation(replace(asked, near=None), tells_own_unit=False)


def by_guidance(asked: Facts, choice: Offered) -> bytes:
    found = guide_among(asked, Listed(choice.offers), CATALOGUE.lists.names_for_guidance)
    return matches_json(CATALOGUE, found, asked.at, tells_own_unit=False)


def moments(minutes: list[int], at: datetime) -> list[datetime]:
    """Each later than the one before."""
    return [at := at + timedelta(minutes=one) for one in minutes]


def whole(metres: float | None) -> int | None:
    return None if metres is None else round(metres)


def fresh(offer: Offer, at: datetime, within_days: int) -> Times:
    times: Any = offer.times
    if isinstance(times, TimesOf):
        times = TimesOf(times.hours, times.states)
    elif isinstance(times, TimesOfVisit):
        times = TimesOfVisit(times.visit)
    found: Times = times(at, within_days)
    return found


def an_offer(number: int, **what: Any) -> Offer:
    usual: dict[str, Any] = {
        "kind": "point",
        "id": f"{number:05}",
        "name": {"fi": f"Paikka {number}"},
        "form": "in_person",
        "service": "service_guidance",
        "times": lambda *_: Times(state="open", now_until=NOON + timedelta(hours=2)),
        "freshness": "fresh",
    }
    return Offer(**{**usual, **what})
