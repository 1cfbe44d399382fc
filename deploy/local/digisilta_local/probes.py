"""Whether something answers: `http://host:port/path`, or `unix:///path.sock` (GET /ready)."""

import asyncio
import json
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 2.0
"""Seconds for one question."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: str

    @property
    def is_well(self) -> bool:
        return self.status == 200

    def in_words(self) -> str:
        """`ok`, `degraded` or `failed`, with the parts that are not ok."""
        try:
            said = json.loads(self.body)
        except ValueError:
            said = None
        if not isinstance(said, dict) or "status" not in said:
            return "ok" if self.is_well else f"answers {self.status}"
        parts = said.get("parts") or {}
        ill = ", ".join(f"{part} {how}" for part, how in parts.items() if how != "ok")
        return f"{said['status']} ({ill})" if ill else str(said["status"])


async def ask(address: str) -> Answer | None:
    """None when nobody answers in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _ask(address)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError, IndexError):
        return None


async def _ask(address: str) -> Answer:
    where = urlsplit(address)
    if where.scheme == "unix":
        reader, writer = await asyncio.open_unix_connection(where.path)
        path = "/ready"
    else:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        path = where.path or "/"
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    return Answer(int(head.split(b" ", 2)[1]), body.decode("utf-8", "replace"))


async def is_well(address: str) -> bool:
    answer = await ask(address)
    return answer is not None and answer.is_well


async def is_listening(port: int) -> bool:
    """Whether a server of this machine takes connections there."""
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _print_answer(address: str) -> int:
    answer = await ask(address)
    print(answer.in_words() if answer else "no answer")
    return 0 if answer and answer.is_well else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(_print_answer(sys.argv[1])))
