"""An import of 10,000 points beside a plain COPY of the same rows, in one run (bar F6).

`python -m bench.imports`. The bar is about writing: rows that are ready in memory, and only those
that the comparison found new or changed. The whole imports, with reading, comparing, telling and
the row of every line, are printed below it; their second run must write nothing.
"""

import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from bench.measuring import Bar, cpu_seconds, kept, until_held
from common.cli import alembic_config
from common.db import Transactions, connected
from directory.imports import running
from directory.imports.batches import ImportFormat, OutsideCounty
from directory.imports.running import Sent
from directory.imports.writing import POINTS, copy_rows, replace_points
from directory.points.points import SupportPoint
from tests.directory.imports.sending import place, places_csv
from tests.servers import Postgres, make_database, new_postgres

SIZE, ROUNDS = 10_000, 5
COPY = "plain COPY"
NEW, SOME, ALL = "write, all new", "write, a tenth changed", "write, all changed"
ORM = "ORM add_all"
FIRST, SECOND = "whole import, first run", "whole import, second run"
WORDS = ("Tietokoneet", "Lautapelit", "Langaton verkko (Wi-Fi)", "Yhteispalvelupiste")
EMPTY = text("truncate support_point, outbox, told, import, import_row, organisation")
Columns = Mapping[str, Any]


@dataclass
class Taken:
    """One variant: CPU of this process and of PostgreSQL, and time on the wall, in milliseconds."""

    name: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def markdown(self, base: "Taken") -> str:
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        ratio = f"{self.ratio(base):.2f} | {min(self.cpu):.0f}–{max(self.cpu):.0f}"
        return f"| {self.name} | {cpu:.0f} | {ratio} | {wall:.0f} | {SIZE / wall * 1000:.0f} |"

    def ratio(self, base: "Taken") -> float:
        return statistics.median(self.cpu) / statistics.median(base.cpu)


class Clock:
    """Takes the time of what is done inside `of`."""

    def __init__(self, postgres: psutil.Process) -> None:
        self.processes = postgres, psutil.Process()
        names = (COPY, NEW, SOME, ALL, ORM, FIRST, SECOND)
        self.taken = {name: Taken(name) for name in names}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        # The own process is the parent of PostgreSQL: count its children once.
        before, started = self._cpu(), time.perf_counter()
        yield
        self.taken[name].wall.append((time.perf_counter() - started) * 1000)
        self.taken[name].cpu.append((self._cpu() - before) * 1000)

    def _cpu(self) -> float:
        postgres, own = self.processes
        return cpu_seconds(postgres) + sum(own.cpu_times()[:2])


def sent(content: bytes) -> Sent:
    return Sent(ImportFormat.CSV, "bench", content, "09", OutsideCounty.KEEP)


def file() -> bytes:
    """Places over Finland, the same in every run."""
    chance = random.Random(6)
    rows = [
        place(
            id=str(number),
            nimi=f"Digitukipiste {number}",
            leveysaste=f"{chance.uniform(60.1, 66):.6f}",
            pituusaste=f"{chance.uniform(21.5, 30):.6f}",
            palvelut="|".join(["Digituki", *chance.sample(WORDS, 2)]),
        )
        for number in range(SIZE)
    ]
    return places_csv(rows)


async def whole(session: AsyncSession, content: bytes) -> Mapping[str, Any]:
    asked = sent(content)
    found = await running.compare(session, asked)
    await running.apply_at_once(session, asked, found, "bench", force=False)
    return found.counts


async def one_round(transactions: Transactions, clock: Clock, content: bytes) -> int:
    """Every variant in turn; answers how many points the second run wrote."""
    await _emptied(transactions)
    async with transactions.begin() as session, clock.of(FIRST):
        await whole(session, content)
    async with transactions.begin() as session, clock.of(SECOND):
        await whole(session, content)
    written = await _written(transactions)
    rows = await _rows(transactions)
    for name, write in _writes(rows).items():
        await _emptied(transactions)
        if name in (SOME, ALL):
            async with transactions.begin() as session:
                await session.execute(text("select 1"))
                await copy_rows(session, POINTS, rows)
        async with clock.of(name), transactions.begin() as session:
            await session.execute(text("select 1"))
            await write(session)
    return written


