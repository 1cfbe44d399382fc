"""What editors and residents do in several stories: publish a point, see an answer again."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
from httpx import AsyncClient

from tests.services import eventually

STEADY = 0.7
"""Seconds without a new event after which what was told before has been counted."""


def new_point(organisation_id: str) -> dict[str, Any]:
    return {
        "organisation_id": organisation_id,
        "kind": "municipality",
        "name": {"fi": "Uusi kirjasto"},
        "address": {"street": {"fi": "Kirjastokatu 1"}, "municipality_code": "398"},
        "location": {"lat": 60.98, "lon": 25.66},
        "contacts": [{"kind": "phone", "value": "03 000 0000"}],
        "services": [{"service_code": "service_guidance"}],
        "hours": {"periods": [{"kind": "normal", "state": "open"}]},
    }


async def published(admin: AsyncClient) -> dict[str, Any]:
    owner = (await admin.get("/organisations")).json()["items"][0]["id"]
    key = {"Idempotency-Key": str(uuid4())}
    made = await admin.post("/support-points", json=new_point(owner), headers=key)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"/v1/support-points/{made.json()['id']}"
    match = {"If-Match": made.headers["etag"]}
    shown = await admin.post(f"/support-points/{made.json()['id']}/publish", headers=match)
    assert shown.status_code == 200, shown.text
    told: dict[str, Any] = shown.json()
    return told


async def cached(client: AsyncClient, path: str, **params: str) -> httpx.Response:
    """The answer that the gateway holds."""

    async def hit() -> httpx.Response | None:
        answer = await client.get(path, params=params)
        return answer if "hit" in answer.headers["cache-status"] else None

    held: httpx.Response = await eventually(hit)
    return held


async def told(admin: AsyncClient, event: str) -> int:
    """How often an event was told, as metrics has counted it by now."""
    answer = await admin.get("/event-counts", params={"event": event, "limit": "200"})
    return sum(one["count"] for one in answer.json()["items"])


async def told_by_now(admin: AsyncClient, event: str) -> int:
    """The same, once all that was told before has been counted."""

    async def steady() -> tuple[int] | None:
        before = await told(admin, event)
        await asyncio.sleep(STEADY)
        return (before,) if before == await told(admin, event) else None

    (count,) = await eventually(steady, within=20)
    return int(count)
