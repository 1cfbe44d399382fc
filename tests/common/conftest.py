"""A post office for every test, on an empty database where one is asked for."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from common import db
from tests.common.office import lay_tables, new_office
from tests.servers import FreshDatabase
from tests.services import EMPTY, KEEP, client_of

OfficeDatabase = tuple[str, asyncpg.Connection]


@pytest_asyncio.fixture(scope="session")
async def office_database(fresh_database: FreshDatabase) -> AsyncIterator[OfficeDatabase]:
    url = await fresh_database("office_test")
    await lay_tables(url)
    plain = url.replace("+asyncpg", "").partition("?")[0]
    admin = await asyncpg.connect(plain, ssl=False)
    await admin.execute(KEEP)
    yield url, admin
    await admin.close()


@pytest_asyncio.fixture
async def database(office_database: OfficeDatabase) -> str:
    url, admin = office_database
    await admin.execute(EMPTY)
    return url


@pytest.fixture(scope="session")
def closed_office() -> FastAPI:
    """Without a database: for what is decided before one is asked."""
    return new_office()


@pytest_asyncio.fixture
async def outside(closed_office: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(closed_office, "office") as client:
        yield client


@pytest_asyncio.fixture
async def office(database: str) -> AsyncIterator[FastAPI]:
    app = new_office(database)
    async with db.connected(database) as app.state.transactions:
        yield app


@pytest_asyncio.fixture
async def client(office: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(office, "office") as client:
        yield client
