"""api.md section 9: a repeated POST with one Idempotency-Key has one effect."""

import asyncio
import json

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from sqlalchemy import text

from tests.services import as_caller, told

CLERK = as_caller("parcels:write")
OTHER = as_caller("parcels:write", subject="another")
KEY = {"idempotency-key": '"0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac"'}
BARE = {"idempotency-key": KEY["idempotency-key"].strip('"')}
BOOK = {"label": "Kirja"}


async def counted(office: FastAPI, table: str) -> int:
    async with office.state.transactions() as session:
        return int((await session.execute(text(f"select count(*) from {table}"))).scalar_one())


async def take(client: AsyncClient, headers: dict[str, str], label: str = "Kirja") -> Response:
    return await client.post("/parcels", json={"label": label}, headers=headers)


async def test_six_at_once_have_one_effect(client: AsyncClient, office: FastAPI) -> None:
    answers = await asyncio.gather(*(take(client, CLERK | KEY) for _ in range(6)))

    statuses = [answer.status_code for answer in answers]
    refused = [answer for answer in answers if answer.status_code == 409]
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert all(a.json()["type"] == "/problems/request-in-progress" for a in refused)
    assert all(answer.headers["retry-after"] == "1" for answer in refused)
    assert await counted(office, "parcel") == 1
    assert await counted(office, "outbox") == 1


async def test_the_same_request_again_gets_the_same_answer(
    client: AsyncClient, office: FastAPI
) -> None:
    first = await take(client, CLERK | KEY)
    again = await take(client, CLERK | BARE)

    assert (again.status_code, again.content) == (201, first.content)
    for name in ("location", "etag", "content-type", "cache-control"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert await counted(office, "parcel") == 1


async def test_the_key_of_another_request_is_refused(client: AsyncClient, office: FastAPI) -> None:
    await take(client, CLERK | KEY)

    body = await take(client, CLERK | KEY, "Lehti")
    path = await client.post("/collide", headers=CLERK | KEY)
    query = await client.post("/orphan?", json=BOOK, headers=CLERK | KEY)

    for answer in (body, path, query):
        assert answer.status_code == 422
        assert answer.json()["type"] == "/problems/idempotency-key-reused"
    assert await counted(office, "parcel") == 1


async def test_keys_are_of_their_caller(client: AsyncClient, office: FastAPI) -> None:
    one, other = await take(client, CLERK | KEY), await take(client, OTHER | KEY)

    assert one.json()["id"] != other.json()["id"]
    assert await counted(office, "parcel") == 2


async def test_a_refusal_is_not_kept(client: AsyncClient, office: FastAPI) -> None:
    refused = await take(client, CLERK | KEY, "")
    taken = await take(client, CLERK | KEY)

    assert (refused.status_code, taken.status_code) == (422, 201)
    assert "idempotent-replayed" not in taken.headers


async def test_a_request_without_a_key_is_done_each_time(
    client: AsyncClient, office: FastAPI
) -> None:
    await take(client, CLERK)
    await take(client, CLERK)

    assert await counted(office, "parcel") == 2
    assert await counted(office, "idempotency") == 0


@pytest.mark.parametrize("key", ["short", '"short"', "x" * 201, "with a blank in it", '""""""""""'])
async def test_a_key_of_another_form_is_refused(client: AsyncClient, key: str) -> None:
    answer = await take(client, CLERK | {"idempotency-key": key})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/validation-error")
    assert answer.json()["errors"][0]["pointer"] == "/idempotency-key"


async def test_a_change_that_cannot_be_committed_is_never_reported_as_done(
    client: AsyncClient, office: FastAPI
) -> None:
    answer = await client.post("/orphan", json=BOOK, headers=CLERK | KEY)

    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert await counted(office, "idempotency") == 0


async def test_keys_are_forgotten_a_day_later_when_another_one_comes(
    client: AsyncClient, office: FastAPI
) -> None:
    await take(client, CLERK | KEY)
    await take(client, OTHER | KEY)
    async with office.state.transactions.begin() as session:
        older = "update idempotency set at = now() - interval '25 hours' where caller = 'another'"
        await session.execute(text(older))

    await take(client, CLERK | {"idempotency-key": "another-key"})

    async with office.state.transactions() as session:
        kept = await session.execute(text("select caller, key from idempotency order by key"))
        assert [tuple(row) for row in kept] == [
            ("tester", BARE["idempotency-key"]),
            ("tester", "another-key"),
        ]


@pytest.mark.parametrize(("fails", "status", "effects"), [(0, 204, 1), (1, 204, 1), (2, 409, 0)])
async def test_a_collision_in_the_database_is_tried_once_more(
    client: AsyncClient, office: FastAPI, fails: int, status: int, effects: int
) -> None:
    office.state.fails = fails

    answer = await client.post("/collide", headers=CLERK | KEY)

    assert answer.status_code == status
    assert await counted(office, "try") == effects
    if status == 409:
        assert answer.json()["type"] == "/problems/conflict"
        assert answer.headers["retry-after"] == "1"


async def test_what_is_told_carries_the_request(client: AsyncClient, office: FastAPI) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    asked = {"x-request-id": "the-request-1", "traceparent": f"00-{trace}-b7ad6b7169203331-01"}

    answer = await take(client, CLERK | asked)

    async with office.state.transactions() as session:
        (cloud,) = await told(session)
    assert cloud["type"] == "fi.digisilta.office.parcel.taken.v1"
    assert cloud["correlationid"] == "the-request-1"
    assert cloud["traceparent"].split("-")[1] == trace
    assert cloud["traceparent"].split("-")[2] != "b7ad6b7169203331"
    assert cloud["data"] == {"parcel_id": json.loads(answer.content)["id"]}
