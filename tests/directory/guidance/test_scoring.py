"""Points for time, place, language, wishes and trust, and their sum (G7-G13)."""

from dataclasses import replace
from typing import Any

import pytest

from directory.great_circle import metres_between
from directory.guidance.offers import Times, always
from tests.directory.guidance.fixture import (
    LAHTI,
    codes,
    helsinki,
)
from tests.directory.guidance.single import (
    OPEN,
    about,
    channel,
    point,
    points_for,
)
from tests.directory.guidance.strategies import constant


@pytest.mark.parametrize(
    ("times", "code", "points"),
    [
        (OPEN, "open_now", 20),
        (Times(state="open"), "open_now", 20),
        (Times(state="remote_only", now_until=OPEN.now_until), "open_now", 20),
        (Times(state="self_service", now_until=OPEN.now_until), "self_service_now", 20),
        (Times(state="by_appointment", now_until=OPEN.now_until), "by_appointment", 20),
        (Times(state="by_appointment"), "by_appointment", 8),
        (Times(state="unknown"), "hours_unknown", 3),
        (Times(state="closed", next_start=helsinki(2026, 5, 5, 23)), "opens_later_today", 15),
        (Times(state="closed", next_start=helsinki(2026, 5, 6, 0)), "opens_on", 12),
        (Times(state="closed", next_start=helsinki(2026, 5, 7, 0)), "opens_on", 8),
        (Times(state="closed", next_start=helsinki(2026, 5, 12, 23)), "opens_on", 8),
        (Times(state="closed", next_start=helsinki(2026, 5, 13, 0)), "opens_on", 4),
        (replace(OPEN, holiday_unconfirmed=True), "holiday_unconfirmed", 3),
        (Times(state="always"), "always_available", 20),
    ],
)
def test_G7_the_sooner_the_more_points(times: Times, code: str, points: int) -> None:
    answer = about(point(times=constant(times)), within_days=30)

    assert points_for(answer)[code] == points


def test_G7_what_is_always_there_is_worth_less_when_its_form_fits_less() -> None:
    leaflet = channel(kind="material", form="brochure", times=always)

    assert points_for(about(leaflet))["always_available"] == 10


@pytest.mark.parametrize(
    ("metres", "points"),
    [(990, 10), (1_010, 8), (2_990, 8), (3_010, 6), (9_990, 6), (10_010, 4), (19_990, 4),
     (20_010, 2), (29_990, 2), (30_010, 0)],
)  # fmt: skip
def test_G8_the_nearer_the_more_points(metres: float, points: int) -> None:
    north = metres / 111_195.08

    answer = about(point(lat=LAHTI[0] + north), near=LAHTI, radius_m=200_000)

    assert points_for(answer)["near"] == points
    assert answer.items[0].distance_m == pytest.approx(metres, abs=1)


def test_G8_places_are_worth_something_when_no_place_is_told() -> None:
    assert points_for(about(point()))["at_a_place"] == 3
    assert points_for(about(point(municipality="398"), municipality="398")) == {
        "fits_need": 40,
        "form_fits": 25,
        "open_now": 20,
        "in_your_municipality": 6,
        "checked": 5,
    }


def test_D3_the_centre_of_a_municipality_never_wins_nearest() -> None:
    centre = point(id="centre", place_id="centre", coordinate_is_centre=True)
    measured = point(lat=LAHTI[0] + 0.15)

    answer = about(centre, measured, near=LAHTI)

    assert [item.offer.id for item in answer.items] == ["p", "centre"]  # both worth 4 points
    assert answer.items[1].distance_m is None
    assert [(r.code, r.points) for r in answer.items[1].reasons][3] == ("at_a_place", 4)
    far = point(coordinate_is_centre=True, lat=LAHTI[0] + 1)
    assert about(far, near=LAHTI).relaxed == ["within_days", "area"]


