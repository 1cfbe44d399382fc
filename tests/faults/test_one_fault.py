"""One fault at a time, with real kills: what must happen then.

Poison, early and newer events, a missing right and SIGTERM stand in tests/common/bus; a supervisor
that is killed, in tests/local; the same faults at random, in test_chaos.py.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from functools import partial

import psutil
import pytest
import pytest_asyncio
from sqlalchemy import text

from common.bus import Bus, Urls, connected, for_ever
from common.bus.projector import Projector, project
from common.bus.streams import durable_of, provision, stream_of
from common.clock import new_id
from tests.common.bus.mill import (
    HEARING,
    SackFilled,
    World,
    beside,
    eventually,
    fresh_stream,
    world_at,
)
from tests.faults.controls import carry, hear
from tests.faults.town import Town, Verdict, gone, judge, kill

pytestmark = pytest.mark.faults
STREAM = "DIGISILTA_MILL"
UNPUBLISHED = "select count(*) from outbox where published_at is null"


@pytest_asyncio.fixture
async def mill(town: Town) -> AsyncIterator[World]:
    async with world_at(town.mill_url, town.nats.url) as made:
        yield made


@pytest_asyncio.fixture
async def shop(town: Town) -> AsyncIterator[World]:
    async with world_at(town.shop_url, town.nats.url) as made:
        yield made


def some(number: int) -> list[SackFilled]:
    return [SackFilled(sack_id=new_id(), kilos=kilos) for kilos in range(number)]


async def counted(world: World, query: str, number: int) -> bool:
    return bool(await world.value(query) == number)


def published(mill: World) -> partial:  # type: ignore[type-arg]
    return partial(counted, mill, UNPUBLISHED, 0)


def heard(shop: World, number: int) -> partial:  # type: ignore[type-arg]
    return partial(counted, shop, "select count(distinct event_id) from effect", number)


def clean(told: int) -> Verdict:
    """That many told, each applied once, every copy as the last event of its thing."""
    return Verdict(told, 0, 0, 0, 0, 0, 0)


async def test_a_teller_killed_before_commit_has_told_nothing(town: Town, mill: World) -> None:
    teller = town.actors.start("tell_and_never_commit", database=town.mill_url)
    waits = "select count(*) from pg_stat_activity where state = 'idle in transaction'"
    await eventually(partial(counted, mill, waits, 1))

    kill(teller)
    await eventually(partial(counted, mill, waits, 0))
    await mill.tell(SackFilled(sack_id=new_id()))

    rows = [await mill.value(f"select count(*) from {table}") for table in ("outbox", "told")]
    assert rows == [1, 1]
    assert await mill.value("select count(*) from made") == 0


async def test_a_commit_of_unknown_outcome_is_found_by_its_key(town: Town, mill: World) -> None:
    teller = town.teller(seed=1, pause=0.0)
    for _ in range(3):
        await asyncio.sleep(0.7)
        town.postgres.kill_all()
        town.postgres.start()
    await asyncio.sleep(0.5)
    kill(teller)

    made = await mill.rows("select teller, count(*), max(number) from made group by teller")
    assert all(row.count == row.max for row in made)
    assert await mill.value("select count(*) from outbox") == sum(row.count for row in made)


async def test_without_nats_requests_are_answered_and_the_outbox_drains_after(
    town: Town, mill: World, shop: World
) -> None:
    town.nats.stop()
    teller, listener = Bus("mill"), Bus("shop")
    urls = {who: town.of(who) for who in ("mill", "shop")}
    there = {who: Urls(url["nats"], url["database"]) for who, url in urls.items()}

    async with (
        connected(teller, there["mill"], mill.transactions),
        connected(listener, there["shop"], shop.transactions, HEARING),
    ):
        for event in some(100):
            await mill.tell(event)
        await mill.tell(*some(900))
        parts, waiting = await teller.parts(), await mill.value(UNPUBLISHED)
        town.nats.start()
        await eventually(heard(shop, 1000), within=20)

    assert (parts["nats"], waiting) == ("degraded", 1000)
    assert await judge(mill, shop) == clean(1000)


async def test_nats_killed_again_and_again_loses_nothing(
    town: Town, mill: World, shop: World
) -> None:
    for start in (town.relay, town.listener):
        start()
    for _ in range(4):
        await mill.tell(*some(100))
        await asyncio.sleep(0.3)
        town.nats.kill()
        town.nats.start()

    await eventually(heard(shop, 400), within=20)
    assert await judge(mill, shop) == clean(400)


async def test_a_stream_that_was_deleted_is_filled_again(
    town: Town, mill: World, shop: World
) -> None:
    town.relay()
    town.listener()
    await mill.tell(*some(50))
    await eventually(heard(shop, 50))

    await fresh_stream(mill.client)
    await mill.tell(*some(50))
    town.nats.kill()  # the relay compares after each reconnect
    town.nats.start()

    await eventually(heard(shop, 100), within=20)
    await eventually(partial(_stored, mill, 100))
    assert await mill.stored() == 100
    assert await judge(mill, shop) == clean(100)


async def _stored(world: World, number: int) -> bool:
    return await world.stored() == number


async def test_nats_frozen_for_13_seconds_doubles_nothing(
    town: Town, mill: World, shop: World
) -> None:
    town.relay()
    town.listener()
    await mill.tell(*some(20))
    await eventually(heard(shop, 20))
    town.nats.send(signal.SIGSTOP)
    await mill.tell(*some(20))
    await asyncio.sleep(13)
    await mill.tell(*some(20))
    town.nats.send(signal.SIGCONT)

    await eventually(heard(shop, 60), within=30)
    assert await judge(mill, shop) == clean(60)


@pytest.mark.parametrize("window", [600, 1], ids=["within", "after"])
async def test_a_relay_killed_before_marking_publishes_again_and_it_counts_once(
    town: Town, mill: World, shop: World, window: int
) -> None:
    """Within the server's duplicate window the stream drops it; after it, the inbox does."""
    short = stream_of("mill", max_bytes=64 * 1024 * 1024).evolve(duplicate_window=window)
    await provision(mill.client.jetstream(), [short], {})
    await mill.tell(*some(20))
    relay = town.actors.start("relay_that_dies_before_marking", **town.of("mill"))
    died = gone(relay)
    await asyncio.sleep(1.5 if window == 1 else 0)

    town.relay()
    town.listener()
    await eventually(published(mill))
    await eventually(heard(shop, 20))
    await asyncio.sleep(0.3)

    assert died
    assert await mill.stored() == (40 if window == 1 else 20)
    assert await judge(mill, shop) == clean(20)


