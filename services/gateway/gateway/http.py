"""Asking a service over HTTP/1.1: a small client of our own, over a Unix domain socket or TCP.

It does what a gateway needs and no more: whole answers with a known end, from services of ours.
A general client costs four times as much for each request (`bench/hop.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httptools

CONNECT, SILENCE, WHOLE, IDLE, LOOK = 1.0, 5.0, 8.0, 30.0, 0.25
"""Seconds: to connect; between bytes; for an answer; unused; between looks at the other four."""
BULK_SILENCE, BULK_WHOLE = 60.0, 90.0
"""Seconds for what works through a whole file before it answers."""
LARGEST = 64 * 1024 * 1024
LONGEST_SOCKET_PATH = 107
AGAIN = ("GET", "HEAD")
PROBLEM = "application/problem+json"


class Unreachable(Exception):  # noqa: N818  a fact about the other side
    """The service could not be asked, or did not answer in time."""


class TooLate(Unreachable):
    """It may be busy with the request still."""


class NotBegun(Unreachable):
    """It cannot have seen the request, or has not said one byte on a connection kept open."""


@dataclass(frozen=True)
class Answered:
    """Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_problem(self) -> bool:
        """Whether the service itself says what went wrong, and not something in between."""
        return self.headers.get("content-type", "").startswith(PROBLEM)


class Connection(asyncio.Protocol):
    """One connection: at most one question at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.parser: httptools.HttpResponseParser = httptools.HttpResponseParser(self)
        self.answer: asyncio.Future[Answered] | None = None
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.size = self.questions = 0
        self.heard_any = self.is_bulk = False
        self.loop = asyncio.get_running_loop()
        self.begun_at = self.heard_at = self.loop.time()

    @property
    def is_usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def ask(self, request: bytes, *, is_bulk: bool = False) -> "asyncio.Future[Answered]":
        self.is_bulk = is_bulk
        assert self.transport is not None  # noqa: S101  it is made before it is used
        self.answer, self.heard_any = self.loop.create_future(), False
        self.questions += 1
        self.begun_at = self.heard_at = self.loop.time()
        self.transport.write(request)
        return self.answer

    def connection_made(self, transport: Any) -> None:
        self.transport = transport  # uvloop's is no asyncio.Transport

    def data_received(self, data: bytes) -> None:
        self.heard_any, self.heard_at = True, self.loop.time()
        if self.answer is None:  # nobody asked
            self.close()
            return
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as wrong:
            self.fail(Unreachable(f"an answer that is no HTTP: {wrong}"))

    def on_message_begin(self) -> None:
        self.headers, self.parts, self.size = {}, [], 0

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)
        self.size += len(body)
        if self.size > LARGEST:
            raise ValueError("too large")

    def on_message_complete(self) -> None:
        status = self.parser.get_status_code()
        if status < 200 or self.answer is None:
            return  # 1xx: the answer is still to come
        answer, self.answer = self.answer, None
        if not self.parser.should_keep_alive():
            self.close()
        if not answer.done():
            answer.set_result(Answered(status, self.headers, b"".join(self.parts)))

    def connection_lost(self, exc: Exception | None) -> None:
        kept_open = self.questions > 1 and not self.heard_any
        kind = NotBegun if kept_open else Unreachable
        self.fail(kind(f"the connection ended: {exc or 'by the service'}"))

    def fail(self, why: Unreachable) -> None:
        answer, self.answer = self.answer, None
        if answer is not None and not answer.done():
            answer.set_exception(why)
        self.close()

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def look(self, at: float) -> None:
        """Give up what takes too long."""
        silence, whole = (BULK_SILENCE, BULK_WHOLE) if self.is_bulk else (SILENCE, WHOLE)
        if self.answer is None:
            if at - self.heard_at > IDLE:
                self.close()
        elif at - self.heard_at > silence or at - self.begun_at > whole:
            self.fail(TooLate("no answer in time"))


class Asking:
    """Connections to one service, kept open; the warmest is used first."""

    def __init__(self, url: str) -> None:
        path = url.removeprefix("unix://") if url.startswith("unix://") else None
        if path is not None and len(path.encode()) > LONGEST_SOCKET_PATH:
            raise ValueError(f"a socket path has at most {LONGEST_SOCKET_PATH} bytes: {path}")
        parts = urlsplit(url if path is None else "http://service")
        self.path, self.secure = path, parts.scheme == "https"
        self.host, self.port = parts.hostname or "", parts.port or (443 if self.secure else 80)
        self.named, self.prefix = parts.netloc, parts.path.rstrip("/")
        self.free: list[Connection] = []
        self.all: set[Connection] = set()
        self.looking: asyncio.TimerHandle | None = None

    async def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        is_bulk: bool = False,
    ) -> Answered:
        """Raises Unreachable. Tried once more: a GET that cannot have been seen by the service."""
        request = written(method, self.prefix + target, self.named, headers, body)
        try:
            return await self._ask(request, is_bulk=is_bulk)
        except NotBegun:
            if method not in AGAIN:
                raise
        return await self._ask(request, is_bulk=is_bulk)

    async def _ask(self, request: bytes, *, is_bulk: bool) -> Answered:
        connection = self._warm() or await self._connect()
        try:
            answered = await connection.ask(request, is_bulk=is_bulk)
        except asyncio.CancelledError:
            connection.close()  # its answer is half read: nobody else may have it
            raise
        if connection.is_usable:
            self.free.append(connection)
        return answered

    def _warm(self) -> Connection | None:
        while self.free:
            connection = self.free.pop()
            if connection.is_usable:
                return connection
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT):
                if self.path is not None:
                    _, made = await loop.create_unix_connection(Connection, self.path)
                else:
                    secure = self.secure or None
                    _, made = await loop.create_connection(
                        Connection, self.host, self.port, ssl=secure
                    )
        except (TimeoutError, OSError) as gone:
            raise NotBegun(f"no connection: {gone}") from gone
        self.all.add(made)
        return made

    def look(self) -> None:
        """Time limits without a timer for each request; begun by `asking`."""
        loop = asyncio.get_running_loop()
        self.looking = loop.call_later(LOOK, self.look)
        self.all = {one for one in self.all if one.is_usable}
        self.free = [one for one in self.free if one.is_usable]
        for connection in self.all:
            connection.look(loop.time())

    def close(self) -> None:
        if self.looking is not None:
            self.looking.cancel()
        for connection in self.all:
            connection.close()


def written(
    method: str, target: str, host: str, headers: Mapping[str, str], body: bytes | None
) -> bytes:
    """A request as bytes. Raises ValueError: what cannot be written into a head."""
    fields = {"host": host} | dict(headers)
    if body is not None or method not in AGAIN:
        fields["content-length"] = str(len(body or b""))
    values = [f"{name}: {value}" for name, value in fields.items()]
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *values])
    if {head.count("\r"), head.count("\n")} != {len(values)} or "\0" in head:
        raise ValueError("a line break cannot stand in a header")
    return f"{head}\r\n\r\n".encode("latin-1") + (body or b"")


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[Asking]:
    """Connections to `unix:///path/of.sock` or `http://host:port`, closed at the end."""
    made = Asking(url)
    made.look()
    try:
        yield made
    finally:
        made.close()
