"""A durable write with its event, beside pgbench's bare statements on the same PostgreSQL.

By the bus: one row and `tell` in a transaction, beside the same row alone.

Ours: POST of a verification to the directory over its socket: token, validation, the point
locked, a row, the point, the outbox, COMMIT. pgbench: BEGIN, two INSERTs, COMMIT; and both in one
statement.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.measuring import Bar, kept, until_held
from bench.whole import asking, some_points, whole
from common.bus import Event, add_event_tables, tell
from common.bus.outbox import TUNE, WAKE
from common.clock import new_id
from common.db import Transactions, connected
from common.identity import Caller, Minter
from digisilta_local import postgres
from gateway.http import Asking
from gateway.http import asking as asking_service
from tests.e2e.running import Running

SECONDS, CONNECTIONS, ROUNDS = 3.0, 16, 3
BODY = json.dumps({"outcome": "confirmed"}).encode()
TABLES = """
create table if not exists bench_row
  (id bigint generated always as identity primary key, body text);
create table if not exists bench_outbox
  (id bigint generated always as identity primary key, body text);
"""
PLAIN, TOLD = "one row, by SQLAlchemy", "one row and its event, by the bus"
TRANSITION = "a verification over HTTP: rules, two rows, event"
SCRIPTS = {
    "pgbench: BEGIN; INSERT; INSERT; COMMIT": (
        "begin;\ninsert into bench_row (body) values ('x');\n"
        "insert into bench_outbox (body) values ('x');\ncommit;\n"
    ),
    "pgbench: one statement": (
        "with made as (insert into bench_row (body) values ('x') returning id)"
        " insert into bench_outbox (body) select 'x' from made;\n"
    ),
}


def admin_url(running: Running) -> str:
    secrets = json.loads((running.home / "secrets.json").read_text())
    where = running.state["processes"]["postgres"]["probe"].removeprefix("postgres://")
    return f"postgresql://postgres:{secrets['superuser']}@{where}/postgres"


def pgbench(url: str, script: str) -> float:
    """Transactions a second, from pgbench itself."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        argv = [str(postgres.binaries() / "pgbench"), "-n", "-f", file.name, "-c", str(CONNECTIONS)]
        argv += ["-T", str(int(SECONDS)), url]
        said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    line = next(line for line in said.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


async def ours(service: Asking, headers: dict[str, str], targets: Sequence[str]) -> float:
    """Acknowledged writes a second, over many points: one would be a queue."""
    until, done = time.perf_counter() + SECONDS, 0

    async def one() -> None:
        nonlocal done
        while time.perf_counter() < until:
            target = targets[done % len(targets)]
            answer = await service.ask("POST", target, headers, BODY)
            assert answer.status == 201, answer.body
            done += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(one())
    return done / SECONDS


class Kept(Event):
    """Something was kept."""

    type = "bench.thing.kept"
    thing_id: UUID


async def by_the_bus(url: str, *, told: bool) -> float:
    """Transactions a second of one row, with or without its event."""
    until, done = time.perf_counter() + SECONDS, 0

    async def one(transactions: Transactions) -> None:
        nonlocal done
        while time.perf_counter() < until:
            async with transactions.begin() as session:
                await session.execute(text("insert into bench_row (body) values ('x')"))
                if told:
                    await tell(session, Kept(thing_id=new_id()))
            done += 1

    async with connected(url) as transactions, asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(one(transactions))
    return done / SECONDS


async def lay_tables(url: str) -> None:
    """A database of the bench's own, with the tables of the bus."""
    admin = await asyncpg.connect(url, ssl=False)
    await admin.execute("drop database if exists bench")
    await admin.execute("create database bench")
    await admin.close()
    metadata = MetaData()
    add_event_tables(metadata)
    engine = create_async_engine(bus_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        for statement in (*TABLES.split(";")[:2], *WAKE, *TUNE):
            await connection.execute(text(statement))
    await engine.dispose()


def bus_url(url: str) -> str:
    """The bench's own database on the server of an administrator's address."""
    where = url.removeprefix("postgresql").removesuffix("postgres")
    return f"postgresql+asyncpg{where}bench?ssl=disable"


async def measured(running: Running) -> bool:
    secrets = json.loads((running.home / "secrets.json").read_text())
    editor = Caller(
        subject="key:bench",
        kind="staff",
        scopes=frozenset({"directory:verify"}),
        municipalities=frozenset({"*"}),
    )
    token = Minter(secrets["caller_key"]).mint(editor, "directory")
    headers = {"x-caller": token, "content-type": "application/json"}
    url = admin_url(running)
    await lay_tables(url)
    async with asking(running) as session:
        points = await some_points(session)
    targets = [f"/support-points/{one['id']}/verifications" for one in points]
    rates: dict[str, list[float]] = {name: [] for name in (*SCRIPTS, PLAIN, TOLD, TRANSITION)}
    async with asking_service(f"unix://{running.home / 'run' / 'directory.sock'}") as service:
        for _ in range(ROUNDS):
            for name, script in SCRIPTS.items():
                rates[name].append(
                    await asyncio.to_thread(pgbench, f"{url.removesuffix('postgres')}bench", script)
                )
            rates[PLAIN].append(await by_the_bus(bus_url(url), told=False))
            rates[TOLD].append(await by_the_bus(bus_url(url), told=True))
            rates[TRANSITION].append(await ours(service, headers, targets))
    return _kept({name: sorted(found)[len(found) // 2] for name, found in rates.items()})


def _kept(rates: dict[str, float]) -> bool:
    base = rates["pgbench: BEGIN; INSERT; INSERT; COMMIT"]
    lines = ["| 16 connections | tx/s | to pgbench |", "|---|---:|---:|"]
    lines += [f"| {name} | {rate:.0f} | {rate / base:.2f} |" for name, rate in rates.items()]
    bar = Bar("row with tell to the row alone", rates[TOLD] / rates[PLAIN], 0.4)
    return kept("writes", lines, [bar], {"rates": rates})


if __name__ == "__main__":
    with whole() as here:
        sys.exit(until_held(lambda: asyncio.run(measured(here))))
