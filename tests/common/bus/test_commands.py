"""What a person types: relay, listen, dead."""

import argparse
import asyncio
from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from common.bus import Urls
from common.bus.commands import VERBS, Place, add_words, run
from common.clock import new_id
from tests.common.bus.mill import HEARING, World, beside, eventually, filled


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_words(parser.add_subparsers(dest="verb"), _nowhere)
    return parser.parse_args(words)


def _nowhere() -> Place:
    return Place("shop", Urls("", ""), {}, {})


def place(world: World, service: str) -> Place:
    return Place(service, Urls(world.nats_url, world.url), HEARING, {})


async def test_relay_and_listen_run_in_processes_of_their_own(world: World) -> None:
    await world.tell(*filled(5))

    async with (
        beside(partial(_run, "relay", place(world, "mill"))),
        beside(partial(_run, "listen", place(world, "shop"))),
    ):
        await eventually(partial(_heard, world, 5))

    rows = await world.rows("select kilos from effect order by sequence")
    assert [row.kilos for row in rows] == [1, 2, 3, 4, 5]
    assert await world.stored() == 5


async def _run(verb: str, where: Place) -> None:
    await run(parsed(verb), where)


async def _heard(world: World, number: int) -> bool:
    return bool(await world.value("select count(*) from effect") == number)


async def parked(world: World, key: str, number: int) -> None:
    await world.do(
        "insert into dead_event values ('shop-from-mill', gen_random_uuid(), :number,"
        " 'fi.digisilta.mill.sack.filled.v1', :key, '', 'a hole in the sack', 1)",
        key=key,
        number=number,
    )


async def test_dead_lists_what_waits_and_why(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await parked(world, "sack.a", 1)

    code = await run(parsed("dead"), place(world, "shop"))

    shown = capsys.readouterr().out
    assert code == 0
    assert all(word in shown for word in ("dead", "shop-from-mill", "sack.a", "a hole in the sack"))


async def test_retry_asks_for_the_first_of_one_key_or_of_all(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, number in [("sack.a", 1), ("sack.a", 2), ("sack.b", 3), ("sack.c", 4)]:
        await parked(world, key, number)

    await run(parsed("dead", "retry", "sack.a"), place(world, "shop"))
    one = await world.rows("select stream_seq from dead_event where retry_at is not null")
    await run(parsed("dead", "retry", "--all"), place(world, "shop"))
    every = await world.rows(
        "select stream_seq from dead_event where retry_at is not null order by stream_seq"
    )

    assert [row.stream_seq for row in one] == [1]
    assert [row.stream_seq for row in every] == [1, 3, 4]
    assert "3 will be tried now" in capsys.readouterr().out


async def test_discard_needs_a_reason_and_an_event_that_is_there(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await parked(world, "sack.a", 1)
    event_id = await world.value("select event_id from dead_event")

    gone = await run(
        parsed("dead", "discard", str(event_id), "--why", "no sack"), place(world, "shop")
    )
    missing = await run(
        parsed("dead", "discard", str(new_id()), "--why", "x"), place(world, "shop")
    )

    assert (gone, missing) == (0, 1)
    assert "no sack" in caplog.text
    with pytest.raises(SystemExit):
        parsed("dead", "discard", str(event_id))


def test_each_word_is_there_for_the_command_line() -> None:
    parser = argparse.ArgumentParser()

    does = add_words(parser.add_subparsers(dest="verb"), _nowhere)

    assert tuple(does) == VERBS
    assert asyncio.iscoroutinefunction(run)


@pytest.mark.parametrize(
    "words", [("retry", "sack.a"), ("discard", "{event_id}", "--why", "no sack")]
)
async def test_nothing_is_said_to_be_done_before_it_is(
    world: World, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    await parked(world, "sack.a", 1)
    event_id = await world.value("select event_id from dead_event")
    for statement in FAILS_AT_COMMIT:
        await world.do(statement)

    asked = parsed("dead", *(word.format(event_id=event_id) for word in words))

    with pytest.raises(DBAPIError, match="no commit today"):
        await run(asked, place(world, "shop"))

    assert capsys.readouterr().out == ""


FAILS_AT_COMMIT = (
    "create function refuse() returns trigger language plpgsql as"
    " $$ begin raise exception 'no commit today'; end $$",
    "create constraint trigger refuse after update or delete on dead_event"
    " deferrable initially deferred for each row execute function refuse()",
)