async def test_a_second_relay_and_a_second_listener_take_over(
    town: Town, mill: World, shop: World
) -> None:
    first = [town.relay(), town.listener()]
    await mill.tell(*some(20))
    await eventually(heard(shop, 20))
    second = [town.relay(), town.listener()]
    await mill.tell(*some(20))
    await eventually(heard(shop, 40))

    for process in first:
        kill(process)
    await mill.tell(*some(20))
    await eventually(heard(shop, 60))

    assert all(process.is_running() for process in second)
    assert await judge(mill, shop) == clean(60)


async def test_two_projectors_without_their_lock_apply_everything_once(
    mill: World, shop: World
) -> None:
    """The fencing decides, should a lock be lost unnoticed."""
    async with world_at(shop.url, shop.nats_url) as other:
        rivals = [
            partial(project, world.client, world.transactions, Projector("shop", "mill", HEARING))
            for world in (shop, other)
        ]
        async with beside(partial(for_ever, rivals[0])), beside(partial(for_ever, rivals[1])):
            for _ in range(8):
                await mill.tell(*some(100))
                await carry(mill)
            await eventually(heard(shop, 800), within=30)

    assert await judge(mill, shop) == clean(800)


async def test_a_worker_killed_before_its_ack_does_it_once(
    town: Town, mill: World, shop: World
) -> None:
    durable = durable_of("shop", "send_note", SackFilled.event_name).evolve(ack_wait=1)
    await provision(mill.client.jetstream(), [], {STREAM: [durable]})
    await mill.tell(*some(3))
    await carry(mill)
    worker = town.actors.start("worker_that_dies_before_the_ack", **town.of("shop"))
    died = gone(worker)

    town.actors.start("work", **town.of("shop"))
    await eventually(heard(shop, 3))
    await eventually(partial(_all_acked, mill))

    assert died
    assert await shop.value("select count(*) from effect") == 3


async def _all_acked(world: World) -> bool:
    info = await world.client.jetstream().consumer_info(STREAM, "shop-send-note")
    return (info.num_pending, info.num_ack_pending) == (0, 0)


async def test_a_listener_whose_postgres_dies_goes_on_from_its_position(
    town: Town, mill: World, shop: World
) -> None:
    town.relay()
    town.listener()
    await mill.tell(*some(50))
    await eventually(heard(shop, 50))

    town.postgres.kill()
    town.postgres.start()
    await mill.tell(*some(50))

    await eventually(heard(shop, 100), within=20)
    assert await judge(mill, shop) == clean(100)


async def test_a_full_stream_refuses_and_the_outbox_keeps(
    town: Town, mill: World, shop: World
) -> None:
    jetstream = mill.client.jetstream()
    await provision(jetstream, [stream_of("mill", max_bytes=20_000)], {})
    town.relay()
    town.listener()
    await mill.tell(*some(100))
    await eventually(partial(_kept_or_stored, mill, 100))
    waiting = await mill.value(UNPUBLISHED)

    await provision(jetstream, [stream_of("mill", max_bytes=10_000_000)], {})
    await eventually(heard(shop, 100))

    assert waiting > 0
    assert await judge(mill, shop) == clean(100)


async def _kept_or_stored(mill: World, told: int) -> bool:
    stored = await mill.stored()
    return stored > 0 and bool(await mill.value(UNPUBLISHED) == told - stored)


async def test_the_postmaster_killed_ten_times_under_writers_loses_no_commit(
    town: Town, mill: World
) -> None:
    """The first restart may be refused while its children go: tried again, it succeeds."""
    teller = town.teller(seed=2, pause=0.0)
    worst = 0.0
    for _ in range(10):
        await asyncio.sleep(0.2)
        began = time.monotonic()
        town.postgres.kill()
        town.postgres.start()
        worst = max(worst, time.monotonic() - began)
    kill(teller)

    async with mill.transactions() as session:
        alike = text("select (select count(*) from made) = (select count(*) from outbox)")
        assert (await session.execute(alike)).scalar_one()
    assert worst < 10


async def test_told_to_stop_it_stops_within_five_seconds_and_leaves_nothing_behind(
    town: Town, mill: World, shop: World
) -> None:
    listener = town.listener()
    await mill.tell(*some(5))
    await carry(mill)
    await eventually(heard(shop, 5))

    began = time.monotonic()
    listener.send_signal(signal.SIGTERM)
    stopped = gone(listener)

    assert stopped
    assert time.monotonic() - began < 5
    await hear(shop)
    assert await judge(mill, shop) == clean(5)


def test_an_actor_does_not_outlive_the_one_that_forks(town: Town) -> None:
    teller = town.teller(seed=3)

    town.actors.kill_all()

    assert not psutil.pid_exists(teller.pid)
