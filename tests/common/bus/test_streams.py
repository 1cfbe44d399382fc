"""Streams, durables and rights: described once, and laid down without surprises."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig
from nats.js.errors import APIError, BadRequestError

from common.bus.streams import audit_stream, durable_of, provision, rights, stream_of
from tests.common.bus.mill import World
from tests.servers import Nats, new_nats

STREAM = "DIGISILTA_MILL"
MILL, SHOP = stream_of("mill", max_bytes=1024 * 1024), stream_of("shop", max_bytes=1024 * 1024)
DURABLE = durable_of("shop", "send_note", "mill.sack.filled")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A server that gives the mill and the shop the rights they need."""
    server = new_nats(tmp_path_factory.mktemp("guarded"))
    server.allow(
        {
            "mill": rights("mill", [], [], []),
            "shop": rights("shop", ["mill"], [(STREAM, "shop-send-note")], []),
            "gateway": rights("gateway", [], [], ["mill"], gossips=True),
        }
    )
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def login(server: Nats, user: str) -> AsyncIterator[tuple[Client, list[str]]]:
    refused: list[str] = []

    async def note(error: Exception) -> None:
        refused.append(str(error))

    url = server.url if user == "admin" else server.url_of(user)
    inbox = f"_INBOX_{user}".encode()
    client = await nats.connect(url, inbox_prefix=inbox, error_cb=note)
    yield client, refused
    await client.close()


@pytest.fixture(scope="module")
def laid(guarded: Nats) -> Nats:
    async def lay() -> None:
        async with login(guarded, "admin") as (admin, _):
            jetstream = admin.jetstream()
            await provision(jetstream, [MILL, SHOP, audit_stream()], {STREAM: [DURABLE]})

    asyncio.run(lay())
    return guarded


async def test_provisioning_twice_changes_nothing(world: World) -> None:
    jetstream = world.client.jetstream()
    streams, durables = [stream_of("mill"), audit_stream()], {STREAM: [DURABLE]}
    await provision(jetstream, streams, durables)

    again = await provision(jetstream, streams, durables)

    assert again == []
    await jetstream.delete_stream("DIGISILTA_AUDIT")


async def test_a_difference_is_told_and_the_whole_stream_sent(world: World) -> None:
    jetstream = world.client.jetstream()
    await provision(jetstream, [stream_of("mill")], {})

    changed = await provision(jetstream, [stream_of("mill", max_bytes=10_000_000)], {})

    there = (await jetstream.stream_info(STREAM)).config
    assert changed == [(f"stream {STREAM}", {"max_bytes": (512 * 1024 * 1024, 10_000_000)})]
    assert (there.max_age, there.description) == (400 * 86_400, "What mill tells")


async def test_a_durable_that_changed_is_changed_on_the_server(world: World) -> None:
    jetstream = world.client.jetstream()
    await provision(jetstream, [], {STREAM: [DURABLE]})

    changed = await provision(jetstream, [], {STREAM: [DURABLE.evolve(max_ack_pending=7)]})

    assert changed == [("consumer shop-send-note", {"max_ack_pending": (100, 7)})]


async def test_nobody_deletes_from_a_stream_and_it_cannot_be_taken_back(world: World) -> None:
    jetstream = world.client.jetstream()
    await jetstream.publish("digisilta.mill.sack.filled.1", b"{}")

    with pytest.raises(APIError):
        await jetstream.purge_stream(STREAM)
    with pytest.raises(APIError):
        await jetstream.delete_msg(STREAM, 1)
    with pytest.raises(APIError):
        await jetstream.update_stream(stream_of("mill").evolve(deny_purge=False))


async def test_a_full_stream_refuses_instead_of_forgetting(world: World) -> None:
    jetstream = world.client.jetstream()
    await provision(jetstream, [stream_of("mill", max_bytes=100_000)], {})

    for _ in range(3):
        await jetstream.publish("digisilta.mill.sack.filled.1", b"x" * 30_000)

    with pytest.raises(APIError, match="maximum bytes"):
        await jetstream.publish("digisilta.mill.sack.filled.1", b"x" * 30_000)

    assert (await jetstream.stream_info(STREAM)).state.first_seq == 1


