"""`digisilta status`: each process, its pid, its state and what it answers."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from digisilta_local import postgres, probes
from digisilta_local.home import Home

HEAD = ("process", "pid", "state", "probe")


async def rows(home: Home) -> list[tuple[str, str, str, str]]:
    """One a process, in the order of their start. Nothing when Digisilta does not run."""
    if not home.is_locked():
        return []
    processes: Mapping[str, Mapping[str, Any]] = home.state().get("processes", {})
    async with asyncio.TaskGroup() as together:
        asked = {
            name: together.create_task(_said(home, one["probe"])) for name, one in processes.items()
        }
    return [
        (name, str(one["pid"] or "-"), str(one["state"]), asked[name].result())
        for name, one in processes.items()
    ]


def all_is_well(found: list[tuple[str, str, str, str]]) -> bool:
    return bool(found) and all(state == "ready" and said == "ok" for _, _, state, said in found)


async def _said(home: Home, probe: str) -> str:
    if not probe:
        return "ok"
    where = urlsplit(probe)
    if where.scheme == "postgres":
        folder = await asyncio.to_thread(postgres.binaries, home.pg)
        well = await asyncio.to_thread(postgres.is_ready, folder, where.port or 0)
        return "ok" if well else "no answer"
    answer = await probes.ask(probe)
    return answer.in_words() if answer else "no answer"


def table(found: list[tuple[str, str, str, str]]) -> str:
    lines = [HEAD, *found]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
