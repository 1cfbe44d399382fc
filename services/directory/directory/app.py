"""The directory, joined: routes, read model, upkeep, bus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from common import service
from directory import events  # noqa: F401  what it tells belongs to its contract
from directory.api import ROUTERS
from directory.api.plain import Table
from directory.listeners import HEARING
from directory.model.keeper import Keeper, kept
from directory.settings import Settings
from directory.upkeep import Upkeep, kept_up


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    beside = partial(_beside, settings)
    app = service.build("directory", settings, ROUTERS, HEARING, beside=beside)
    app.add_middleware(Table, routes=[route for one in ROUTERS for route in one.routes])
    app.state.keeper = Keeper(
        lambda: app.state.transactions, settings.county, is_notified=settings.wake_by_notify
    )
    app.state.parts.append(app.state.keeper.parts)
    return app


@asynccontextmanager
async def _beside(settings: Settings, app: FastAPI) -> AsyncIterator[None]:
    """The read model is kept true while the service runs, and time leaves its marks."""
    upkeep = Upkeep(app.state.transactions)
    url = settings.database_url
    async with kept(app.state.keeper, url), kept_up(upkeep, url):
        yield


def contracts() -> dict[str, Any]:
    """What the directory promises over HTTP and over events."""
    return service.contracts("directory", ROUTERS, HEARING)
