"""Public answers at the door: asked for once, for everybody, in every form."""

import asyncio
import logging

import httpx
import pytest

from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import Place

POINTS = "/v1/support-points"


async def test_a_public_answer_is_asked_for_once(client: httpx.AsyncClient, place: Place) -> None:
    first = await client.get(POINTS)
    second = await client.get(POINTS)

    assert first.json() == second.json() == {"items": []}
    assert first.headers["cache-status"] == "digisilta; fwd=uri-miss; stored"
    assert second.headers["cache-status"] == "digisilta; hit; ttl=60"
    assert second.headers["age"] == "0"
    assert len(place.fake.asked) == 1


async def test_the_service_sees_anyone_whoever_asks(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = key_table.add("directory:write")

    answer = await client.get("/v1/open-now", headers={"X-API-Key": key})

    assert place.fake.asked[0].caller().kind == "anyone"
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_caller_with_the_scope_goes_past_the_cache_as_itself(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = key_table.add("directory:read")
    await client.get(POINTS)

    for _ in range(2):
        await client.get(POINTS, headers={"Authorization": f"Bearer {key}"})

    callers = [asked.caller() for asked in place.fake.asked]
    assert [caller.kind for caller in callers] == ["anyone", "partner", "partner"]
    assert callers[1].municipalities == {"398"}


async def test_fifty_who_want_the_same_ask_once(client: httpx.AsyncClient, place: Place) -> None:
    place.fake.delay = 0.2

    answers = await asyncio.gather(*(client.get(POINTS) for _ in range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(place.fake.asked) == 1
    collapsed = [a for a in answers if a.headers["cache-status"].endswith("collapsed")]
    assert len(collapsed) == 49


async def test_who_asks_after_a_change_does_not_join_those_who_asked_before(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.delay = 0.3
    before = asyncio.ensure_future(client.get(POINTS))
    await asyncio.sleep(0.1)

    place.cache.purge(["list:support-points"])
    await client.get(POINTS)
    await before

    assert len(place.fake.asked) == 2


async def test_a_place_is_rounded_before_anybody_sees_it(
    client: httpx.AsyncClient, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("request").setLevel(logging.INFO)

    first = await client.get(f"{POINTS}?near=60.983412,25.661234")
    second = await client.get(f"{POINTS}?near=60.983399,25.661001")

    assert [asked.target for asked in place.fake.asked] == ["/support-points?near=60.983,25.661"]
    assert second.headers["cache-status"].startswith("digisilta; hit")
    assert first.status_code == 200
    assert not place.door.hits.known
    place.site.log.flush()
    assert "60.98" not in place.log.getvalue()


async def test_a_gzipped_answer_keeps_its_tag(client: httpx.AsyncClient, place: Place) -> None:
    place.fake.body = {"items": ["x" * 2000]}
    place.fake.headers |= {"ETag": '"abc"', "Vary": "Accept"}

    for _ in range(2):
        packed = await client.get(POINTS, headers={"Accept-Encoding": "gzip"})
        plain = await client.get(POINTS, headers={"Accept-Encoding": "identity"})

        assert packed.json() == plain.json()
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert int(packed.headers["content-length"]) < 200
        assert packed.headers["etag"] == plain.headers["etag"] == '"abc"'
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("sent", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
async def test_what_the_client_has_is_not_sent_again(
    client: httpx.AsyncClient, place: Place, sent: str
) -> None:
    place.fake.headers |= {"ETag": '"abc"'}

    answers = [await client.get(POINTS, headers={"If-None-Match": sent}) for _ in range(2)]

    for answer in answers:
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == '"abc"'
        assert "content-type" not in answer.headers
        assert "cache-control" in answer.headers


async def test_two_representations_are_two_answers(client: httpx.AsyncClient, place: Place) -> None:
    await client.get(POINTS)
    await client.get(POINTS, headers={"Accept": "application/geo+json"})
    refused = await client.get(POINTS, headers={"Accept": "text/html"})

    assert [asked.headers["accept"] for asked in place.fake.asked] == [
        "application/json",
        "application/geo+json",
    ]
    assert refused.status_code == 406


async def test_an_answer_that_varies_by_more_is_not_kept(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers["Vary"] = "Accept-Language"

    for _ in range(2):
        await client.get(POINTS)

    assert len(place.fake.asked) == 2


async def test_an_answer_of_one_caller_is_never_kept(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers["Cache-Control"] = "private, no-cache"

    for _ in range(2):
        await client.get(POINTS)

    assert len(place.fake.asked) == 2


async def test_a_known_caller_may_have_it_anew(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = {"X-API-Key": key_table.add(), "Cache-Control": "no-cache"}
    await client.get(POINTS, headers={"Cache-Control": "no-cache"})
    await client.get(POINTS, headers={"Cache-Control": "no-cache"})

    answer = await client.get(POINTS, headers=key)

    assert len(place.fake.asked) == 2
    assert answer.headers["cache-status"].startswith("digisilta; fwd=request")
