"""What the processes say: line by line on the terminal with their name, and in logs/."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

COLOURS = (36, 33, 32, 35, 34, 96, 93)
BIGGEST = 5_000_000
"""Bytes of one log file; one older file is kept beside it."""
LONGEST = 64 * 1024
"""Bytes of a line; a longer one is cut into several."""
US = "digisilta"
USUAL = (
    '"level": "info"',
    " [INF] ",
    "Plaintext passwords detected",
    "] LOG:  ",
    "] DETAIL:  Consistent recovery state",
    "] FATAL:  terminating connection due to ",
    "] FATAL:  the database system is ",
)
"""In lines of the services, of NATS and of PostgreSQL: these stay in logs/.

When PostgreSQL ends, each of its children says so; that it has ended is told once, by us.
"""


@dataclass
class Output:
    stream: TextIO
    logs: Path
    width: int = 9
    files: dict[str, RotatingFileHandler] = field(default_factory=dict)
    colours: dict[str, int] = field(default_factory=dict)
    nobody_reads: bool = False

    def say(self, text: str) -> None:
        """A line of our own."""
        self.line(US, text)

    def line(self, name: str, text: str) -> None:
        """Into the log; on the terminal too, unless it only says that all goes as it should."""
        self._keep(name, text)
        if any(word in text for word in USUAL):
            return
        self.show(f"{self._painted(name)} | {text}")

    def show(self, text: str) -> None:
        """On the terminal only. Nobody may be reading any more: that stops nothing."""
        try:
            print(text, file=self.stream, flush=True)
        except (BrokenPipeError, ValueError):
            self.stream = Path("/dev/null").open("w", encoding="utf-8")  # noqa: SIM115
            self.nobody_reads = True

    def _keep(self, name: str, text: str) -> None:
        """Our own lines get their time in UTC; the processes say theirs themselves."""
        if name == US:
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            text = "\n".join(f"{at} {line}" for line in text.splitlines())
        if name not in self.files:
            file = self.logs / f"{name}.log"
            self.files[name] = RotatingFileHandler(
                file, maxBytes=BIGGEST, backupCount=1, encoding="utf-8", errors="replace"
            )
        record = logging.LogRecord(name, logging.INFO, "", 0, text, None, None)
        self.files[name].emit(record)

    def _painted(self, name: str) -> str:
        padded = name.ljust(self.width)
        if self.stream.closed or not self.stream.isatty():
            return padded
        colour = self.colours.setdefault(name, COLOURS[len(self.colours) % len(COLOURS)])
        return f"\033[{colour}m{padded}\033[0m"

    def close(self) -> None:
        for file in self.files.values():
            file.close()
        if self.nobody_reads:
            self.stream.close()


async def next_line(reader: asyncio.StreamReader) -> str | None:
    """The next line without its end, cut at LONGEST; None when there are no more."""
    try:
        said = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        said = end.partial
    except asyncio.LimitOverrunError:
        said = await reader.read(LONGEST)
    return said.decode("utf-8", "replace").rstrip("\r\n") if said else None
