"""A town to break: servers of its own, actors that can be killed, and a judge of what came out."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import nats
import psutil

from common.bus.streams import rights
from digisilta_local.processes import dies_with_us
from tests.common.bus.mill import World, fresh_stream, lay_tables, world_at
from tests.servers import Nats, Postgres, make_database, new_nats, new_postgres

ROOT = Path(__file__).parents[2]
TEMPLATE = "town"
MADE = "create table made (teller integer, number bigint, primary key (teller, number))"


@dataclass(frozen=True)
class Verdict:
    """What came out, beside what was told."""

    told: int
    lost: int
    doubled: int
    wrong_copies: int
    dead: int
    made_and_not_told: int
    gaps: int

    @property
    def clean(self) -> bool:
        return self == Verdict(self.told, 0, 0, 0, 0, 0, 0)


COUNTS = {
    "told": "select count(*) from outbox",
    "gaps": "select count(*) from told where sequence <>"
    " (select count(*) from outbox where outbox.key = told.key)",
}
HEARD = {
    "doubled": "select count(*) from (select event_id from effect"
    " group by event_id having count(*) > 1) twice",
    "dead": "select count(*) from dead_event",
}


async def judge(mill: World, shop: World) -> Verdict:
    """Compare the two databases: every event once, every copy as the last event of its thing."""
    counts = {name: await mill.value(query) for name, query in COUNTS.items()}
    counts |= {name: await shop.value(query) for name, query in HEARD.items()}
    told = {row.event_id: row for row in await mill.rows(TOLD)}
    heard = {row.event_id for row in await shop.rows("select event_id from effect")}
    last = {row.sack: (row.sequence, row.kilos) for row in await mill.rows(LAST)}
    rows = await shop.rows("select id, sequence, kilos from sack")
    copies = {str(row.id): (row.sequence, row.kilos) for row in rows}
    made = await mill.value("select count(*) from made")
    return Verdict(
        lost=len(told.keys() - heard),
        wrong_copies=sum(copies.get(sack) != state for sack, state in last.items()),
        made_and_not_told=abs(made - counts["told"]) if made else 0,
        **counts,
    )


CLOUD = "convert_from(payload, 'UTF8')::jsonb"
TOLD = "select event_id from outbox"
LAST = (
    f"select distinct on (key) {CLOUD} ->> 'subject' as sack,"
    f" ({CLOUD} ->> 'sequence')::bigint as sequence,"
    f" ({CLOUD} -> 'data' ->> 'kilos')::integer as kilos from outbox order by key, id desc"
)


@dataclass
class Actors:
    """Forks actors; see actor.py."""

    log: Path
    zygote: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        with self.log.open("ab") as log:
            self.zygote = subprocess.Popen(
                [*dies_with_us("KILL"), sys.executable, "-m", "tests.faults.actor"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def start(self, act: str, **words: Any) -> psutil.Process:
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps({"act": act, **words}) + "\n")
        self.zygote.stdin.flush()
        return psutil.Process(int(self.zygote.stdout.readline()))

    def kill_all(self) -> None:
        for child in psutil.Process(self.zygote.pid).children():
            kill(child)

    def stop(self) -> None:
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        with suppress(psutil.NoSuchProcess):
            self.kill_all()
        self.zygote.kill()
        self.zygote.wait(10)
        self.zygote.stdin.close()
        self.zygote.stdout.close()


def kill(process: psutil.Process) -> None:
    """SIGKILL, and wait until it is gone."""
    with suppress(psutil.NoSuchProcess):
        process.kill()
        process.wait(10)


def gone(process: psutil.Process, within: float = 10) -> bool:
    """Whether it ends by itself within that many seconds."""
    with suppress(psutil.TimeoutExpired):
        process.wait(within)
        return True
    return False


@dataclass
class Town:
    """The mill and the shop, each with its database, and everything between them."""

    home: Path
    postgres: Postgres
    nats: Nats
    actors: Actors
    mill_url: str
    shop_url: str

    def relay(self) -> psutil.Process:
        return self.actors.start("relay_outbox", **self.of("mill"))

    def listener(self) -> psutil.Process:
        return self.actors.start("listen", **self.of("shop"))

    def teller(self, seed: int, pause: float = 0.05) -> psutil.Process:
        return self.actors.start("tell_much", database=self.mill_url, seed=seed, pause=pause)

    def of(self, service: str) -> dict[str, str]:
        database = self.mill_url if service == "mill" else self.shop_url
        return {"nats": self.nats.url_of(service), "database": database}

    def snapshot(self) -> None:
        """Keep the store as it is now. Files may come and go meanwhile: then the last one stays."""
        made = self.home / "snapshot-new"
        shutil.rmtree(made, ignore_errors=True)
        try:
            shutil.copytree(self.nats.store, made)
        except (shutil.Error, OSError):
            return
        shutil.rmtree(self.home / "snapshot", ignore_errors=True)
        made.rename(self.home / "snapshot")

    def set_back(self) -> None:
        """NATS dies, and comes back with the store of the last snapshot. Not started here."""
        self.nats.kill()
        if (self.home / "snapshot").exists():
            shutil.rmtree(self.nats.store)
            shutil.copytree(self.home / "snapshot", self.nats.store)

    async def quiet(self, within: float = 60) -> Verdict:
        """The verdict when everything told has been heard, or when time is up."""
        deadline = time.monotonic() + within
        async with (
            world_at(self.mill_url, self.nats.url) as mill,
            world_at(self.shop_url, self.nats.url) as shop,
        ):
            while time.monotonic() < deadline:
                waiting = await mill.value("select count(*) from outbox where published_at is null")
                told = await mill.value("select count(*) from outbox")
                heard = await shop.value("select count(distinct event_id) from effect")
                if not waiting and heard >= told:
                    break
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.5)
            return await judge(mill, shop)


async def build(home: Path, postgres: Postgres, server: Nats, actors: Actors, name: str) -> Town:
    """Fresh databases (of a new name), a fresh stream, and the rights that production has."""
    urls = [
        await make_database(postgres.url(), f"{name}_{who}", TEMPLATE) for who in ("mill", "shop")
    ]
    server.allow({"mill": rights("mill", [], [], []), "shop": rights("shop", ["mill"], DOES, [])})
    client = await nats.connect(server.url)
    await fresh_stream(client)
    await client.close()
    return Town(home, postgres, server, actors, *urls)


async def lay_template(postgres: Postgres) -> None:
    """The tables of a town's databases, made once."""
    url = await make_database(postgres.url(), TEMPLATE)
    await lay_tables(url)
    admin = await asyncpg.connect(url.replace("+asyncpg", "").split("?")[0], ssl=False)
    await admin.execute(MADE)
    await admin.close()


DOES = [("DIGISILTA_MILL", "shop-send-note")]


@contextmanager
def servers(home: Path, *settings: str) -> Iterator[tuple[Postgres, Nats, Actors]]:
    """Servers of their own, PostgreSQL with these settings, and nobody running yet."""
    postgres, server = new_postgres(home, *settings), new_nats(home)
    actors = Actors(home / "actors.log")
    try:
        postgres.start()
        server.start()
        asyncio.run(lay_template(postgres))
        yield postgres, server, actors
    finally:
        actors.stop()
        server.stop()
        postgres.stop()


def frozen(process: psutil.Process, seconds: float) -> None:
    """SIGSTOP for a while: it lives and does not answer."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    process.send_signal(signal.SIGCONT)
