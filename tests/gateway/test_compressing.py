"""Who accepts gzip gets it, and for nobody else anything is compressed."""

import httpx
import pytest

from gateway.cache import Entry
from gateway.kept import LONG, SHORTEST, Kept
from tests.gateway.fake_service import PUBLIC, Place

POINTS = "/v1/support-points"
GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


def only_entry(place: Place) -> Entry[Kept]:
    [entry] = place.cache.entries.values()
    return entry


def long_enough(place: Place) -> None:
    place.fake.body = {"items": ["x" * 2 * SHORTEST]}
    place.fake.headers |= {"ETag": '"abc"', "Vary": "Accept"}


async def test_nothing_is_compressed_until_somebody_accepts_it(
    client: httpx.AsyncClient, place: Place
) -> None:
    long_enough(place)

    plain = await client.get(POINTS, headers=PLAIN)
    before = only_entry(place).what.gzipped
    packed = await client.get(POINTS, headers=GZIP)

    assert before is None
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-status"].startswith("digisilta; hit")
    assert packed.json() == plain.json()
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept, Accept-Encoding"


async def test_the_very_first_who_accepts_it_gets_it(
    client: httpx.AsyncClient, place: Place
) -> None:
    long_enough(place)

    packed = await client.get(POINTS, headers=GZIP)

    assert packed.headers["content-encoding"] == "gzip"
    assert "stored" in packed.headers["cache-status"]


async def test_it_is_compressed_once_and_then_takes_the_short_way(
    client: httpx.AsyncClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_enough(place)
    await client.get(POINTS, headers=GZIP)
    place.site.log.flush()
    monkeypatch.delattr("gateway.kept.compressed")

    packed = await client.get(POINTS, headers=GZIP)

    assert packed.headers["content-encoding"] == "gzip"
    assert place.site.log.hits == 1


async def test_who_has_it_already_takes_the_short_way_and_nothing_is_compressed(
    client: httpx.AsyncClient, place: Place
) -> None:
    long_enough(place)
    await client.get(POINTS, headers=PLAIN)
    place.site.log.flush()

    answer = await client.get(POINTS, headers=GZIP | {"If-None-Match": '"abc"'})

    assert answer.status_code == 304
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert only_entry(place).what.gzipped is None
    assert place.site.log.hits == 1


async def test_the_compressed_form_is_counted_in_the_cache(
    client: httpx.AsyncClient, place: Place
) -> None:
    long_enough(place)
    await client.get(POINTS, headers=PLAIN)
    before = place.cache.bytes

    await client.get(POINTS, headers=GZIP)

    entry = only_entry(place)
    assert entry.what.gzipped is not None
    assert place.cache.bytes == entry.size == before + len(entry.what.gzipped)


async def test_what_the_service_says_is_the_same_stays_compressed(
    client: httpx.AsyncClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_enough(place)
    place.fake.headers |= {"Cache-Control": PUBLIC}
    await client.get(POINTS, headers=GZIP)
    place.cache.purge_everything()
    monkeypatch.delattr("gateway.kept.compressed")

    packed = await client.get(POINTS, headers=GZIP)

    assert "fwd-status=304" in packed.headers["cache-status"]
    assert packed.headers["content-encoding"] == "gzip"


async def test_what_is_long_is_compressed_before_it_is_kept(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.body = {"items": ["x" * 2 * LONG]}

    await client.get(POINTS, headers=PLAIN)

    assert only_entry(place).what.gzipped is not None


async def test_what_is_short_is_never_compressed(client: httpx.AsyncClient, place: Place) -> None:
    await client.get(POINTS, headers=GZIP)
    place.site.log.flush()

    answer = await client.get(POINTS, headers=GZIP)

    assert "content-encoding" not in answer.headers
    assert "vary" not in answer.headers
    assert place.site.log.hits == 1
