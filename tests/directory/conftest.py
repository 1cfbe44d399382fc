"""These tests are about the directory; an invented town can be asked for."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio

from common import db
from common.clock import standing_at
from tests.directory.town import TUESDAY, Town, build, serving
from tests.servers import FreshDatabase
from tests.services import MigratedDatabase


@pytest.fixture
def service() -> str:
    return "directory"


@pytest_asyncio.fixture(scope="session")
async def town_template(migrated_database: MigratedDatabase) -> Town:
    """The town, built once; nobody is connected to its database."""
    url = await migrated_database("directory", "directory_town")
    async with db.connected(url) as transactions, transactions.begin() as session:
        return await build(session, url)


@pytest_asyncio.fixture
async def town(town_template: Town, fresh_database: FreshDatabase) -> AsyncIterator[Town]:
    """A town of this test alone, served, on Tuesday 5 May 2026 at 10.30."""
    url = await fresh_database("directory_own_town", template="directory_town")
    with standing_at(TUESDAY):
        async with serving(url) as (app, client):
            yield replace(town_template, url=url, app=app, client=client)


@pytest_asyncio.fixture(scope="session")
async def served_town(town_template: Town, fresh_database: FreshDatabase) -> AsyncIterator[Town]:
    url = await fresh_database("directory_shared_town", template="directory_town")
    async with serving(url) as (app, client):
        yield replace(town_template, url=url, app=app, client=client)


@pytest.fixture
def read_town(served_town: Town) -> Iterator[Town]:
    """A town shared by tests that only read, on Tuesday 5 May 2026 at 10.30."""
    with standing_at(TUESDAY):
        yield served_town
