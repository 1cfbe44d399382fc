"""`digisilta up` as a person starts it: a process of its own, with fake services behind it."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from digisilta_local.ports import free_port

FAKES = Path(__file__).parent / "fakes"
ROOT = Path(__file__).parents[2]
A_PYTHON_STARTS = 0.06
"""Seconds on a machine of two free cores."""
PATIENCE = 40.0
"""Seconds for a start while the machine has other work."""


@dataclass
class Digisilta:
    home: Path
    notes: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)
    before: Sequence[str] = ()
    fakes: bool = True
    process: "subprocess.Popen[str] | None" = None
    slowness_at_start: float = 1.0

    @property
    def environment(self) -> dict[str, str]:
        """Ours, without anything that this workplace may have set for Digisilta."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DIGISILTA_")}
        ours = {"DIGISILTA_HOME": str(self.home), "DIGISILTA_PORT": str(self.port)}
        if self.fakes:
            ours |= {"PYTHONPATH": f"{FAKES}:{ROOT}", "TMPDIR": str(self.notes)}
        return inherited | ours | dict(self.more)

    def argv(self, *words: str) -> list[str]:
        return [*self.before, sys.executable, "-m", "digisilta_local", *words]

    def do(self, *words: str, says: str = "") -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            self.argv(*words),
            env=self.environment,
            input=says,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *words: str) -> "Digisilta":
        if self.process is not None:
            self.process.wait(10)
        self.slowness_at_start = slowness()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                self.argv("up", *words),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        return self

    @property
    def output(self) -> Path:
        return self.notes / "output.txt"

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str) -> float:
        """Seconds until it has said this."""
        assert self.process is not None
        began = time.monotonic()
        while not re.search(words, self.said):
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < PATIENCE, self.said
            time.sleep(0.02)
        return time.monotonic() - began

    def wait_until_ready(self) -> float:
        return self.wait_for("Digisilta is ready at ")

    def wait_until_flushed(self) -> None:
        """Until the new databases are on the disk: before, a killed PostgreSQL has more to do."""
        while "flushed" not in self.state()["done"]:
            time.sleep(0.05)

    def wait_until_well(self) -> None:
        """Until every probe is answered with ok: connections come back after a while."""
        began = time.monotonic()
        while (status := self.do("status")).returncode != 0:
            assert time.monotonic() - began < PATIENCE, status.stdout

    def state(self) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = json.loads((self.home / "state.json").read_text())
        return found

    def pid_of(self, name: str) -> int:
        return int(str(self.state()["processes"][name]["pid"]))  # type: ignore[index]

    def seconds_until_well_without(self, pid: int) -> float:
        """From now until every process is ready, and none of them has this pid."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            processes = self.state()["processes"].values()
            others = all(one["pid"] not in (pid, None) for one in processes)  # type: ignore[index]
            if others and all(one["state"] == "ready" for one in processes):  # type: ignore[index]
                return time.monotonic() - began
            time.sleep(0.02)
        raise AssertionError(self.said)

    @property
    def slowness(self) -> float:
        """As it was when this run began, or as it is now: the worse of both."""
        return max(self.slowness_at_start, slowness())

    def everybody(self) -> list[psutil.Process]:
        """The supervisor and whatever runs below it."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def send(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def ended(self, within: float) -> int:
        assert self.process is not None
        return self.process.wait(within)

    def interrupt(self) -> float:
        """Ctrl-C; seconds until it has ended."""
        began = time.monotonic()
        self.send(signal.SIGINT)
        self.ended(PATIENCE)
        return time.monotonic() - began

    def clean_up(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def asked(self, service: str) -> list[dict[str, object]]:
        """What the fake service was asked, in order."""
        lines = (self.notes / f"{service}.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


def slowness() -> float:
    """1 on a machine of two free cores; more where other work slows everything down.

    Told by something that is not ours: how long a Python takes to start.
    """
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import asyncio"], check=True)
        taken.append(time.perf_counter() - began)
    return max(1.0, statistics.median(taken) / A_PYTHON_STARTS)


def survivors(of: list[psutil.Process], within: float = 3.0) -> list[psutil.Process]:
    """Those that still run after some seconds; a zombie is dead."""
    _, alive = psutil.wait_procs(of, timeout=within)
    return [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
