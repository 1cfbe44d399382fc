"""How every service starts, stops and says it is well."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Lifespan

from common import bus, contract, db
from common.bus import Bus, Doing, Event, Hearing, Urls
from common.bus.asyncapi import document
from common.frame import Frame
from common.identity import Verifier
from common.problems import add_problems
from common.settings import ServiceSettings

health = APIRouter(include_in_schema=False)
PATIENCE = 2.0
"""Seconds in which the database must say that it is there."""
Beside = Callable[[FastAPI], Any]


@health.get("/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@health.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """503 when the database does not answer or NATS refused us; without NATS only degraded."""
    parts = await readiness(request.app)
    status = overall(parts)
    answer, headers = {"status": status, "parts": parts}, {"Cache-Control": "no-store"}
    return JSONResponse(answer, 503 if status == "failed" else 200, headers)


@health.get("/metrics")
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def readiness(app: FastAPI) -> dict[str, str]:
    """The parts of a service, each `ok`, `degraded` or `failed`.

    `app.state.parts` is a list of coroutine functions that say more of them.
    """
    parts = {"database": "ok"}
    try:
        async with asyncio.timeout(PATIENCE), app.state.transactions() as session:
            await session.execute(text("select 1"))
    except (SQLAlchemyError, OSError):
        parts["database"] = "failed"
    more: Callable[[], Awaitable[Mapping[str, str]]]
    for more in app.state.parts:
        parts |= await more()
    return parts


def overall(parts: Mapping[str, str]) -> str:
    """The worst of its parts."""
    return next((bad for bad in ("failed", "degraded") if bad in parts.values()), "ok")


def build(
    name: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    hearing: Hearing | None = None,
    doing: Doing | None = None,
    beside: Beside | None = None,
) -> FastAPI:
    """Wire a service: its routes, its database, its place on the bus.

    `beside` is an async context manager made with the application: what runs while it serves.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            urls = Urls(settings.nats_url, settings.database_url)
            transactions = await stack.enter_async_context(db.connected(urls.database, db.LOCK))
            app.state.transactions = transactions
            here = app.state.bus = Bus(name, settings.wake_by_notify)
            app.state.parts.append(here.parts)
            await stack.enter_async_context(bus.connected(here, urls, transactions, hearing, doing))
            if beside is not None:
                await stack.enter_async_context(beside(app))
            app.openapi()
            yield

    return framed(name, lifespan, settings, [health, *routers])


def framed(
    name: str, lifespan: Lifespan[FastAPI], settings: ServiceSettings, routers: Sequence[APIRouter]
) -> FastAPI:
    """An application with our problems, contract and frame, and without FastAPI's own pages."""
    app = described(name, routers, lifespan)
    app.state.verifier = Verifier(name, settings.caller_keys.get_secret_value())
    app.state.settings, app.state.parts, app.state.frame = settings, [], Frame
    add_problems(app)
    inside = app.build_middleware_stack

    def outermost() -> Any:
        """Around Starlette's own middleware too, so that a 500 has its request id."""
        return app.state.frame(inside(), name)

    app.build_middleware_stack = outermost  # type: ignore[method-assign]
    return app


def described(
    name: str, routers: Sequence[APIRouter], lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """An application that knows its contract and cannot answer yet."""
    app = FastAPI(
        title=f"Digisilta {name}",
        version="1",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    for router in routers:
        app.include_router(router)
    contract.describe(app, name)
    return app


def contracts(
    name: str, routers: Sequence[APIRouter], hearing: Hearing | None = None
) -> dict[str, dict[str, Any]]:
    """What a service promises over HTTP and over events; needs no settings."""
    return {
        "openapi": described(name, routers).openapi(),
        "asyncapi": document(name, events_of(name), hearing or {}),
    }


def events_of(service: str) -> list[type[Event]]:
    """What a service tells: the imported event classes of its `events`, by name."""
    kinds = (one for one in _below(Event) if f"{one.__module__}.".startswith(f"{service}.events."))
    own = [kind for kind in kinds if not kind.__name__.startswith("_")]
    return sorted(own, key=lambda kind: kind.full_name())


def _below(kind: type[Event]) -> Iterator[type[Event]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)
