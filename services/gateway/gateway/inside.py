"""The gateway's own operations, asked like those of any service, without a socket."""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

from gateway.http import Answered


class Inside:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        **_more: object,
    ) -> Answered:
        """What the application answers; a bug in it has been answered with 500 and logged."""
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await asyncio.gather(self.app(scope, receive, send), return_exceptions=True)
        start, *parts = sent
        read = b"".join(part.get("body", b"") for part in parts)
        return Answered(start["status"], Headers(raw=list(start["headers"])), read)
