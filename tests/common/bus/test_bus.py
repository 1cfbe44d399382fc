"""A service's place on the bus: it starts without NATS, says how it is, and stops at once."""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sized
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from common.bus import (
    Bus,
    Urls,
    connected,
    for_ever,
    overhear,
    running,
)
from common.bus.projector import Projector
from common.bus.streams import rights
from tests.common.bus.mill import (
    HEARING,
    SackFilled,
    World,
    eventually,
    filled,
    fresh_stream,
    world_at,
)
from tests.servers import FreshDatabase, Nats, new_nats

# A client whose server was killed leaves a half-open socket to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def own_nats(tmp_path: Path) -> Iterator[Nats]:
    """A server that a test may stop and start; not started."""
    server = new_nats(tmp_path)
    yield server
    server.stop()
    gc.collect()


@pytest_asyncio.fixture
async def lonely(
    fresh_database: FreshDatabase, bus_template: str, own_nats: Nats
) -> AsyncIterator[World]:
    """A world whose NATS is the test's own."""
    own_nats.start()
    url = await fresh_database("bus_lonely", template=bus_template)
    async with world_at(url, own_nats.url) as made:
        await fresh_stream(made.client)
        yield made


def urls(world: World) -> Urls:
    return Urls(world.nats_url, world.url)


async def heard(world: World, number: int) -> bool:
    return bool(await world.value("select count(*) from effect") == number)


async def test_what_one_service_tells_another_hears(world: World) -> None:
    mill, shop = Bus("mill"), Bus("shop")

    async with (
        connected(mill, urls(world), world.transactions),
        connected(shop, urls(world), world.transactions, HEARING),
    ):
        await world.tell(*filled(10))
        await eventually(partial(heard, world, 10))
        parts = await mill.parts()

    assert parts == {"nats": "ok", "outbox": "ok"}


async def test_a_service_starts_without_nats_and_catches_up_when_it_comes(
    world: World, own_nats: Nats
) -> None:
    there = Urls(own_nats.url, world.url)
    mill, shop = Bus("mill"), Bus("shop")

    began = time.monotonic()
    async with (
        connected(mill, there, world.transactions),
        connected(shop, there, world.transactions, HEARING),
    ):
        started = time.monotonic() - began
        await world.tell(*filled(10))
        before = await mill.parts()
        own_nats.start()
        async with world_at(world.url, own_nats.url) as other:
            await fresh_stream(other.client)
        await eventually(partial(heard, world, 10), within=15)
        after = await mill.parts()

    assert started < 1
    assert (before["nats"], after["nats"]) == ("degraded", "ok")


async def test_it_stops_at_once_although_a_pull_is_idle(world: World) -> None:
    async with connected(Bus("shop"), urls(world), world.transactions, HEARING):
        await asyncio.sleep(0.5)
        began = time.monotonic()

    assert time.monotonic() - began < 1


async def test_it_stops_although_a_step_has_swallowed_being_cancelled(own_nats: Nats) -> None:
    cancels: list[bool] = []

    async def deaf() -> None:
        while len(cancels) < 2:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancels.append(True)
        raise asyncio.CancelledError

    async with running(Bus("mill"), own_nats.url, [], [deaf]):
        await asyncio.sleep(0)
        began = time.monotonic()

    assert time.monotonic() - began < 2


async def test_without_notify_events_leave_all_the_same(world: World) -> None:
    bus = Bus("mill", wake_by_notify=False)
    events = filled(3)

    async with connected(bus, urls(world), world.transactions):
        await world.tell(*events)
        await eventually(partial(_stored, world, 3))

    assert await _ids(world) == [str(event.id) for event in events]


async def test_an_error_of_the_caller_closes_the_connection_too(world: World) -> None:
    bus = Bus("mill")

    with pytest.raises(ExceptionGroup, match="unhandled"):
        await _fail_inside(bus, world)

    assert bus.client.is_closed


async def _fail_inside(bus: Bus, world: World) -> None:
    async with connected(bus, urls(world), world.transactions):
        await eventually(partial(_is_connected, bus))
        raise RuntimeError("the service is broken")


async def _is_connected(bus: Bus) -> bool:
    return bus.client.is_connected


async def test_a_wrong_password_turns_ready_red_and_is_logged_once(
    world: World, own_nats: Nats, caplog: pytest.LogCaptureFixture
) -> None:
    own_nats.start()
    wrong = own_nats.url.replace("admin:", "admin:not-")
    bus = Bus("mill")

    async with connected(bus, Urls(wrong, world.url), world.transactions):
        await eventually(partial(_failed, bus), within=5)
        await asyncio.sleep(1)

    refusals = [record for record in caplog.records if "Authorization" in record.getMessage()]
    assert len(refusals) == 1


async def _failed(bus: Bus) -> bool:
    return (await bus.parts())["nats"] == "failed"


