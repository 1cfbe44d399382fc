"""Doing something in the outside world: at least once, known as done once it is done."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from common.bus import Event, for_ever
from common.bus import worker as module
from common.bus.repair import dead_events, retry
from common.bus.streams import durable_of, provision
from common.bus.worker import Worker, do, work
from common.clock import new_id
from tests.common.bus.mill import SackFilled, World, beside, eventually, filled
from tests.common.bus.test_projector import publish

STREAM, HEARER = "DIGISILTA_MILL", "shop-send-note"
Act = Callable[[Any], Awaitable[None]]


async def ready(world: World, act: Act, ack_wait: float = 30) -> Worker:
    """The shop's worker, with its durable in place."""
    durable = durable_of("shop", "send_note", SackFilled.event_name).evolve(ack_wait=ack_wait)
    await provision(world.client.jetstream(), [], {STREAM: [durable]})
    act.__name__ = "send_note"
    return Worker("shop", SackFilled, act)


def working(world: World, me: Worker) -> Callable[[], Awaitable[None]]:
    return partial(for_ever, partial(work, world.client, world.transactions, me), world.client)


async def settled(world: World) -> bool:
    info = await world.client.jetstream().consumer_info(STREAM, HEARER)
    return (info.num_pending, info.num_ack_pending) == (0, 0)


async def test_each_event_is_done_and_noted_as_done(world: World) -> None:
    sent = []

    async def send(event: SackFilled) -> None:
        sent.append(event.id)

    me = await ready(world, send)
    events = filled(5)
    await publish(world, *events)
    async with beside(working(world, me)):
        await eventually(partial(settled, world))

    assert sent == [event.id for event in events]
    assert await world.value("select count(*) from inbox where done_at is not null") == 5


async def test_a_new_worker_does_nothing_about_the_past(world: World) -> None:
    await publish(world, *filled(3))

    await ready(world, lambda _: asyncio.sleep(0))

    assert await settled(world)


async def test_killed_before_the_ack_it_does_not_do_it_again(world: World) -> None:
    sent = []

    async def send(event: SackFilled) -> None:
        sent.append(event.id)

    me = await ready(world, send, ack_wait=0.3)
    await publish(world, *filled())
    pull = await world.client.jetstream().pull_subscribe_bind(durable=HEARER, stream=STREAM)
    [message] = await pull.fetch(1)
    message.ack = never  # type: ignore[method-assign]
    await do(world.transactions, me, message)
    await pull.unsubscribe()

    async with beside(working(world, me)):
        await eventually(partial(settled, world))

    assert len(sent) == 1


async def never(**_: object) -> None:
    """The process was killed here."""


async def test_what_fails_is_tried_again_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    tries = []

    async def send(event: SackFilled) -> None:
        tries.append(asyncio.get_running_loop().time())
        if len(tries) < 2:
            raise RuntimeError("the post office is closed")

    me = await ready(world, send)
    await publish(world, *filled())
    async with beside(working(world, me)):
        await eventually(partial(settled, world))

    assert len(tries) == 2
    assert 1.9 < tries[1] - tries[0] < 4


async def test_an_act_has_a_time_limit_below_the_servers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WITHIN", 0.05)
    tries = []

    async def send(event: SackFilled) -> None:
        tries.append(event.id)
        await asyncio.sleep(5 if len(tries) == 1 else 0)

    me = await ready(world, send)
    await publish(world, *filled())
    async with beside(working(world, me)):
        await eventually(partial(settled, world))

    assert len(tries) == 2


async def test_what_was_tried_often_enough_is_parked_and_a_person_may_retry(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRIES", 0)
    sent = []

    async def send(event: SackFilled) -> None:
        sent.append(event.id)

    me = await ready(world, send)
    event = filled()[0]
    await publish(world, event)
    async with beside(working(world, me)):
        await eventually(partial(parked, world, 1))
        async with world.transactions.begin() as session:
            [row] = await dead_events(session)
            await retry(session, row.key)
        await eventually(partial(parked, world, 0))

    assert (row.dead, row.event_id, "GaveUp" in row.error) == (True, event.id, True)
    assert sent == [event.id]
    assert await settled(world)


async def test_a_newer_version_is_parked_and_not_guessed(world: World) -> None:
    class Newer(Event):
        """As it will be told one day."""

        type = "mill.sack.filled.v9"
        sack_id: Any

    me = await ready(world, never)  # type: ignore[arg-type]
    await publish(world, Newer(sack_id=new_id()))
    async with beside(working(world, me)):
        await eventually(partial(parked, world, 1))

    assert "Unknown" in await world.value("select error from dead_event")


async def parked(world: World, number: int) -> bool:
    return bool(await world.value("select count(*) from dead_event") == number)
