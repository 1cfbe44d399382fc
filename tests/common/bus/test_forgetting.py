"""What the bus deletes at night, and what it must not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from common.bus import forgetting
from common.bus.forgetting import KEEP_INBOX, KEEP_OUTBOX, Nights, forget_old
from common.bus.streams import MAX_AGE
from common.clock import now, standing_at
from tests.common.bus.mill import World, filled

DAY = timedelta(days=1)


async def published(world: World, number: int, days_ago: int) -> None:
    await world.tell(*filled(number))
    await world.do(
        "update outbox set published_at = now() - make_interval(days => :days)"
        " where published_at is null",
        days=days_ago,
    )


async def heard(world: World, number: int, days_ago: int) -> None:
    await world.do(
        "insert into inbox select 'shop', gen_random_uuid(),"
        " now() - make_interval(days => :days), now() from generate_series(1, :number)",
        days=days_ago,
        number=number,
    )


async def test_published_rows_go_after_35_days_in_slices(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "SLICE", 3)
    await published(world, 7, days_ago=36)
    await published(world, 2, days_ago=34)
    await world.tell(*filled(2))

    gone = await forget_old(world.transactions, now())

    assert gone == (7, 0)
    assert await world.value("select count(*) from outbox") == 4


async def test_what_was_never_published_is_never_forgotten(world: World) -> None:
    await world.tell(*filled(2))
    await world.do("update outbox set told_at = now() - interval '900 days'")

    assert await forget_old(world.transactions, now()) == (0, 0)


async def test_the_inbox_lives_longer_than_any_event_that_a_stream_can_hold(world: World) -> None:
    """An event told again by the relay, up to 35 days later, is kept by the stream from then on."""
    longest = timedelta(seconds=MAX_AGE) + KEEP_OUTBOX
    await heard(world, 3, days_ago=(longest + 9 * DAY).days)
    await heard(world, 4, days_ago=(longest + 11 * DAY).days)

    gone = await forget_old(world.transactions, now())

    assert longest < KEEP_INBOX
    assert gone == (0, 4)


@pytest.mark.parametrize(("hour", "left"), [(0, 0), (1, 1)])
async def test_it_works_between_two_and_three_at_night_in_helsinki(
    world: World, hour: int, left: int
) -> None:
    await published(world, 1, days_ago=365)
    nights = Nights()

    with standing_at(datetime(2026, 11, 22, hour, 30, tzinfo=UTC)):
        await for_a_moment(nights, world)

    assert await world.value("select count(*) from outbox") == left


async def test_it_works_once_a_night(world: World) -> None:
    nights = Nights()
    with standing_at(datetime(2026, 11, 22, 0, 5, tzinfo=UTC)):
        await for_a_moment(nights, world)
    await published(world, 1, days_ago=365)

    with standing_at(datetime(2026, 11, 22, 0, 45, tzinfo=UTC)):
        await for_a_moment(nights, world)
    kept = await world.value("select count(*) from outbox")
    with standing_at(datetime(2026, 11, 23, 0, 5, tzinfo=UTC)):
        await for_a_moment(nights, world)

    assert (kept, await world.value("select count(*) from outbox")) == (1, 0)


async def for_a_moment(nights: Nights, world: World) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(nights.work(world.transactions), 0.3)