async def test_a_missing_right_turns_ready_red_and_the_log_names_it(
    lonely: World, own_nats: Nats, caplog: pytest.LogCaptureFixture
) -> None:
    allowed = rights("mill", [], [], [])
    allowed["publish"]["allow"].remove("$JS.API.STREAM.INFO.DIGISILTA_MILL")
    own_nats.allow({"mill": allowed})
    bus = Bus("mill")

    async with connected(bus, Urls(own_nats.url_of("mill"), lonely.url), lonely.transactions):
        await eventually(partial(_failed, bus), within=5)

    assert "stream.info.digisilta_mill" in caplog.text.lower()
    assert not bus.client.is_connected


async def test_a_refusal_is_forgotten_a_minute_after_the_last_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = Bus("mill")
    bus.health.refuse("permissions violation")
    red = await bus.parts()
    monkeypatch.setattr("common.bus.watching.REFUSED_FOR", -1.0)

    assert red["nats"] == "failed"
    assert (await bus.parts())["nats"] == "degraded"


async def test_an_outbox_that_waits_a_minute_is_degraded_and_seen(world: World) -> None:
    await world.tell(*filled(3))
    await world.do("update outbox set told_at = now() - interval '61 seconds' where id = 1")
    bus = Bus("mill")

    await bus.health.look(world.transactions)

    assert (await bus.parts())["outbox"] == "degraded"
    assert REGISTRY.get_sample_value("outbox_waiting") == 3
    assert 61 <= (REGISTRY.get_sample_value("outbox_lag_seconds") or 0) < 70


async def test_dead_are_those_whose_first_waits_for_a_person(world: World) -> None:
    for number, (key, retry) in enumerate(
        [("a", "null"), ("a", "null"), ("b", "now()"), ("b", "null")]
    ):
        await world.do(
            "insert into dead_event values ('shop-from-mill', gen_random_uuid(), :number,"
            f" 'type', :key, '', 'wrong', 1, {retry})",
            number=number,
            key=key,
        )
    bus = Bus("shop")

    await bus.health.look(world.transactions)
    seen = {name: REGISTRY.get_sample_value(name, HEARER) for name in PARKED}
    await world.do("delete from dead_event")
    await bus.health.look(world.transactions)

    assert seen == {"dead_events": 2, "waiting_events": 2}
    assert REGISTRY.get_sample_value("dead_events", HEARER) == 0


HEARER = {"hearer": "shop-from-mill"}
PARKED = ("dead_events", "waiting_events")


async def test_every_process_overhears_everything_and_is_told_when_it_may_have_missed_some(
    lonely: World, own_nats: Nats
) -> None:
    purged: list[str] = []
    losses: list[bool] = []
    buses = [Bus("gateway"), Bus("gateway")]

    async def purge(cloud: dict[str, object]) -> None:
        purged.append(str(cloud["type"]))

    async def forget() -> None:
        losses.append(True)

    for bus in buses:
        bus.lost.append(forget)
        await bus.connect(own_nats.url)
        await overhear(bus.client, ["mill"], purge)
        await bus.client.flush()
    async with connected(Bus("mill"), urls(lonely), lonely.transactions):
        await lonely.tell(*filled())
        await eventually(partial(_length, purged, 2))
        own_nats.kill()
        await eventually(partial(_length, losses, 2))
        own_nats.start()
        await eventually(partial(_length, losses, 4))
        await lonely.tell(*filled())
        await eventually(partial(_length, purged, 4))

    assert set(purged) == {SackFilled.cloud_type()}
    for bus in buses:
        await bus.client.close()


async def _length(things: Sized, number: int) -> bool:
    return len(things) == number


async def test_closed_for_good_it_connects_again(lonely: World, own_nats: Nats) -> None:
    bus = Bus("mill")

    async with connected(bus, urls(lonely), lonely.transactions):
        await eventually(partial(_is_connected, bus))
        await bus.client.close()
        closed = bus.client.is_closed
        await eventually(partial(_is_connected, bus))
        (event,) = filled()
        await lonely.tell(event)
        await eventually(partial(_stored, lonely, 1))
        parts = await bus.parts()

    assert closed
    assert parts["nats"] == "ok"
    assert await _ids(lonely) == [str(event.id)]


async def _ids(world: World) -> list[str]:
    """The ids of the events that the stream holds, in its order."""
    jetstream, last = world.client.jetstream(), await world.stored()
    kept = [await jetstream.get_msg("DIGISILTA_MILL", seq) for seq in range(1, last + 1)]
    return [(one.headers or {})["Nats-Msg-Id"] for one in kept]


async def _stored(world: World, number: int) -> bool:
    return await world.stored() == number


async def test_what_stumbles_is_logged_and_begins_again(caplog: pytest.LogCaptureFixture) -> None:
    tries: list[float] = []

    async def stumble() -> None:
        tries.append(time.monotonic())
        raise RuntimeError("a stone")

    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(5):
            task = asyncio.ensure_future(for_ever(stumble))
            await eventually(partial(_length, tries, 3))
            task.cancel()

    assert tries[2] - tries[1] > tries[1] - tries[0]
    assert sum(bool(record.exc_info) for record in caplog.records) == 1


def test_names_of_hearer_and_stream_are_as_rights_expect_them() -> None:
    me = Projector("shop", "mill", HEARING)

    allowed = rights("shop", ["mill"], [], [])["publish"]["allow"]

    assert f"$JS.API.CONSUMER.CREATE.{me.stream}.{me.hearer}" in allowed
