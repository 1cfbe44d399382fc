"""A Digisilta that runs as a user starts it: `digisilta up` on a folder of its own."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from digisilta_local.ports import free_port

DIGISILTA = Path(sys.executable).with_name("digisilta")
KEY = re.compile(r"dgs_test_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}")
READY = "Ctrl-C stops everything"
PATIENCE = 90.0
"""Seconds until it is ready, on a machine that does much else."""


@dataclass
class Running:
    """A Digisilta that runs, and what a user has of it."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    listener: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        found = KEY.search("\n".join(self.said))
        assert found is not None, "the first admin key was not printed"
        return found[0]

    @property
    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.home / "state.json").read_text())
        return told

    @property
    def logs(self) -> dict[str, str]:
        """What every process has said, by its name."""
        files = sorted((self.home / "logs").iterdir())
        return {path.name: path.read_text("utf-8", "replace") for path in files}

    def family(self) -> list[psutil.Process]:
        """Every process of it but the first."""
        with contextlib.suppress(psutil.NoSuchProcess):
            found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
            return found
        return []

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if READY in line:
                self.ready.set()
        self.ready.set()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command line of Digisilta, on the same data folder."""
        return subprocess.run(
            [DIGISILTA, *words],
            env=environment(self.home, self.port),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DIGISILTA_HOME": str(home), "DIGISILTA_PORT": str(port)}


def start(home: Path, *words: str) -> Running:
    """Start it and wait until it is ready; what it said is kept."""
    port = free_port()
    process = subprocess.Popen(
        [DIGISILTA, "up", *words],
        env=environment(home, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    running = Running(home, port, process)
    running.ready.wait(PATIENCE)
    said = "\n".join(running.said)
    if READY not in said:
        stop(running)
        raise AssertionError(said[-6000:])
    return running


def stop(running: Running) -> None:
    """As Ctrl-C does; what is left after that is killed."""
    family = running.family()
    running.process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.process.wait(20)
    running.process.kill()
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    running.listener.join(5)
    assert running.process.stdout is not None
    running.process.stdout.close()


@contextlib.contextmanager
def digisilta_up(home: Path, *words: str) -> Iterator[Running]:
    running = start(home, *words)
    try:
        yield running
    finally:
        stop(running)
