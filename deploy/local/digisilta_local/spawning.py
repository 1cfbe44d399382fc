"""How a child of ours comes to life: on its own, or forked from the stem. Always line by line."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digisilta_local.output import LONGEST, next_line
from digisilta_local.processes import dies_with_us
from digisilta_local.program import Words

KILLED = -signal.SIGKILL
ANSWER = 4096
"""Bytes: more than any answer of the stem has."""


class Gone(Exception):  # noqa: N818  a fact
    """The stem ended before it could fork."""


@dataclass
class Running:
    """A child: what it says, and how it ends. It leads a process group of its own."""

    pid: int
    said: asyncio.StreamReader
    ended: "asyncio.Future[int]"
    """Its exit code, negative for a signal."""

    def send(self, what: signal.Signals) -> None:
        if not self.ended.done():
            try:
                os.killpg(self.pid, what)
            except (ProcessLookupError, PermissionError):
                os.kill(self.pid, what) if _is_alive(self.pid) else None

    async def lines(self) -> list[str]:
        found = []
        while (line := await next_line(self.said)) is not None:
            found.append(line)
        return found


@dataclass(frozen=True)
class Order:
    """A program of ours to run, with its whole environment."""

    name: str
    program: Sequence[Words]
    environment: Mapping[str, str]


class Apart:
    """Starts every program as a Python of its own: where forking is not safe, as on a Mac."""

    def __init__(self) -> None:
        self.imported = asyncio.Event()
        self.imported.set()

    async def start(self, order: Order) -> Running:
        program = json.dumps(order.program)
        argv = [*dies_with_us("TERM"), sys.executable, "-m", "digisilta_local.program", program]
        return await spawn(argv, order.environment)


async def spawn(
    argv: Sequence[str],
    environment: Mapping[str, str],
    as_user: Mapping[str, Any] | None = None,
    keeps: Sequence[int] = (),
) -> Running:
    """Start a command from this thread; it inherits the files `keeps` and nothing else."""
    reads, writes = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=dict(environment),
            cwd="/",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writes,
            stderr=writes,
            start_new_session=True,
            pass_fds=keeps,
            **(as_user or {}),
        )
    finally:
        os.close(writes)
    ended = asyncio.ensure_future(process.wait())
    return Running(process.pid, await _reading(reads), ended)


async def _reading(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
    )
    return reader


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Stem:
    """Our end of the socket to the stem (see `digisilta_local.stem`)."""

    environment: Mapping[str, str]
    imported: asyncio.Event = field(default_factory=asyncio.Event)
    channel: socket.socket | None = None
    ends: dict[int, "asyncio.Future[int]"] = field(default_factory=dict)
    forked: "asyncio.Future[int] | None" = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def come_to_life(self) -> Running:
        """Start the stem itself, or start it again."""
        self._close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        fd = theirs.fileno()
        argv = [*dies_with_us("TERM"), sys.executable, "-m", "digisilta_local.stem", str(fd)]
        with theirs:
            running = await spawn(argv, self.environment, keeps=[fd])
        ours.settimeout(0)
        self.channel = ours
        asyncio.get_running_loop().add_reader(ours, self._hear, ours)
        return running

    async def start(self, order: Order) -> Running:
        """Fork a child that runs the program. Raises Gone."""
        ordered, orders = os.pipe()
        reads, writes = os.pipe()
        try:
            async with self.turn:
                pid, ended = await self._fork(ordered, writes)
            os.write(orders, json.dumps(vars(order), default=dict).encode())
        except OSError as wrong:
            os.close(reads)
            raise Gone from wrong
        except Gone:
            os.close(reads)
            raise
        finally:
            for end in (ordered, writes, orders):
                os.close(end)
        return Running(pid, await _reading(reads), ended)

    async def _fork(self, order: int, said: int) -> tuple[int, "asyncio.Future[int]"]:
        if self.channel is None:
            raise Gone
        self.forked = asyncio.get_running_loop().create_future()
        socket.send_fds(self.channel, [b"fork"], [order, said])
        pid = await self.forked
        return pid, self.ends[pid]

    def _hear(self, channel: socket.socket) -> None:
        try:
            heard = channel.recv(ANSWER)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        if not heard:
            self._close()
            return
        self._learn(json.loads(heard))

    def _learn(self, news: Mapping[str, int]) -> None:
        if "code" in news:
            self.ends.pop(news["pid"]).set_result(news["code"])
        elif "pid" in news and self.forked is not None:
            self.ends[news["pid"]] = asyncio.get_running_loop().create_future()
            self.forked.set_result(news["pid"])
        else:
            self.imported.set()

    def _close(self) -> None:
        """The stem is gone, and with it every child of it: the kernel saw to that."""
        self.imported.clear()
        if self.channel is not None:
            asyncio.get_running_loop().remove_reader(self.channel)
            self.channel.close()
            self.channel = None
        if self.forked is not None and not self.forked.done():
            self.forked.set_exception(Gone())
        for ended in self.ends.values():
            ended.set_result(KILLED)
        self.ends.clear()
