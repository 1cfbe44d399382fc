"""Work for the processor in a Python of its own: the service's event loop stays free for others.

A thread is not enough, as it would hold the interpreter of the service. The child gets one call
over its standard input, and answers with what that call yields, piece by piece.
"""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from functools import partial
from struct import Struct
from typing import Any

from directory.imports.findings import UnreadableFile

LENGTH = Struct(">Q")
"""Bytes of the pickle that follows."""
CHILD = (sys.executable, "-m", __name__)
Call = Callable[[], Iterable[Any]]


async def pieces(call: Call, *, in_child: bool) -> AsyncGenerator[Any, None]:
    """What the call yields, in a child process or in a thread of this one.

    In a child the call and its pieces are pickled, so it is a `partial` of a module's function,
    and each piece is small. Raises UnreadableFile as the call does; RuntimeError: the child died.
    """
    async with aclosing(_in_child(call) if in_child else _in_thread(call)) as found:
        async for piece in found:
            yield piece
            await asyncio.sleep(0)


async def _in_thread(call: Call) -> AsyncGenerator[Any, None]:
    for piece in await asyncio.to_thread(lambda: list(call())):
        yield piece


async def _in_child(call: Call) -> AsyncGenerator[Any, None]:
    asked = await asyncio.to_thread(pickle.dumps, call)
    process = await asyncio.create_subprocess_exec(*CHILD, stdin=PIPE, stdout=PIPE)
    try:
        await _ask(process, asked)
        async for answer in _answers(process):
            if isinstance(answer, UnreadableFile):
                raise answer
            yield answer
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _ask(process: Process, asked: bytes) -> None:
    if process.stdin is None:  # pragma: no cover  never without: it was asked for
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(asked)
        await process.stdin.drain()
    process.stdin.close()


async def _answers(process: Process) -> AsyncGenerator[Any, None]:
    """Pieces until an empty one, which says that all have come."""
    if process.stdout is None:  # pragma: no cover  likewise
        return
    try:
        while length := LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))[0]:
            # Only our own child writes here, and it has read the file before.
            yield pickle.loads(await process.stdout.readexactly(length))  # noqa: S301
    except asyncio.IncompleteReadError as cut:
        code = await process.wait()
        raise RuntimeError(f"The process that read the file ended with {code}.") from cut


def answer() -> None:
    """The child: read the call, do it, say what it yields."""
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    call: Call = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that started us
    for piece in _pickled(call):
        out.write(LENGTH.pack(len(piece)))
        out.write(piece)
    out.write(LENGTH.pack(0))
    out.flush()


def _pickled(call: Call) -> Iterator[bytes]:
    dumped = partial(pickle.dumps, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        yield from map(dumped, call())
    except UnreadableFile as wrong:
        yield dumped(wrong)


if __name__ == "__main__":
    answer()
