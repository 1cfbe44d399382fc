"""The demonstration is loaded once for these tests; they only read it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now
from common.db import Transactions, connected
from mentoring.demo.loading import load
from tests.services import MigratedDatabase, client_for


@pytest.fixture(scope="session")
def service() -> str:
    return "mentoring"


@pytest_asyncio.fixture(scope="session")
async def loaded(service: str, migrated_database: MigratedDatabase) -> str:
    """The address of a database with the demonstration."""
    url = await migrated_database(service, "mentoring_demo")
    async with connected(url) as transactions, transactions.begin() as session:
        await load(session, now())
    return url


@pytest_asyncio.fixture
async def session(loaded: str) -> AsyncIterator[AsyncSession]:
    async with connected(loaded) as transactions, transactions() as session:
        yield session


@pytest_asyncio.fixture
async def client(service: str, loaded: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(service, loaded) as made:
        yield made


@pytest_asyncio.fixture
async def empty(database: str) -> AsyncIterator[Transactions]:
    """Of a database without anything."""
    async with connected(database) as transactions:
        yield transactions
