"""From the outbox to the stream: in order per key, each once, and again what the stream lost."""

import asyncio
import json
import time
from functools import partial
from urllib.request import urlopen

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from common.bus.relay import Way, become_the_only_one, relay_outbox, tell_again_what_was_lost
from common.clock import new_id
from tests.common.bus.mill import SackFilled, World, beside, eventually, filled, fresh_stream
from tests.servers import Nats

STREAM = "DIGISILTA_MILL"
UNPUBLISHED = "select count(*) from outbox where published_at is null"


def relaying(world: World) -> partial:  # type: ignore[type-arg]
    return partial(relay_outbox, world.client, world.url, STREAM)


async def all_published(world: World) -> bool:
    return bool(await world.value(UNPUBLISHED) == 0)


async def test_what_waits_is_published_in_the_order_of_its_key(world: World) -> None:
    sacks = [new_id() for _ in range(20)]
    for kilos in range(5):
        await world.tell(*(SackFilled(sack_id=sack, kilos=kilos) for sack in sacks))

    async with beside(relaying(world)):
        await eventually(partial(all_published, world))

    kept = [await message(world, seq) for seq in range(1, 101)]
    for sack in sacks:
        subject = f"digisilta.mill.sack.filled.{sack}"
        assert [sequence for sent, sequence, _ in kept if sent == subject] == [1, 2, 3, 4, 5]


async def test_a_message_carries_its_id_and_says_that_it_is_a_cloudevent(world: World) -> None:
    event = filled()[0]
    await world.tell(event)

    async with beside(relaying(world)):
        await eventually(partial(all_published, world))

    stored = await world.client.jetstream().get_msg(STREAM, 1)
    assert stored.headers == {
        "Nats-Msg-Id": str(event.id),
        "Content-Type": "application/cloudevents+json",
        "Nats-Expected-Stream": STREAM,
    }
    assert stored.data == await world.value("select payload from outbox")


async def test_a_commit_is_in_the_stream_at_once_and_without_notify_within_a_second(
    world: World,
) -> None:
    async with beside(relaying(world)):
        notified = await seconds_to_leave(world)
        await world.do("drop trigger outbox_wake on outbox")
        unnoticed = await seconds_to_leave(world)

    assert notified < 0.9
    assert unnoticed < 3
    assert await world.stored() == 2


async def seconds_to_leave(world: World) -> float:
    """From the commit of one event until it is marked as published."""
    await world.tell(*filled())
    began = time.monotonic()
    await eventually(partial(all_published, world))
    return time.monotonic() - began


async def test_what_was_published_and_not_marked_is_not_kept_twice(world: World) -> None:
    await world.tell(*filled(10))
    async with beside(relaying(world)):
        await eventually(partial(all_published, world))
    await world.do("update outbox set published_at = null, stream_seq = null where id > 3")

    async with beside(relaying(world)):
        await eventually(partial(all_published, world))

    assert await world.stored() == 10


async def test_a_stream_that_is_new_and_empty_is_filled_again(world: World) -> None:
    await world.tell(*filled(30))
    async with beside(relaying(world)):
        await eventually(partial(all_published, world))
    await fresh_stream(world.client)
    before = REGISTRY.get_sample_value("relay_told_again_total") or 0

    async with beside(relaying(world)):
        await eventually(partial(held, world, 30))

    assert REGISTRY.get_sample_value("relay_told_again_total") == before + 30


async def test_rows_below_a_last_one_that_matches_are_told_again_too(world: World) -> None:
    """After a set-back, messages in flight take the sequences of lost ones."""
    await world.tell(*(filled()[0] for _ in range(6)))
    async with beside(relaying(world)):
        await eventually(partial(all_published, world))
    await fresh_stream(world.client)
    rows = await world.rows("select event_id, subject, payload from outbox order by id")
    jetstream = world.client.jetstream()
    for row in (rows[0], rows[1], rows[5], rows[5]):  # the third and fourth never come
        again = {"Nats-Msg-Id": str(new_id() if row is rows[5] else row.event_id)}
        await jetstream.publish(row.subject, row.payload, headers=again)
    await jetstream.publish("digisilta.mill.sack.filled.x", b"{}")
    last = {"Nats-Msg-Id": str(rows[5].event_id)}
    await jetstream.publish(rows[5].subject, rows[5].payload, headers=last)

    lost = await compared(world)

    assert lost == [3, 4, 5]


async def compared(world: World) -> list[int]:
    """Positions of the rows that a relay tells again after looking at the stream."""
    engine = create_async_engine(world.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        await tell_again_what_was_lost(Way(world.client, db, STREAM))
    rows = await world.rows("select published_at from outbox order by id")
    return [place for place, row in enumerate(rows, start=1) if row.published_at is None]


async def test_a_second_relay_waits_until_the_first_is_gone(world: World) -> None:
    engine = create_async_engine(world.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as first:
        await become_the_only_one(first, "relay")
        await world.tell(*filled())
        async with beside(relaying(world)):
            await asyncio.sleep(0.3)
            waited = await world.value(UNPUBLISHED) == 1
            await first.close()
            await eventually(partial(all_published, world))

    assert waited


async def test_a_refused_event_holds_back_its_own_key_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = filled(2), filled(2)
    await world.tell(*bad)
    await world.tell(*good)
    await world.do(
        "update outbox set subject = 'nowhere.at.all' where event_id = :id", id=bad[0].id
    )

    async with beside(relaying(world)):
        await eventually(partial(held, world, 2))
        await asyncio.sleep(0.3)

    waiting = await world.rows("select event_id from outbox where published_at is null order by id")
    assert [row.event_id for row in waiting] == [bad[0].id, bad[1].id]
    assert "refuses what we publish" in caplog.text


async def held(world: World, number: int) -> bool:
    return await world.stored() == number


async def message(world: World, seq: int) -> tuple[str, int, str]:
    stored = await world.client.jetstream().get_msg(STREAM, seq)
    event = SackFilled.opened(json.loads(stored.data or b""))
    return str(stored.subject), event.sequence, str(event.id)


async def test_a_relay_that_begins_again_and_again_leaves_nothing_at_the_server(
    world: World, nats_server_: Nats
) -> None:
    counts = []
    for _ in range(3):
        await world.tell(*filled())
        async with beside(relaying(world)):
            await eventually(partial(all_published, world))
        await world.client.flush()
        counts.append(await asyncio.to_thread(subscriptions, nats_server_))

    assert counts[1:] == counts[:1] * 2


def subscriptions(server: Nats) -> int:
    with urlopen(f"http://127.0.0.1:{server.http_port}/subsz", timeout=2) as answer:
        return int(json.load(answer)["num_subscriptions"])
