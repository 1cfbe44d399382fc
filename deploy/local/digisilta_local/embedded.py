"""The two servers that come along, as processes to be supervised."""

import asyncio
import contextlib
import ctypes
import os
import platform
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digisilta_local import nats_server, postgres, probes
from digisilta_local.databases import Server
from digisilta_local.home import Home
from digisilta_local.names import PROVISION
from digisilta_local.ports import free_port
from digisilta_local.processes import spawned_as
from digisilta_local.services import inherited
from digisilta_local.spawning import Running, spawn
from digisilta_local.supervisor import Process
from digisilta_local.trouble import Trouble

LIBRARY = "pg_stat_statements"
ITS_PREDECESSOR_GOES = 30.0
"""Seconds: after a killed supervisor the old server may still be writing to the disk."""
STATUS_LINE = 7
"""In postmaster.pid, counted from 0, since PostgreSQL 10."""


class Postgres:
    """A cluster in the data folder, made on the first start."""

    def __init__(self, home: Home, password: str) -> None:
        self.home, self.password = home, password
        try:
            self.folder = postgres.binaries(home.pg if home.pg.exists() else None)
        except postgres.NoPostgres as wrong:
            raise Trouble(f"{wrong} DIGISILTA_PG_BIN can name a folder with them.") from wrong
        self.made = asyncio.Event()
        self.process = Process(
            "postgres",
            self._spawn,
            self._is_ready,
            [self.made],
            gentle=signal.SIGINT,
            patience=ITS_PREDECESSOR_GOES,
        )
        self.port = free_port()

    async def make(self) -> None:
        """Run initdb when there is no cluster; one that was interrupted leaves nothing behind."""
        if not self.home.pg.exists():
            await asyncio.to_thread(self._make)
        self.made.set()

    def _make(self) -> None:
        half_made = self.home.folder / "pg.new"
        shutil.rmtree(half_made, ignore_errors=True)
        at_once = platform.system() == "Linux"
        postgres.make_cluster(self.folder, half_made, self.password, sync=not at_once)
        if at_once:
            write_to_disk(half_made)
        half_made.rename(self.home.pg)

    async def _spawn(self) -> Running:
        if not self.process.was_ready and self.process.starts > 1:
            self.port = free_port()
        settings = ["recovery_init_sync_method=syncfs"]
        settings += [f"shared_preload_libraries={LIBRARY}"] if self._has_library() else []
        argv = postgres.argv(self.folder, self.home.pg, self.port, *settings)
        return await spawn(argv, inherited(), spawned_as())

    def _has_library(self) -> bool:
        return any((self.folder.parent / "lib").rglob(f"{LIBRARY}.*"))

    async def _is_ready(self) -> bool:
        """As pg_ctl does it: by the pid file. Asking would fill the log with FATAL lines."""
        lines: list[str] = []
        with contextlib.suppress(FileNotFoundError):
            lines = (self.home.pg / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        running = self.process.running
        is_its_own = bool(running and lines and lines[0] == str(running.pid))
        return is_its_own and len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    @property
    def probe(self) -> str:
        return f"postgres://127.0.0.1:{self.port}"

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, postgres.SUPERUSER, self.password)


def write_to_disk(folder: Path) -> None:
    """Its whole file system, at once (syncfs): initdb would wait for a thousand files."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(opened) != 0:
            raise OSError(ctypes.get_errno(), "syncfs", str(folder))
    finally:
        os.close(opened)


class Nats:
    """A server with a login for each service; its rights must be known before it starts."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.users: list[dict[str, Any]] = []
        self.configured = asyncio.Event()
        self.process = Process("nats", self._spawn, self._is_ready, [self.configured])
        self._pick_ports()

    def _pick_ports(self) -> None:
        self.port, self.http_port = free_port(), free_port()

    def configure(self, passwords: Mapping[str, str], rights: Mapping[str, Any]) -> None:
        self.users = [
            nats_server.user(login, password, rights.get(login))
            for login, password in passwords.items()
            if login in rights or login == PROVISION
        ]
        self.configured.set()

    async def _spawn(self) -> Running:
        if not self.process.was_ready and self.process.starts > 1:
            self._pick_ports()
        conf = nats_server.configuration(self.port, self.http_port, self.home.js, self.users)
        nats_server.write_configuration(self.home.nats_conf, conf)
        return await spawn(nats_server.argv(self.home.nats_conf), inherited())

    @property
    def probe(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/healthz"

    async def _is_ready(self) -> bool:
        """It listens when its streams are there; asked about its health before, it would warn."""
        return await probes.is_listening(self.port) and await probes.is_well(self.probe)
