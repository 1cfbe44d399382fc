"""The directory with invented things and without its database."""

import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from bench.gateway_apps import raw
from bench.generated import NOON, catalogue, county
from common.clock import standing_at
from common.identity import ANYONE, Minter, new_key_pair
from directory.app import create_app
from directory.model.catalogue import Catalogue
from directory.settings import Settings

POINTS, COUNTY_POINTS = 10_000, 1_000
PRIVATE, PUBLIC = "DIGISILTA_BENCH_PRIVATE", "DIGISILTA_BENCH_PUBLIC"


def make_keys() -> None:
    """Keys of this run, which the processes that are started inherit."""
    os.environ[PRIVATE], os.environ[PUBLIC] = new_key_pair()


def token() -> str:
    """What the gateway would say of a resident; it is valid while the clock stands."""
    with standing_at(NOON):
        return Minter(os.environ[PRIVATE]).mint(ANYONE, "directory")


def directory() -> FastAPI:
    """Nothing but points."""
    return _holding(catalogue(POINTS))


def directory_of_a_county() -> FastAPI:
    """Fewer points, and things of every other noun."""
    return _holding(county(COUNTY_POINTS))


def _holding(held: Catalogue) -> FastAPI:
    """The whole application, with its read model filled by hand; the clock stands."""
    clock = ExitStack()
    clock.enter_context(standing_at(NOON))
    settings = Settings.model_validate(
        {
            "database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
            "nats_url": "nats://127.0.0.1:9",
            "caller_keys": os.environ[PUBLIC],
        }
    )
    app = create_app(settings)
    keeper = app.state.keeper
    keeper.catalogue, keeper.old, keeper.listening = held, False, True

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.openapi()
        yield

    app.router.lifespan_context = lifespan
    app.state.clock = clock
    return app


def raw_2_kb() -> ASGIApp:
    return raw(b"x" * 2_000)


def raw_as_long() -> ASGIApp:
    """Ready messages of the mean size of an answer with twenty points."""
    return raw(b"x" * 26_000)
