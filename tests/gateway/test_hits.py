"""The short way answers as the ordinary way does, byte for byte."""

from ipaddress import ip_network

import httpx
import pytest

from gateway.hits import LONGEST, LONGEST_ENCODING
from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import Place

POINTS = "/v1/support-points"
MOVING = {"date", "age", "cache-status", "x-request-id"}
WISHES: list[dict[str, str]] = [
    {},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "gzip;q=0"},
    {"Accept": "application/geo+json"},
    {"If-None-Match": '"abc"'},
    {"If-None-Match": '"other"'},
    {"If-None-Match": "*", "Accept-Encoding": "gzip"},
    {"Cache-Control": "no-cache"},
    {"Origin": "https://elsewhere.example"},
    {"Range": "bytes=0-1"},
    {"X-Forwarded-Proto": "https"},
]


@pytest.mark.parametrize("wish", WISHES, ids=str)
@pytest.mark.parametrize("with_key", [False, True])
async def test_both_ways_give_the_same_answer(
    client: httpx.AsyncClient,
    place: Place,
    key_table: KeyTable,
    wish: dict[str, str],
    with_key: bool,
) -> None:
    place.fake.body = {"items": ["x" * 2000]}
    place.fake.headers |= {"ETag": '"abc"', "Vary": "Accept"}
    headers = {"Accept-Encoding": "identity"} | wish
    headers |= {"X-API-Key": key_table.add()} if with_key else {}
    transport = httpx.ASGITransport(place.door)  # has no extension that takes a whole answer
    async with httpx.AsyncClient(transport=transport, base_url="http://portable") as portable:
        for _ in range(2):
            await client.get(POINTS, headers=headers)
        short = await client.get(POINTS, headers=headers)
        ordinary = await portable.get(POINTS, headers=headers)

    assert short.status_code == ordinary.status_code
    assert short.content == ordinary.content
    assert _fixed(short) == _fixed(ordinary)


def _fixed(answer: httpx.Response) -> list[tuple[str, str]]:
    pairs = answer.headers.multi_items()
    return sorted(pair for pair in pairs if pair[0] not in MOVING)


async def test_the_short_way_is_really_taken(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = {"X-API-Key": key_table.add()}
    for _ in range(2):
        await client.get(POINTS, headers=key)
    place.site.log.flush()

    for headers in ({}, key, {"Accept-Encoding": "gzip"}, {"X-Forwarded-Proto": "https"}):
        await client.get(POINTS, headers=headers)

    assert place.site.log.hits == 4


async def test_a_caller_of_its_own_rights_does_not_take_it(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = {"X-API-Key": key_table.add("directory:read")}
    await client.get(POINTS)

    for _ in range(3):
        await client.get(POINTS, headers=key)

    assert len(place.fake.asked) == 4


async def test_a_client_that_came_in_clear_is_refused_if_our_proxy_says_so(
    client: httpx.AsyncClient, place: Place
) -> None:
    clear = {"X-Forwarded-Proto": "http"}
    await client.get(POINTS)

    believed = await client.get(POINTS, headers=clear)
    place.site.trusted_proxies = [ip_network("127.0.0.0/8")]
    refused = await client.get(POINTS, headers=clear)
    place.site.trusted_proxies = ()

    assert believed.status_code == 200
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/tls-required"


async def test_what_is_long_is_answered_but_not_remembered(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.door.hits.encodings.clear()
    long = "application/json," * 40
    wishes = [
        ("/" + "x" * LONGEST, {}),
        ("?municipality=" + "x" * LONGEST, {}),
        ("", {"Accept": long}),
    ]

    for path, headers in wishes:
        answer = await client.get(POINTS + path, headers=headers)
        assert answer.status_code == 200
        assert place.door.hits.known == {}
    for encodings in ("gzip, " + "x" * LONGEST_ENCODING, "gzip"):
        await client.get(POINTS, headers={"Accept-Encoding": encodings})

    assert b"gzip" in place.door.hits.encodings
    assert all(len(one) <= LONGEST_ENCODING for one in place.door.hits.encodings if one)
    assert len(place.door.hits.known) == 1


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "https://intra.example.fi"])
async def test_an_answer_to_a_key_is_for_pages_of_staff_only(
    client: httpx.AsyncClient, key_table: KeyTable, origin: str
) -> None:
    key = {"X-API-Key": key_table.add()}
    is_staff = origin == "https://intra.example.fi"
    await client.get(POINTS)

    for _ in range(3):
        answer = await client.get(POINTS, headers=key | {"Origin": origin})

        assert answer.headers["cache-status"].startswith("digisilta; hit")
        assert answer.headers.get("access-control-allow-origin") == (origin if is_staff else None)
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["vary"] == "Origin"
