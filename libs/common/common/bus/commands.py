"""Words of every service on the command line: relay, listen, dead."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Bus, Doing, Hearing, Step, Urls, projecting, relaying, running, working
from common.bus.repair import dead_events, discard, retry
from common.db import connected as database

VERBS = ("relay", "listen", "dead")
Word = Callable[[argparse.Namespace], int]
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


@dataclass(frozen=True)
class Place:
    """One service, for a command."""

    service: str
    urls: Urls
    hearing: Hearing
    doing: Doing


def add_words(verbs: Verbs, place: Callable[[], Place]) -> dict[str, Word]:
    """Teach a parser these words; answer what each does. `place` is asked when one is used."""
    verbs.add_parser("relay", help="only publish the outbox, until stopped")
    verbs.add_parser("listen", help="only hear and do, until stopped")
    dead = verbs.add_parser("dead", help="events that could not be heard")
    does = dead.add_subparsers(dest="does")
    again = does.add_parser("retry", help="try the first event of a key again")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("key", nargs="?", help="such as need.0192f0c1-…")
    which.add_argument("--all", action="store_true", help="of every key")
    away = does.add_parser("discard", help="give an event up for good")
    away.add_argument("event_id", type=UUID)
    away.add_argument("--why", required=True, help="one sentence for the log")
    return dict.fromkeys(VERBS, lambda args: asyncio.run(run(args, place())))


async def run(args: argparse.Namespace, place: Place) -> int:
    """Do what the words say; answer the exit code."""
    if args.verb == "dead":
        return await mend(args, place)
    await run_alone(args.verb, place)
    return 0


async def run_alone(verb: str, place: Place) -> None:
    """The relay or the listeners in a process of their own, for scaling and for fault tests."""
    bus = Bus(place.service)
    async with AsyncExitStack() as stack:
        transactions = await stack.enter_async_context(database(place.urls.database))
        steps: list[Step] = [relaying(bus, place.urls)]
        if verb == "listen":
            steps = [*projecting(bus, place.urls, transactions, place.hearing)]
            steps += working(bus, transactions, place.doing)
        stopped = asyncio.Event()
        for told in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(told, stopped.set)
        await stack.enter_async_context(running(bus, place.urls.nats, steps, []))
        await stopped.wait()


async def mend(args: argparse.Namespace, place: Place) -> int:
    """Says what is done when it is committed, and not before."""
    async with database(place.urls.database) as transactions, transactions.begin() as session:
        lines, code = await mended(args, session)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return code


async def mended(args: argparse.Namespace, session: AsyncSession) -> tuple[list[str], int]:
    """What to say, and the exit code."""
    if args.does == "retry":
        return [f"{await retry(session, args.key)} will be tried now"], 0
    if args.does == "discard":
        gone = await discard(session, args.event_id, args.why)
        return (["discarded"], 0) if gone else (["there is no such event"], 1)
    return [shown(row) for row in await dead_events(session)], 0


def shown(row: Any) -> str:
    state, when = "dead" if row.dead else "waits", row.parked_at.isoformat(timespec="seconds")
    return f"{state} {when} {row.hearer} {row.key} {row.event_id} {row.type}\n    {row.error}"
