"""What is dropped and what a need makes of it (G3-G5, Q3)."""

from datetime import date
from typing import Any

import pytest

from directory.guidance.offers import Times, always
from tests.directory.guidance.fixture import (
    helsinki,
)
from tests.directory.guidance.single import about, channel, point
from tests.directory.guidance.strategies import constant


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        ({"public": False}, {}),
        ({"freshness": "expired"}, {"staff": True}),
        ({"audiences": frozenset({"professional"})}, {}),
        ({"target_groups": frozenset({"young"})}, {"target_group": "older"}),
        ({}, {"can_go": "no"}),
        ({"requires_identification": True}, {"can_identify": "no"}),
        ({"accessibility": {"wheelchair": "no"}}, {"accessibility": frozenset({"wheelchair"})}),
        ({"languages": frozenset({"fi"})}, {"language": "sv", "language_required": True}),
        ({"needs": frozenset({"device_use"})}, {"need": "using_service"}),
        ({"topics": frozenset({"kela"})}, {"topic": "omakanta"}),
        ({"levels": frozenset({"needs_assistance"})}, {"level": "in_person_client"}),
        ({"service": "assisted_authorisation", "qualified": True}, {"need": "device_use"}),
        ({"service": "assisted_authorisation"}, {"can_identify": "no"}),
        ({"service": "sensitive_space"}, {"private_space": True}),
        ({"service": "interpreting", "interpreting": True}, {"language": "sv"}),
        ({"times": constant(Times(state="closed"))}, {}),
    ],
)
def test_G3_an_offer_that_cannot_serve_the_asker_is_dropped(
    offer: dict[str, Any], told: dict[str, Any]
) -> None:
    answer = about(point(**offer), **told)

    assert answer.items == []


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        ({"public": False}, {"staff": True}),
        ({"audiences": frozenset({"resident"})}, {}),
        ({"target_groups": frozenset({"young"})}, {}),
        ({"form": "home_visit"}, {"can_go": "no"}),
        ({"requires_identification": True}, {"can_identify": "unsure"}),
        (
            {"accessibility": {"wheelchair": "unknown"}},
            {"accessibility": frozenset({"wheelchair"})},
        ),
        ({"interpreting": True}, {"language": "sv", "language_required": True}),
        ({"levels": frozenset({"resident/in_person_client"})}, {"level": "in_person_client"}),
        ({"levels": frozenset({"needs_assistance"})}, {}),
    ],
)
def test_G3_an_offer_that_can_serve_the_asker_stays(
    offer: dict[str, Any], told: dict[str, Any]
) -> None:
    assert len(about(point(**offer), **told).items) == 1


def test_Q3_a_right_is_asked_for_the_day_on_which_the_service_begins() -> None:
    begins = helsinki(2026, 5, 6, 0, 30)  # the fifth in UTC
    times = constant(Times(state="closed", next_start=begins))
    last_days = [date(2026, 5, 5), date(2026, 5, 6)]

    answers = [
        about(
            point(
                service="assisted_authorisation",
                times=times,
                qualified=lambda day, last=last: day <= last,
            ),
            can_identify="no",
        )
        for last in last_days
    ]

    assert [answer.unavailable for answer in answers] == [["assisted_authorisation"], []]
    assert [len(answer.items) for answer in answers] == [0, 1]


@pytest.mark.parametrize(
    ("told", "points"),
    [
        ({"topic": "omakanta"}, 40),
        ({"topic": "omakanta", "need": "using_service"}, 40),
        ({"need": "using_service"}, 25),
        ({}, 25),
    ],
)
def test_G5_a_material_of_one_matter_is_worth_most_when_that_is_asked(
    told: dict[str, Any], points: int
) -> None:
    material = channel(
        kind="material",
        form="material",
        times=always,
        needs=frozenset({"using_service"}),
        topics=frozenset({"omakanta"}),
    )

    answer = about(material, **told)

    assert answer.items[0].reasons[0].points == points


def test_G5_nobody_uses_a_service_together_from_afar() -> None:
    phone = channel(needs=frozenset({"using_service"}))

    together = about(phone, need="using_service", together="yes")
    alone = about(phone, need="using_service")

    assert together.items[0].reasons[0].points == 25
    assert alone.items[0].reasons[0].points == 40


def test_G3_days_ahead_are_helsinki_days() -> None:
    tonight = point(times=constant(Times(state="closed", next_start=helsinki(2026, 5, 5, 23))))
    midnight = point(times=constant(Times(state="closed", next_start=helsinki(2026, 5, 6, 0))))

    assert about(tonight, within_days=0).relaxed == []
    assert about(midnight, within_days=0).relaxed == ["within_days"]
