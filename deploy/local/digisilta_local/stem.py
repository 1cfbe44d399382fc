"""A process that has imported what all services share, and forks each of them: seconds saved.

Over the socket it inherits it says `{}` when the imports are done. It then gets pairs of pipes: the
order (environment and program) to read after the fork, so that no service ever holds the secrets
of another one, and where to write what is said. It answers `{"pid": …}`, and later
`{"pid": …, "code": …}`, negative for a signal. When the other end closes, it ends.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from importlib import import_module

from digisilta_local import program

SHARED = (
    "common.service", "common.cli", "common.migrations", "common.bus.streams",
    "alembic.command", "alembic.runtime.migration", "sqlalchemy.dialects.postgresql.asyncpg",
    "asyncpg", "uvloop", "uvicorn.loops.auto", "uvicorn.protocols.http.httptools_impl",
    "uvicorn.lifespan.on", "fastapi.openapi.utils",
)  # fmt: skip
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
ANSWER = 4096


def main(channel: socket.socket) -> int:
    for name in SHARED:
        import_module(name)
    gc.collect()
    gc.freeze()
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    channel.send(b"{}")
    return _serve(channel, woken, wake)


def _serve(channel: socket.socket, woken: int, wake: int) -> int:
    while True:
        ready = select.select([channel.fileno(), woken], [], [])[0]
        if woken in ready:
            os.read(woken, 512)
            _tell_who_ended(channel)
        if channel.fileno() in ready:
            asked, pipes, _, _ = socket.recv_fds(channel, ANSWER, 2)
            if not asked:
                return 0
            stem = os.getpid()
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                for end in (woken, wake):
                    os.close(end)
                channel.close()
                return _become(stem, *pipes)
            for pipe in pipes:
                os.close(pipe)
            channel.send(json.dumps({"pid": pid}).encode())


def _tell_who_ended(channel: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        code = os.waitstatus_to_exitcode(status)
        channel.send(json.dumps({"pid": pid, "code": code}).encode())


def _become(stem: int, order: int, said: int) -> int:
    """Leave everything of the stem behind but its imports, and run the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.close(said)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with open(order, encoding="utf-8") as pipe:
        asked = json.load(pipe)
    _die_with_the_stem(stem, asked["name"])
    sys.excepthook = program.show_error
    os.environ.clear()
    os.environ.update(asked["environment"])
    return program.run_all(asked["program"])


def _die_with_the_stem(stem: int, name: str) -> None:
    """At once: one that stops slowly would take the socket file of its successor along."""
    kernel = ctypes.CDLL(None)
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(PR_SET_NAME, name.encode()[:15])
    if os.getppid() != stem:
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main(socket.socket(fileno=int(sys.argv[1]))))
