"""A process for raw sockets: the guarded protocol on uvloop, impatient, with an echo behind it."""

import asyncio
import json
import sys

from starlette.types import Receive, Scope, Send

from gateway import guarded
from gateway.serving import listening, server

guarded.SLOW_HEAD = guarded.SLOW_BODY = 1.0
guarded.MOST_CONNECTIONS = 20


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says what it was asked, after a while below /slow."""
    read, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        read, more = read + message["body"], message["more_body"]
    if scope["path"].startswith("/slow"):
        await asyncio.sleep(0.3)
    said = {
        "method": scope["method"],
        "path": scope["path"],
        "headers": [[name.decode("latin-1") for name in pair] for pair in scope["headers"]],
        "body": read.decode(),
    }
    body = json.dumps(said).encode()
    fields = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    ports = (int(port) for port in sys.argv[1:])
    server(echo, lifespan="off").run(sockets=[listening("127.0.0.1", port) for port in ports])
