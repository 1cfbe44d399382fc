"""While PostgreSQL is away the model is not trusted: nobody is shown what may be old (3.5)."""

import asyncio
import gc
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from alembic import command
from httpx import Response
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from common.cli import alembic_config
from common.clock import standing_at
from common.errors import ServiceUnavailable
from directory.model.keeper import Keeper, kept
from directory.model.outages import refused_while_away
from tests.directory.town import TUESDAY, Town, build, serving
from tests.directory.writing import create
from tests.servers import UNSAFE, Postgres, make_database, new_postgres
from tests.services import eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
"""A client whose server was killed leaves a half-open socket to the garbage collector."""
READS = ("/support-points", "/open-now", "/match", "/mobile-visits", "/remote-channels")


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Postgres]:
    """A PostgreSQL of this test alone, to be killed."""
    server = new_postgres(tmp_path, *UNSAFE)
    server.start()
    yield server
    server.kill_all()
    gc.collect()


@pytest_asyncio.fixture
async def town_of_server(server: Postgres) -> AsyncIterator[Town]:
    """A town on that server with its listener, as the service runs."""
    url = await make_database(server.url(), "directory_away")
    await asyncio.to_thread(command.upgrade, alembic_config("directory", url), "head")
    async with db.connected(url) as transactions, transactions.begin() as session:
        built = await build(session, url)
    with standing_at(TUESDAY):
        async with serving(url) as (app, client), kept(app.state.keeper, url):
            town = replace(built, app=app, client=client)
            await eventually(lambda: trusted(town))
            yield town


async def trusted(town: Town, is_so: bool = True) -> bool:
    keeper: Keeper = town.app.state.keeper
    return keeper.is_fresh() is is_so


async def asked(town: Town) -> dict[str, Response]:
    paths = (*READS, f"/support-points/{town.ids['harju']}")
    return {path: await town.client.get(path) for path in paths}


async def test_without_its_database_the_directory_says_so_and_comes_back(
    server: Postgres, town_of_server: Town
) -> None:
    before = await asked(town_of_server)
    server.kill_all()
    await eventually(lambda: trusted(town_of_server, is_so=False))

    away = await asked(town_of_server)
    written = await create(town_of_server, "support-points")
    server.start()
    await eventually(lambda: trusted(town_of_server), within=15)
    after = await asked(town_of_server)

    for path, answer in {**away, "a write": written}.items():
        assert answer.status_code == 503, (path, answer.text)
        assert answer.json()["type"] == "/problems/service-unavailable", path
        assert answer.headers["retry-after"] == "5", path
        assert answer.headers["cache-control"] == "no-store", path
    assert all(answer.status_code == 200 for answer in before.values())
    assert {path: answer.json() for path, answer in after.items()} == {
        path: answer.json() for path, answer in before.items()
    }


@pytest.mark.parametrize("away", [ConnectionRefusedError(), TimeoutError()])
def test_who_cannot_be_reached_is_away(away: OSError) -> None:
    with pytest.raises(ServiceUnavailable) as refused, refused_while_away():
        raise away

    assert refused.value.headers == {"Retry-After": "5"}


async def test_a_mistake_of_ours_is_no_outage(session: AsyncSession) -> None:
    with pytest.raises(ProgrammingError), refused_while_away():
        await session.execute(text("select nothing_of_the_kind"))


async def test_a_connection_that_is_cut_is_an_outage(session: AsyncSession) -> None:
    cut = text("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(ServiceUnavailable), refused_while_away():
        await session.execute(cut)
