"""How things are measured here: pinned servers, interleaved rounds, CPU time, medians, ratios.

The primary figure is server CPU time for each request, over the whole process tree: it hardly
depends on what else the machine does. Numbers of one run are compared with each other only.
"""

import json
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from digisilta_local.ports import free_port

OUT = Path(__file__).parent / "out"
SERVER_CORE, LOAD_CORE = "0", "1"
PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "aiohttp", "pydantic")
REQUESTS = re.compile(r"(\d+) requests in ([\d.]+)(m?s|m)")
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)", re.MULTILINE)
BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Variant:
    """One thing that is measured: where it answers, and whose CPU time counts."""

    name: str
    url: str
    processes: Sequence[psutil.Process]
    """The first is what the row is about; the others are what it needs besides."""
    headers: Mapping[str, str] = field(default_factory=dict)
    script: Path | None = None
    """Lua for wrk, to vary the requests."""


@dataclass
class Round:
    first_us: float
    total_us: float
    rps: float
    p50_ms: float
    p99_ms: float
    bad: int


@dataclass
class Row:
    name: str
    first_us: float
    total_us: float
    ratio: float
    lowest_us: float
    highest_us: float
    rps: float
    best_rps: float
    p50_ms: float
    p99_ms: float
    bad: int


@contextmanager
def serving(argv: Sequence[str], ready: Callable[[], bool]) -> Iterator[psutil.Process]:
    """A process pinned to the server's core, until the end; its output is kept for a failure."""
    with tempfile.TemporaryFile() as told:
        pinned = ["taskset", "-c", SERVER_CORE, *argv] if shutil.which("taskset") else [*argv]
        process = subprocess.Popen(pinned, stdout=told, stderr=told, start_new_session=True)
        try:
            wait_until(ready, lambda: process.poll() is None)
            yield psutil.Process(process.pid)
        except TimeoutError:
            told.seek(0)
            raise RuntimeError(told.read().decode()[-2000:]) from None
        finally:
            process.terminate()
            process.wait(15)


@contextmanager
def serving_app(
    factory: str, *more: str, uds: Path | None = None
) -> Iterator[tuple[psutil.Process, str]]:
    """`module:function` answers an ASGI application; the process and the address it listens on."""
    port = free_port()
    where = ["--uds", str(uds)] if uds else ["--port", str(port)]
    argv = [sys.executable, "-m", "bench.serve_app", factory, *where, *more]
    with serving(argv, lambda: answers(uds or port)) as process:
        yield process, f"unix://{uds}" if uds else f"http://127.0.0.1:{port}"


