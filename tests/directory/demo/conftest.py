"""The demonstration is of the directory."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

import pytest

from directory.demo.command import add_demo_verb


@pytest.fixture(scope="session")
def service() -> str:
    return "directory"


@pytest.fixture
def run_verb(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Awaitable[str]]:
    """`directory demo` on a database, in a thread of its own as it has an event loop of its own."""

    async def run(database_url: str) -> str:
        monkeypatch.setenv("DIRECTORY_DATABASE_URL", database_url)
        monkeypatch.setenv("DIRECTORY_NATS_URL", "nats://127.0.0.1:9")
        monkeypatch.setenv("DIRECTORY_CALLER_KEYS", "{}")
        verb = add_demo_verb(argparse.ArgumentParser().add_subparsers())
        assert await asyncio.to_thread(verb, argparse.Namespace()) == 0
        return capsys.readouterr().out

    return run
