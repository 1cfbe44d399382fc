"""From the answer of a write to the moment at which anybody reads it through the gateway.

Read as one record, found in the list by `q`, found by `/search`. Beside it the same read without
a change: what one look costs.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from aiohttp import ClientSession

from bench.measuring import Bar, kept, until_held
from bench.whole import MERGE, asking, percentile, some_points, whole
from tests.e2e.running import Running

WRITES, GOAL_MS = 100, 250
Look = Callable[[ClientSession, str, str], Awaitable[bool]]
"""Whether the record of an id is seen under a name."""


async def measured(running: Running) -> bool:
    lines = [
        "| seen in | one look, ms p50 | commit → visible, ms p50 | p99 | p50 ÷ one look |",
        "|---|---:|---:|---:|---:|",
    ]
    bars, told = [], {}
    async with asking(running) as admin, ClientSession(running.url) as anyone:
        id_ = (await some_points(admin))[0]["id"]
        for name, look in LOOKS.items():
            looks, lags = await lags_of(admin, anyone, look, id_)
            once, usual = statistics.median(looks) * 1000, statistics.median(lags) * 1000
            slow = percentile(lags, 99) * 1000
            lines.append(f"| {name} | {once:.1f} | {usual:.1f} | {slow:.1f} | {usual / once:.1f} |")
            bars.append(Bar(f"commit → visible in {name}, p99 in ms", slow, GOAL_MS, at_most=True))
            told[name] = {"look_ms_p50": once, "lag_ms_p50": usual, "lag_ms_p99": slow}
    return kept("visible", lines, bars, told)


async def lags_of(
    admin: ClientSession, anyone: ClientSession, look: Look, id_: str
) -> tuple[list[float], list[float]]:
    """Seconds of single looks without a change, and from writes until they are seen."""
    looks, lags = [], []
    for number in range(WRITES):
        name = f"Nimi {uuid4().hex[:12]} {number}"
        before = time.perf_counter()
        await look(anyone, id_, name)
        looks.append(time.perf_counter() - before)
        lags.append(await lag(admin, anyone, look, id_, name))
        await asyncio.sleep(0.02)
    return looks, lags


async def lag(
    admin: ClientSession, anyone: ClientSession, look: Look, id_: str, name: str
) -> float:
    """Seconds from the acknowledged write until the public read shows it."""
    headers = {"If-Match": "*", "Content-Type": MERGE}
    change = {"name": {"fi": name, "sv": None, "en": None}}
    path = f"/v1/support-points/{id_}"
    async with admin.patch(path, json=change, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        written = time.perf_counter()
    while not await look(anyone, id_, name):
        pass
    return time.perf_counter() - written


async def read(session: ClientSession, id_: str, name: str) -> bool:
    async with session.get(f"/v1/support-points/{id_}") as answer:
        assert answer.status == 200
        found: str = (await answer.json())["name"]["fi"]
        return found == name


async def listed(session: ClientSession, id_: str, name: str) -> bool:
    return await found_by(session, "/v1/support-points", id_, name)


async def searched(session: ClientSession, id_: str, name: str) -> bool:
    return await found_by(session, "/v1/search", id_, name)


async def found_by(session: ClientSession, path: str, id_: str, name: str) -> bool:
    """Whether a whole name finds the record, by the name that it has now."""
    async with session.get(path, params={"q": name, "limit": 5}) as answer:
        assert answer.status == 200, await answer.text()
        items = (await answer.json())["items"]
    return any(one["id"] == id_ and one["name"]["fi"] == name for one in items)


LOOKS: dict[str, Look] = {"the record": read, "the list by `q`": listed, "`/search`": searched}


if __name__ == "__main__":
    with whole() as running:
        sys.exit(until_held(lambda: asyncio.run(measured(running))))