def wait_until(ready: Callable[[], bool], alive: Callable[[], bool], within: float = 20) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + within
    while not ready():
        if not alive() or time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def answers(where: Path | int) -> bool:
    """Whether somebody listens on a Unix socket or on a port of loopback."""
    family = socket.AF_INET if isinstance(where, int) else socket.AF_UNIX
    with socket.socket(family) as probe:
        address = ("127.0.0.1", where) if isinstance(where, int) else str(where)
        return probe.connect_ex(address) == 0


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a process with all that it started."""
    tree = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:4]) for one in tree if one.is_running())


def visit(variant: Variant, seconds: float, connections: int = 32) -> Round:
    before = [cpu_seconds(process) for process in variant.processes]
    load = ["taskset", "-c", LOAD_CORE] if shutil.which("taskset") else []
    load += ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    load += [word for pair in variant.headers.items() for word in ("-H", f"{pair[0]}: {pair[1]}")]
    load += ["-s", str(variant.script)] if variant.script else []
    told = subprocess.run([*load, variant.url], check=True, capture_output=True, text=True).stdout
    after = [cpu_seconds(process) for process in variant.processes]
    used = [late - early for early, late in zip(before, after, strict=True)]
    return _read(told, used)


def _read(told: str, used: Sequence[float]) -> Round:
    found = REQUESTS.search(told)
    if found is None:
        raise RuntimeError(told)
    requests = int(found[1])
    seconds = float(found[2]) * {"ms": 1e-3, "s": 1, "m": 60}[found[3]]
    late = {name: float(number) * UNITS[unit] for name, number, unit in LATENCY.findall(told)}
    bad = sum(int(number or 1) for number, _ in BAD.findall(told))
    each = [1e6 * one / requests for one in used]
    rps = requests / seconds
    return Round(each[0], sum(each), rps, late.get("50", 0), late.get("99", 0), bad)


def measure(
    variants: Sequence[Variant], *, rounds: int = 3, seconds: float = 1, base: str | None = None
) -> list[Row]:
    """All variants are up; visit them in turn, a warm-up first. Ratio: base divided by the row."""
    for variant in variants:
        visit(variant, 1)
    seen: dict[str, list[Round]] = {variant.name: [] for variant in variants}
    for _ in range(rounds):
        for variant in variants:
            seen[variant.name].append(visit(variant, seconds))
    yardstick = _median(seen[base or variants[0].name], "total_us")
    return [_row(name, visits, yardstick) for name, visits in seen.items()]


def _row(name: str, visits: list[Round], yardstick: float) -> Row:
    totals = [one.total_us for one in visits]
    total = statistics.median(totals)
    return Row(
        name=name,
        first_us=_median(visits, "first_us"),
        total_us=total,
        ratio=yardstick / total,
        lowest_us=min(totals),
        highest_us=max(totals),
        rps=_median(visits, "rps"),
        best_rps=max(one.rps for one in visits),
        p50_ms=_median(visits, "p50_ms"),
        p99_ms=_median(visits, "p99_ms"),
        bad=sum(one.bad for one in visits),
    )


def _median(visits: Sequence[Round], name: str) -> float:
    return statistics.median(float(getattr(one, name)) for one in visits)


def table(rows: Sequence[Row]) -> list[str]:
    """Markdown; times in microseconds of CPU for each request."""
    lines = [
        "| variant | first µs | total µs | ratio | min–max µs "
        "| rps | best rps | p50 ms | p99 ms | bad |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.name} | {row.first_us:.1f} | {row.total_us:.1f} | {row.ratio:.2f} "
        f"| {row.lowest_us:.0f}–{row.highest_us:.0f} | {row.rps:.0f} | {row.best_rps:.0f} "
        f"| {row.p50_ms:.1f} | {row.p99_ms:.1f} | {row.bad} |"
        for row in rows
    ]
    return lines


@dataclass(frozen=True)
class Bar:
    """A promise: `value` compared with `bound`."""

    name: str
    value: float
    bound: float
    at_most: bool = False

    @property
    def is_held(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        said = "held" if self.is_held else "MISSED"
        return f"- {said}: {self.name}: {self.value:.2f} {sign} {self.bound}"


def kept(name: str, lines: Sequence[str], bars: Sequence[Bar], told: Mapping[str, Any]) -> bool:
    """Print a table and the bars, keep all as JSON with `told`; whether every bar is held."""
    python, load = platform.python_version(), ", ".join(f"{one:.1f}" for one in psutil.getloadavg())
    print(f"## {name}\n\nPython {python} ({sys.executable}); load {load}\n")
    print("\n".join(lines), end="\n\n")
    print("\n".join(map(str, bars)))
    judged = [asdict(bar) | {"held": bar.is_held} for bar in bars]
    whole = {"python": python, "load": load, "bars": judged} | dict(told)
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.json").write_text(json.dumps(whole, indent=2, ensure_ascii=False))
    return all(bar.is_held for bar in bars)


def until_held(measured: Callable[[], bool]) -> int:
    """Measure; what is missed is measured again up to twice, and fails twice of three (1)."""
    missed = 0
    for _ in range(3):
        held = measured()
        missed += not held
        if held or missed == 2:
            break
    return int(missed == 2)


def run(name: str, measured: Callable[[ExitStack], tuple[list[Row], list[Bar]]]) -> None:
    """Measure with wrk, where it is, and end the process with the exit code."""
    if shutil.which("wrk") is None:
        print(f"## {name}\n\nNot measured: wrk is not on this machine.")
        sys.exit(0)

    def once() -> bool:
        with ExitStack() as stack:
            rows, bars = measured(stack)
        versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
        told = {"rows": [asdict(row) for row in rows], "versions": versions}
        held = kept(name, [versions, "", *table(rows)], bars, told)
        return held and not any(row.bad for row in rows)

    sys.exit(until_held(once))
