"""Telling: in the transaction of the change, numbered without gaps within a key."""

import asyncio
import json
import time

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from common.bus import tell, tell_all
from common.bus.outbox import tell_without_waking
from common.clock import new_id
from tests.common.bus.mill import SackFilled, World, filled


async def test_events_of_a_key_are_numbered_from_one_without_gaps(world: World) -> None:
    first, second = filled(3), filled(2)

    await world.tell(*first)
    await world.tell(*second)
    await world.tell(*filled(1, sack_id=first[0].sack_id))

    assert await numbers(world, first[0].key) == [1, 2, 3, 4]
    assert await numbers(world, second[0].key) == [1, 2]


async def test_what_is_rolled_back_was_never_told(world: World) -> None:
    event = filled()[0]

    async with world.transactions() as session:
        await tell(session, event)
        await session.rollback()
    await world.tell(event)

    assert await numbers(world, event.key) == [1]


async def test_many_tellers_of_one_thing_get_one_order(world: World) -> None:
    sack_id = new_id()

    async with asyncio.TaskGroup() as group:
        for _ in range(30):
            group.create_task(world.tell(SackFilled(sack_id=sack_id)))

    assert await numbers(world, f"sack.{sack_id}") == list(range(1, 31))


async def test_two_imports_about_the_same_things_never_wait_in_a_ring(world: World) -> None:
    events = [filled(1, sack_id=new_id())[0] for _ in range(200)]
    again = [SackFilled(sack_id=event.sack_id) for event in reversed(events)]

    async with asyncio.TaskGroup() as group:
        group.create_task(world.tell(*events))
        group.create_task(world.tell(*again))

    assert await world.value("select count(*) from outbox") == 400


async def test_telling_nothing_is_nothing(world: World) -> None:
    await world.tell()

    assert await world.value("select count(*) from outbox") == 0


async def test_an_import_of_20000_is_told_in_two_statements_within_seconds(world: World) -> None:
    events = [SackFilled(sack_id=new_id(), kilos=1) for _ in range(20_000)]

    began = time.monotonic()
    await world.tell(*events)
    took = time.monotonic() - began

    assert await world.value("select count(*) from outbox") == 20_000
    print(f"tell_all: {20_000 / took:.0f} a second")
    assert took < 10


@pytest.mark.parametrize(("quiet", "woken"), [(False, True), (True, False)])
async def test_a_commit_wakes_the_relay_unless_a_setting_says_no(
    world: World, quiet: bool, woken: bool
) -> None:
    heard = asyncio.Event()
    ear = await asyncpg.connect(world.url.replace("+asyncpg", "").split("?")[0], ssl=False)
    await ear.add_listener("outbox", lambda *_: heard.set())
    engine = create_async_engine(world.url)
    transactions = async_sessionmaker(engine)
    if quiet:
        tell_without_waking(transactions)

    async with transactions.begin() as session:
        await tell_all(session, filled(2))
    await asyncio.sleep(0.1)

    assert heard.is_set() is woken
    await ear.close()
    await engine.dispose()


async def numbers(world: World, key: str) -> list[int]:
    rows = await world.rows("select payload from outbox where key = :key order by id", key=key)
    return [int(json.loads(row.payload)["sequence"]) for row in rows]
