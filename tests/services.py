"""A service for a test: a migrated database of its own, a client in front of it, callers.

A folder of tests says which service it is about, with a fixture `service` that answers its name;
then `database`, `transactions`, `session` and `client` are of that service, new for every test.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any, Protocol

import asyncpg
import httpx
import pytest_asyncio
from alembic import command
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from common import db
from common.cli import alembic_config
from common.db import Transactions
from common.identity import ANYONE, HEADER, Caller, Minter, new_key_pair
from common.settings import ServiceSettings
from tests.servers import FreshDatabase

PRIVATE_KEY, PUBLIC_KEYS = new_key_pair()
MINTER = Minter(PRIVATE_KEY)
NOWHERE = "nats://127.0.0.1:9"
CALLER = "x-test-caller"
NO_TOKEN = {CALLER: ""}
"""Headers of a request that did not come through the gateway."""


class MigratedDatabase(Protocol):
    def __call__(self, service: str, name: str = "") -> Awaitable[str]: ...


def settings_for(service: str, url: str, nats_url: str = NOWHERE, **more: Any) -> ServiceSettings:
    kind: type[ServiceSettings] = import_module(f"{service}.settings").Settings
    told = {"database_url": url, "nats_url": nats_url, "caller_keys": PUBLIC_KEYS}
    return kind.model_validate(told | more)


def as_caller(*scopes: str, **fields: Any) -> dict[str, str]:
    """Headers of somebody with these scopes: staff, unless `kind` says otherwise.

    `client_of` turns them into a token of its service at the moment of the request, so they may
    stand in a constant. Fields are those of Caller: kind, municipalities, organisation, roles …
    """
    caller = Caller(**{"subject": "tester", "kind": "staff", "scopes": scopes} | fields)
    return {CALLER: caller.model_dump_json()}


@asynccontextmanager
async def client_of(app: FastAPI, service: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client as the gateway is one: anyone, unless a request has `as_caller(…)` for headers.

    A bug in the service is seen as its 500. The application's lifespan is not run.
    """

    async def identify(request: httpx.Request) -> None:
        said = request.headers.pop(CALLER, ANYONE.model_dump_json())
        if said:
            caller = Caller.model_validate(json.loads(said))
            request.headers[HEADER] = MINTER.mint(caller, service)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://service",
        event_hooks={"request": [identify]},
    ) as client:
        yield client


