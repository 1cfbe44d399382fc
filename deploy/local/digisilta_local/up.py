"""`digisilta up`: the steps from an empty folder to a running Digisilta, and the way back."""

import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from digisilta_local import databases, greeting, probes, services
from digisilta_local.embedded import Nats, Postgres
from digisilta_local.home import Home
from digisilta_local.names import PROVISION, SERVICES
from digisilta_local.output import Output
from digisilta_local.ports import free_port
from digisilta_local.settings import Settings
from digisilta_local.spawning import Apart, Gone, Order, Running, Stem
from digisilta_local.supervisor import Process, Supervisor
from digisilta_local.trouble import Trouble

STREAM_MIB = 128
"""Reserved on this machine's disk for the events of each service."""


class Up:
    """One run: the servers, the stem, the services, and what must be laid down in between."""

    def __init__(self, settings: Settings, home: Home, only: Sequence[str], *, demo: bool) -> None:
        self.settings, self.home, self.only, self.demo = settings, home, only, demo
        self.began, self.started_at = time.monotonic(), datetime.now(UTC)
        self.steps: dict[str, float] = {}
        self.done: list[str] = home.state().get("done", [])
        self.kept = first_secrets(home)
        self.output = Output(sys.stdout, home.logs)
        self.sockets = services.sockets_in(home.run)
        self.management = free_port()
        self.environments: dict[str, dict[str, str]] = {}
        self.laid, self.told = asyncio.Event(), asyncio.Event()
        self.postgres = None if settings.database_url else Postgres(home, self.kept["superuser"])
        self.nats = None if settings.nats_url else Nats(home)
        self.stem = Stem(services.inherited()) if platform.system() == "Linux" else Apart()
        self.supervisor = Supervisor(self._tiers(), self.output)
        self.supervisor.changed = self.keep_state

    def _tiers(self) -> list[list[Process]]:
        servers = [one.process for one in (self.postgres, self.nats) if one]
        before = [self.stem.imported, self.told, self.laid]
        before += [self.postgres.process.ready] if self.postgres else []
        served = [self._service(name, before) for name in self.only]
        if isinstance(self.stem, Stem):
            servers.append(Process("stem", self.stem.come_to_life, self._has_imported))
        return [*([server] for server in servers), served]

    def _service(self, name: str, after: Sequence[asyncio.Event]) -> Process:
        async def spawn() -> Running:
            return await self.stem.start(self._order(name))

        async def is_ready() -> bool:
            return await probes.is_well(self._probe(name))

        return Process(name, spawn, is_ready, after)

    async def _has_imported(self) -> bool:
        return self.stem.imported.is_set()

    def _order(self, name: str) -> Order:
        environment = self.environments[name]
        if name != "gateway":
            return services.serving(name, self.sockets[name], environment)
        self.management = free_port()
        return services.gateway_serving(self.settings.port, self.management, environment)

    def _probe(self, name: str) -> str:
        """Where to ask whether it is well (see `digisilta_local.probes`); "" when nowhere."""
        if name == "postgres" and self.postgres:
            return self.postgres.probe
        if name == "nats" and self.nats:
            return self.nats.probe
        if name == "gateway":
            return f"http://127.0.0.1:{self.management}/ready"
        where = self.sockets.get(name, "")
        return f"{where}/ready" if where.startswith("http") else where

    async def run(self) -> None:
        """Until stopped. Raises Trouble."""
        for service, where in self.sockets.items():
            if where.startswith("http"):
                self.output.say(f"{service}: the path of its socket would be too long: {where}")
        try:
            await self.supervisor.run(self._carry_out)
            self._remove_sockets()
            self.output.show(f"Digisilta has stopped. Its data stays in {self.home.folder}.")
        finally:
            self.keep_state()
            self.output.close()

    def _remove_sockets(self) -> None:
        """A service that ends by a signal leaves its own behind."""
        for where in self.sockets.values():
            if where.startswith("unix://"):
                Path(where.removeprefix("unix://")).unlink(missing_ok=True)

    async def _carry_out(self) -> None:
        async with asyncio.TaskGroup() as beside:
            beside.create_task(self._flush())
            await self._take_the_steps()

    async def _take_the_steps(self) -> None:
        async with asyncio.TaskGroup() as steps:
            if self.postgres:
                steps.create_task(self._timed("initdb", self.postgres.make()))
            steps.create_task(self._timed("databases", self._lay_databases()))
            steps.create_task(self._tell_everybody(steps))
            for process in self.supervisor.processes:
                steps.create_task(self._timed(process.name, process.ready.wait()))
        key = await self._first_time()
        self.steps["ready"] = self._elapsed()
        self.keep_state()
        self.output.say(f"everything is ready after {self._elapsed():.1f} s")
        self.output.show(greeting.text(self.settings.port, key, self.only))
        await self._afterwards()

    async def _timed(self, step: str, what: Awaitable[object]) -> None:
        await what
        self.steps[step] = self._elapsed()

    def _elapsed(self) -> float:
        """Seconds since the command began."""
        return round(time.monotonic() - self.began, 2)

    async def _lay_databases(self) -> None:
        if self.postgres:
            await self.postgres.process.ready.wait()
        await databases.lay(
            self._database(), {name: self.kept["passwords"][name] for name in SERVICES}
        )
        self.laid.set()

    async def _flush(self) -> None:
        """Write new databases to the disk now: at Ctrl-C that could take seconds."""
        await self.laid.wait()
        if self.postgres is None or "flushed" in self.done:
            return
        if await databases.checkpoint(self.postgres.server):
            self.done.append("flushed")
            self.keep_state()

    def _database(self) -> databases.Server:
        if self.postgres:
            return self.postgres.server
        return databases.server_at(self.settings.database_url or "")

    async def _tell_everybody(self, steps: asyncio.TaskGroup) -> None:
        """Rights for NATS, keys for the services; then streams, while the services begin."""
        await self.stem.imported.wait()
        facts = json.loads(await self._ask("facts", ["digisilta_local.facts"], {}))
        self.kept = {name: facts[name] for name in ("caller_key", "caller_keys")} | self.kept
        if self.nats:
            self.nats.configure(self.kept["passwords"], facts["rights"])
            await self.nats.process.ready.wait()
        if self.postgres:
            await self.postgres.process.ready.wait()
        nats = f"127.0.0.1:{self.nats.port}" if self.nats else self.settings.nats_url or ""
        place = services.Place(self._database(), nats, self.sockets, self.settings.port)
        self.environments = services.environments(place, self.kept)
        url = place.nats_url(PROVISION, self.kept["passwords"][PROVISION])
        provision = services.inherited() | {"DIGISILTA_NATS_URL": url}
        self.kept["environments"] = self.environments | {PROVISION: provision}
        self.home.keep_secrets(self.kept)
        self.told.set()
        words = ["digisilta_local", "provision", "--stream-mib", str(STREAM_MIB)]
        steps.create_task(self._timed("provision", self._ask("provision", words, provision)))

    async def _ask(self, name: str, words: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a program to its end; answer what it printed. Raises Trouble: it failed."""
        order = Order(name, [words], environment or services.inherited())
        try:
            running = await self.stem.start(order)
        except Gone as gone:
            raise Trouble(f"The stem ended before `{' '.join(words)}` could run.") from gone
        lines = await running.lines()
        if code := await running.ended:
            said = "\n".join(f"  {line}" for line in lines[-20:])
            raise Trouble(f"`{' '.join(words)}` ended with {code}:\n{said}")
        return "\n".join(lines)

    async def _first_time(self) -> str:
        """Once for a data folder: the demonstration county; the first key, which is answered."""
        if self.demo:
            await self._load_demo("demo", "directory")
        return await self._once("key", "gateway", ["keys", "first-admin"])

    async def _afterwards(self) -> None:
        """Once for a data folder, what takes seconds for which nobody should wait."""
        if self.demo and "mentoring" in self.only and "mentoring-demo" not in self.done:
            self.output.line("demo", "Half a year of mentoring is being told; a few seconds.")
            await self._load_demo("mentoring-demo", "mentoring")

    async def _load_demo(self, what: str, service: str) -> None:
        said = await self._once(what, service, ["demo"])
        self.keep_state()
        for line in said.splitlines():
            self.output.line("demo", line)

    async def _once(self, what: str, service: str, words: Sequence[str]) -> str:
        """What it printed. A failure is said; it stops nothing, and the next start tries again."""
        if service not in self.only or what in self.done:
            return ""
        try:
            said = await self._ask(what, [service, *words], self.environments[service])
        except Trouble as trouble:
            self.output.say(str(trouble))
            return ""
        self.done.append(what)
        self.steps[what] = self._elapsed()
        return said

    def keep_state(self) -> None:
        """For `digisilta status`, and for whoever looks into the folder."""
        processes = {
            process.name: {
                "state": process.state,
                "pid": process.running.pid if process.running else None,
                "starts": process.starts,
                "probe": self._probe(process.name),
            }
            for process in self.supervisor.processes
        }
        self.home.keep_state(
            {
                "pid": os.getpid(),
                "version": version("digisilta-local"),
                "started_at": self.started_at.isoformat(timespec="seconds"),
                "gateway": f"http://127.0.0.1:{self.settings.port}",
                "processes": processes,
                "steps": self.steps,
                "done": self.done,
            }
        )


def first_secrets(home: Home) -> dict[str, Any]:
    """Read them, or make them once. Raises Trouble: there is data whose passwords are lost."""
    kept = home.secrets()
    if not kept and home.pg.exists():
        raise Trouble(
            f"{home.folder} has data in pg/ but no secrets.json, so nobody knows its passwords."
            " Bring that file back, or begin anew with `digisilta reset`."
        )
    if not kept:
        kept = services.new_secrets()
        home.keep_secrets(kept)
    return kept
