"""The order of answers, each place once (G14, G15)."""

from dataclasses import replace
from typing import Any

import pytest

from directory.guidance.facts import Facts
from directory.guidance.guidance import guide
from directory.guidance.offers import Offer, Times, always
from tests.directory.guidance.fixture import (
    LAHTI,
    TUESDAY,
    asked,
    helsinki,
    listed,
    once,
    the_offers,
)
from tests.directory.guidance.single import (
    OPEN,
    about,
    channel,
    point,
)
from tests.directory.guidance.strategies import constant


def test_G14_equal_scores_are_ordered_by_phase_start_distance_rank_and_name() -> None:
    now = {"times": constant(OPEN), "freshness": "stale"}
    later = {"times": constant(Times(state="closed", next_start=helsinki(2026, 5, 5, 12)))}

    def at(name: str, **what: Any) -> Offer:
        return point(id=name, place_id=name, name={"fi": name}, **what)

    answer = about(
        at("b", **now, obligation_rank=4),
        at("a", **now, obligation_rank=4),
        at("c", **now, obligation_rank=1),
        at("d", **now),
        at("e", **later),
        near=LAHTI,
    )

    assert [item.offer.id for item in answer.items] == ["c", "a", "b", "d", "e"]


def test_G15_at_most_two_visits_of_one_unit() -> None:
    visits = [
        point(
            kind="visit",
            id=f"v{day}",
            place_id=f"v{day}",
            unit_id="digiauto",
            times=once(helsinki(2026, 5, day, 10), helsinki(2026, 5, day, 14)),
        )
        for day in (8, 7, 6)
    ]

    answer = about(*visits, limit=20)

    assert [item.offer.id for item in answer.items] == ["v6", "v7"]


def test_G15_who_can_go_keeps_the_last_place() -> None:
    told: dict[str, Any] = {"near": LAHTI, "need": "using_service", "limit": 3}

    assert listed(asked(**told, can_go="yes"))[-1] == ("kela", 99)
    assert listed(asked(**told, can_go="unsure"))[-1] == ("phone", 85)


def chat_and_phone(**chat: Any) -> list[Offer]:
    places = [point(id=name, place_id=name) for name in "abc"]
    phone = channel(id="phone", is_default=True)
    asks_sign_in: dict[str, Any] = {"requires_identification": True, **chat}
    return [*places, phone, channel(id="chat", form="remote_chat", **asks_sign_in)]


@pytest.mark.parametrize("can_go", ["yes", None])
def test_G15_the_last_place_goes_to_the_form_that_was_named(can_go: Any) -> None:
    named = about(*chat_and_phone(), form="remote_chat", can_go=can_go, limit=3)
    unnamed = about(*chat_and_phone(), limit=3)

    assert [item.offer.id for item in named.items] == ["a", "b", "chat"]
    assert [item.offer.id for item in unnamed.items] == ["a", "b", "phone"]


def test_G15_a_named_form_that_nobody_may_have_leaves_the_place_to_another_way() -> None:
    answer = about(
        *chat_and_phone(), form="remote_chat", can_identify="no", need="device_use", limit=3
    )

    assert [item.offer.id for item in answer.items] == ["a", "b", "phone"]


def test_G15_a_named_form_that_stands_among_the_first_moves_nobody() -> None:
    answer = about(*chat_and_phone(), form="remote_chat", can_go="no", limit=2)

    assert [item.offer.id for item in answer.items] == ["phone", "chat"]


def test_G15_a_material_can_be_named_too() -> None:
    leaflet = channel(id="leaflet", kind="material", form="brochure", times=always)

    answer = about(*chat_and_phone(), leaflet, form="brochure", limit=2)

    assert [item.offer.id for item in answer.items] == ["a", "leaflet"]


def test_times_are_asked_only_of_what_can_be_shown() -> None:
    asked_for: list[str] = []

    def counted(offer: Offer) -> Offer:
        def times(at: Any, days: int) -> Times:
            asked_for.append(offer.id)
            return offer.times(at, days)

        return replace(offer, times=times)

    guide(
        Facts(at=TUESDAY, near=LAHTI, need="using_service", limit=1, can_go="yes"),
        [counted(offer) for offer in the_offers()],
    )

    assert not {"heinola/service_guidance", "sysma_visit/service_guidance", "leaflet"} & set(
        asked_for
    )
    assert "salpa/service_guidance" not in asked_for


def test_G15_a_service_that_can_be_had_now_may_beat_one_that_fits_better() -> None:
    guidance = point(id="guidance", times=constant(Times(state="unknown")))
    network = point(id="web", service="web_guidance")

    answer = about(guidance, network, need="using_service")

    assert (answer.items[0].service, answer.items[0].score) == ("web_guidance", 78)
    assert answer.items[0].also_here == ["service_guidance"]


def test_G15_in_matters_of_kela_its_point_stands_before_what_is_worth_the_same() -> None:
    assisted = point(id="a", service="assisted_authorisation", qualified=True)
    kela = point(id="k", service="kela_point")

    item = about(assisted, kela, topic="kela", can_identify="no").items[0]

    assert (item.service, item.also_here) == ("kela_point", ["assisted_authorisation"])


def test_a_visit_without_a_time_is_not_shown_and_one_that_is_here_tells_its_hours() -> None:
    start, end = helsinki(2026, 5, 5, 10), helsinki(2026, 5, 5, 14)

    item = about(point(kind="visit", times=once(start, end))).items[0]

    assert (item.starts_at, item.ends_at) == (start, end)
    assert about(point(kind="visit", times=constant(Times()))).items == []
