"""Applications that the benches of the gateway measure: the door, what is behind it, peers."""

import hashlib
import json
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.places import socket_of_service
from common.clock import now
from common.identity import Minter, new_key_pair
from gateway import keys
from gateway.api_keys import ApiKey, Kind
from gateway.cache import Cache
from gateway.callers import Callers, Tokens
from gateway.door import Door, Site
from gateway.exposed import Exposed
from gateway.http import asking
from gateway.kept import Kept
from gateway.pages import Pages
from gateway.request_log import RequestLog
from gateway.routes import Routes
from gateway.shelf import Shelf
from gateway.upstream import Upstream

ROWS = [
    Exposed("GET", "/kept", "directory", same_for_all=True),
    Exposed("GET", "/long", "directory", same_for_all=True),
    Exposed("GET", "/passed", "directory"),
    Exposed("POST", "/passed", "directory"),
]
PEPPER = b"p" * 32
KEY_ID, SECRET = "Bench00001", "0123456789ABCDEFGHIJKLMNOPQRSTUV"
KEY = f"dgs_test_{KEY_ID}_{SECRET}" + keys.checksum(f"dgs_test_{KEY_ID}_{SECRET}")


def body(items: int) -> bytes:
    """A list as the directory answers it: about 100 bytes an item."""
    made = [
        {"id": hashlib.sha256(str(n).encode()).hexdigest()[:32], "name": {"fi": f"Kirjasto {n}"}}
        for n in range(items)
    ]
    return json.dumps({"items": made}).encode()


SHORT, LONG = body(26), body(260)


def raw(content: bytes = SHORT) -> ASGIApp:
    """The yardstick: ready messages."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    end = {"type": "http.response.body", "body": content}

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send(start)
            await send(end)

    return app


def raw_long() -> ASGIApp:
    return raw(LONG)


def fastapi_ready_bytes() -> FastAPI:
    app = FastAPI()

    @app.get("/kept")
    async def kept() -> Response:
        return Response(SHORT, media_type="application/json")

    return app


def service() -> ASGIApp:
    """Behind the door: raw as well, so that the hop alone is measured."""
    public = b"public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
    answers = {
        path: (
            [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(content)).encode()),
                (b"cache-control", public if path != "/passed" else b"private, no-cache"),
                (b"etag", b'"0123456789abcdef"'),
                (b"cache-tags", b"list:support-points"),
            ],
            content,
        )
        for path, content in {"/kept": SHORT, "/long": LONG, "/passed": SHORT}.items()
    }

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers, content = answers[scope["path"]]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": content})

    return app


def contract() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for row in ROWS:
        operation = {"operationId": f"{row.method}{row.path}", "responses": {"200": {}}}
        paths.setdefault(f"/v1{row.path}", {})[row.method.lower()] = operation
    return {"openapi": "3.1.0", "info": {"title": "bench"}, "paths": paths}


async def known_key(_: Collection[bytes]) -> list[ApiKey]:
    """The lookup in the database, which happens twice a minute a key."""
    known = ApiKey(
        id=KEY_ID,
        partner_id=None,
        environment="test",
        name="bench",
        kind=Kind.PARTNER,
        key_hash=keys.fingerprint(KEY, PEPPER),
        scopes=["directory:write"],
        municipalities=["398"],
        created_at=now(),
        expires_at=now() + timedelta(days=1),
    )
    return [known]


def door() -> Door:
    """The pure-ASGI gateway, whole: keys, cache, headers, log, metrics. Without its database."""
    logging.getLogger("request").setLevel(logging.INFO)
    private, _ = new_key_pair()
    tokens, cache = Tokens(Minter(private)), Cache[Kept](64 * 1024 * 1024)
    cache.trusted = True
    upstreams = {"directory": Upstream("directory")}
    log = RequestLog(open("/dev/null", "w"))  # noqa: SIM115

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with asking(f"unix://{socket_of_service()}") as asks:
            upstreams["directory"].asks = asks
            yield

    own = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    return Door(
        Site(
            routes=Routes(ROWS, contract()),
            callers=Callers(known_key, [PEPPER], "test"),
            tokens=tokens,
            upstreams=upstreams,
            shelf=Shelf(cache, upstreams, tokens),
            pages=Pages(contract()),
            own=own,
            management=own,
            log=log,
        )
    )
