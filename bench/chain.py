"""A key, the gateway, the nearest that is open, beside two conventional services (F4).

Nothing comes from the gateway's cache: a thousand places are asked in turn, and the cache holds
some thirty answers. What asking for them and keeping them costs is counted.
"""

import asyncio
import json
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil

from bench.chain_apps import DATABASE, SOCKET
from bench.chain_tables import fill
from bench.gateway_apps import KEY
from bench.generated import catalogue
from bench.measuring import SERVER_CORE, Bar, Row, Variant, measure, run, serving_app
from bench.nearest import LUA, NEAR, by_brute_force, open_places, path
from bench.nearest_apps import POINTS, make_keys
from bench.places import socket_of_service
from directory.model.catalogue import Catalogue
from tests.servers import new_postgres

RAW, OURS, CONVENTIONAL = (
    "raw ASGI 2 KB",
    "gateway and directory",
    "conventional gateway and service",
)
HEADERS = {"X-API-Key": KEY}
SETTINGS = ("shared_buffers=256MB", "max_parallel_workers_per_gather=0")
SAMPLE = 100


def refuse_wrong_answers(held: Catalogue, ours: str, conventional: str) -> None:
    """Both are compared with the truth and with each other; ours twice, to see that it is asked."""
    open_ones = open_places(held)
    answered = [asked_anew(f"{ours}{path(near)}") for near in NEAR[:SAMPLE]]
    for near, before in zip(NEAR, answered, strict=False):
        mine, (theirs, _) = asked_anew(f"{ours}{path(near)}"), asked(f"{conventional}{path(near)}")
        assert [one["id"] for one in mine] == by_brute_force(open_ones, near), near
        assert before == mine == theirs, (before[:1], mine[:1], theirs[:1])


def asked_anew(url: str) -> list[dict[str, Any]]:
    """What the service says, and no cache."""
    items, headers = asked(url)
    assert "fwd=uri-miss" in headers["Cache-Status"], headers["Cache-Status"]
    return items


def asked(url: str) -> tuple[list[dict[str, Any]], Any]:
    with urlopen(Request(url, headers=HEADERS)) as answer:
        return json.load(answer)["items"], answer.headers


def database(stack: ExitStack, held: Catalogue) -> psutil.Process:
    """A PostgreSQL on the core of the servers, filled."""
    home = Path(tempfile.mkdtemp(prefix="digisilta-bench-"))
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    server = new_postgres(home, *SETTINGS)
    if shutil.which("taskset"):
        server.argv = ["taskset", "-c", SERVER_CORE, *server.argv]
    server.start()
    stack.callback(server.stop)
    os.environ[DATABASE] = server.url()
    asyncio.run(fill(server.url(), held, KEY))
    assert server.process is not None
    return psutil.Process(server.process.pid)


def walk(folder: Path, prefix: str) -> Path:
    """Lua for wrk: round the thousand places."""
    script = folder / f"{prefix.strip('/') or 'plain'}.lua"
    script.write_text(LUA.format(paths=",".join(f'"{prefix}{path(near)}"' for near in NEAR)))
    return script


def measured(stack: ExitStack) -> tuple[list[Row], list[Bar]]:
    make_keys()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    os.environ[SOCKET] = str(folder / "service.sock")
    apps = "bench.chain_apps"
    held = catalogue(POINTS)
    sql = database(stack, held)
    raw, raw_url = stack.enter_context(serving_app("bench.nearest_apps:raw_2_kb"))
    behind, _ = stack.enter_context(
        serving_app("bench.nearest_apps:directory", uds=socket_of_service())
    )
    door, url = stack.enter_context(serving_app(f"{apps}:door", "--guarded"))
    service, _ = stack.enter_context(
        serving_app(f"{apps}:conventional_directory", uds=Path(os.environ[SOCKET]))
    )
    gateway, other = stack.enter_context(serving_app(f"{apps}:conventional_gateway"))
    refuse_wrong_answers(held, f"{url}/v1", other)
    theirs = [gateway, service, sql]
    rows = measure(
        [
            Variant(RAW, f"{raw_url}/", [raw]),
            Variant(OURS, f"{url}/", [door, behind], HEADERS, walk(folder, "/v1")),
            Variant(CONVENTIONAL, f"{other}/", theirs, HEADERS, walk(folder, "")),
        ],
        seconds=2,
        base=RAW,
    )
    total = {row.name: row.total_us for row in rows}
    return rows, [Bar("F4 conventional to ours", total[CONVENTIONAL] / total[OURS], 10)]


if __name__ == "__main__":
    run("chain", measured)
