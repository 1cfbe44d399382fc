"""A small service that a test tells what to answer, and the door in front of it, over sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from common.identity import Caller, Minter, Verifier, new_key_pair
from gateway.cache import Cache
from gateway.callers import Callers, Tokens
from gateway.circuits import Circuit
from gateway.door import Door, Site
from gateway.exposed import EXPOSED, Exposed
from gateway.http import asking
from gateway.kept import Kept
from gateway.pages import Pages
from gateway.request_log import RequestLog
from gateway.routes import Routes
from gateway.serving import Server, server
from gateway.shelf import Shelf
from gateway.upstream import Turns, Upstream

PUBLIC = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
CLOCK = "public, max-age=60"
PRIVATE_KEY, PUBLIC_KEYS = new_key_pair()
PEPPER = b"p" * 32
QUERY: dict[str, list[dict[str, Any]]] = {
    "/support-points": [
        {"name": "municipality", "in": "query", "schema": {"type": "string"}},
        {"name": "near", "in": "query", "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 50}},
        {
            "name": "service",
            "in": "query",
            "x-comma-list": True,
            "schema": {"type": "string"},
        },
    ],
    "/imports": [{"name": "format", "in": "query", "schema": {"type": "string"}}],
}
GEOJSON = {"/support-points": ["application/json", "application/geo+json"]}
BIG = {"/imports": 5 * 1024 * 1024}


def document(rows: list[Exposed] = EXPOSED) -> dict[str, Any]:
    """A contract that has every exposed operation."""
    paths: dict[str, Any] = {}
    for number, row in enumerate(rows):
        media: dict[str, Any] = {kind: {} for kind in GEOJSON.get(row.path, ["application/json"])}
        operation: dict[str, Any] = {
            "operationId": f"operation_{number}",
            "tags": [row.path.split("/")[1]],
            "summary": f"{row.method} {row.path}",
            "parameters": QUERY.get(row.path, []),
            "responses": {"200": {"description": "well", "content": media}},
            "x-access": {"who": "anyone"},
        }
        if row.path in BIG:
            operation["x-max-body"] = BIG[row.path]
        paths.setdefault(f"/v1{row.path}", {})[row.method.lower()] = operation
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


@dataclass
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def caller(self, service: str = "directory") -> Caller:
        return Verifier(service, PUBLIC_KEYS).read(self.headers["x-caller"])


@dataclass
class Fake:
    """Answers with `body`, `headers` and `status`, after `delay` seconds, and remembers all."""

    body: Any = field(default_factory=lambda: {"items": []})
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": PUBLIC})
    delay: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        target = scope["raw_path"].decode()
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode()
        body = await request.body()
        self.asked.append(Asked(scope["method"], target, request.headers, body))
        await asyncio.sleep(self.delay)
        await self._response(request)(scope, receive, send)

    def _response(self, request: Request) -> Response:
        kind = "application/json" if self.status < 400 else "application/problem+json"
        content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"Content-Type": kind} | self.headers
        etag = headers.get("ETag")
        if self.status == 200 and etag and request.headers.get("if-none-match") == etag:
            return Response(None, 304, {k: v for k, v in headers.items() if k != "Content-Type"})
        return Response(content, self.status, headers)


@asynccontextmanager
async def served(made: uvicorn.Server, sockets: list[socket.socket]) -> AsyncIterator[None]:
    """Run a server of uvicorn in this very loop."""
    async with asyncio.TaskGroup() as beside:
        running = beside.create_task(made._serve(sockets))
        while not made.started:
            await asyncio.sleep(0.01)
        yield
        made.should_exit = True
        await running


@asynccontextmanager
async def fake_served(fake: Fake, path: Path) -> AsyncIterator[None]:
    """The service on a Unix domain socket."""
    path.unlink(missing_ok=True)
    there = socket.socket(socket.AF_UNIX)
    there.bind(str(path))
    config = uvicorn.Config(
        fake, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    async with served(uvicorn.Server(config), [there]):
        yield


@dataclass
class Place:
    """A door that runs, and what is behind it."""

    fake: Fake
    door: Door
    port: int
    management_port: int
    socket: Path
    server: Server
    log: Any
    asks: Any

    def begin_anew(self, callers: Callers) -> None:
        """As if nothing had been asked yet."""
        self.fake.__init__()  # type: ignore[misc]
        self.site.log.flush()
        self.log.seek(0)
        self.log.truncate()
        site = self.site
        site.callers = self.door.hits.callers = callers
        self.door.hits.known.clear()
        site.shelf.cache = self.door.hits.cache = Cache(8 * 1024 * 1024)
        self.cache.trusted = True
        site.tokens.minted.clear()
        for upstream in site.upstreams.values():
            upstream.asks, upstream.circuit, upstream.turns = self.asks, Circuit(), Turns()

    @property
    def site(self) -> Site:
        return self.door.site

    @property
    def cache(self) -> Cache[Kept]:
        return self.site.shelf.cache


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application without lifespan, and without operations of its own."""
    if scope["type"] == "http":
        await Response(b"{}", media_type="application/json")(scope, receive, send)


def site(
    log: Any, callers: Callers, upstreams: dict[str, Upstream], cache: Cache[Kept] | None = None
) -> Site:
    tokens = Tokens(Minter(PRIVATE_KEY))
    cache = cache or Cache(8 * 1024 * 1024)
    cache.trusted = True
    made = document()
    return Site(
        routes=Routes(EXPOSED, made),
        callers=callers,
        tokens=tokens,
        upstreams=upstreams,
        shelf=Shelf(cache, upstreams, tokens),
        pages=Pages(made),
        own=_nothing,
        management=_nothing,
        log=RequestLog(log),
        staff_origins=frozenset({b"https://intra.example.fi"}),
    )


@asynccontextmanager
async def open_door(fake: Fake, folder: Path, callers: Callers, log: Any) -> AsyncIterator[Place]:
    """The fake service, the door in front of it with two sockets, both running."""
    path = folder / "service.sock"
    async with fake_served(fake, path), asking(f"unix://{path}") as asks, asyncio.TaskGroup() as t:
        names = ("directory", "mentoring", "metrics", "gateway")
        made = site(log, callers, {name: Upstream(name, asks) for name in names})
        made.shelf.behind = t
        public, management = _bound(), _bound()
        made.management_port = management.getsockname()[1]
        door = Door(made)
        running = server(door, lifespan="off")
        place = Place(
            fake, door, public.getsockname()[1], made.management_port, path, running, log, asks
        )
        async with served(running, [public, management]):
            yield place


def _bound() -> socket.socket:
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    return made