@asynccontextmanager
async def client_for(service: str, url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The service on this database, without NATS."""
    told = settings_for(service, url, **settings)
    async with _connected(url, service) as transactions:
        with application_for(service, told) as app:
            app.state.transactions = transactions
            async with client_of(app, service) as client:
                yield client


SHARED = ("mentoring", "metrics")
"""Services whose application remembers nothing of a request: it is made once for many tests."""
_idle: dict[str, list[FastAPI]] = {name: [] for name in SHARED}


@contextmanager
def application_for(service: str, settings: ServiceSettings) -> Iterator[FastAPI]:
    """An application for one client at a time; making one, with its contract, takes a second."""
    idle = _idle.get(service, [])
    app: FastAPI = idle.pop() if idle else import_module(f"{service}.app").create_app(settings)
    app.state.settings = settings
    try:
        yield app
    finally:
        idle.append(app)


KEPT = "kept by tests"
"""The name of connections that stay from test to test: what they know costs more than a test."""
_engines: dict[tuple[str, str], AsyncEngine] = {}


@asynccontextmanager
async def _connected(url: str, who: str) -> AsyncIterator[Transactions]:
    """As `db.connected`, with a pool for each `who` that stays unless a connection is in use."""
    if (url, who) not in _engines:
        patience = {"timeout": db.CONNECT, "server_settings": {"application_name": KEPT}}
        _engines[url, who] = create_async_engine(url, connect_args=patience, **db.POOL)
    engine = _engines[url, who]
    try:
        yield async_sessionmaker(engine, expire_on_commit=False)
    finally:
        if engine.pool.checkedout():  # type: ignore[attr-defined]  # of AsyncAdaptedQueuePool
            await engine.dispose()


async def told(session: AsyncSession) -> list[dict[str, Any]]:
    """The envelopes in the outbox, in the order of their telling; the session is flushed."""
    await session.flush()
    rows = await session.execute(text("select payload from outbox order by id"))
    return [json.loads(payload) for payload in rows.scalars()]


async def names_told(session: AsyncSession) -> list[str]:
    """The names of the events in the outbox, such as `mentoring.org_unit.created`."""
    types = [cloud["type"] for cloud in await told(session)]
    return [kind.removeprefix("fi.digisilta.").rpartition(".v")[0] for kind in types]


@pytest_asyncio.fixture(scope="session")
async def migrated_database(fresh_database: FreshDatabase) -> AsyncIterator[MigratedDatabase]:
    """`await migrated_database("directory")` answers the address of a new, empty, migrated one."""
    ready: set[str] = set()

    async def migrated(service: str, name: str = "") -> str:
        template = f"{service}_migrated"
        if service not in ready:
            config = alembic_config(service, await fresh_database(template))
            await asyncio.to_thread(command.upgrade, config, "head")
            ready.add(service)
        return await fresh_database(name or f"{service}_test", template=template)

    yield migrated
    for engine in _engines.values():
        await engine.dispose()


KEEP = """
create schema kept;
do $$ declare one text; filled bool; begin
  for one in select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
  loop
    execute format('select exists (select 1 from %I)', one) into filled;
    if filled then execute format('create table kept.%I as table %I', one, one); end if;
  end loop;
end $$"""
"""Remember the rows that migrations wrote."""
EMPTY = """
do $$ declare one text; columns text; begin
  perform pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and not (application_name = 'kept by tests' and state = 'idle');
  set session_replication_role = replica;
  for one in select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
  loop execute format('delete from %I', one); end loop;
  for one in select relname from pg_class where relnamespace = 'kept'::regnamespace
  loop
    select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
      where attrelid = one::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('insert into %I (%s) overriding system value select %s from kept.%I',
      one, columns, columns, one);
  end loop;
end $$"""
"""As it was after its migrations; 50 times as fast as another copy of the template."""


@pytest_asyncio.fixture(scope="session")
async def emptied_database(migrated_database: MigratedDatabase) -> AsyncIterator[MigratedDatabase]:
    """Like `migrated_database`, but the same one each time, as it was after its migrations."""
    admins: dict[str, tuple[str, asyncpg.Connection]] = {}

    async def emptied(service: str, name: str = "") -> str:
        name = name or f"{service}_emptied"
        if name not in admins:
            url = await migrated_database(service, name)
            plain = url.replace("+asyncpg", "").partition("?")[0]
            admins[name] = url, await asyncpg.connect(plain, ssl=False)
            await admins[name][1].execute(KEEP)
        url, admin = admins[name]
        await admin.execute(EMPTY)
        return url

    yield emptied
    for _, admin in admins.values():
        await admin.close()


@pytest_asyncio.fixture
async def database(service: str, emptied_database: MigratedDatabase) -> str:
    """The address of a database that this test has for itself."""
    return await emptied_database(service)


@pytest_asyncio.fixture
async def transactions(database: str) -> AsyncIterator[Transactions]:
    async with _connected(database, "test") as made:
        yield made


@pytest_asyncio.fixture
async def session(transactions: Transactions) -> AsyncIterator[AsyncSession]:
    """One transaction, for the functions of a noun; what it did is undone, unless committed."""
    async with transactions() as made:
        yield made


@pytest_asyncio.fixture
async def client(service: str, database: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(service, database) as made:
        yield made


Ask = Callable[[], Awaitable[Any]]


async def eventually(ask: Ask, within: float = 5) -> Any:
    """Ask again until the answer is something; raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (answer := await ask()):
            await asyncio.sleep(0.02)
    return answer
