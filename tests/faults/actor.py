"""Processes that are killed: one that has imported everything forks the others in milliseconds.

Reads one JSON object a line, `{"act": name, …arguments}`, forks, and answers the child's pid.
"""

import asyncio
import ctypes
import json
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
from nats.aio.msg import Msg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from common import db
from common.bus import Urls, relay, tell
from common.bus.commands import Place, run_alone
from tests.common.bus.mill import HEARING, SackFilled

PR_SET_PDEATHSIG = 1
AWAY = (
    SQLAlchemyError,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
MAKE = text("insert into made values (:teller, :number) on conflict do nothing returning number")
LAST = text("select coalesce(max(number), 0) from made where teller = :teller")
SACKS = [UUID(int=number) for number in range(1, 41)]


async def relay_outbox(nats: str, database: str) -> None:
    await run_alone("relay", Place("mill", Urls(nats, database), {}, {}))


async def listen(nats: str, database: str) -> None:
    await run_alone("listen", Place("shop", Urls(nats, database), HEARING, {}))


async def tell_much(database: str, seed: int, pause: float, tellers: int = 4) -> None:
    """Tell about a few things, each teller under numbers of its own: its idempotency keys."""
    chance = random.Random(seed)
    async with db.connected(database) as transactions, asyncio.TaskGroup() as group:
        for teller in range(tellers):
            group.create_task(_tell_for_ever(transactions, teller, chance, pause))


async def _tell_for_ever(
    transactions: db.Transactions, teller: int, chance: random.Random, pause: float
) -> None:
    number = 0
    while True:
        try:
            async with transactions.begin() as session:
                if not number:
                    number = 1 + (await session.execute(LAST, {"teller": teller})).scalar_one()
                which = {"teller": teller, "number": number}
                if (await session.execute(MAKE, which)).one_or_none():
                    sack = chance.choice(SACKS)
                    await tell(session, SackFilled(sack_id=sack, kilos=chance.randrange(1000)))
            number += 1
        except AWAY:
            """Not known whether it was committed: the same number again finds out."""
        await asyncio.sleep(chance.random() * pause)


async def tell_and_never_commit(database: str) -> None:
    async with db.connected(database) as transactions, transactions.begin() as session:
        await session.execute(MAKE, {"teller": 9, "number": 1})
        await tell(session, SackFilled(sack_id=SACKS[0]))
        await asyncio.sleep(60)


async def relay_that_dies_before_marking(nats: str, database: str) -> None:
    published = relay.published

    async def publish_and_die(way: relay.Way, rows: Any) -> Any:
        await published(way, rows)
        os.kill(os.getpid(), signal.SIGKILL)

    relay.published = publish_and_die
    await relay_outbox(nats, database)


async def worker_that_dies_before_the_ack(nats: str, database: str) -> None:
    async def die(self: Msg) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Msg.ack = die  # type: ignore[method-assign]
    await work(nats, database)


async def work(nats: str, database: str) -> None:
    """Send notes; the outside world is a table of another connection."""
    url = database.replace("+asyncpg", "").split("?")[0]
    outside = await asyncpg.connect(url, ssl=False)

    async def send_note(event: SackFilled) -> None:
        await outside.execute("insert into effect values ($1, $2)", event.sack_id, event.id)

    await run_alone("listen", Place("shop", Urls(nats, database), {}, {SackFilled: send_note}))


ACTS: dict[str, Callable[..., Awaitable[None]]] = {
    act.__name__: act
    for act in (
        relay_outbox,
        listen,
        tell_much,
        tell_and_never_commit,
        relay_that_dies_before_marking,
        worker_that_dies_before_the_ack,
        work,
    )
}


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        words = json.loads(line)
        pid = os.fork()
        if not pid:
            _be(words)
        print(pid, flush=True)


def _be(words: dict[str, Any]) -> None:
    """Run one act in this forked process; never returns."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        asyncio.run(_act(words))
    finally:
        sys.stderr.flush()
        os._exit(0)


async def _act(words: dict[str, Any]) -> None:
    await ACTS[words.pop("act")](**words)


if __name__ == "__main__":
    main()
