"""Choosing among arrays gives what looking at every offer gives (G3-G16)."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generated import NOON, county
from directory.guidance.answers import hoped_rank
from directory.guidance.choice import Listed, Only
from directory.guidance.facts import Facts
from directory.guidance.guidance import guide, guide_among
from directory.guidance.offers import Offer, Times
from directory.guidance.question import ask
from directory.hours.opening_hours import openness
from directory.model.catalogue import Catalogue
from directory.model.offered import Offered
from directory.model.offering import choice_of, offers_of
from directory.model.times import TimesOf
from tests.directory.guidance.fixture import LAHTI
from tests.directory.guidance.strategies import facts, facts_of, offers

NIGHT = NOON + timedelta(hours=12)
SEEDS, FEWS = st.integers(0, 10**9), st.sampled_from([1, 3, 64])
ONLY = st.sampled_from([None, Only("kind", "channel"), Only("form", "in_person")])
CATALOGUE = county(150)


def many(places: int) -> st.SearchStrategy[list[Offer]]:
    return st.lists(offers(), max_size=places, unique_by=lambda offer: offer.id)


@settings(max_examples=150, deadline=None)
@given(many(40), st.lists(facts, min_size=1, max_size=4), st.integers(0, 3), FEWS)
def test_any_offers_are_chosen_as_if_each_was_looked_at(
    every: list[Offer], asked: list[Facts], more: int, few: int
) -> None:
    offered = Offered(every, few)

    for one in [*asked, *asked]:
        later = replace(one, at=one.at + timedelta(hours=7 * more))
        assert guide_among(one, offered) == guide(one, every)
        assert guide_among(later, offered) == guide(later, every)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.sampled_from([NOON, NIGHT, NOON + timedelta(days=5)]))
def test_a_county_is_chosen_from_as_if_each_offer_was_looked_at(seed: int, at: datetime) -> None:
    asked = replace(facts_of(seed), at=at)

    choice = choice_of(CATALOGUE, at, staff=asked.staff)

    assert guide_among(asked, choice) == guide(asked, choice.offers)


@settings(max_examples=150, deadline=None)
@given(many(40), facts, ONLY, FEWS)
def test_what_is_hoped_never_falls_behind_and_no_answer_is_better(
    every: list[Offer], asked: Facts, only: Only | None, few: int
) -> None:
    question = ask(asked)

    chosen = list(Offered(every, few).best_first(question, only))

    told = [one.group[0].offer.stands_at for one in chosen]
    listed = {one.group[0].offer.stands_at for one in Listed(every).best_first(question, only)}
    assert listed == set(told) if only is None else listed <= set(told)
    assert len(told) == len(set(told))
    hopes = [one.hoped for one in chosen]
    assert hopes == sorted(hopes)
    for hoped, group in chosen:
        assert all(hoped <= hoped_rank(one, question.days) for one in group)


def test_few_of_many_places_are_asked_for_their_times_by_day_and_by_night() -> None:
    asked_for = 0

    def times(at: datetime, _: int) -> Times:
        nonlocal asked_for
        asked_for += 1
        is_day = at < NOON + timedelta(hours=2)
        opens = NOON + timedelta(hours=20)
        return Times(state="open") if is_day else Times(state="closed", next_start=opens)

    every = [place(number, Random(number), times=times) for number in range(1000)]
    offered, night = Offered(every), Facts(at=NIGHT, near=LAHTI)

    guide_among(Facts(at=NOON, near=LAHTI), offered)
    assert asked_for < 20
    first = guide_among(night, offered)
    asked_for = 0
    assert guide_among(night, offered) == first
    assert asked_for < 20


def place(number: int, random: Random, **what: Any) -> Offer:
    usual: dict[str, Any] = {
        "kind": "point",
        "id": f"{number:05}",
        "name": {"fi": f"Paikka {number}"},
        "form": "in_person",
        "service": "service_guidance",
        "times": lambda *_: Times(state="open", now_until=NOON + timedelta(hours=2)),
        "lat": random.uniform(60.5, 61.5),
        "lon": random.uniform(25, 26.5),
        "freshness": "fresh",
    }
    return Offer(**{**usual, **what})


@pytest.mark.parametrize("metres", [1_000, 3_000, 10_000, 20_000, 30_000])
def test_G8_a_place_at_the_very_edge_of_a_band_is_worth_what_guidance_gives(metres: int) -> None:
    """Some centimetres on either side, where two ways of computing a distance may differ."""
    degree = 111_195.0802
    edge = [metres + cm / 100 for cm in range(-20, 21)]
    every = [
        place(n, Random(n), lat=LAHTI[0] + m / degree, lon=LAHTI[1]) for n, m in enumerate(edge)
    ]
    asked = Facts(at=NOON, near=LAHTI, radius_m=metres, limit=20)

    assert guide_among(asked, Offered(every)) == guide(asked, every)


def test_Q3_without_anybody_who_was_ever_qualified_no_times_are_asked() -> None:
    def never(*_: Any) -> Times:
        raise AssertionError("asked for its times")

    every = [
        place(n, Random(n), service="assisted_authorisation", qualified=False, times=never)
        for n in range(20)
    ]

    answer = guide_among(Facts(at=NOON, can_identify="no"), Offered(every))

    assert answer.unavailable == ["assisted_authorisation"]


def test_the_choice_of_a_date_is_kept_with_the_catalogue_and_other_dates_give_way() -> None:
    catalogue = replace(CATALOGUE, made={})
    today = choice_of(catalogue, NOON, staff=False)

    assert choice_of(catalogue, NIGHT - timedelta(hours=6), staff=False) is today
    assert choice_of(catalogue, NOON, staff=True) is not today
    for day in range(1, 20):
        choice_of(catalogue, NOON + timedelta(days=day), staff=False)
    assert len(catalogue.made["choices"]) <= 10
    assert choice_of(catalogue, NOON, staff=False) is today


@pytest.mark.parametrize("days", [0, 3, 40])
def test_times_say_the_same_kept_or_asked_again(days: int) -> None:
    """A clock that goes forward and back hears what a fresh engine says."""
    kept = offers_of(Catalogue(places=CATALOGUE.places, made_at=NOON), NOON, staff=False)[:40]
    moments = [NOON + timedelta(days=days, minutes=97 * n) for n in range(30)]

    for at in [*moments, *reversed(moments)]:
        for offer in kept:
            said = offer.times(at, 7)
            assert isinstance(offer.times, TimesOf)
            hours, states = offer.times.hours, offer.times.states
            assert said == TimesOf(hours, states)(at, 7)
            found = openness(hours, at, states, horizon_days=8)
            assert said.next_start == found.next_open
            assert said.now_until == (found.until if found.state in states else None)


def test_a_choice_among_a_thousand_points_takes_less_than_three_milliseconds() -> None:
    catalogue = county(1_000)
    choice = choice_of(catalogue, NOON, staff=False)
    asked = Facts(at=NOON, near=LAHTI, radius_m=100_000, need="using_service", limit=5)
    expected = guide(asked, offers_of(catalogue, NOON, staff=False))

    def took() -> float:
        begun = process_time()
        assert guide_among(asked, choice) == expected
        return process_time() - begun

    took()
    assert min(took() for _ in range(20)) < 0.003
