"""Editors go on while the services behind the gateway die: what was acknowledged is there, once."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest
from httpx import AsyncClient

from tests.e2e.editing import new_point, told, told_by_now
from tests.e2e.running import Running, digisilta_up
from tests.services import eventually

pytestmark = pytest.mark.faults
POINTS, NAME = "/support-points", "Sitkeä piste"
EVENTS = ("created", "updated", "verified")
ROUNDS, EDITORS, POINTS_EACH = 3, 4, 6
BETWEEN = 25
"""Writes that are acknowledged after each kill, before the next one."""
BACK = 30.0
"""Seconds until a killed service answers again, on a busy machine of two processors."""
Shown = dict[str, tuple[str, int]]
"""The name and the version of each point."""


class Verdict(NamedTuple):
    """What is there beside what was acknowledged."""

    lost: list[str]
    unasked: list[str]
    miscounted: dict[str, int]


CLEAN = Verdict([], [], {})


def judged(
    noted: Shown, shown: Shown, done: Mapping[str, int], counted: Mapping[str, int]
) -> Verdict:
    """Every write raises a version and is told once: a lost or a doubled one shows in both."""
    return Verdict(
        sorted(str(one) for one in noted.items() - shown.items()),
        sorted(str(one) for one in shown.items() - noted.items()),
        {event: counted[event] - done[event] for event in EVENTS if counted[event] != done[event]},
    )


@dataclass
class Editors:
    """People who ask again until they are answered, and note what was acknowledged."""

    client: AsyncClient
    organisation: str
    noted: Shown = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    away: int = 0
    answer_was_lost: int = 0

    async def insist(self, method: str, path: str, **words: Any) -> tuple[httpx.Response, int]:
        """The answer of the service itself, and how often it was asked."""
        for times in range(1, 1000):
            answer = await self.client.request(method, path, **words)
            in_progress = answer.status_code == 409 and "in-progress" in answer.text
            if answer.status_code != 503 and not in_progress:
                return answer, times
            self.away += 1
            await asyncio.sleep(0.1)
        raise TimeoutError(path)

    async def create(self, name: str) -> None:
        point = new_point(self.organisation) | {"name": {"fi": name}}
        key = {"Idempotency-Key": str(uuid4())}
        answer, _ = await self.insist("POST", POINTS, json=point, headers=key)
        assert answer.status_code == 201, answer.text
        self.answer_was_lost += "idempotent-replayed" in answer.headers
        self.note("created", answer.json()["id"], name)

    async def rename(self, point_id: str, name: str) -> None:
        """Asked again after it was done, it is refused: the version is a newer one."""
        media = {"Content-Type": "application/merge-patch+json"}
        seen = {"If-Match": f'"v{self.noted[point_id][1]}"'}
        answer, times = await self.insist(
            "PATCH", f"{POINTS}/{point_id}", json={"name": {"fi": name}}, headers=media | seen
        )
        was_done_before = answer.status_code == 412 and times > 1
        assert answer.status_code == 200 or was_done_before, answer.text
        self.answer_was_lost += was_done_before
        self.note("updated", point_id, name)

    async def verify(self, point_id: str) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        path = f"{POINTS}/{point_id}/verifications"
        answer, _ = await self.insist("POST", path, json={"outcome": "confirmed"}, headers=key)
        assert answer.status_code == 201, answer.text
        self.answer_was_lost += "idempotent-replayed" in answer.headers
        self.note("verified", point_id, self.noted[point_id][0])

    def note(self, event: str, point_id: str, name: str) -> None:
        self.noted[point_id] = name, self.noted.get(point_id, ("", 0))[1] + 1
        self.done[event] += 1

    async def work(self, editor: int, over: asyncio.Event) -> None:
        """One of them, who alone writes some points."""
        chance, mine = random.Random(editor), list[str]()
        while not over.is_set():
            name = f"{NAME} {editor}-{self.done.total()}"
            if (len(mine) < POINTS_EACH and chance.random() < 0.3) or not mine:
                await self.create(name)
                mine = [one for one, (said, _) in self.noted.items() if f" {editor}-" in said]
            elif chance.random() < 0.6:
                await self.rename(chance.choice(mine), name)
            else:
                await self.verify(chance.choice(mine))
            await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with digisilta_up(tmp_path_factory.mktemp("dying")) as running:
        yield running


async def kill(town: Running, name: str) -> None:
    """The process as it runs now; one that is just being started is waited for."""

    async def pid() -> int:
        return int(town.state["processes"][name]["pid"] or 0)

    with suppress(ProcessLookupError):
        os.kill(await eventually(pid, within=BACK), signal.SIGKILL)


async def kill_now_and_then(town: Running, editors: Editors, over: asyncio.Event) -> None:
    """The directory in the middle of writes, and metrics while it hears of them."""
    for _ in range(ROUNDS):
        for name in ("directory", "metrics"):
            await kill(town, name)
            before = editors.done.total()

            async def has_gone_on(since: int = before) -> bool:
                return editors.done.total() >= since + BETWEEN

            await eventually(has_gone_on, within=BACK)
    over.set()


async def shown(client: AsyncClient) -> Shown:
    """Our points, as anybody of the staff sees them."""
    answer = await client.get(POINTS, params={"record_state": "draft", "limit": "200"})
    items = [one for one in answer.json()["items"] if one["name"]["fi"].startswith(NAME)]
    return {one["id"]: (one["name"]["fi"], one["version"]) for one in items}


async def counts(client: AsyncClient) -> Counter[str]:
    return Counter({event: await told(client, f"directory.point.{event}") for event in EVENTS})


async def test_what_was_acknowledged_is_shown_and_counted_once(town: Running) -> None:
    key, over = {"X-API-Key": town.key}, asyncio.Event()
    async with AsyncClient(base_url=f"{town.url}/v1", headers=key, timeout=20) as client:
        owner = (await client.get("/organisations")).json()["items"][0]["id"]
        editors = Editors(client, owner)
        await told_by_now(client, "directory.point.created")
        before = await counts(client)

        async with asyncio.TaskGroup() as group:
            for editor in range(EDITORS):
                group.create_task(editors.work(editor, over))
            group.create_task(kill_now_and_then(town, editors, over))

        async def heard() -> bool:
            answer = await client.get("/event-counts")
            wanted = (before + editors.done).total()
            return answer.status_code == 200 and (await counts(client)).total() >= wanted

        with suppress(TimeoutError):
            await eventually(heard, within=BACK)
        await asyncio.sleep(1)
        counted = await counts(client)
        counted.subtract(before)
        verdict = judged(editors.noted, await shown(client), editors.done, counted)
    print(f"{dict(editors.done)}, {editors.away} refused, {editors.answer_was_lost} answers lost")
    assert verdict == CLEAN
    assert editors.away > 0, "nothing was killed"
    assert editors.done.total() >= 2 * ROUNDS * BETWEEN


async def test_nobody_was_told_of_a_bug(town: Running) -> None:
    logs = town.logs

    for name in ("directory", "gateway", "metrics"):
        assert '"status": 500' not in logs[f"{name}.log"]
        assert "a bug" not in logs[f"{name}.log"]


NOTED: Shown = {"one": ("a", 2), "other": ("b", 1)}
DONE = {"created": 2, "updated": 1, "verified": 0}


@pytest.mark.parametrize(
    ("seen", "counted", "wrong"),
    [
        ({"one": ("a", 2)}, DONE, "lost"),
        (NOTED | {"one": ("a", 1)}, DONE, "lost"),
        (NOTED | {"one": ("an older name", 2)}, DONE, "lost"),
        (NOTED | {"one": ("a", 3)}, DONE, "unasked"),
        (NOTED | {"again": ("b", 1)}, DONE, "unasked"),
        (NOTED, DONE | {"updated": 0}, "miscounted"),
        (NOTED, DONE | {"updated": 2}, "miscounted"),
    ],
)
def test_a_write_that_is_lost_or_doubled_is_seen(
    seen: Shown, counted: Mapping[str, int], wrong: str
) -> None:
    assert judged(NOTED, NOTED, DONE, DONE) == CLEAN

    assert getattr(judged(NOTED, seen, DONE, counted), wrong)
