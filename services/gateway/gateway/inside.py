"""The gateway's own operations, asked like those of any service, without a socket."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import Message

from common.frame import Frame
from gateway.http import Answered


class Unnoted(Frame):
    """The door itself writes the line of every request, and takes its time."""

    def _note(self, *_: Any, **__: Any) -> None: ...


class Inside:
    def __init__(self, app: FastAPI) -> None:
        """Before the application has answered anything."""
        self.app = app
        app.state.frame = Unnoted

    async def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        **_more: object,
    ) -> Answered:
        """What the application answers. A bug in it is logged there, and is raised as it is."""
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

        await self.app(scope, receive, send)
        start, *parts = sent
        read = b"".join(part.get("body", b"") for part in parts)
        return Answered(start["status"], Headers(raw=list(start["headers"])), read)
