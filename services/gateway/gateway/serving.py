"""The process that answers: one server on two sockets, a public one and one for operators."""

import argparse
import asyncio
import gc
import resource
import socket
import sys
from typing import Any

import uvicorn

from common import logs
from gateway.app import create_app
from gateway.guarded import GuardedProtocol

FILES = 4_096
"""Connections, services and database need this many open files."""


class Server(uvicorn.Server):
    """Looks after slow connections each second."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """The garbage collector passes over what is here from the beginning: looking through it
        keeps all who ask waiting for 0.1 seconds.
        """
        gc.collect()
        gc.freeze()
        super().run(sockets)

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            at = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, GuardedProtocol):
                    connection.sweep(at)
        return await super().on_tick(counter)


def server(app: Any, **more: Any) -> Server:
    """A server as production has it, not started."""
    return Server(
        uvicorn.Config(
            app,
            http=GuardedProtocol,
            ws="none",
            loop="uvloop",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=8,
            **more,
        )
    )


def serve(args: argparse.Namespace) -> int:
    """Answer until told to stop. Exit code 1: a port is taken."""
    app = create_app()
    settings = app.settings
    management_port = args.management_port
    if management_port is None:
        management_port = settings.management_port
    logs.write_json_lines("gateway", settings.log_level)
    _allow_files()
    try:
        public = listening(args.host, 8080 if args.port is None else args.port)
        management = listening(args.management_host, management_port)
    except OSError as taken:
        print(f"gateway: {taken.strerror or taken}", file=sys.stderr)  # noqa: T201
        return 1
    app.door.site.management_port = management.getsockname()[1]
    server(app).run(sockets=[public, management])
    return 0


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to an address. Raises OSError with one clear sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as taken:
        made.close()
        said = f"cannot listen on {host} port {port}: {taken.strerror}"
        raise OSError(taken.errno, said) from taken
    return made


def _allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
