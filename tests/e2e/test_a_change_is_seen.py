"""A write through the gateway: told once, counted once, seen at once, refused where it must be."""

import asyncio
from uuid import uuid4

from httpx import AsyncClient

from tests.e2e.editing import cached, published, told, told_by_now
from tests.e2e.running import Running
from tests.services import eventually


async def listed(anyone: AsyncClient, name: str) -> list[str]:
    answer = await anyone.get("/support-points", params={"q": name, "limit": "100"})
    return [one["id"] for one in answer.json()["items"] if one["name"]["fi"] == name]


async def test_a_published_point_is_seen_and_counted(
    anyone: AsyncClient, admin: AsyncClient
) -> None:
    count = await told_by_now(admin, "directory.point.published")
    await listed(anyone, "Uusi kirjasto")

    point = await published(admin)

    async def seen() -> bool:
        return point["id"] in await listed(anyone, "Uusi kirjasto")

    async def counted() -> bool:
        return await told(admin, "directory.point.published") == count + 1

    await eventually(seen)
    await eventually(counted)
    await asyncio.sleep(0.5)
    assert await counted()


async def test_a_change_purges_what_was_cached(anyone: AsyncClient, admin: AsyncClient) -> None:
    point = await published(admin)
    path = f"/support-points/{point['id']}"
    await cached(anyone, path)

    change = {"name": {"fi": "Toinen nimi"}}
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    changed = await admin.patch(path, json=change, headers=headers)
    assert changed.status_code == 200, changed.text

    async def renamed() -> bool:
        return bool((await anyone.get(path)).json()["name"]["fi"] == "Toinen nimi")

    await eventually(renamed)


async def test_an_archived_point_answers_410_with_its_successor(
    anyone: AsyncClient, admin: AsyncClient
) -> None:
    old, new = await published(admin), await published(admin)

    gone = await admin.post(
        f"/support-points/{old['id']}/archive",
        json={"successor_id": new["id"]},
        headers={"If-Match": "*"},
    )
    assert gone.status_code == 200, gone.text

    async def is_gone() -> bool:
        return (await anyone.get(f"/support-points/{old['id']}")).status_code == 410

    await eventually(is_gone)
    answer = await anyone.get(f"/support-points/{old['id']}")
    assert answer.json()["type"] == "/problems/archived"
    assert answer.json()["successor_id"] == new["id"]


async def test_without_a_key_nothing_is_written(anyone: AsyncClient) -> None:
    refused = await anyone.post("/support-points", json={})
    stranger = await anyone.post("/support-points", json={}, headers={"X-API-Key": "x"})

    assert refused.status_code == stranger.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_identity_of_the_client_cannot_be_claimed(anyone: AsyncClient) -> None:
    claims = {"X-Caller": "eyJhbGciOiJub25lIn0.e30.", "X-User": "admin", "Forwarded": "for=1.1.1.1"}

    answer = await anyone.post("/support-points", json={}, headers=claims)

    assert answer.status_code == 401


async def test_an_organisation_unit_is_kept_by_mentoring(admin: AsyncClient) -> None:
    new = {"kind": "division", "name": {"fi": "Ikääntyneiden palvelut"}, "valid_from": "2026-01-01"}

    made = await admin.post("/org-units", json=new, headers={"Idempotency-Key": str(uuid4())})

    assert made.status_code == 201, made.text
    found = await admin.get(f"/org-units/{made.json()['id']}")
    assert found.json()["name"]["fi"] == "Ikääntyneiden palvelut"


async def test_the_key_tells_who_it_is(admin: AsyncClient, digisilta: Running) -> None:
    me = (await admin.get("/me")).json()

    assert me["kind"] == "staff"
    assert "directory:write" in me["scopes"]
    assert digisilta.key not in str(me)
