"""The directory, joined: routes, read model, bus."""

from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from fastapi import FastAPI

from common import service
from directory import events  # noqa: F401  what it tells belongs to its contract
from directory.api import ROUTERS
from directory.model.keeper import Keeper, kept
from directory.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    app = service.build("directory", settings, ROUTERS, beside=partial(_beside, settings))
    app.state.keeper = Keeper(lambda: app.state.transactions, settings.county)
    app.state.parts.append(app.state.keeper.parts)
    return app


def _beside(settings: Settings, app: FastAPI) -> AbstractAsyncContextManager[None]:
    """The read model is kept true while the service runs."""
    return kept(app.state.keeper, settings.database_url)


def contracts() -> dict[str, Any]:
    """What the directory promises over HTTP and over events."""
    return service.contracts("directory", ROUTERS)
