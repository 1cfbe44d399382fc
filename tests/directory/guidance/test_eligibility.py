"""What is dropped and what a need makes of it (G3-G5, Q3)."""

from datetime import date
from typing import Any

import pytest

from directory.guidance.offers import Times, always
from tests.directory.guidance.fixture import (
    helsinki,
)
from tests.directory.guidance.single import about, channel, point
from tests.directory.guidance.strategies import SERVICES, constant


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


THE_TABLE_OF_G4: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "device_network": (
        {"need": "device_network"}, "device_network", "service_guidance", "web_guidance",
    ),
    "device_use": (
        {"need": "device_use"}, "service_guidance", "web_guidance device_network",
        "transacting_together",
    ),
    "finding_service": (
        {"need": "finding_service"}, "web_guidance service_guidance", "kela_point",
        "device_network transacting_together",
    ),
    "information_health_literacy": (
        {"need": "information_health_literacy"}, "web_guidance service_guidance", "",
        "device_network transacting_together",
    ),
    "using_service with assistance": (
        {"need": "using_service", "together": "yes"}, "transacting_together", "service_guidance",
        "web_guidance device_network",
    ),
    "using_service": (
        {"need": "using_service"}, "service_guidance", "transacting_together web_guidance",
        "device_network",
    ),
    "using_service without signing in": (
        {"need": "using_service", "can_identify": "no"}, "assisted_authorisation",
        "transacting_together", "service_guidance",
    ),
    "not told, without signing in": (
        {"can_identify": "no"}, "assisted_authorisation", "transacting_together",
        "service_guidance",
    ),
    "not told": (
        {}, "service_guidance", "web_guidance transacting_together device_network", "",
    ),
    "a need of the county's own": (
        {"need": "own"}, "service_guidance", "web_guidance transacting_together device_network", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", THE_TABLE_OF_G4)
def test_G4_a_service_is_worth_what_the_row_of_the_need_says(row: str) -> None:
    told, *columns = THE_TABLE_OF_G4[row]
    expected = {"kela_point": 10}
    for points, services in zip((40, 25, 10), columns, strict=True):
        expected |= dict.fromkeys(services.split(), points)

    found = {code: need_points(code, **told) for code in SERVICES}

    assert {code: points for code, points in found.items() if points} == expected


def test_G4_in_matters_of_kela_its_point_is_worth_most_and_others_fall() -> None:
    kela = {"topic": "kela", "need": "using_service"}
    unidentified = {"topic": "kela", "can_identify": "no"}

    assert [need_points(c, **kela) for c in ("kela_point", "service_guidance")] == [40, 25]
    assert need_points("assisted_authorisation", **unidentified) == 40


def need_points(code: str, **told: Any) -> int:
    """The points for the need of a place that gives one service; 0 where it is no answer."""
    answer = about(point(service=code, qualified=True), **told)
    return answer.items[0].reasons[0].points if answer.items else 0


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
