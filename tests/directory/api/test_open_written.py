"""What `/open-now` keeps of places and channels says what is true at each moment."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bench.generated import NOON, county
from common.answering import Answer
from common.clock import standing_at
from common.identity import ANYONE
from directory.api.open_now import OpenNowQuery, list_open_now
from directory.model.catalogue import Catalogue
from tests.directory.invented_places import many_places

HELD = county(1)
PLACES = {one.id: one for one in many_places(120)}
KEPT = replace(HELD, places=PLACES, made={})
LANGUAGES, LIMITS = ((), (), ("sv",), ("fi", "en")), (1, 20, 200)


async def told(catalogue: Catalogue, query: OpenNowQuery) -> tuple[bytes, str]:
    answer = Answer()
    response = await list_open_now(ANYONE, catalogue, answer, query)
    return bytes(response.body), answer.cache


async def test_what_is_kept_says_what_a_fresh_catalogue_says() -> None:
    chance, at = random.Random(8), NOON
    for _ in range(100):
        at += timedelta(minutes=chance.choice([0, 1, 15, 90]))
        query = a_query(chance)

        with standing_at(at):
            kept = await told(KEPT, query)
            for one in PLACES.values():
                one.made.clear()
                one.doors.clear()
            fresh = await told(replace(KEPT, made={}), query)

        assert kept == fresh


async def test_a_clock_that_is_set_back_is_told_what_is_true_then() -> None:
    query = OpenNowQuery(near=(60.98, 25.66), limit=200)
    with standing_at(NOON):
        first = await told(KEPT, query)
    with standing_at(NOON + timedelta(hours=9)):
        later = await told(KEPT, query)

    with standing_at(NOON):
        assert await told(KEPT, query) == first
    assert later[0] != first[0]


def a_query(chance: random.Random) -> OpenNowQuery:
    near = round(chance.uniform(60.6, 61.7), 3), round(chance.uniform(25.0, 26.6), 3)
    said: dict[str, Any] = {
        "near": chance.choice([None, near, near]),
        "language": chance.choice(LANGUAGES),
        "limit": chance.choice(LIMITS),
        "service": chance.choice([(), (), ("service_guidance",), ("device_network", "kela_point")]),
        "need": chance.choice([(), (), (), ("device_use",)]),
    }
    if said["near"]:
        said["radius_m"] = chance.choice([3_000, 30_000, 90_000])
    return OpenNowQuery(**said)
