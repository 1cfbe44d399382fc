"""A mill and a shop of its own for every test, on the servers of the whole run."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from common.bus import projector, worker
from tests.common.bus.mill import World, fresh_stream, lay_tables, world_at
from tests.servers import FreshDatabase


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An idle fetch waits two seconds; the tests need not."""
    for module in (projector, worker):
        monkeypatch.setattr(module, "WAIT", 0.3)


@pytest_asyncio.fixture(scope="session")
async def bus_template(fresh_database: FreshDatabase) -> str:
    await lay_tables(await fresh_database("bus_template"))
    return "bus_template"


@pytest_asyncio.fixture
async def world(
    fresh_database: FreshDatabase, bus_template: str, nats_url: str
) -> AsyncIterator[World]:
    url = await fresh_database("bus_test", template=bus_template)
    async with world_at(url, nats_url) as made:
        await fresh_stream(made.client)
        yield made
