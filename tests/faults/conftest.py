"""Servers of their own for the tests that break them, never the developer's."""

import asyncio
import gc
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.town import Actors, Town, build, servers
from tests.servers import Nats, Postgres

UNCLOSED = "ignore::pytest.PytestUnraisableExceptionWarning"
NUMBERS = itertools.count()
Servers = tuple[Postgres, Nats, Actors]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A client whose server was killed leaves a half-open socket to the garbage collector."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(UNCLOSED))
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Let no other test pay for it."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Without fsync: a killed process loses nothing by it, and dozens of restarts are quick."""
    with servers(tmp_path_factory.mktemp("faults"), "fsync=off") as started:
        yield started


@pytest.fixture
def town(breakable: Servers, tmp_path: Path) -> Iterator[Town]:
    """A town whose servers run; actors that a test left are killed after it."""
    postgres, nats, actors = breakable
    for server in (postgres, nats):
        if server.process is None or server.process.poll() is not None:
            server.start()
    yield asyncio.run(build(tmp_path, postgres, nats, actors, f"faults_{next(NUMBERS)}"))
    actors.kill_all()
