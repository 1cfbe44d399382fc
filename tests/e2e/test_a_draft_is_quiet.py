"""What editors do to a draft takes nothing from the memory that residents are answered from."""

import asyncio
from typing import Any
from uuid import uuid4

from httpx import AsyncClient

from tests.e2e.editing import cached, new_point, told, told_by_now
from tests.services import eventually

REPEATED = 1.2
"""Seconds after which the gateway has purged again what an event made old."""
CHANGED = "directory.point.updated"


async def draft(admin: AsyncClient) -> str:
    """The path of a new draft."""
    owner = (await admin.get("/organisations")).json()["items"][0]["id"]
    key = {"Idempotency-Key": str(uuid4())}
    made = await admin.post("/support-points", json=new_point(owner), headers=key)
    assert made.status_code == 201, made.text
    return f"/support-points/{made.json()['id']}"


async def rename(admin: AsyncClient, path: str) -> Any:
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    changed = await admin.patch(path, json={"name": {"fi": "Luonnos"}}, headers=headers)
    assert changed.status_code == 200, changed.text


async def test_editing_a_draft_leaves_the_public_list_in_the_cache(
    anyone: AsyncClient, admin: AsyncClient
) -> None:
    path, asked = await draft(admin), {"municipality": "398", "limit": "7"}
    before = await told_by_now(admin, CHANGED)
    await asyncio.sleep(REPEATED)  # for what was changed before this test
    held = await cached(anyone, "/support-points", **asked)

    await rename(admin, path)
    await eventually(lambda: heard(admin, before))
    await asyncio.sleep(REPEATED)
    again = await anyone.get("/support-points", params=asked)

    assert again.headers["cache-status"].startswith("digisilta; hit"), again.headers
    assert int(again.headers["age"]) > int(held.headers["age"])
    assert again.headers["etag"] == held.headers["etag"]


async def heard(admin: AsyncClient, before: int) -> bool:
    return await told(admin, CHANGED) == before + 1
