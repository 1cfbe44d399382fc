"""What residents and editors see while a process of ours is killed: nothing wrong, not for long.

Times are bounds for a busy machine of two processors.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from httpx import AsyncClient

from tests.e2e.editing import cached, published, told, told_by_now
from tests.e2e.running import Running, digisilta_up
from tests.services import eventually

pytestmark = pytest.mark.faults
SEEN, BACK = 10.0, 30.0
"""Seconds: until a change is seen while NATS is away; until a killed process answers again."""
QUIET = 2.0
"""Seconds after which no purge of an earlier change comes again (the gateway repeats each once)."""
POINTS = "/support-points"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with digisilta_up(tmp_path_factory.mktemp("faults")) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def resident(town: Running) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(base_url=f"{town.url}/v1", timeout=20) as client:
        yield client


@pytest_asyncio.fixture(scope="module")
async def editor(town: Running) -> AsyncIterator[AsyncClient]:
    headers = {"X-API-Key": town.key}
    async with AsyncClient(base_url=f"{town.url}/v1", headers=headers, timeout=20) as client:
        yield client


def pid_of(town: Running, name: str) -> int:
    return int(town.state["processes"][name]["pid"] or 0)


def kill(town: Running, name: str) -> int:
    pid = pid_of(town, name)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return pid


@asynccontextmanager
async def held_down(town: Running, name: str) -> AsyncIterator[None]:
    """It is killed, and each time that it is started again."""

    async def keep_killing() -> None:
        killed = 0
        while True:
            if pid_of(town, name) not in (0, killed):
                killed = kill(town, name)
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        killing = group.create_task(keep_killing())
        await asyncio.sleep(0.2)
        try:
            yield
        finally:
            killing.cancel()


async def rename(editor: AsyncClient, point: dict[str, Any], name: str) -> httpx.Response:
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    change = {"name": {"fi": name}}
    return await editor.patch(f"{POINTS}/{point['id']}", json=change, headers=headers)


async def name_of(client: AsyncClient, point: dict[str, Any]) -> str | None:
    answer = await client.get(f"{POINTS}/{point['id']}")
    return str(answer.json()["name"]["fi"]) if answer.status_code == 200 else None


def assert_away(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["cache-control"] == "no-store"


async def purged(editor: AsyncClient, resident: AsyncClient, point: dict[str, Any]) -> None:
    """A change, heard by the gateway: lists of points and what is open now are old from here."""
    await cached(resident, POINTS, limit="7")
    assert (await rename(editor, point, f"Kirjasto {uuid4()}")).status_code == 200

    async def is_old() -> bool:
        answer = await resident.get(POINTS, params={"limit": "7"})
        return "hit" not in answer.headers["cache-status"]

    await eventually(is_old)


async def test_the_directory_is_killed_while_residents_read(
    town: Running, resident: AsyncClient, editor: AsyncClient
) -> None:
    point = await published(editor)
    path, nearby = f"{POINTS}/{point['id']}", {"near": "60.983,25.661"}
    await asyncio.sleep(QUIET)
    kept = await cached(resident, POINTS, kind="county")
    fresh = await cached(resident, "/support-services")
    await cached(resident, "/open-now", **nearby)
    await purged(editor, resident, point)

    async with held_down(town, "directory"):
        stale = await resident.get(POINTS, params={"kind": "county"})
        still_fresh = await resident.get("/support-services")
        open_now = await resident.get("/open-now", params=nearby)
        never_asked = await resident.get(path, params={"include": "hours,visits"})
        written = await rename(editor, point, "Ei mene perille")
        others = await editor.get("/org-units")

    assert stale.status_code == 200
    assert "stale-if-error" in stale.headers["cache-status"]
    assert stale.content == kept.content
    assert "hit" in still_fresh.headers["cache-status"]
    assert still_fresh.content == fresh.content
    for away in (open_now, never_asked, written):
        assert_away(away)
    assert others.status_code == 200
    await eventually(lambda: answers(resident, path, include="hours,visits"), within=BACK)
    assert (await rename(editor, point, "Taas auki")).status_code == 200


async def answers(client: AsyncClient, path: str, **params: str) -> bool:
    return (await client.get(path, params=params)).status_code == 200


async def test_reading_while_the_directory_dies_once_is_never_a_500(
    town: Running, resident: AsyncClient
) -> None:
    statuses, done = set(), asyncio.Event()

    async def read() -> None:
        number = 0
        while not done.is_set():
            number += 1
            answer = await resident.get(POINTS, params={"limit": str(1 + number % 200)})
            statuses.add(answer.status_code)

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(read())
        await asyncio.sleep(0.3)
        kill(town, "directory")
        await asyncio.sleep(4)
        done.set()

    assert statuses <= {200, 503}
    await eventually(lambda: answers(resident, "/open-now"), within=BACK)


async def test_a_change_is_seen_without_NATS_and_nothing_told_is_lost(
    town: Running, resident: AsyncClient, editor: AsyncClient
) -> None:
    point = await published(editor)
    await eventually(lambda: name_of(resident, point))
    event = "directory.point.updated"
    before = await told_by_now(editor, event)

    async with held_down(town, "nats"):
        assert await name_of(resident, point) == "Uusi kirjasto"
        changed = await rename(editor, point, "Ilman viestejä")
        assert changed.status_code == 200, changed.text

        async def seen() -> bool:
            return await name_of(resident, point) == "Ilman viestejä"

        await eventually(seen, within=SEEN)

    async def counted() -> bool:
        return await told(editor, event) == before + 1

    await eventually(counted, within=BACK)


async def test_PostgreSQL_is_killed_and_what_was_written_is_there(
    town: Running, resident: AsyncClient, editor: AsyncClient
) -> None:
    point = await published(editor)
    path = f"{POINTS}/{point['id']}"
    await eventually(lambda: name_of(resident, point))
    await cached(resident, path)

    async with held_down(town, "postgres"):
        read = await resident.get(path)
        anew = await resident.get(POINTS, params={"sort": "-updated_at", "limit": "3"})
        written = await rename(editor, point, "Ei mene perille")

    assert read.status_code == 200
    if anew.status_code != 200:  # what is in no cache is compared with PostgreSQL first
        assert_away(anew)
    assert_away(written)

    async def writes_again() -> bool:
        return (await rename(editor, point, "Kanta palasi")).status_code == 200

    async def seen() -> bool:
        return await name_of(resident, point) == "Kanta palasi"

    await eventually(writes_again, within=BACK)
    await eventually(seen, within=SEEN)
    again = await published(editor)
    assert (await editor.get(f"{POINTS}/{again['id']}")).status_code == 200


async def test_nobody_was_told_of_a_bug(town: Running) -> None:
    logs = town.logs

    assert '"status": 500' not in "\n".join(logs.values())
    for name in ("directory", "gateway", "mentoring", "metrics"):
        assert "a bug" not in logs[f"{name}.log"]
