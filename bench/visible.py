"""From the answer of a write to the moment at which anybody reads it through the gateway.

Beside it the same read without a change: what one look costs.
"""

import asyncio
import statistics
import sys
import time

from aiohttp import ClientSession

from bench.measuring import Bar
from bench.whole import MERGE, asking, percentile, report, some_points, whole
from tests.e2e.running import Running

WRITES, GOAL_MS = 100, 250


async def measured(running: Running) -> int:
    async with asking(running) as admin, ClientSession(running.url) as anyone:
        point = (await some_points(admin))[0]
        path = f"/v1/support-points/{point['id']}"
        lags, looks = [], []
        for number in range(WRITES):
            before = time.perf_counter()
            await name_of(anyone, path)
            looks.append(time.perf_counter() - before)
            lags.append(await lag(admin, anyone, path, f"Nimi {number}"))
            await asyncio.sleep(0.02)
    told = {
        "look_ms_p50": statistics.median(looks) * 1000,
        "lag_ms_p50": statistics.median(lags) * 1000,
        "lag_ms_p99": percentile(lags, 99) * 1000,
    }
    lines = [
        "| | p50 ms | p99 ms | p50 ÷ one look |",
        "|---|---:|---:|---:|",
        f"| one look at the gateway | {told['look_ms_p50']:.1f} "
        f"| {percentile(looks, 99) * 1000:.1f} | 1 |",
        f"| commit → visible at the gateway | {told['lag_ms_p50']:.1f} | {told['lag_ms_p99']:.1f} "
        f"| {told['lag_ms_p50'] / told['look_ms_p50']:.1f} |",
    ]
    bar = Bar("commit → visible, p99 in ms", told["lag_ms_p99"], GOAL_MS, at_most=True)
    return report("visible", lines, [bar], told)


async def lag(admin: ClientSession, anyone: ClientSession, path: str, name: str) -> float:
    """Seconds from the acknowledged write until the public read shows it."""
    headers = {"If-Match": "*", "Content-Type": MERGE}
    async with admin.patch(path, json={"name": {"fi": name}}, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        written = time.perf_counter()
    while await name_of(anyone, path) != name:
        pass
    return time.perf_counter() - written


async def name_of(session: ClientSession, path: str) -> str:
    async with session.get(path) as answer:
        assert answer.status == 200
        told: str = (await answer.json())["name"]["fi"]
        return told


if __name__ == "__main__":
    with whole() as running:
        sys.exit(asyncio.run(measured(running)))
