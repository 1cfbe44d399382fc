"""Work in a child process: its pieces, its refusals, its end."""

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from directory.imports.beside import pieces
from directory.imports.findings import UnreadableFile


def whoami(times: int) -> Iterator[int]:
    for _ in range(times):
        yield os.getpid()


def reading_that_is_refused() -> Iterator[int]:
    yield 1
    raise UnreadableFile("too-many-rows", most="500 000")


def killed() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def endless() -> Iterator[int]:
    while True:
        yield os.getpid()


async def test_a_call_is_done_in_another_process_or_in_this_one() -> None:
    there = [piece async for piece in pieces(partial(whoami, 3), in_child=True)]
    here = [piece async for piece in pieces(partial(whoami, 3), in_child=False)]

    assert (len(there), len(set(there))) == (3, 1)
    assert there[0] != os.getpid()
    assert here == [os.getpid()] * 3


@pytest.mark.parametrize("in_child", [True, False])
async def test_a_refusal_of_the_file_is_the_same_from_both(in_child: bool) -> None:
    with pytest.raises(UnreadableFile) as refused:
        _ = [piece async for piece in pieces(reading_that_is_refused, in_child=in_child)]

    assert refused.value.code == "too-many-rows"
    assert refused.value.said.fi == "Tiedostossa on liikaa rivejä: enintään 500 000."


async def test_a_child_that_dies_is_an_error_and_not_a_shorter_file() -> None:
    with pytest.raises(RuntimeError, match="ended with -9"):
        _ = [piece async for piece in pieces(killed, in_child=True)]


async def test_a_child_that_nobody_listens_to_any_more_is_ended() -> None:
    found = pieces(endless, in_child=True)
    child = await anext(found)

    await found.aclose()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
