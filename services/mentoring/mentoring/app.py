"""Mentoring, joined."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from common import service
from mentoring.api import ROUTERS
from mentoring.listeners import HEARING
from mentoring.settings import Settings
from mentoring.support.delivering import Post
from mentoring.support.rounds import kept_posted
from mentoring.upkeep import Upkeep, kept_up


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    post = Post(settings)
    beside = partial(_beside, settings, post)
    return service.build("mentoring", settings, ROUTERS, HEARING, post.doing(), beside)


@asynccontextmanager
async def _beside(settings: Settings, post: Post, app: FastAPI) -> AsyncIterator[None]:
    """Time leaves its marks while the service runs, and tickets are followed."""
    transactions, url = app.state.transactions, settings.database_url
    upkeep = Upkeep(transactions)
    async with kept_up(upkeep, url), kept_posted(transactions, post.connectors, url):
        yield


def contracts() -> dict[str, dict[str, Any]]:
    """What mentoring promises: `openapi` and `asyncapi`."""
    return service.contracts("mentoring", ROUTERS, HEARING)
