"""Events between services, over NATS JetStream. The words: Event, tell, HEARING, DOING."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from urllib.parse import unquote, urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from common.bus.away import is_database_away, say_it_is_away
from common.bus.dead import Early
from common.bus.event import Event, because_of, origin
from common.bus.forgetting import Nights
from common.bus.outbox import TUNE, WAKE, add_event_tables, tell, tell_all, tell_without_waking
from common.bus.overhear import overhear
from common.bus.projector import Hearing, Projector, project
from common.bus.relay import become_the_only_one, relay_outbox
from common.bus.watching import Health
from common.bus.worker import Doing, Worker, work
from common.db import Transactions

__all__ = [
    "TUNE",
    "WAKE",
    "Bus",
    "Doing",
    "Early",
    "Event",
    "Hearing",
    "Urls",
    "add_event_tables",
    "because_of",
    "connected",
    "origin",
    "overhear",
    "tell",
    "tell_all",
]
log = logging.getLogger(__name__)
Step = Callable[[], Awaitable[None]]
SHORT, LONG = 0.2, 2.0


@dataclass(frozen=True)
class Urls:
    """Where one service finds its servers; the database without a pooler in between."""

    nats: str
    database: str


@dataclass
class Bus:
    """The place of this process on the bus."""

    service: str
    wake_by_notify: bool = True
    client: Client = field(default_factory=Client)
    lost: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """Called when the connection breaks and when it is back: something may have been missed."""
    health: Health = field(init=False)

    def __post_init__(self) -> None:
        self.health = Health(self.client)

    async def parts(self) -> dict[str, str]:
        """For /ready: `nats` is ok, degraded or failed; `outbox` is ok or degraded."""
        return self.health.parts()

    async def stay_connected(self, url: str) -> None:
        """Connect, with endless patience, and again if the server has closed us for good."""
        while True:
            await self.connect(url)
            self.health.refusals.clear()
            while not self.client.is_closed:  # noqa: ASYNC110  has no event to wait for
                await asyncio.sleep(1)

    async def connect(self, url: str) -> None:
        """Also when the server is not there yet: then it returns when it is."""
        # The login is said again: servers of a cluster that the first one names come without it.
        login = urlsplit(url.partition(",")[0])
        await self.client.connect(
            url,
            user=unquote(login.username) if login.username else None,
            password=unquote(login.password) if login.password else None,
            name=f"digisilta-{self.service}",
            inbox_prefix=f"_INBOX_{self.service}".encode(),
            error_cb=self._trouble,
            disconnected_cb=self._missed,
            reconnected_cb=self._missed,
            connect_timeout=2,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,  # type: ignore[arg-type]
            ping_interval=5,
            max_outstanding_pings=2,
        )

    async def _trouble(self, error: Exception) -> None:
        """A refusal is a mere TimeoutError to the caller: only here it has a reason."""
        what = str(error) or repr(error)
        if "violation" not in what.lower():
            log.info("nats: %s", what)
        elif self.health.refuse(what):
            log.error("nats refuses: %s", what)

    async def _missed(self) -> None:
        for forget in self.lost:
            await forget()


@asynccontextmanager
async def connected(
    bus: Bus,
    urls: Urls,
    transactions: Transactions,
    hearing: Hearing | None = None,
    doing: Doing | None = None,
) -> AsyncIterator[None]:
    """Relay what this service tells, hear and do what it should, until it stops."""
    if not bus.wake_by_notify:
        tell_without_waking(transactions)
    nights = Nights()
    clean = partial(alone, urls.database, "forget", partial(nights.work, transactions))
    watch = partial(bus.health.watch, transactions)
    parts = [
        relaying(bus, urls),
        *projecting(bus, urls, transactions, hearing or {}),
        *working(bus, transactions, doing or {}),
    ]
    async with running(bus, urls.nats, parts, [watch, clean]):
        yield


@asynccontextmanager
async def running(
    bus: Bus, nats_url: str, with_nats: list[Step], without: list[Step]
) -> AsyncIterator[None]:
    """Run these steps beside the caller, those of NATS while it is there."""
    try:
        async with asyncio.TaskGroup() as beside:
            tasks = [beside.create_task(bus.stay_connected(nats_url))]
            tasks += [beside.create_task(for_ever(step, bus.client)) for step in with_nats]
            tasks += [beside.create_task(for_ever(step)) for step in without]
            try:
                yield
            finally:
                await end(tasks)
    finally:
        await stop(bus.client)


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until they are gone: before Python 3.12, `asyncio.wait_for` may swallow a cancel."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.5)


def relaying(bus: Bus, urls: Urls) -> Step:
    return partial(relay_outbox, bus.client, urls.database, f"DIGISILTA_{bus.service.upper()}")


def projecting(
    bus: Bus, urls: Urls, transactions: Transactions, hearing: Hearing
) -> Iterator[Step]:
    """One projector a source, in one process of the service at a time."""
    by_source = sorted(hearing, key=lambda kind: kind.service)
    for source, kinds in groupby(by_source, key=lambda kind: kind.service):
        me = Projector(bus.service, source, {kind: hearing[kind] for kind in kinds})
        step = partial(project, bus.client, transactions, me)
        yield partial(alone, urls.database, me.hearer, step)


def working(bus: Bus, transactions: Transactions, doing: Doing) -> Iterator[Step]:
    for kind, act in doing.items():
        yield partial(work, bus.client, transactions, Worker(bus.service, kind, act))


async def alone(database_url: str, what: str, step: Step) -> None:
    """Run the step in one process of this service at a time."""
    engine = create_async_engine(database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        await become_the_only_one(db, what)
        await step()


async def for_ever(step: Step, client: Client | None = None) -> None:
    """Begin the step again whenever it ends: soon, and less soon if it ends again and again."""
    loop, pause = asyncio.get_running_loop(), SHORT
    while True:
        while client is not None and not client.is_connected:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        began = loop.time()
        try:
            await step()
        except Exception as trouble:
            if is_database_away(trouble):
                say_it_is_away(trouble)
            else:
                first = pause == SHORT and not isinstance(trouble, NatsError)
                log.warning("the bus stumbled and begins again: %r", trouble, exc_info=first)
        pause = SHORT if loop.time() - began > LONG else min(2 * pause, LONG)
        await asyncio.sleep(pause)


async def stop(client: Client) -> None:
    """Not `drain`: it waits half a minute for any pull subscription with something left."""
    if client.is_connected:
        await client.flush(2)
    await client.close()
