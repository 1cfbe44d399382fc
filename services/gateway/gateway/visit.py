"""One request as the door sees it, and how its answer leaves."""

import random
import secrets
import time
from collections.abc import Callable, Mapping
from itertools import count

from starlette.types import Receive, Scope, Send

from common.errors import BodyTooLarge, Refusal
from common.frame import REQUEST_ID, TRACE
from gateway.callers import NOBODY, Known
from gateway.kept import Ready
from gateway.passing import Raw, Reply
from gateway.routes import Route

READY = "digisilta.ready"
"""Extension of our own server: takes a whole answer at once, and says whether it did."""
STARTED, NUMBERS = secrets.token_hex(6).encode(), count(1)
TakesWhole = Callable[[int, bytes, bytes], bool]


def new_request_id() -> bytes:
    """Unique in this process and, by its random beginning, among all: no system call is needed."""
    return b"%b-%08x" % (STARTED, next(NUMBERS))


class Visit:
    __slots__ = (
        "begun", "cache", "headers", "is_head", "known", "method", "path", "receive", "request_id",
        "route", "scope", "send", "status", "template",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun = time.perf_counter()
        self.scope, self.receive, self.send = scope, receive, send
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self.path: str = scope["path"]
        method: str = scope["method"]
        self.is_head = method == "HEAD"
        self.method = "GET" if self.is_head else method
        sent = self.headers.get(b"x-request-id")
        if sent is not None and REQUEST_ID.fullmatch(sent):
            self.request_id = sent.decode()
        else:
            self.request_id = new_request_id().decode()
        self.known: Known = NOBODY
        self.route: Route | None = None
        self.template, self.cache, self.status = "unknown", "", 500

    def found_before(self, route: Route) -> None:
        self.route, self.template = route, route.template

    @property
    def trace_id(self) -> str | None:
        """As the caller's trace says, which is trusted for nothing but tracing."""
        sent = self.headers.get(b"traceparent")
        trace = TRACE.fullmatch(sent) if sent is not None else None
        return trace[1].decode() if trace else None

    def traced(self) -> Mapping[bytes, bytes]:
        """The headers, with a trace of our own when the caller has none."""
        if self.trace_id is not None:
            return self.headers
        made = f"00-{random.getrandbits(128) or 1:032x}-{random.getrandbits(64) or 1:016x}-01"
        self.headers = {**self.headers, b"traceparent": made.encode()}
        return self.headers

    def text(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return value.decode("latin-1") if value is not None else None

    async def body(self, most: int) -> bytes:
        """Raises BodyTooLarge (said beforehand, or found while reading), Refusal (cut short)."""
        if b"content-length" not in self.headers and b"transfer-encoding" not in self.headers:
            return b""
        declared = self.headers.get(b"content-length", b"0")
        if int(declared) > most:
            raise BodyTooLarge(headers={"Connection": "close"})
        read, more = bytearray(), True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Refusal
            read += message.get("body", b"")
            more = message.get("more_body", False)
            if len(read) > most:
                raise BodyTooLarge(headers={"Connection": "close"})
        return bytes(read)

    async def say(self, reply: Reply, more: Raw) -> None:
        """Send an answer with these headers besides its own."""
        headers = [*reply.headers, *more, (b"x-request-id", self.request_id.encode())]
        if reply.status not in (204, 304):
            headers.append((b"content-length", str(len(reply.body)).encode()))
        await self._send(reply.status, headers, reply.body)

    async def show(self, ready: Ready, moves: Raw) -> None:
        """Send what is kept, with what moves about it."""
        more = [*moves, (b"x-request-id", self.request_id.encode())]
        await self._send(ready.status, more, ready.body, ready)

    async def _send(
        self, status: int, headers: Raw, body: bytes, ready: Ready | None = None
    ) -> None:
        """`headers` come after those that are ready."""
        self.status = status
        body = b"" if self.is_head else body
        takes: TakesWhole | None = self.scope.get("extensions", {}).get(READY)
        if takes is not None:
            head = b"" if ready is None else ready.head
            head += b"".join([b"%b: %b\r\n" % pair for pair in headers])
            if takes(status, head + b"\r\n", body):
                return
        headers = headers if ready is None else [*ready.headers, *headers]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
