"""The libraries of all Finland as the gateway shows them: how to bring them in, and to ask."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio

from tests.e2e.library_file import Register
from tests.e2e.running import Running, digisilta_up

EVERY_STATE = "open,by_appointment,remote_only,self_service,closed,unknown"


class Imported(NamedTuple):
    running: Running
    said: tuple[str, str]
    seconds: tuple[float, float]


class Files(NamedTuple):
    places: Path
    hours: Path


@pytest.fixture(scope="session")
def files(shared_data: Path) -> Files:
    folder = shared_data / "libraries"
    return Files(folder / "kirjastot.csv", next(folder.glob("aukiolot-*.csv.gz")))


@pytest.fixture(scope="session")
def register(files: Files) -> Register:
    return Register(files.places, files.hours)


def bring_in(running: Running, files: Files) -> Imported:
    said, seconds = [], []
    for words in (
        ("points", str(files.places), "--outside-county", "keep"),
        ("hours", str(files.hours)),
    ):
        begun = time.perf_counter()
        done = running.run("import", *words, "--source", "libraries")
        seconds.append(time.perf_counter() - begun)
        assert done.returncode == 0, done.stdout + done.stderr
        said.append(done.stdout)
    return Imported(running, (said[0], said[1]), (seconds[0], seconds[1]))


@pytest.fixture(scope="session")
def libraries(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """A Digisilta without its demonstration, with all libraries and their hours."""
    with digisilta_up(tmp_path_factory.mktemp("libraries"), "--no-demo") as running:
        yield bring_in(running, files)


@pytest_asyncio.fixture(scope="session")
async def traveller(libraries: Imported) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{libraries.running.url}/v1", timeout=30) as client:
        yield client


@pytest_asyncio.fixture(scope="session")
async def registrar(libraries: Imported) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-API-Key": libraries.running.key}
    url = f"{libraries.running.url}/v1"
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield client


async def every(client: httpx.AsyncClient, path: str, **asked: str) -> list[dict[str, Any]]:
    """The items of a list, page by page."""
    found: list[dict[str, Any]] = []
    params = {"limit": "200"} | asked
    while True:
        answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if "next" not in page:
            return found
        params["cursor"] = page["next"]


async def all_points(client: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    return await every(client, "/support-points", **asked)


def origin(point: dict[str, Any]) -> str:
    return str(point["provenance"]["origin_id"])


async def ids(client: httpx.AsyncClient, **asked: str) -> list[str]:
    return [origin(point) for point in await all_points(client, **asked)]


async def states(client: httpx.AsyncClient, moment: datetime, **asked: str) -> dict[str, str]:
    """How every door stands at a moment."""
    wanted = {"open_at": moment.isoformat(), "state": EVERY_STATE, "include": "openness"}
    points = await all_points(client, **wanted | asked)
    return {origin(point): point["openness"]["state"] for point in points}
