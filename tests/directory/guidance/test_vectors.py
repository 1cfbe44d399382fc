"""The vectors G-a … G-p of the page, score by score."""

from typing import Any

import pytest

from tests.directory.guidance.fixture import LAHTI, TUESDAY, asked, codes, helsinki, listed

USING: dict[str, Any] = {"near": LAHTI, "need": "using_service"}
UNIDENTIFIED: dict[str, Any] = {"need": "using_service", "can_identify": "no"}
PADASJOKI = (61.350, 25.280)

VECTORS: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "G-a": (TUESDAY, USING, "in_person_client", "harju 100 satama 100 kela 99 salpa 86 phone 85"),
    "G-b": (TUESDAY, {**USING, "limit": 3}, "in_person_client", "harju 100 satama 100 phone 85"),
    "G-c": (
        TUESDAY,
        {**USING, "can_identify": "no"},
        "needs_assistance",
        "harju 100 satama 70 phone 70 kela 69 salpa 56",
    ),
    "G-d": (
        helsinki(2026, 5, 5, 19, 30),
        USING,
        "in_person_client",
        "harju 92 satama 92 kela 91 salpa 79 phone 77",
    ),
    "G-e": (
        TUESDAY,
        {**UNIDENTIFIED, "municipality": "781"},
        "needs_assistance",
        "sysma_visit 84 phone 70",
    ),
    "G-f": (
        TUESDAY,
        {"municipality": "081", "need": "finding_service", "can_go": "no"},
        "remote_user",
        "phone 95 chat 90 chatbot 65 leaflet 65",
    ),
    "G-g": (
        helsinki(2026, 5, 5, 8),
        {"near": (60.990, 25.650), "need": "device_network"},
        "in_person_client",
        "satama 100 salpa 86 phone 85 harju 80 kela 79",
    ),
    "G-h": (
        TUESDAY,
        {**USING, "language": "sv"},
        "in_person_client",
        "satama 105 kela 104 harju 100 phone 90 salpa 86",
    ),
    "G-i": (
        TUESDAY,
        {**USING, "topic": "kela"},
        "in_person_client",
        "kela 99 harju 85 satama 85 phone 85 salpa 71",
    ),
    "G-j": (
        helsinki(2026, 5, 5, 22),
        {
            "near": LAHTI,
            "need": "information_health_literacy",
            "has_device": "yes",
            "can_identify": "yes",
            "together": "no",
        },
        "independent",
        "chatbot 95 phone 77 harju 72 satama 72 kela 71",
    ),
    "G-k": (
        TUESDAY,
        {"near": LAHTI, "need": "device_use", "practise": "yes", "has_device": "no"},
        "self_practiser",
        "satama 95 course 92 harju 90 kela 89 phone 85",
    ),
    "G-l": (
        helsinki(2026, 5, 11, 10, 30),
        {**UNIDENTIFIED, "municipality": "576", "municipality_centre": PADASJOKI},
        "needs_assistance",
        "padas_visit 73 phone 70 harju 90",
    ),
    "G-m": (
        helsinki(2026, 5, 10, 10),
        {"near": LAHTI, "need": "finding_service"},
        "in_person_client",
        "harju 92 satama 92 kela 91 salpa 79 phone 77",
    ),
    "G-n": (
        TUESDAY,
        {"municipality": "081", "need": "finding_service"},
        "in_person_client",
        "phone 85 hartola 76 leaflet 75 chat 70",
    ),
    "G-o": (
        TUESDAY,
        {**USING, "private_space": True},
        "in_person_client",
        "harju 105 satama 100 kela 99 salpa 86 phone 85",
    ),
    "G-p": (
        helsinki(2027, 1, 5, 10, 30),
        {**USING, "can_identify": "no"},
        "needs_assistance",
        "harju 85 satama 70 phone 70 kela 69 salpa 56",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_of_the_page(name: str) -> None:
    at, told, level, expected = VECTORS[name]

    answer = asked(at, **told)

    words = expected.split()
    pairs = list(zip(words[::2], map(int, words[1::2]), strict=True))
    assert answer.level == answer.understood["level"] == level
    assert listed(answer) == pairs
    assert all(sum(r.points for r in i.reasons) == i.score for i in answer.items)


BEST_SERVICES = {
    "G-a": "service_guidance",
    "G-c": "assisted_authorisation",
    "G-e": "assisted_authorisation",
    "G-g": "device_network",
    "G-i": "kela_point",
    "G-l": "transacting_together",
    "G-p": "transacting_together",
}


@pytest.mark.parametrize("name", BEST_SERVICES)
def test_the_first_answer_is_the_service_of_the_page(name: str) -> None:
    at, told, *_ = VECTORS[name]

    best = asked(at, **told).items[0]

    assert best.service == BEST_SERVICES[name]


@pytest.mark.parametrize("name", ["G-j", "G-m"])
def test_G15_equal_services_of_a_place_stand_in_the_order_of_the_row(name: str) -> None:
    at, told, *_ = VECTORS[name]

    satama = next(i for i in asked(at, **told).items if i.offer.place_id == "satama")

    assert satama.service == "web_guidance"
    assert satama.also_here == ["service_guidance", "device_network"]


def test_G16_the_nearest_assisted_authorisation_stands_last_and_says_why() -> None:
    at, told, *_ = VECTORS["G-l"]

    answer = asked(at, **told)

    last = answer.items[-1]
    assert answer.unavailable == answer.relaxed == []
    assert (last.offer.place_id, last.service) == ("harju", "assisted_authorisation")
    assert last.also_here == ["transacting_together", "service_guidance"]
    assert "nearest_of_needed_service" in codes(last)
    assert last.distance_m is not None
    assert 44_000 < last.distance_m < 47_000


def test_G16_a_service_that_nobody_gives_is_named() -> None:
    at, told, *_ = VECTORS["G-p"]

    answer = asked(at, **told)

    assert answer.unavailable == ["assisted_authorisation"]
    assert not any(
        "assisted_authorisation" in (item.service, *item.also_here) for item in answer.items
    )


def test_a_visit_tells_its_hours_and_what_else_it_brings() -> None:
    at, told, *_ = VECTORS["G-e"]

    visit = asked(at, **told).items[0]

    assert visit.starts_at == helsinki(2026, 5, 7, 10)
    assert visit.ends_at == helsinki(2026, 5, 7, 14)
    assert visit.also_here == ["transacting_together", "service_guidance"]
    assert visit.distance_m is None
    assert [(r.code, r.points) for r in visit.reasons] == [
        ("fits_need", 40),
        ("form_fits", 25),
        ("visit_on", 8),
        ("in_your_municipality", 6),
        ("checked", 5),
    ]


def test_points_that_are_closed_tell_when_they_open() -> None:
    at, told, *_ = VECTORS["G-d"]

    harju, satama, *_ = asked(at, **told).items

    assert harju.starts_at == helsinki(2026, 5, 6, 9)
    assert satama.starts_at == helsinki(2026, 5, 6, 10)


def test_a_place_in_self_service_hours_says_so() -> None:
    at, told, *_ = VECTORS["G-g"]

    satama = asked(at, **told).items[0]

    assert "self_service_now" in codes(satama)
    assert satama.starts_at is None
    assert satama.ends_at == helsinki(2026, 5, 5, 10)