def _writes(rows: Sequence[Columns]) -> Mapping[str, Callable[[AsyncSession], Any]]:
    names = [column.name for column in POINTS.columns]
    ready = [tuple(_ready(name, row[name]) for name in names) for row in rows]
    changed = [
        {**row, "name": {**row["name"], "sv": "Ny"}, "version": row["version"] + 1} for row in rows
    ]

    async def bare_copy(session: AsyncSession) -> None:
        connection = await (await session.connection()).get_raw_connection()
        driver: Any = connection.driver_connection
        await driver.copy_records_to_table("support_point", records=ready, columns=names)

    async def orm(session: AsyncSession) -> None:
        session.add_all([SupportPoint(**row) for row in rows])
        await session.flush()

    return {
        COPY: bare_copy,
        NEW: lambda session: copy_rows(session, POINTS, rows),
        SOME: lambda session: replace_points(session, changed[::10]),
        ALL: lambda session: replace_points(session, changed),
        ORM: orm,
    }


def _ready(name: str, value: Any) -> Any:
    """As asyncpg takes it: JSON as text."""
    return json.dumps(value) if isinstance(POINTS.c[name].type, JSONB) else value


async def _rows(transactions: Transactions) -> list[Columns]:
    async with transactions() as session:
        return [dict(row) for row in (await session.execute(select(*POINTS.c))).mappings()]


async def _emptied(transactions: Transactions) -> None:
    async with transactions.begin() as session:
        await session.execute(EMPTY)


async def _written(transactions: Transactions) -> int:
    """Points that were written after they were created, and events beyond those of the first."""
    async with transactions() as session:
        points = await session.scalar(
            text("select count(*) from support_point where version > 1 or xmax <> 0")
        )
        told = await session.scalar(
            text("select count(*) from told where sequence > 2 and key like 'point.%'")
        )
    return int(points or 0) + int(told or 0)


async def measured(server: Postgres) -> tuple[list[Taken], list[Bar]]:
    url = await make_database(server.url(), "bench_imports")
    await asyncio.to_thread(command.upgrade, alembic_config("directory", url), "head")
    assert server.process is not None
    clock, content, written = Clock(psutil.Process(server.process.pid)), file(), 0
    async with connected(url) as transactions:
        for _ in range(ROUNDS):
            written += await one_round(transactions, clock, content)
    base = clock.taken[COPY]
    bars = [
        Bar(
            "F6: writing 10,000 changed ones, to COPY",
            clock.taken[ALL].ratio(base),
            2,
            at_most=True,
        ),
        Bar(
            "F6: writing 10,000 new points, to COPY", clock.taken[NEW].ratio(base), 2, at_most=True
        ),
        Bar(
            "F6: writing 1,000 changed ones, to COPY",
            clock.taken[SOME].ratio(base),
            2,
            at_most=True,
        ),
        Bar("F6: points and events that the second run writes", written, 0, at_most=True),
    ]
    return list(clock.taken.values()), bars


def held(taken: Sequence[Taken], bars: Sequence[Bar]) -> bool:
    """Whether all bars are; the table says how CPU time compares with that of a COPY."""
    lines = [
        f"{SIZE} points. CPU = this process and PostgreSQL, median of the rounds; durable commits.",
        "",
        "| variant | CPU ms | to COPY | min–max | wall ms | points/s |",
        "|---|---:|---:|---:|---:|---:|",
        *(one.markdown(taken[0]) for one in taken),
    ]
    told = {one.name: {"cpu_ms": one.cpu, "wall_ms": one.wall} for one in taken}
    return kept("imports", lines, bars, told)


def main() -> int:
    """1 when a bar is missed."""
    home = Path(tempfile.mkdtemp(prefix="digisilta-bench-"))
    server = new_postgres(home)
    try:
        server.start()
        return until_held(lambda: held(*asyncio.run(measured(server))))
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