async def test_the_mill_may_tell_and_look_into_its_own_stream(laid: Nats) -> None:
    async with login(laid, "mill") as (client, refused):
        jetstream = client.jetstream()
        ack = await jetstream.publish("digisilta.mill.sack.filled.1", b"{}")
        stored = await jetstream.get_msg(STREAM, ack.seq)
        info = await jetstream.stream_info(STREAM)

    assert (stored.data, info.config.name, refused) == (b"{}", STREAM, [])


async def test_the_shop_may_have_its_consumer_and_ask_its_durable(laid: Nats) -> None:
    both = ConsumerConfig(
        name="shop-from-mill",
        filter_subjects=["digisilta.mill.sack.filled.*", "digisilta.mill.sack.sold.*"],
    )
    one = ConsumerConfig(name="shop-from-mill", filter_subjects=["digisilta.mill.sack.filled.*"])
    async with login(laid, "mill") as (mill, _):
        await mill.jetstream().publish("digisilta.mill.sack.filled.1", b"{}")

    async with login(laid, "shop") as (client, refused):
        jetstream, heard = client.jetstream(), []
        for config in (both, one):
            await jetstream.add_consumer(STREAM, config)
            pull = await jetstream.pull_subscribe_bind(consumer="shop-from-mill", stream=STREAM)
            heard += await pull.fetch(1, timeout=2)
            await jetstream.consumer_info(STREAM, "shop-from-mill")
            await jetstream.delete_consumer(STREAM, "shop-from-mill")
        durable = await jetstream.pull_subscribe_bind(durable="shop-send-note", stream=STREAM)
        [message] = await durable.fetch(1, timeout=2)
        await message.ack_sync()

    assert (len(heard), refused) == (2, [])


@pytest.mark.parametrize(
    "subject",
    [
        "digisilta.mill.sack.filled.1",
        f"$JS.API.STREAM.DELETE.{STREAM}",
        f"$JS.API.STREAM.PURGE.{STREAM}",
        f"$JS.API.STREAM.UPDATE.{STREAM}",
        f"$JS.API.CONSUMER.CREATE.{STREAM}.other-from-mill",
        f"$JS.API.CONSUMER.DELETE.{STREAM}.shop-send-note",
        f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.other-send-note",
        "audit.gateway.head",
        "gossip.gateway.limits",
    ],
)
async def test_what_is_not_the_shops_is_refused_to_it(laid: Nats, subject: str) -> None:
    async with login(laid, "shop") as (client, refused):
        with pytest.raises(TimeoutError):
            await client.request(subject, b"{}", timeout=0.2)

    assert subject.lower() in refused[0].lower()


async def test_only_who_overhears_may_subscribe_to_events(laid: Nats) -> None:
    async with login(laid, "shop") as (client, refused):
        await client.subscribe("digisilta.>")
        await client.flush()
        await asyncio.sleep(0.05)

    assert "subscription" in refused[0]


async def test_the_gateway_overhears_gossips_and_witnesses(laid: Nats) -> None:
    async with login(laid, "gateway") as (client, refused), login(laid, "admin") as (admin, _):
        events = await client.subscribe("digisilta.mill.>")
        gossip = await client.subscribe("gossip.gateway.limits")
        await client.publish("gossip.gateway.limits", b"{}")
        await client.jetstream().publish("audit.gateway.head", b"{}")
        await client.flush()
        await admin.publish("digisilta.mill.sack.filled.1", b"{}")
        await events.next_msg(1)
        await gossip.next_msg(1)

    assert refused == []


async def test_a_wrong_stream_is_refused_by_the_server(laid: Nats) -> None:
    async with login(laid, "mill") as (client, _):
        with pytest.raises(BadRequestError, match="expected stream"):
            await client.jetstream().publish(
                "digisilta.mill.sack.filled.1", b"{}", stream="DIGISILTA_SHOP"
            )


def test_the_server_accepts_the_rights_as_configuration(guarded: Nats) -> None:
    command = [guarded.argv[-3], "-c", str(guarded.conf), "-t"]

    checked = subprocess.run(command, check=False, capture_output=True, text=True)

    assert Path(guarded.conf).stat().st_mode & 0o077 == 0
    assert checked.returncode == 0, checked.stderr
