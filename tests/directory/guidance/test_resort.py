"""Nobody is left without (G16)."""

from typing import Any

import pytest

from directory.guidance.offers import Offer, Times
from tests.directory.guidance.fixture import (
    LAHTI,
    asked,
    codes,
    helsinki,
    listed,
    once,
)
from tests.directory.guidance.single import about, channel, closed, point, points_for
from tests.directory.guidance.strategies import constant


@pytest.mark.parametrize(
    ("offer", "told", "relaxed"),
    [
        (
            {"times": once(helsinki(2026, 6, 1, 9), helsinki(2026, 6, 1, 10)), "kind": "visit"},
            {},
            ["within_days"],
        ),
        ({"municipality": "081"}, {"municipality": "781"}, ["within_days", "area"]),
        ({"municipality": "081"}, {"municipality": "781", "within_days": 62}, ["area"]),
        (
            {"form": "home_visit", "municipality": "081"},
            {"municipality": "781", "practise": "yes"},
            ["within_days", "area", "form"],
        ),
    ],
)
def test_G16_what_was_given_up_is_named_in_order(
    offer: dict[str, Any], told: dict[str, Any], relaxed: list[str]
) -> None:
    answer = about(point(**offer), channel(id="x", is_default=True, times=closed()), **told)

    assert answer.relaxed == relaxed
    assert answer.items[0].offer.id == "p"


def test_G16_the_default_channel_stands_even_when_it_fits_nothing() -> None:
    channel_of_last_resort = channel(
        is_default=True,
        times=closed(),
        audiences=frozenset({"professional"}),
        needs=frozenset({"device_use"}),
    )

    answer = about(channel_of_last_resort, channel(id="d"), need="using_service", topic="kela")
    last = about(channel_of_last_resort, need="using_service")

    assert answer.relaxed == []
    assert last.relaxed == ["within_days", "form", "default_channels"]
    assert {"form_possible": 15, "last_resort": 0, "no_travel": 5, "needs": 0} | points_for(
        last
    ) == {"form_possible": 15, "last_resort": 0, "no_travel": 5, "checked": 5, "needs": 0}


def test_G16_in_the_whole_county_the_nearest_to_the_municipality_comes_first() -> None:
    sysma = (61.50, 25.68)
    near = point(id="z", place_id="z", municipality="081", lat=61.55, lon=26.0)
    far = point(id="a", place_id="a", municipality="398")

    answer = about(far, near, municipality="781", municipality_centre=sysma)

    assert [item.offer.id for item in answer.items] == ["z", "a"]
    assert answer.items[0].distance_m == pytest.approx(17_900, abs=500)


def test_G16_the_nearest_is_added_after_a_full_answer() -> None:
    answer = asked(
        helsinki(2026, 5, 11, 10, 30),
        municipality="576",
        need="using_service",
        can_identify="no",
        limit=1,
    )

    assert [place for place, _ in listed(answer)] == ["phone", "harju"]


def test_G16_who_cannot_go_is_told_that_nobody_comes() -> None:
    answer = asked(near=LAHTI, need="using_service", can_identify="no", can_go="no")

    assert answer.unavailable == ["assisted_authorisation"]


def test_a_professional_is_sent_to_the_own_unit_first() -> None:
    assert about(channel(), audience="professional").asks_own_unit
    assert not about(channel(), audience="professional", practise="yes").asks_own_unit
    assert not about(channel()).asks_own_unit


def test_G16_a_staff_only_channel_is_no_last_resort_of_the_public() -> None:
    hidden = channel(is_default=True, public=False)

    assert about(hidden).items == []
    assert len(about(hidden, staff=True).items) == 1


def test_G16_a_last_resort_says_when_it_opens_however_late() -> None:
    opens = helsinki(2026, 9, 1, 9)
    late = channel(is_default=True, times=constant(Times(state="closed", next_start=opens)))

    item = about(late).items[0]

    assert item.starts_at == opens
    assert "opens_on" in codes(item)


def test_G16_the_nearest_place_of_a_needed_service_wins_over_the_better_kept() -> None:
    def assisted(name: str, lat: float, **what: Any) -> Offer:
        code = "assisted_authorisation"
        return point(id=name, place_id=name, service=code, lat=lat, qualified=True, **what)

    near, far = assisted("near", 61.4, freshness="stale"), assisted("far", 61.6)

    answer = about(far, near, channel(), near=LAHTI, can_identify="no")

    assert [item.offer.id for item in answer.items] == ["c", "near"]


def test_G16_the_asked_municipality_itself_is_the_nearest() -> None:
    def assisted(name: str, **what: Any) -> Offer:
        code = "assisted_authorisation"
        return point(id=name, place_id=name, service=code, qualified=True, **what)

    later = once(helsinki(2026, 6, 1, 9), helsinki(2026, 6, 1, 12))
    own = assisted("own", municipality="781", lat=61.51, lon=25.69, times=later)
    other = assisted("other", municipality="081", lat=61.58, lon=26.02, times=later)

    answer = about(
        other,
        own,
        channel(),
        municipality="781",
        municipality_centre=(61.50, 25.68),
        can_identify="no",
    )

    assert [item.offer.id for item in answer.items] == ["c", "own"]
