"""What stories of needs and faults begin with: people of their own, needs, items, a relation."""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from tests.e2e.mentoring_desks import WRITES, Desks, act, add, day, done, fresh, read
from tests.e2e.running import KEY

MARKS = {"purpose": "skill_support", "audience": "professional"}
CONTACT: dict[str, Any] = {
    "channel": "teams",
    "purpose": "awareness",
    "audience": "professional",
    "participants": ["leadership", "mentor"],
    "two_way": True,
    "held_on": day(0),
}
PUBLIC = "Etävastaanotto halutaan käyttöön."
NONE: Mapping[str, str] = MappingProxyType({})


def code() -> str:
    """A word that nothing else is called by."""
    return f"k{uuid4().hex[:12]}"


async def employed(
    desks: Desks, role: str, scopes: Sequence[str], kind: str = "staff", subject: str = ""
) -> AsyncClient:
    """The client of somebody new, with a role of the identity provider."""
    words = ["--name", code(), "--kind", kind, *(["--role", role] if role else [])]
    words += [word for scope in scopes for word in ("--scope", scope)]
    own = ["--subject", subject or f"demo:{code()}"]
    words += own if kind == "staff" else ["--organisation", str(uuid4())]
    made = await asyncio.to_thread(desks.running.run, "keys", "create", *words)
    key = KEY.search(made.stdout)
    assert key is not None, made.stdout + made.stderr
    client = AsyncClient(
        base_url=f"{desks.running.url}/v1", headers={"X-API-Key": key[0]}, timeout=30
    )
    desks.made[code()] = client  # closed with the others
    return client


async def a_mentor(desks: Desks, supervises: str | None = None) -> tuple[AsyncClient, str]:
    """Somebody who joins the team, and their id; perhaps the supervisor of a unit as well."""
    admin, lead = await desks.all_of("admin", "lead")
    subject = f"demo:{code()}"
    person = {"subject": subject, "display_name": "Testi Mentori"}
    id_ = str((await add(admin, "/people", person))["id"])
    joins = {"person_id": id_, "role": "mentor", "valid_from": day(-30)}
    await add(lead, "/team/memberships", joins)
    if supervises is not None:
        led = {"person_id": id_, "kind": "supervisor", "valid_from": day(-30)}
        path = f"/org-units/{supervises}/leadership"
        said = await admin.put(path, headers=fresh(), json={"items": [led]})
        assert said.status_code == 200, said.text
    return await employed(desks, "mentor", WRITES, subject=subject), id_


async def engaged(by: AsyncClient, unit: str, owner: str | None = None) -> str:
    """The path of a new relation with a unit."""
    made = await add(by, "/engagements", {"org_unit_id": unit, "owner_id": owner})
    return f"/engagements/{made['id']}"


async def raised(by: AsyncClient, unit: str, **fields: Any) -> str:
    """The path of a new need."""
    sent = {"title": f"Tarve {code()}", "org_unit_id": unit} | fields
    return f"/needs/{(await add(by, '/needs', sent))['id']}"


async def merged(mentor: AsyncClient, source: str, into: str) -> Any:
    return await act(mentor, f"{source}/merge", {"target_id": tail(into)})


def tail(path: str) -> str:
    return path.rpartition("/")[2]


async def triaged(mentor: AsyncClient, need: str, topic: str | None = None) -> str:
    """Sorted, with every candidate called different."""
    sent: dict[str, Any] = {"topic": topic or code(), "size": "training", "priority": "high"}
    alike = (await read(mentor, f"{need}/duplicates"))["items"]
    sent["duplicates"] = [{"need_id": one["need_id"], "answer": "different"} for one in alike]
    await done(mentor, f"{need}/triage", sent)
    return need


async def concretised(mentor: AsyncClient, need: str, owner: str) -> str:
    goal = {
        "goal": "Vastaanotot myös etänä",
        "affected_group": "Kuntoutuksen asiakkaat",
        "outcome": "Joka kolmas vastaanotto on etänä",
        "unit_owner_id": owner,
    }
    told = await act(mentor, f"{need}/concretise", goal)
    assert told.status_code == 200, told.text
    return need


async def a_target(desks: Desks, kind: str = "it", handler: str = "demo:it") -> str:
    """The id of somebody to forward to, whose handlers look here."""
    new = {"kind": kind, "name": {"fi": f"Tuki {code()}"}, "handlers": [handler]}
    made = await add(await desks.of("lead"), "/forward-targets", new | {"connector": "manual"})
    return str(made["id"])


async def written(
    by: AsyncClient,
    target: str,
    kind: str = "fault",
    text: str = "Chat ei aukea puhelimella.",
    headers: Mapping[str, str] = NONE,
    **more: str,
) -> Response:
    """Write an item down."""
    body = {"kind": kind, "target_id": target, "text": text} | more
    return await by.post("/forwarded-items", headers={**fresh(), **headers}, json=body)
