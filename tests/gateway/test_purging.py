"""What is heard makes what is kept old: the dictionary, and the way there over a real NATS."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import nats
import pytest
from prometheus_client import REGISTRY

from common.bus import Bus, for_ever
from common.clock import new_id, now
from common.errors import InvalidCredentials
from common.identity import ANYONE, Minter
from gateway.cache import Cache, Entry, Lifetimes
from gateway.callers import Callers, Tokens
from gateway.kept import Kept
from gateway.listeners import PURGES, Purge, purge_for
from gateway.purging import Memory
from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import PEPPER, PRIVATE_KEY, Place
from tests.servers import Nats, new_nats
from tests.services import eventually


def cloud(name: str, **data: Any) -> dict[str, Any]:
    return {"type": f"fi.digisilta.{name}.v1", "time": now().isoformat(), "data": data}


@pytest.mark.parametrize(
    ("name", "data", "tags", "hard"),
    [
        ("directory.point.updated", {"point_id": "1", "public": True},
         {"point:1", "list:support-points"}, False),
        ("directory.point.archived", {"point_id": "1"}, {"point:1", "list:support-points"}, True),
        ("directory.point.suspended", {"point_id": "1"}, {"point:1", "list:support-points"}, True),
        ("directory.channel.updated", {"channel_id": "2", "public": False},
         {"channel:2", "list:remote-channels"}, True),
        ("directory.visit.moved", {"visit_id": "3", "unit_id": "4"},
         {"visit:3", "unit:4", "list:mobile-visits", "list:mobile-units", "list:support-points"},
         False),
        ("directory.unit.updated", {"unit_id": "4", "public": True},
         {"unit:4", "list:mobile-units", "list:mobile-visits", "list:support-points"}, False),
        ("directory.organisation.updated", {"organisation_id": "5"},
         {"organisation:5", "list:organisations", "list:support-points"}, False),
        ("directory.organisation.archived", {"organisation_id": "5"},
         {"organisation:5", "list:organisations", "list:support-points"}, True),
        ("directory.material.updated", {"material_id": "6"}, {"material:6", "list:materials"},
         False),
        ("directory.point.created", {"point_id": "7", "public": False},
         {"point:7", "list:support-points"}, False),
    ],
)  # fmt: skip
def test_each_change_makes_its_answers_old(
    name: str, data: dict[str, Any], tags: set[str], hard: bool
) -> None:
    assert purge_for(cloud(name, **data)) == Purge(frozenset(tags), hard)


HIDDEN, APPEARS, STAYS, GOES = (False, False), (False, True), (True, True), (True, False)
"""Whether residents might see it before the change, and may see it after."""
LIVES: list[tuple[str, tuple[bool, bool], bool | None]] = [
    ("point.created", HIDDEN, None),
    ("point.updated", HIDDEN, None),
    ("point.published", APPEARS, False),
    ("point.updated", STAYS, False),
    ("point.updated", GOES, True),
    ("point.updated", APPEARS, False),
    ("point.suspended", GOES, True),
    ("point.archived", GOES, True),
    ("point.archived", HIDDEN, None),
    ("visit.planned", HIDDEN, None),
    ("visit.planned", APPEARS, False),
    ("visit.confirmed", APPEARS, False),
    ("visit.cancelled", STAYS, False),
    ("visit.cancelled", HIDDEN, None),
    ("visit.updated", GOES, True),
    ("visit.held", STAYS, False),
    ("unit.updated", HIDDEN, None),
    ("unit.updated", APPEARS, False),
    ("unit.updated", GOES, True),
    ("channel.published", APPEARS, False),
    ("channel.suspended", GOES, True),
    ("channel.archived", HIDDEN, None),
    ("material.updated", HIDDEN, None),
    ("material.updated", STAYS, False),
    ("material.updated", GOES, True),
]


@pytest.mark.parametrize(("name", "seen", "hard"), LIVES)
def test_only_what_was_seen_and_is_not_any_more_is_purged_hard(
    name: str, seen: tuple[bool, bool], hard: bool | None
) -> None:
    noun, (was_public, public) = name.partition(".")[0], seen
    said = {f"{noun}_id": "1", "public": public, "was_public": was_public}

    purge = purge_for(cloud(f"directory.{name}", **said))

    assert (purge and purge.hard) is hard


@pytest.mark.parametrize(
    ("name", "public", "hard"),
    [
        ("point.updated", False, True),
        ("point.updated", True, False),
        ("point.archived", False, True),
        ("visit.planned", False, False),
        ("visit.cancelled", True, False),
        ("material.updated", False, True),
    ],
)
def test_an_older_event_that_does_not_say_how_it_was_speaks_of_what_was_seen(
    name: str, public: bool, hard: bool
) -> None:
    said = {f"{name.partition('.')[0]}_id": "1", "public": public}

    purge = purge_for(cloud(f"directory.{name}", **said))

    assert purge is not None
    assert purge.hard is hard


async def test_what_is_done_to_a_draft_leaves_the_public_list_where_it_is(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    place.fake.headers["Cache-Tags"] = "list:support-points"
    callers = Callers(key_table.look_up, [PEPPER], "test")
    here = Memory(place.cache, callers, Tokens(Minter(PRIVATE_KEY)))
    point = {"point_id": "1", "was_public": False}
    await client.get("/v1/support-points")

    await here.hear(cloud("directory.point.updated", **point, public=False))
    await here.hear(cloud("directory.point.archived", **point, public=False))
    untouched = await client.get("/v1/support-points")
    await here.hear(cloud("directory.point.published", **point, public=True))
    renewed = await client.get("/v1/support-points")

    assert untouched.headers["cache-status"].startswith("digisilta; hit")
    assert renewed.headers["cache-status"].startswith("digisilta; fwd=stale")


def test_what_no_public_answer_is_made_of_purges_nothing() -> None:
    assert purge_for(cloud("directory.report.received", report_id="1")) is None
    assert all(name.startswith("directory.") for name in PURGES)


def memory(table: KeyTable) -> Memory:
    callers = Callers(table.look_up, [PEPPER], "test")
    return Memory(Cache[Kept](10_000), callers, Tokens(Minter(PRIVATE_KEY)))


def keep(here: Memory, key: str, *tags: str) -> Entry[Kept]:
    lives = Lifetimes(60, 60, 600)
    at = asyncio.get_running_loop().time()
    entry = Entry(Kept([], b"x"), 1, frozenset(tags), lives, at)
    assert here.cache.store(key, entry, here.cache.purges.count)
    return entry


async def test_a_purge_is_repeated_once_after_a_second(key_table: KeyTable) -> None:
    here = memory(key_table)

    await here.hear(cloud("directory.point.updated", point_id="1"))
    keep(here, "k", "point:1")
    await asyncio.sleep(1.1)

    assert is_old(here, "k")


def is_old(here: Memory, key: str) -> bool:
    entry = here.cache.get(key)
    assert entry is not None
    return entry.purged


@asynccontextmanager
async def overhearing(here: Memory, url: str) -> AsyncIterator[Bus]:
    bus = Bus("gateway")
    async with asyncio.TaskGroup() as beside:
        tasks = [
            beside.create_task(bus.stay_connected(url)),
            beside.create_task(for_ever(lambda: here.stay_true(bus), bus.client)),
        ]
        await eventually(lambda: trusted(here))
        yield bus
        for task in tasks:
            task.cancel()
    await bus.client.close()


async def trusted(here: Memory, is_so: bool = True) -> bool:
    return here.cache.trusted is is_so


async def say(url: str, name: str, **data: Any) -> None:
    client = await nats.connect(url)
    await client.publish(f"digisilta.{name}.x", json.dumps(cloud(name, **data)).encode())
    await client.flush()
    await client.close()


async def test_a_change_is_overheard_and_its_lag_is_measured(
    nats_url: str, key_table: KeyTable
) -> None:
    here = memory(key_table)
    lags = REGISTRY.get_sample_value("gateway_cache_purge_lag_seconds_count") or 0
    async with overhearing(here, nats_url):
        keep(here, "a", "point:1")
        keep(here, "b", "channel:1")
        gone = keep(here, "c", "point:2")

        await say(nats_url, "directory.point.updated", point_id="1")
        await say(nats_url, "directory.point.archived", point_id="2")
        await eventually(lambda: missing(here, "c"))

        assert is_old(here, "a")
        assert not is_old(here, "b")
        assert gone.what.body == b"x"
        assert REGISTRY.get_sample_value("gateway_cache_purge_lag_seconds_count") == lags + 2


async def missing(here: Memory, key: str) -> bool:
    return here.cache.get(key) is None


async def test_a_changed_key_is_forgotten_at_once(nats_url: str, key_table: KeyTable) -> None:
    here, key = memory(key_table), key_table.add()
    sent = [(b"x-api-key", key.encode())]
    async with overhearing(here, nats_url):
        known = await here.callers.who(sent)
        here.tokens.token(known.caller, "directory")
        here.tokens.token(ANYONE, "directory")
        next(iter(key_table.rows.values())).revoked_at = now()

        await say(nats_url, "gateway.key.changed", key_id=known.key_id)
        await eventually(lambda: forgotten(here))

        assert set(here.tokens.minted) == {("anyone", "directory")}
        with pytest.raises(InvalidCredentials):
            await here.callers.who(sent)


async def forgotten(here: Memory) -> bool:
    return not here.callers.known


@pytest.fixture
async def own_nats(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nats]:
    server = new_nats(tmp_path_factory.mktemp(f"nats-{new_id().hex[:8]}"))
    server.start()
    yield server
    server.kill()


async def test_while_nats_is_away_nothing_is_trusted_and_afterwards_all_is_old(
    own_nats: Nats, key_table: KeyTable
) -> None:
    here = memory(key_table)
    async with overhearing(here, own_nats.url):
        keep(here, "a", "point:1")
        assert here.cache.trusted

        own_nats.kill()
        await eventually(lambda: trusted(here, is_so=False))
        own_nats.start()
        await eventually(lambda: trusted(here), within=15)

        assert is_old(here, "a")
        keep(here, "a", "point:1")
        await say(own_nats.url, "directory.point.updated", point_id="1")
        await eventually(lambda: grown_old(here, "a"))


async def grown_old(here: Memory, key: str) -> bool:
    return is_old(here, key)
