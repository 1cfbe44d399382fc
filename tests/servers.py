"""A real PostgreSQL and a real NATS for the tests, on free ports in a folder that goes away."""

import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import asyncpg
import psutil
import pytest
import pytest_asyncio

from digisilta_local import nats_server, postgres
from digisilta_local.ports import free_port
from digisilta_local.processes import spawned_as

UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SMALL = ("shared_buffers=32MB", "max_connections=200")
ADMIN = "admin"


@dataclass
class Server:
    """One process that can be started, killed and started again on the same data."""

    argv: Sequence[str]
    ready: Callable[[], bool]
    gentle: signal.Signals
    log: Path
    as_user: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self, within: float = 60.0) -> None:
        """Start it and wait; PostgreSQL may refuse the first time after kill -9: try again."""
        deadline = time.monotonic() + within
        while not self._is_up(deadline):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.argv}\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _is_up(self, deadline: float) -> bool:
        self.spawn()
        assert self.process is not None
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.ready():
                return True
            time.sleep(0.01)
        return False

    def spawn(self) -> None:
        """Start it and do not wait."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                cwd="/",
                start_new_session=True,
                stdout=log,
                stderr=log,
                **self.as_user,
            )

    def send(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def kill(self) -> None:
        """As the power going out for this one process."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def kill_all(self) -> None:
        """The process and all its children: PostgreSQL's have sessions of their own."""
        if self.process and self.process.poll() is None:
            parent = psutil.Process(self.process.pid)
            parent.suspend()
            for child in parent.children(recursive=True):
                child.kill()
            self.kill()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(self.gentle)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill_all()


@dataclass
class Postgres(Server):
    folder: Path = Path()
    port: int = 0
    password: str = ""

    def url(self, database: str = "postgres") -> str:
        """For SQLAlchemy with asyncpg.

        `ssl=disable`: as another user than the one in HOME, asyncpg would fail on ~/.postgresql.
        """
        login = f"{postgres.SUPERUSER}:{self.password}"
        return f"postgresql+asyncpg://{login}@127.0.0.1:{self.port}/{database}?ssl=disable"


@dataclass
class Nats(Server):
    port: int = 0
    http_port: int = 0
    store: Path = Path()
    conf: Path = Path()
    password: str = ""

    @property
    def url(self) -> str:
        return f"nats://{ADMIN}:{self.password}@127.0.0.1:{self.port}"

    def url_of(self, user: str) -> str:
        return f"nats://{user}:{self.password}@127.0.0.1:{self.port}"

    def allow(self, users: dict[str, dict[str, Any] | None]) -> None:
        """Give these logins these rights (None: all); takes effect at once if it is running."""
        logins = [nats_server.user(ADMIN, self.password)]
        logins += [nats_server.user(name, self.password, may) for name, may in users.items()]
        made = nats_server.configuration(self.port, self.http_port, self.store, logins)
        nats_server.write_configuration(self.conf, made)
        if self.process and self.process.poll() is None:
            self.send(signal.SIGHUP)


def new_postgres(home: Path, *settings: str) -> Postgres:
    """A cluster of its own under `home`, not started."""
    data, port, password = home / "pg", free_port(), secrets.token_urlsafe(12)
    folder = postgres.binaries()
    postgres.make_cluster(folder, data, password, sync=False)
    return Postgres(
        argv=postgres.argv(folder, data, port, *SMALL, *settings),
        ready=lambda: postgres.is_ready(folder, port),
        gentle=signal.SIGQUIT,  # at once, without writing what nobody will read
        log=home / "postgres.log",
        as_user=spawned_as(),
        folder=folder,
        port=port,
        password=password,
    )


def is_healthy(http_port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{http_port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPException, OSError):
        return False


def new_nats(home: Path) -> Nats:
    """A server of its own under `home`, not started, with one login that may do everything."""
    conf, port, http_port = home / "nats.conf", free_port(), free_port()
    nats = Nats(
        argv=nats_server.argv(conf),
        ready=lambda: is_healthy(http_port),
        gentle=signal.SIGTERM,
        log=home / "nats.log",
        port=port,
        http_port=http_port,
        store=home / "js",
        conf=conf,
        password=secrets.token_urlsafe(12),
    )
    nats.allow({})
    return nats


@pytest.fixture(scope="session")
def servers_home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="digisilta-test-"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(servers_home: Path) -> Iterator[Postgres]:
    server = new_postgres(servers_home, *UNSAFE)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_server_(servers_home: Path) -> Iterator[Nats]:
    server = new_nats(servers_home)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Postgres) -> str:
    """The superuser's address, for SQLAlchemy with asyncpg."""
    return postgres_server.url()


@pytest.fixture(scope="session")
def nats_url(nats_server_: Nats) -> str:
    """A login that may do everything."""
    return nats_server_.url


FreshDatabase = Callable[..., Awaitable[str]]


async def make_database(server_url: str, name: str, template: str = "template1") -> str:
    """Create (or create anew) a database on that server; answer its address."""
    head, _, _ = server_url.rpartition("/")
    admin = await asyncpg.connect(f"{head.replace('+asyncpg', '')}/postgres", ssl=False)
    try:
        await admin.execute(f'drop database if exists "{name}" with (force)')
        await admin.execute(f'create database "{name}" template "{template}"')
    finally:
        await admin.close()
    return f"{head}/{name}?ssl=disable"


@pytest_asyncio.fixture(scope="session")
async def fresh_database(postgres_url: str) -> AsyncIterator[FreshDatabase]:
    """`await fresh_database("metrics_test", template="metrics_migrated")` answers an address.

    A database of that name is dropped first. Nobody may be connected to the template.
    """

    async def fresh(name: str, template: str = "template1") -> str:
        return await make_database(postgres_url, name, template)

    yield fresh