def test_G9_the_distance_is_a_great_circle_to_the_own_location_of_the_point() -> None:
    lahti_to_heinola = metres_between((60.9827, 25.6612), (61.2029, 26.0319))

    assert lahti_to_heinola == pytest.approx(31_547, rel=0.005)
    assert metres_between((60, 25), (61, 25)) == pytest.approx(111_195.08, abs=0.01)
    heinola = about(point(lat=61.2029, lon=26.0319), near=(60.9827, 25.6612), radius_m=40_000)
    assert heinola.items[0].distance_m == pytest.approx(31_547, rel=0.005)


def test_G9_the_centre_of_a_municipality_gives_no_distance_and_four_points() -> None:
    item = about(point(coordinate_is_centre=True), near=LAHTI).items[0]

    assert item.distance_m is None
    assert [(r.code, r.points) for r in item.reasons if r.code in ("near", "at_a_place")] == [
        ("at_a_place", 4)
    ]


@pytest.mark.parametrize(
    ("offer", "told", "code", "points"),
    [
        ({"languages": frozenset({"sv"})}, {"language": "sv"}, "speaks_language", 5),
        ({"interpreting": True}, {"language": "sv"}, "interpreting_there", 3),
    ],
)
def test_G10_a_language_that_was_told_is_spoken_or_interpreted(
    offer: dict[str, Any], told: dict[str, Any], code: str, points: int
) -> None:
    assert points_for(about(point(**offer), **told))[code] == points


def test_G10_a_language_counts_only_when_it_was_told() -> None:
    spoken = point(languages=frozenset({"sv"}), interpreting=True)

    assert not {"speaks_language", "interpreting_there"} & set(points_for(about(spoken)))
    other = about(point(languages=frozenset({"fi"})), language="sv")
    assert not {"speaks_language", "interpreting_there"} & set(points_for(other))


@pytest.mark.parametrize(
    ("offer", "told", "code", "points"),
    [
        ({"services": frozenset({"sensitive_space"})}, {"private_space": True}, "wish_met", 5),
        (
            {"accessibility": {"wheelchair": "yes"}},
            {"accessibility": frozenset({"wheelchair"})},
            "wish_met",
            5,
        ),
        ({"services": frozenset({"device_network"})}, {"has_device": "no"}, "wish_met", 5),
        ({"target_groups": frozenset({"older"})}, {"target_group": "older"}, "wish_met", 3),
        ({"requires_identification": True}, {}, "needs_sign_in", -5),
    ],
)
def test_G11_a_wish_that_is_met_counts_and_a_sign_in_costs(
    offer: dict[str, Any], told: dict[str, Any], code: str, points: int
) -> None:
    assert points_for(about(point(**offer), **told))[code] == points


def test_G11_who_can_sign_in_loses_nothing() -> None:
    answer = about(point(requires_identification=True), can_identify="yes")

    assert "needs_sign_in" not in codes(answer.items[0])


@pytest.mark.parametrize(
    ("freshness", "code", "points"),
    [
        ("fresh", "checked", 5),
        ("due", "checked", 4),
        ("unverified", "not_checked", 2),
        ("stale", "not_checked", 0),
    ],
)
def test_G12_the_better_a_record_is_kept_the_more_points(
    freshness: Any, code: str, points: int
) -> None:
    assert points_for(about(point(freshness=freshness)))[code] == points


def test_G13_the_score_is_need_form_time_place_language_wishes_and_trust() -> None:
    full = point(
        languages=frozenset({"sv"}),
        services=frozenset({"sensitive_space", "device_network"}),
        requires_identification=True,
        freshness="due",
    )

    item = about(
        full, near=LAHTI, need="using_service", language="sv", private_space=True, has_device="no"
    ).items[0]

    assert [(one.code, one.points) for one in item.reasons] == [
        ("fits_need", 40),
        ("form_fits", 25),
        ("open_now", 20),
        ("near", 10),
        ("speaks_language", 5),
        ("wish_met", 5),
        ("wish_met", 5),
        ("needs_sign_in", -5),
        ("checked", 4),
    ]
    assert item.score == 40 + 25 + 20 + 10 + 5 + 5 + 5 - 5 + 4
