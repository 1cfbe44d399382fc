"""A folder for each run, and runs that are ended whatever happens."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.local.running import Digisilta

New = Callable[..., Digisilta]
MEMORY = Path("/dev/shm")  # noqa: S108  thousands of small files, made and deleted


def _runs() -> Iterator[New]:
    made: list[Digisilta] = []
    top = Path(tempfile.mkdtemp(prefix="dgs-", dir=MEMORY if MEMORY.is_dir() else None))

    def new(**chosen: Any) -> Digisilta:
        place = top / str(len(made))
        (place / "notes").mkdir(parents=True)
        one = Digisilta(**({"home": place / "home", "notes": place / "notes"} | chosen))
        made.append(one)
        return one

    yield new
    for one in made:
        one.clean_up()
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def new() -> Iterator[New]:
    """Makes runs of Digisilta in empty folders; nothing of them is left after the test."""
    yield from _runs()


@pytest.fixture(scope="module")
def new_in_module() -> Iterator[New]:
    yield from _runs()


@pytest.fixture(scope="module")
def running(new_in_module: New) -> Digisilta:
    """One that runs, shared by the tests of a module."""
    one = new_in_module().start()
    one.wait_until_ready()
    one.wait_until_flushed()
    return one
