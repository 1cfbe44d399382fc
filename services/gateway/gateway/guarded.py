"""The HTTP/1.1 protocol of the public socket: uvicorn's, with limits and without its surprises.

Rules of performance.md 3.2. Set it with `uvicorn.Config(http=GuardedProtocol)`; `sweep` is to be
called each second for every connection (`gateway.serving.Server`).
"""

from http import HTTPStatus
from itertools import islice
from typing import Any

import httptools
from starlette.responses import Response
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from common.clock import new_id
from common.errors import Overloaded, Refusal, UriTooLong
from common.problems import problem
from gateway.dressing import OTHER
from gateway.heads import (
    HEAD,
    HEADERS,
    TARGET,
    HeadTooLarge,
    RequestTooSlow,
    language_in,
    wrong_with,
    wrong_with_address,
)
from gateway.visit import READY

SLOW_HEAD, SLOW_BODY, DEAF, LINGER = 10.0, 10.0, 30.0, 2.0
"""Seconds: to send a head; between parts of a body; to take an answer; to hear a refusal."""
FRAMING = 16 * 1024
"""Bytes of a chunked body that are not body: sizes, extensions, trailers."""
MOST_CONNECTIONS = 1_000
"""To one port: idle strangers must not keep operators from the other."""


class GuardedProtocol(HttpToolsProtocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: Any = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.in_head = self.in_message = False
        self.head_bytes = self.framing = self.body_bytes = 0
        self.refusal: Refusal | None = None
        self.accepted: str | None = None
        """The language of a refusal, when its request could tell."""
        self.refused_at: float | None = None
        self.running: RequestResponseCycle | None = None
        self.heard_at = self.head_begun_at = self.loop.time()
        self.paused_at: float | None = None
        self.written: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")
        """The headers of the server, as a list that it renews each second, and as bytes."""
        self.extensions: dict[str, Any] = {READY: self.take_whole}

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS and self._is_crowded():
            self._refuse(Overloaded(headers={"Retry-After": "1"}))

    def _is_crowded(self) -> bool:
        """Whether the port that was asked has too many; no more of them are counted than needed."""
        here = (one for one in self.connections if _port(one) == _port(self))
        return sum(1 for _ in islice(here, MOST_CONNECTIONS + 1)) > MOST_CONNECTIONS

    def data_received(self, data: bytes) -> None:
        if self.refusal is not None:
            return  # what follows a refused request is never looked at
        self._unset_keepalive_if_required()
        self.heard_at = self.loop.time()
        was_in_head, was_in_message, self.body_bytes = self.in_head, self.in_message, 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nothing is upgraded here: it is answered as it stands, then closed
        except httptools.HttpParserInvalidURLError:
            self.accepted = language_in(data)
            self._refuse(wrong_with_address(data))
            return
        except httptools.HttpParserError:
            self._refuse()
            return
        if self.in_message:
            self._count(len(data), was_in_head=was_in_head, was_in_message=was_in_message)

    def _count(self, received: int, *, was_in_head: bool, was_in_message: bool) -> None:
        """Bytes that the parser keeps to itself: unfinished heads, framing of chunks."""
        if was_in_head and self.in_head:
            self.head_bytes += received
            if self.head_bytes > HEAD + TARGET:
                self._refuse(HeadTooLarge())
        elif was_in_message and self.in_message and not was_in_head:
            self.framing += received - self.body_bytes
            if self.framing > FRAMING:
                self._refuse(Refusal())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.in_head = self.in_message = True
        self.head_bytes = self.framing = 0
        self.head_begun_at = self.heard_at

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > 2 * TARGET:
            self._raise(UriTooLong())

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.in_head:
            return  # a trailer would appear among the headers
        name = name.lower()
        if name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        self.headers.append((name, value))
        if len(self.headers) > HEADERS:
            self._raise(HeadTooLarge())

    def on_headers_complete(self) -> None:
        self.in_head = False
        parser = self.parser
        wrong = wrong_with(parser.get_method(), self.url, parser.get_http_version(), self.headers)
        if wrong is not None:
            self._raise(wrong)
        self.scope["extensions"] = self.extensions
        super().on_headers_complete()
        if parser.should_upgrade():
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.in_message = False
        super().on_message_complete()

    def _raise(self, refusal: Refusal) -> None:
        """Leave the parser from inside a callback."""
        self.refusal = refusal
        raise refusal

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def take_whole(self, status: int, head: bytes, body: bytes) -> bool:
        """A whole answer in one write: its fields, the empty line, its body. Says if it went."""
        cycle = self.running
        if cycle is None or cycle.disconnected or cycle.response_started or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        defaults = self.server_state.default_headers
        if self.written[0] is not defaults:
            self.written = defaults, b"".join([b"%b: %b\r\n" % pair for pair in defaults])
        said = b"connection: close\r\n" in head
        close = b"" if cycle.keep_alive or said else b"connection: close\r\n"
        self.transport.write(b"".join((STATUS_LINES[status], self.written[1], close, head, body)))
        cycle.message_event.set()
        if said or not cycle.keep_alive:
            cycle.keep_alive = False
            self._hang_up(more_comes=cycle.more_body)
        cycle.on_response()
        return True

    def _hang_up(self, *, more_comes: bool) -> None:
        """Say no more. If more comes, hear it for a moment: closing at once loses the answer."""
        if not more_comes or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.refusal, self.refused_at = self.refusal or Refusal(), self.loop.time()
        self.flow.resume_reading()
        self.transport.write_eof()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        waits = self.refusal is not None and self.refused_at is None
        if waits and self.running is not None and self.running.response_complete:
            self._write_refusal()

    def _refuse(self, refusal: Refusal | None = None) -> None:
        """Answer in turn: never before those who asked earlier on this connection. Without a
        refusal: with what was found inside the parser.
        """
        self.refusal = refusal or self.refusal or Refusal()
        running = self.running
        if running is None or running.response_complete:
            self._write_refusal()
        elif running is not self.cycle and self.cycle.more_body:
            self.pipeline.popleft()  # the refused request has not begun to be answered
        elif running is self.cycle and running.more_body:
            running.disconnected = True  # the refused request itself waits for its body
            running.message_event.set()
            if running.response_started:
                self.transport.close()
            else:
                self._write_refusal()

    def _write_refusal(self) -> None:
        if self.transport.is_closing() or self.refusal is None:
            return
        defaults = self.server_state.default_headers
        self.transport.write(written(self.refusal, defaults, self.accepted))
        self._hang_up(more_comes=True)

    def pause_writing(self) -> None:
        self.paused_at = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.paused_at = None
        super().resume_writing()

    def sweep(self, at: float) -> None:
        """Let go of those who are too slow. `at` is a moment of the loop's clock."""
        if self.refused_at is not None or self.paused_at is not None:
            since, most = (self.refused_at, LINGER) if self.refused_at else (self.paused_at, DEAF)
            if at - (since or at) > most:
                self.transport.abort()
        elif self.refusal is None:
            self._sweep_sender(at, answered=self.running is None or self.running.response_complete)

    def _sweep_sender(self, at: float, *, answered: bool) -> None:
        if self.in_head:
            slow = answered and at - self.head_begun_at > SLOW_HEAD
        else:
            waits = self.in_message and not answered and not self.flow.read_paused
            slow = waits and at - self.heard_at > SLOW_BODY
        if slow:
            self._refuse(RequestTooSlow())
        elif answered and not self.in_message and at - self.heard_at > self.timeout_keep_alive + 1:
            self.transport.close()


def _port(connection: object) -> int | None:
    here = connection.server if isinstance(connection, GuardedProtocol) else None
    return here[1] if here else None


def written(
    refusal: Refusal, defaults: list[tuple[bytes, bytes]], accepted: str | None = None
) -> bytes:
    """A refusal as the bytes of an answer, for requests that no application has seen."""
    trace = new_id().hex
    answer: Response = problem(refusal, {"path": "/", "trace_id": trace}, accepted)
    pairs = [*defaults, *answer.raw_headers, *OTHER, (b"x-request-id", trace.encode())]
    lines = [b"%b: %b\r\n" % pair for pair in pairs]
    body = bytes(answer.body)
    return b"".join([STATUS_LINES[refusal.status], *lines, b"connection: close\r\n\r\n", body])


STATUS_LINES = {
    one.value: b"HTTP/1.1 %d %b\r\n" % (one.value, one.phrase.encode()) for one in HTTPStatus
}
