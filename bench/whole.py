"""A whole Digisilta for a measurement, on an empty folder, and what it takes to ask it."""

import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

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
