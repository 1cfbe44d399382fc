"""A durable write with its event, beside pgbench's bare statements on the same PostgreSQL.

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
from pathlib import Path
from typing import Any

import asyncpg

from bench.measuring import Bar
from bench.whole import asking, report, some_points, whole
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


async def measured(running: Running) -> int:
    secrets = json.loads((running.home / "secrets.json").read_text())
    editor = Caller(
        subject="key:bench", kind="staff", scopes=frozenset({"directory:verify"}),
        municipalities=frozenset({"*"}),
    )  # fmt: skip
    token = Minter(secrets["caller_key"]).mint(editor, "directory")
    headers = {"x-caller": token, "content-type": "application/json"}
    url = admin_url(running)
    connection = await asyncpg.connect(url, ssl=False)
    await connection.execute(TABLES)
    await connection.close()
    async with asking(running) as session:
        points = await some_points(session)
    targets = [f"/support-points/{one['id']}/verifications" for one in points]
    rates: dict[str, list[float]] = {name: [] for name in (*SCRIPTS, "ours")}
    async with asking_service(f"unix://{running.home / 'run' / 'directory.sock'}") as service:
        for _ in range(ROUNDS):
            for name, script in SCRIPTS.items():
                rates[name].append(await asyncio.to_thread(pgbench, url, script))
            rates["ours"].append(await ours(service, headers, targets))
    return _report({name: sorted(found)[len(found) // 2] for name, found in rates.items()})


def _report(rates: dict[str, float]) -> int:
    base = rates["pgbench: BEGIN; INSERT; INSERT; COMMIT"]
    lines = ["| 16 connections | tx/s | to pgbench |", "|---|---:|---:|"]
    lines += [f"| {name} | {rate:.0f} | {rate / base:.2f} |" for name, rate in rates.items()]
    bar = Bar("F5 write with outbox to pgbench", rates["ours"] / base, 0.2)
    told: dict[str, Any] = {"rates": rates}
    return report("writes", lines, [bar], told)


if __name__ == "__main__":
    Path("bench/out").mkdir(exist_ok=True)
    with whole() as here:
        sys.exit(asyncio.run(measured(here)))
