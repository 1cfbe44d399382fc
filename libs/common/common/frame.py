"""Around every request: its id and trace, HEAD and OPTIONS, the size of its body, its log line."""

import logging
import re
import secrets
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from prometheus_client import Histogram
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.bus import origin
from common.errors import BodyTooLarge
from common.problems import allowed_methods, operations_at, problem

log = logging.getLogger("request")
REQUEST_ID = re.compile(rb"[0-9A-Za-z-]{8,64}")
TRACE = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
BODY = 64 * 1024
SECONDS = Histogram(
    "http_server_request_duration_seconds",
    "Time from the request to the end of its answer",
    ["service", "route", "method", "status_class"],
)
_seconds = lru_cache(1000)(SECONDS.labels)


def largest_body(paths: Mapping[str, Any], path: str, method: str) -> int:
    """Bytes that a request may send: 64 KiB, unless its operation says `x-max-body`."""
    if method == "GET":
        return BODY
    here = (operations.get(method.lower(), {}) for operations in operations_at(paths, path))
    return max((operation.get("x-max-body", BODY) for operation in here), default=BODY)


class Frame:
    """Pure ASGI, around all other middleware of an application that has a contract."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500
        headers = dict(scope["headers"])
        request_id = _name_request(scope, headers)
        asked = scope["method"]

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            elif asked == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        if asked == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self._answer(scope, headers, receive, framed)
        finally:
            self._note(scope, asked, status, time.perf_counter() - begun)

    async def _answer(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        paths = scope["app"].openapi()["paths"] if scope["method"] != "GET" else {}
        if scope["method"] == "OPTIONS" and (methods := allowed_methods(paths, scope["path"])):
            allow = (b"allow", ", ".join(methods).encode())
            await send({"type": "http.response.start", "status": 204, "headers": [allow]})
            await send({"type": "http.response.body", "body": b""})
            return
        most = largest_body(paths, scope["path"], scope["method"])
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            await _too_large(scope, headers, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)

    def _note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path_format", "unknown")
        _seconds(self.service, route, method, f"{status // 100}xx").observe(seconds)
        if not log.isEnabledFor(logging.INFO):
            return
        told = {"route": route, "method": method, "status": status}
        told |= {"ms": round(seconds * 1000, 2), "request_id": scope["request_id"]}
        log.info("request", extra=told | {"trace_id": scope["trace_id"]})


def _name_request(scope: Scope, headers: Mapping[bytes, bytes]) -> bytes:
    sent = headers.get(b"x-request-id", b"")
    chance = secrets.token_hex(32)
    request_id = sent.decode() if sent and REQUEST_ID.fullmatch(sent) else chance[:16]
    begun = headers.get(b"traceparent")
    trace = TRACE.fullmatch(begun) if begun else None
    trace_id = trace[1].decode() if trace else chance[16:48]
    scope["request_id"], scope["trace_id"] = request_id, trace_id
    parent = f"00-{trace_id}-{chance[48:]}-01"
    origin.set({"correlationid": request_id, "traceparent": parent})
    return request_id.encode()


def _counted(receive: Receive, most: int) -> Receive:
    heard = 0

    async def counted() -> Message:
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > most:
            raise HTTPException(413)  # of this class, so that FastAPI lets it pass
        return message

    return counted


async def _too_large(
    scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send
) -> None:
    accepted = headers.get(b"accept-language", b"").decode("latin-1")
    await problem(BodyTooLarge(), scope, accepted)(scope, receive, send)
