"""Hearing: each event applied once, in the order of its key, and no event ever dropped."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Early, Event, Hearing, for_ever, tell
from common.bus.projector import (
    Projector,
    StartOver,
    not_heard_before,
    project,
    take,
    where_we_are,
)  # fmt: skip
from common.bus.relay import relay_outbox
from common.bus.repair import dead_events, discard, retry
from common.clock import new_id
from tests.common.bus.mill import (
    HEARING,
    SackFilled,
    SackSold,
    World,
    beside,
    eventually,
    filled,
    fresh_stream,
)

STREAM = "DIGISILTA_MILL"


def shop(hearing: Hearing = HEARING) -> Projector:
    return Projector("shop", "mill", hearing)


async def publish(world: World, *events: Event) -> None:
    """Tell, and see that it is in the stream."""
    await world.tell(*events)
    async with beside(partial(relay_outbox, world.client, world.url, STREAM)):
        await eventually(partial(nothing_waits, world))


async def nothing_waits(world: World) -> bool:
    waiting = "select count(*) from outbox where published_at is null"
    return bool(await world.value(waiting) == 0)


async def heard(world: World, number: int) -> bool:
    return bool(await world.value("select count(*) from effect") == number)


async def again_and_again(world: World, me: Projector) -> None:
    """As the bus does it: what stumbles begins again."""
    await for_ever(partial(project, world.client, world.transactions, me), world.client)


async def test_each_event_is_applied_once_in_the_order_of_its_key(world: World) -> None:
    one, other = filled(50), filled(50)
    await publish(world, *one, *other)

    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 100))

    for events in (one, other):
        rows = await world.rows(
            "select sequence from effect where sack_id = :id", id=events[0].sack_id
        )
        assert [row.sequence for row in rows] == list(range(1, 51))
    assert await world.value("select count(*) from inbox where hearer = 'shop-from-mill'") == 100


async def test_a_second_reading_from_the_start_changes_nothing(world: World) -> None:
    await publish(world, *filled(20))
    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 20))
    await world.do("update position set seq = 0")

    async with beside(partial(project, world.client, world.transactions, shop())):
        await publish(world, *filled(1))
        await eventually(partial(heard, world, 21))

    assert await world.value("select count(distinct event_id) from effect") == 21


async def test_the_position_moves_with_the_effects_or_not_at_all(world: World) -> None:
    async def apply_and_fail(session: AsyncSession, event: SackFilled) -> None:
        await HEARING[SackFilled](session, event)
        if event.kilos == 3:
            raise RuntimeError("the shop is on fire")

    await publish(world, *filled(3))

    with pytest.raises(RuntimeError, match="fire"):
        await project(world.client, world.transactions, shop({SackFilled: apply_and_fail}))

    assert await world.value("select count(*) from effect") == 0
    assert await world.value("select count(*) from inbox") == 0
    assert await world.value("select seq from position") == 0


async def test_another_stream_of_the_same_name_is_read_from_its_start(world: World) -> None:
    await publish(world, *filled(5))
    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 5))
    epoch = await world.value("select epoch from position")

    await fresh_stream(world.client)
    await publish(world, *filled(2))
    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 7))

    assert await world.value("select epoch from position") != epoch


async def test_a_stream_that_holds_another_event_at_our_position_is_read_anew(world: World) -> None:
    await publish(world, *filled(5))
    me = shop()
    async with beside(partial(project, world.client, world.transactions, me)):
        await eventually(partial(heard, world, 5))
    jetstream = world.client.jetstream()
    _, kept = await where_we_are(jetstream, world.transactions, me)

    await world.do("update position set last_id = :id", id=new_id())
    _, now = await where_we_are(jetstream, world.transactions, me)

    assert (kept, now) == (5, 0)


async def test_events_put_below_our_position_by_a_set_back_are_heard(world: World) -> None:
    await publish(world, *filled(5))
    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 5))
    missed = await world.value("select event_id from effect where kilos = 3")
    await world.do("delete from effect where event_id = :id", id=missed)
    await world.do("delete from inbox where event_id = :id", id=missed)

    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 5))

    assert await world.value("select count(*) from effect where event_id = :id", id=missed) == 1


async def test_who_lost_the_position_to_another_projector_starts_over(world: World) -> None:
    await publish(world, *filled(3))
    me = shop()
    jetstream = world.client.jetstream()
    epoch, position = await where_we_are(jetstream, world.transactions, me)
    await jetstream.add_consumer(STREAM, me.consumer(after=position))
    pull = await jetstream.pull_subscribe_bind(consumer=me.hearer, stream=STREAM)
    messages = await pull.fetch(10, timeout=2)
    await take(world.transactions, me, epoch, position, messages, careful=False)

    with pytest.raises(StartOver):
        await take(world.transactions, me, epoch, position, messages, careful=False)

    assert await world.value("select count(*) from effect") == 3
    await pull.unsubscribe()


async def test_what_nobody_hears_is_not_delivered(world: World) -> None:
    sack = new_id()
    await publish(world, SackSold(sack_id=sack), SackFilled(sack_id=sack), SackSold(sack_id=sack))

    async with beside(partial(project, world.client, world.transactions, shop())):
        await eventually(partial(heard, world, 1))

    assert await world.value("select count(*) from inbox") == 1
    assert await world.value("select seq from position") == 2


async def test_a_poison_event_is_parked_with_its_key_and_others_flow(world: World) -> None:
    bad, good = filled(3), filled(3)

    async def refuse_one(session: AsyncSession, event: SackFilled) -> None:
        if event.id == bad[1].id:
            raise RuntimeError("cannot be")
        await HEARING[SackFilled](session, event)

    await publish(world, *bad, *good)
    async with beside(partial(again_and_again, world, shop({SackFilled: refuse_one}))):
        await eventually(partial(heard, world, 4))
        await publish(world, *filled(1, sack_id=bad[0].sack_id), *filled(1))
        await eventually(partial(heard, world, 5))

    async with world.transactions() as session:
        parked = await dead_events(session)
    assert [row.event_id for row in parked[:2]] == [bad[1].id, bad[2].id]
    assert len(parked) == 3
    assert {row.dead for row in parked} == {True}
    assert "cannot be" in parked[0].error


async def test_a_retry_runs_the_events_of_the_key_in_order(world: World) -> None:
    bad, wrong = filled(3), [True]

    async def refuse_for_now(session: AsyncSession, event: SackFilled) -> None:
        if wrong and event.kilos == 1:
            raise RuntimeError("not yet repaired")
        await HEARING[SackFilled](session, event)

    await publish(world, *bad)
    async with beside(partial(again_and_again, world, shop({SackFilled: refuse_for_now}))):
        await eventually(partial(parked, world, 3))
        wrong.clear()
        async with world.transactions.begin() as session:
            asked = await retry(session)
        await eventually(partial(heard, world, 3))

    rows = await world.rows("select kilos from effect")
    assert asked == 1
    assert [row.kilos for row in rows] == [1, 2, 3]
    assert await world.value("select count(*) from dead_event") == 0


async def test_a_retry_stops_at_the_first_that_fails_again(world: World) -> None:
    async def refuse(session: AsyncSession, event: SackFilled) -> None:
        raise RuntimeError("never")

    await publish(world, *filled(3))
    async with beside(partial(again_and_again, world, shop({SackFilled: refuse}))):
        await eventually(partial(parked, world, 3))
        async with world.transactions.begin() as session:
            await retry(session)
        await eventually(partial(tried, world, 2))

    rows = await world.rows("select attempts, retry_at from dead_event order by stream_seq")
    assert [(row.attempts, row.retry_at) for row in rows] == [(2, None), (0, None), (0, None)]


async def test_discarding_an_event_lets_the_next_of_its_key_go_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad = filled(3)

    async def refuse_first(session: AsyncSession, event: SackFilled) -> None:
        if event.id == bad[0].id:
            raise RuntimeError("never")
        await HEARING[SackFilled](session, event)

    await publish(world, *bad)
    async with beside(partial(again_and_again, world, shop({SackFilled: refuse_first}))):
        await eventually(partial(parked, world, 3))
        async with world.transactions.begin() as session:
            gone = await discard(session, bad[0].id, "the sack never was")
            unknown = await discard(session, new_id(), "no such thing")
        await eventually(partial(heard, world, 2))

    assert (gone, unknown) == (True, False)
    assert "the sack never was" in caplog.text
    assert await world.value("select count(*) from dead_event") == 0


async def test_an_early_event_waits_and_is_applied_when_its_time_has_come(world: World) -> None:
    known_mills: set[UUID] = set()

    async def need_the_mill(session: AsyncSession, event: SackFilled) -> None:
        if event.sack_id not in known_mills:
            raise Early("the sack")
        await HEARING[SackFilled](session, event)

    events = filled(3)
    await publish(world, *events)
    async with beside(partial(again_and_again, world, shop({SackFilled: need_the_mill}))):
        await eventually(partial(parked, world, 3))
        async with world.transactions() as session:
            waits = await dead_events(session)
        known_mills.add(events[0].sack_id)
        await eventually(partial(heard, world, 3))

    assert {row.dead for row in waits} == {False}
    assert [row.kilos for row in await world.rows("select kilos from effect")] == [1, 2, 3]


async def test_a_newer_version_is_parked_and_applied_after_the_upgrade(world: World) -> None:
    class Newer(Event):
        """As it will be told one day."""

        type = "mill.sack.filled.v9"
        sack_id: UUID
        kilos: int

    await publish(world, Newer(sack_id=new_id(), kilos=9))
    async with beside(partial(again_and_again, world, shop())):
        await eventually(partial(parked, world, 1))

    async def count(session: AsyncSession, event: Newer) -> None:
        insert = text("insert into effect values (:sack_id, :id, :sequence, :kilos)")
        await session.execute(insert, event.model_dump())

    async with beside(partial(again_and_again, world, shop({Newer: count}))):
        async with world.transactions.begin() as session:
            await retry(session)
        await eventually(partial(heard, world, 1))

    assert await world.value("select kilos from effect") == 9


async def test_a_broken_statement_is_the_events_fault_and_harms_no_other(world: World) -> None:
    async def divide(session: AsyncSession, event: SackFilled) -> None:
        await session.execute(text("select 1 / :divisor"), {"divisor": event.kilos - 2})
        await HEARING[SackFilled](session, event)

    one, bad, other = filled(1)[0], SackFilled(sack_id=new_id(), kilos=2), filled(1)[0]
    await publish(world, one, bad, other)
    async with beside(partial(again_and_again, world, shop({SackFilled: divide}))):
        await eventually(partial(heard, world, 2))

    assert [row.event_id for row in await world.rows("select event_id from dead_event")] == [bad.id]


async def test_what_a_listener_tells_names_the_event_it_heard(world: World) -> None:
    async def pass_on(session: AsyncSession, event: SackFilled) -> None:
        await tell(session, SackSold(sack_id=event.sack_id))
        await HEARING[SackFilled](session, event)

    event = filled()[0]
    await publish(world, event)
    async with beside(
        partial(project, world.client, world.transactions, shop({SackFilled: pass_on}))
    ):
        await eventually(partial(heard, world, 1))

    payload = await world.value("select payload from outbox where published_at is null")
    assert f'"causationid":"{event.id}"'.encode() in payload


async def test_what_is_behind_is_seen_and_what_is_heard_is_counted(world: World) -> None:
    labels = {"name": "mill.sack.filled.v1"}
    before = REGISTRY.get_sample_value("events_heard_total", labels) or 0
    me = shop()
    me.pending(7)
    behind = REGISTRY.get_sample_value("projector_lag_events", {"hearer": me.hearer})
    seconds = me.lag()

    await publish(world, *filled(4))
    async with beside(partial(project, world.client, world.transactions, me)):
        await eventually(partial(heard, world, 4))
        await eventually(partial(nothing_pending, me))

    assert behind == 7
    assert seconds > 0
    assert REGISTRY.get_sample_value("events_heard_total", labels) == before + 4
    assert REGISTRY.get_sample_value("projector_lag_seconds", {"hearer": me.hearer}) == 0


async def nothing_pending(me: Projector) -> bool:
    return me.lag() == 0


async def parked(world: World, number: int) -> bool:
    return bool(await world.value("select count(*) from dead_event") == number)


async def tried(world: World, attempts: int) -> bool:
    return bool(await world.value("select max(attempts) from dead_event") == attempts)


async def test_a_batch_of_any_size_is_one_and_the_same_statement(world: World) -> None:
    said: list[str] = []
    engine = world.transactions.kw["bind"].sync_engine
    twice = new_id()

    @listens_for(engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    async with world.transactions.begin() as session:
        first = await not_heard_before(session, "shop-from-mill", [twice, new_id(), twice])
        second = await not_heard_before(session, "shop-from-mill", [twice])

    assert (len(first), twice in first, second) == (2, True, set())
    assert len({one for one in said if "inbox" in one}) == 1
