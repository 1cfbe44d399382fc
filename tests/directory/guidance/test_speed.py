"""One question over 700 places takes less than 10 ms of the processor."""

from datetime import timedelta
from random import Random
from time import process_time
from typing import Any

import pytest

from directory.guidance.facts import Facts
from directory.guidance.guidance import guide
from directory.guidance.offers import Offer, Times
from tests.directory.guidance.fixture import LAHTI, TUESDAY
from tests.directory.guidance.strategies import SERVICES, constant

OPEN = constant(Times(state="open", now_until=TUESDAY + timedelta(hours=5)))
CLOSED = constant(Times(state="closed", next_start=TUESDAY + timedelta(hours=20)))


def seven_hundred_places() -> list[Offer]:
    random = Random(7)
    offers = []
    for number in range(700):
        codes = frozenset(random.sample(SERVICES, random.randint(1, 5)))
        place: dict[str, Any] = {
            "place_id": f"p{number}",
            "name": {"fi": f"Paikka {number}"},
            "lat": random.uniform(60, 68),
            "lon": random.uniform(21, 30),
            "times": random.choice([OPEN, CLOSED]),
            "services": codes,
            "freshness": "fresh",
        }
        offers += [
            Offer(kind="point", id=f"{number}/{code}", form="in_person", service=code, **place)
            for code in sorted(codes)
        ]
    return offers


@pytest.mark.parametrize("form", [None, "in_person"])
@pytest.mark.parametrize("radius_m", [30_000, 200_000])
def test_seven_hundred_places_are_matched_in_ten_milliseconds(
    radius_m: int, form: str | None
) -> None:
    offers = seven_hundred_places()
    facts = Facts(at=TUESDAY, near=LAHTI, radius_m=radius_m, need="using_service", form=form)

    def took() -> float:
        begun = process_time()
        guide(facts, offers)
        return process_time() - begun

    assert min(took() for _ in range(20)) < 0.010


@pytest.mark.parametrize("form", [None, "in_person"])
def test_few_of_seven_hundred_places_are_asked_for_their_times(form: str | None) -> None:
    asked_for = 0

    def times(_at: Any, _within_days: int) -> Times:
        nonlocal asked_for
        asked_for += 1
        return Times(state="open")

    offers = [
        Offer(
            kind="point",
            id=str(number),
            name={"fi": f"Paikka {number:03}"},
            form="in_person",
            service="service_guidance",
            times=times,
        )
        for number in range(700)
    ]

    guide(Facts(at=TUESDAY, limit=5, form=form), offers)

    assert asked_for < 10
