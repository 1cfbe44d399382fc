"""Nobody waits without end: for a row that another holds, a free connection, or a silent server."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from sqlalchemy import text

from common import db
from tests.common.conftest import OfficeDatabase
from tests.common.office import new_office
from tests.common.test_service import office_at
from tests.services import NOWHERE, as_caller, client_of

CLERK = as_caller("parcels:write")
CHANGE = {"content-type": "application/merge-patch+json", "if-match": "*"} | CLERK


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """A server that takes connections and says nothing; its address."""
    held: list[asyncio.StreamWriter] = []

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"postgresql+asyncpg://nobody:none@127.0.0.1:{port}/none?ssl=disable"
    for writer in held:
        writer.close()
    server.close()


async def test_a_row_that_another_holds_too_long_is_503_and_nothing_is_written(
    database: str, office_database: OfficeDatabase
) -> None:
    app, admin = new_office(database), office_database[1]
    async with (
        db.connected(database, "200ms") as app.state.transactions,
        client_of(app, "office") as client,
    ):
        made = await client.post("/parcels", json={"label": "old"}, headers=CLERK)
        path = made.headers["location"]
        async with admin.transaction():
            await admin.execute("select from parcel for update")
            held = await client.patch(path, json={"label": "new"}, headers=CHANGE)
        after = await client.get(path)
        again = await client.patch(path, json={"label": "new"}, headers=CHANGE)

    assert (held.status_code, held.json()["type"]) == (503, "/problems/service-unavailable")
    assert held.headers["retry-after"] == "5"
    assert after.json()["label"] == "old"
    assert again.status_code == 200


async def test_a_service_waits_less_than_the_gateway_and_a_command_as_long_as_it_takes(
    database: str,
) -> None:
    app = office_at(database, NOWHERE)
    show = text("show lock_timeout")

    async with app.router.lifespan_context(app), app.state.transactions() as session:
        of_a_service = (await session.execute(show)).scalar_one()
    async with db.connected(database) as transactions, transactions() as session:
        of_a_command = (await session.execute(show)).scalar_one()

    assert (of_a_service, of_a_command) == ("5s", "0")
    assert db.POOL["pool_timeout"] + 5 < 8


async def test_a_server_that_says_nothing_makes_it_not_ready_soon() -> None:
    async with silent() as nowhere, db.connected(nowhere) as transactions:
        app = new_office(nowhere)
        app.state.transactions = transactions
        began = time.monotonic()
        async with client_of(app, "office") as client:
            ready = await client.get("/ready")

    assert (ready.status_code, ready.json()["parts"]) == (503, {"database": "failed"})
    assert time.monotonic() - began < 4


async def test_a_server_that_says_nothing_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "CONNECT", 0.3)
    async with silent() as nowhere, db.connected(nowhere) as transactions:
        app = new_office(nowhere)
        app.state.transactions = transactions
        async with client_of(app, "office") as client:
            asked = await client.get("/parcels")

    assert (asked.status_code, asked.json()["type"]) == (503, "/problems/service-unavailable")


async def test_no_connection_free_is_503(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(db.POOL, "pool_timeout", 0.2)
    app = new_office(database)
    async with AsyncExitStack() as stack:
        transactions = await stack.enter_async_context(db.connected(database))
        client = await stack.enter_async_context(client_of(app, "office"))
        app.state.transactions = transactions
        for _ in range(15):
            session = await stack.enter_async_context(transactions())
            await session.execute(text("select 1"))
        asked: httpx.Response = await client.get("/parcels")

    assert (asked.status_code, asked.json()["type"]) == (503, "/problems/service-unavailable")
    assert asked.headers["retry-after"] == "5"
