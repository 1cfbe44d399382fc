"""A whole Digisilta for a measurement, on an empty folder, and what it takes to ask it."""

import json
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bench.measuring import OUT, Bar
from tests.e2e.running import Running, start, stop

MERGE = "application/merge-patch+json"


@contextmanager
def whole() -> Iterator[Running]:
    """Started with its demonstration county, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="digisilta-bench-") as folder:
        running = start(Path(folder) / "home")
        try:
            yield running
        finally:
            stop(running)


@asynccontextmanager
async def asking(running: Running) -> AsyncIterator[ClientSession]:
    """A client with the admin key; connections stay open."""
    async with ClientSession(running.url, headers={"X-API-Key": running.key}) as session:
        yield session


async def some_points(session: ClientSession) -> list[dict[str, Any]]:
    """Published points of the demonstration."""
    kinds = "county,municipality,kela,third_sector,other"
    async with session.get(f"/v1/support-points?limit=100&kind={kinds}") as answer:
        body = await answer.json()
    found: list[dict[str, Any]] = body["items"]
    return found


def percentile(values: Sequence[float], part: int) -> float:
    return statistics.quantiles(values, n=100)[part - 1]


def report(name: str, lines: Sequence[str], bars: Sequence[Bar], told: dict[str, Any]) -> int:
    """Print a table and the bars, keep them as JSON; 1 when a bar is missed."""
    print(f"## {name}\n")
    print("\n".join(lines), "\n")
    for bar in bars:
        print(bar)
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(told, indent=2))
    return 0 if all(bar.is_held for bar in bars) else 1
