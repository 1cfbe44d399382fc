"""The only place where the parts of the gateway are joined."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from common.bus import Bus, asyncapi, for_ever
from common.clock import now
from common.db import Transactions
from common.identity import Minter
from common.service import build, described
from gateway import api, contract, events, heads  # noqa: F401  heads: its refusals are in the contract
from gateway.api_keys import ApiKey, keys_by_hash, note_use
from gateway.cache import Cache
from gateway.callers import Callers, Tokens
from gateway.door import Door, Site
from gateway.exposed import EXPOSED, SERVICES
from gateway.http import Asking, asking
from gateway.inside import Inside
from gateway.kept import Kept
from gateway.management import management
from gateway.pages import Pages
from gateway.purging import Memory
from gateway.request_log import RequestLog
from gateway.routes import Routes
from gateway.settings import Settings
from gateway.shelf import Shelf
from gateway.upstream import Upstream, unavailable

MEBIBYTE = 1024 * 1024
FLUSH_LINES, FLUSH_USE = 0.25, 60.0
"""Seconds between writing log lines, and between noting which keys were used."""
PATIENCE = 3.0
"""Seconds that PostgreSQL has to say whose a key is, and to note at the end which were used."""


class Gateway:
    """The application that a server runs: the door, with the gateway's own operations behind it."""

    def __init__(self, settings: Settings, own: FastAPI, door: Door) -> None:
        self.settings, self.own, self.door = settings, own, door
        self.state = own.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.door(scope, receive, send)


def create_app(settings: Settings | None = None, document: bytes | None = None) -> Gateway:
    """`document` is the public contract; without it that of this release."""
    settings = settings or Settings()
    text = document or contract.shipped()
    own = build("gateway", settings, api.ROUTERS, beside=_running)
    own.state.contract = text
    own.state.door = door = Door(_site(settings, own, json.loads(text)))
    return Gateway(settings, own, door)


def contracts() -> dict[str, dict[str, Any]]:
    """The gateway's own documents; the public one is `gateway openapi --from services`."""
    document = described("gateway", api.ROUTERS).openapi()
    return {"openapi": document, "asyncapi": asyncapi.document("gateway", events.TOLD, [])}


def _site(settings: Settings, own: FastAPI, document: dict[str, Any]) -> Site:
    tokens = Tokens(Minter(settings.caller_key.get_secret_value()))
    cache: Cache[Kept] = Cache(settings.cache_mebibytes * MEBIBYTE)
    upstreams = {"gateway": Upstream("gateway", Inside(own))}
    upstreams |= {name: Upstream(name) for name in SERVICES}
    callers = Callers(partial(_look_up, own), settings.peppers, settings.key_environment)
    return Site(
        routes=Routes(EXPOSED, document),
        callers=callers,
        tokens=tokens,
        upstreams=upstreams,
        shelf=Shelf(cache, upstreams, tokens),
        pages=Pages(document, settings.public_base),
        own=own,
        management=management(own, {name: upstreams[name] for name in SERVICES}),
        log=RequestLog(),
        trusted_proxies=settings.trusted_proxies,
        staff_origins=frozenset(origin.encode() for origin in settings.staff_origins),
    )


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """Everything that lives as long as the process serves."""
    site: Site = app.state.door.site
    settings: Settings = app.state.settings
    memory = Memory(site.shelf.cache, site.callers, site.tokens)
    async with AsyncExitStack() as stack:
        for name in SERVICES:
            asks: Asking = await stack.enter_async_context(asking(settings.url_of(name)))
            site.upstreams[name].asks = asks
        beside = await stack.enter_async_context(asyncio.TaskGroup())
        here: Bus = app.state.bus
        tasks = [
            beside.create_task(for_ever(partial(memory.stay_true, here), here.client)),
            beside.create_task(for_ever(partial(_flush_lines, site.log))),
            beside.create_task(for_ever(partial(_flush_use, app, site.callers))),
        ]
        site.shelf.behind = beside
        yield
        site.shelf.behind = None
        for task in tasks:
            task.cancel()
        site.log.flush()
        with suppress(SQLAlchemyError, OSError):
            async with asyncio.timeout(PATIENCE):
                await write_use(app.state.transactions, site.callers)


async def _look_up(app: FastAPI, hashes: Collection[bytes]) -> Sequence[ApiKey]:
    try:
        async with asyncio.timeout(PATIENCE), app.state.transactions() as session:
            return await keys_by_hash(session, hashes)
    except (SQLAlchemyError, OSError) as gone:
        raise unavailable() from gone


async def _flush_lines(lines: RequestLog) -> None:
    while True:
        await asyncio.sleep(FLUSH_LINES)
        lines.flush()


async def _flush_use(app: FastAPI, callers: Callers) -> None:
    while True:
        await asyncio.sleep(FLUSH_USE)
        await write_use(app.state.transactions, callers)


async def write_use(transactions: Transactions, callers: Callers) -> None:
    """Note which keys were used. What could not be written waits for the next time."""
    used, callers.used = callers.used, set()
    if not used:
        return
    try:
        async with transactions.begin() as session:
            await note_use(session, used, now().replace(second=0, microsecond=0))
    except (SQLAlchemyError, OSError):
        callers.used |= used
        raise
