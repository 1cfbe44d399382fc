"""The judge is not blind: with one protection left out, the same fault loses or doubles."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from common.clock import new_id
from tests.common.bus.mill import SackFilled, World, eventually, world_at
from tests.faults import controls
from tests.faults.controls import (
    LeaveOut,
    all_but_the_last_row,
    carry,
    commit_then_publish,
    comparison,
    hear,
    message_id_and_inbox,
    nothing,
    publish_without_looking,
)
from tests.faults.town import Town, judge

pytestmark = pytest.mark.faults
Worlds = tuple[World, World]


@pytest_asyncio.fixture
async def worlds(town: Town) -> AsyncIterator[Worlds]:
    async with (
        world_at(town.mill_url, town.nats.url) as mill,
        world_at(town.shop_url, town.nats.url) as shop,
    ):
        yield mill, shop


def some(number: int) -> list[SackFilled]:
    return [SackFilled(sack_id=new_id(), kilos=kilos) for kilos in range(number)]


async def back_again(town: Town, world: World) -> None:
    """NATS has been killed: start it, and wait for the connection."""
    before = world.client.stats["reconnects"]
    town.nats.start()
    await eventually(lambda: _came_back(world, before))


async def _came_back(world: World, before: int) -> bool:
    return world.client.is_connected and world.client.stats["reconnects"] > before


@pytest.mark.parametrize(("left_out", "doubled"), [(nothing, 0), (message_id_and_inbox, 20)])
async def test_killed_before_marking_doubles_without_message_id_and_inbox(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, left_out: LeaveOut, doubled: int
) -> None:
    left_out(monkeypatch)
    mill, shop = worlds

    await mill.tell(*some(20))
    await publish_without_looking(mill, mark=False)
    await hear(shop)
    await carry(mill)
    await hear(shop)

    verdict = await judge(mill, shop)
    assert (verdict.told, verdict.lost, verdict.doubled) == (20, 0, doubled)


@pytest.mark.parametrize(("outbox", "lost"), [(True, 0), (False, 5)])
async def test_a_broken_connection_loses_what_is_committed_first_and_published_then(
    town: Town, worlds: Worlds, outbox: bool, lost: int
) -> None:
    mill, shop = worlds
    events = some(15)
    tell = mill.tell if outbox else lambda *told: commit_then_publish(mill, told)

    await tell(*events[:5])
    if outbox:
        await carry(mill)
    town.nats.kill()
    await asyncio.wait_for(tell(*events[5:10]), 5)
    mill.client._pending.clear()  # the process is killed with what it had buffered
    mill.client._pending_data_size = 0
    await back_again(town, mill)
    await tell(*events[10:])
    await carry(mill)
    await hear(shop)

    verdict = await judge(mill, shop)
    assert (verdict.told, verdict.lost, verdict.doubled) == (15, lost, 0)


@pytest.mark.parametrize(("left_out", "lost"), [(nothing, 0), (comparison, 20)])
async def test_an_older_store_loses_events_without_the_comparison(
    town: Town, worlds: Worlds, monkeypatch: pytest.MonkeyPatch, left_out: LeaveOut, lost: int
) -> None:
    left_out(monkeypatch)
    mill, shop = worlds
    await mill.tell(*some(20))
    await carry(mill)
    town.snapshot()
    await mill.tell(*some(20))
    await carry(mill)

    town.set_back()
    await back_again(town, mill)
    await mill.tell(*some(5))
    await carry(mill)
    await hear(shop)

    verdict = await judge(mill, shop)
    assert (verdict.told, verdict.lost, verdict.doubled) == (45, lost, 0)


@pytest.mark.parametrize(("left_out", "lost"), [(nothing, 0), (all_but_the_last_row, 2)])
async def test_comparing_the_last_row_alone_loses_what_was_overtaken_during_the_restart(
    town: Town, worlds: Worlds, monkeypatch: pytest.MonkeyPatch, left_out: LeaveOut, lost: int
) -> None:
    left_out(monkeypatch)
    mill, shop = worlds
    await mill.tell(*some(2))
    await carry(mill)
    town.snapshot()
    await mill.tell(*some(4))
    await carry(mill)

    town.set_back()
    await back_again(town, mill)
    await mill.tell(*some(2))
    await publish_without_looking(mill, mark=True)
    await carry(mill)
    await hear(shop)

    verdict = await judge(mill, shop)
    assert (verdict.told, verdict.lost, verdict.doubled) == (8, lost, 0)


@pytest.mark.parametrize("guarded", [True, False])
async def test_a_copy_without_a_guard_goes_back_in_time(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """After a set-back newer events of a key may come before repeated ones."""
    mill, shop = worlds
    sack = new_id()
    await mill.tell(*(SackFilled(sack_id=sack, kilos=kilos) for kilos in (1, 2)))
    await carry(mill)
    await hear(shop)
    if not guarded:
        await shop.do("update sack set sequence = 0")
    await shop.do("delete from effect where sequence = 1")
    await shop.do("delete from inbox where event_id not in (select event_id from effect)")

    await hear_again(shop)

    verdict = await judge(mill, shop)
    assert (verdict.lost, verdict.wrong_copies) == (0, 0 if guarded else 1)


async def hear_again(shop: World) -> None:
    await shop.do("update position set seq = 0")
    await controls.hear(shop)
