"""The desks of mentors, units and leadership: everybody's own client through the gateway."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from common.clock import helsinki_day, now
from tests.e2e.running import KEY, Running
from tests.services import eventually

PATIENCE = 60.0
"""Seconds until the demonstration of mentoring is there, after Digisilta is ready."""
STAFF = ("mentoring:read", "mentoring:use")
WRITES = (*STAFF, "mentoring:write")
ALL = (*WRITES, "mentoring:approve")
ROLES: Mapping[str, tuple[str, Sequence[str]]] = {
    "mentor-1": ("mentor", WRITES),
    "mentor-2": ("mentor", WRITES),
    "mentor-3": ("mentor", WRITES),
    "mentor-4": ("mentor", WRITES),
    "lead": ("lead", ALL),
    "mentors-supervisor": ("mentors_supervisor", WRITES),
    "board": ("programme_board", (*STAFF, "mentoring:approve")),
    "admin": ("admin", (*STAFF, "mentoring:approve", "metrics:read", "audit:read")),
    "digital-services": ("digital_services", ALL),
    "it": ("it", STAFF),
    "auditor": ("auditor", (*STAFF, "audit:read")),
}
"""Who is called so in the demonstration; everybody else has a place, but no role of a token."""


@dataclass
class Desks:
    """`await desks.of("mentor-1")` is the client of `demo:mentor-1`; a key is made once each."""

    running: Running
    made: dict[str, AsyncClient] = field(default_factory=dict)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, who: str) -> AsyncClient:
        async with self.making:
            if who not in self.made:
                key = await asyncio.to_thread(self._key, who)
                self.made[who] = AsyncClient(
                    base_url=f"{self.running.url}/v1", headers={"X-API-Key": key}, timeout=30
                )
        return self.made[who]

    async def all_of(self, *people: str) -> list[AsyncClient]:
        return [await self.of(who) for who in people]

    def _key(self, who: str) -> str:
        role, scopes = ROLES.get(who, ("", STAFF))
        words = ["--name", who, "--kind", "staff", "--subject", f"demo:{who}"]
        words += ["--role", role] if role else []
        words += [word for scope in scopes for word in ("--scope", scope)]
        done = self.running.run("keys", "create", *words)
        found = KEY.search(done.stdout)
        assert found is not None, done.stdout + done.stderr
        return found[0]

    async def open(self) -> None:
        """Wait until the demonstration is there: it comes in one transaction."""
        admin = await self.of("admin")

        async def there() -> bool:
            return bool((await admin.get("/org-units")).json().get("items"))

        await eventually(there, within=PATIENCE)

    async def close(self) -> None:
        for client in self.made.values():
            await client.aclose()


def today() -> date:
    """The day in Helsinki."""
    return helsinki_day(now())


def day(from_now: int) -> str:
    """A day so many days from today; before it when negative."""
    return f"{today() + timedelta(from_now)}"


def slug(answer: Response) -> str:
    """Which problem it is; empty when it is none."""
    if answer.is_success:
        return ""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found: str = answer.json()["type"]
    return found.rpartition("/")[2]


def fresh() -> dict[str, str]:
    """Headers of a request that was never sent before."""
    return {"Idempotency-Key": str(uuid4())}


async def version(client: AsyncClient, path: str) -> dict[str, str]:
    """The header that changes a record as it is now."""
    return {"If-Match": (await client.get(path)).headers.get("etag", "*")}


async def act(client: AsyncClient, path: str, body: Any = None) -> Response:
    """Take an action on the newest version; the path is `/needs/{id}/triage`."""
    headers = fresh() | await version(client, path.rpartition("/")[0])
    return await client.post(path, headers=headers, json=body)


async def add(client: AsyncClient, path: str, body: Any) -> dict[str, Any]:
    """What the answer says of the new record."""
    answer = await client.post(path, headers=fresh(), json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def done(client: AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    """What an action that is not refused answers."""
    answer = await act(client, path, body)
    assert answer.is_success, answer.text
    told_back: dict[str, Any] = answer.json()
    return told_back


async def read(client: AsyncClient, path: str, **asked: str) -> dict[str, Any]:
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def change(client: AsyncClient, path: str, body: Any) -> Response:
    """A merge patch on the newest version."""
    kind = {"Content-Type": "application/merge-patch+json"}
    headers = kind | fresh() | await version(client, path)
    return await client.patch(path, headers=headers, json=body)


async def new_unit(desks: Desks, kind: str, parent_id: str | None = None, **more: Any) -> str:
    """The id of a new unit of the organisation, by the admin; it has been there for two years."""
    code = f"e{uuid4().hex[:12]}"
    new = {"kind": kind, "name": {"fi": f"Koe {code}"}, "parent_id": parent_id, "code": code}
    made = await add(await desks.of("admin"), "/org-units", new | {"valid_from": day(-730)} | more)
    return str(made["id"])


async def a_unit_of_its_own(desks: Desks) -> tuple[str, str, str]:
    """The ids of a new division, its result area, and a unit of that."""
    division = await new_unit(desks, "division")
    area = await new_unit(desks, "result_area", division)
    return division, area, await new_unit(desks, "unit", area)


async def person_in(desks: Desks, unit_id: str, leads: str | None = None) -> tuple[str, str]:
    """A new employee of a unit, and one more who leads it as `leads` says (supervisor or leader).

    Answers what `desks.of` calls the person, and the id.
    """
    admin, name = await desks.of("admin"), f"e2e-{uuid4().hex[:12]}"
    new = {"subject": f"demo:{name}", "display_name": f"Testi {name}"}
    person = (await add(admin, "/people", new))["id"]
    place = {"org_unit_id": unit_id, "valid_from": day(-30)}
    await add(admin, f"/people/{person}/placements", place)
    if leads is not None:
        led = {"person_id": person, "kind": leads, "valid_from": day(-30)}
        path = f"/org-units/{unit_id}/leadership"
        kept = [
            {name: told for name, told in one.items() if name != "id"}
            for one in (await read(admin, path))["items"]
        ]
        said = await admin.put(path, headers=fresh(), json={"items": [*kept, led]})
        assert said.status_code == 200, said.text
    return name, person


async def id_of(desks: Desks, who: str) -> str:
    """The id of a person."""
    return str((await read(await desks.of(who), "/people/me"))["id"])


async def steps(client: AsyncClient, unit_id: str, *nouns: str) -> list[str]:
    """What happened to the records of a unit, the oldest first, such as `need.triage`.

    Every step is told once by the event of its process; a refusal leaves none.
    """
    asked = {"limit": "200"} | ({"kinds": ",".join(nouns)} if nouns else {})
    found = (await read(client, f"/org-units/{unit_id}/timeline", **asked))["items"]
    return [f"{one['kind']}.{one['action']}" for one in reversed(found)]
