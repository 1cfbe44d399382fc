"""The door in front of a real service, over real sockets: who, what, how."""

import gc
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message

from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import Place

POINTS = "/v1/support-points"


async def test_no_header_of_the_client_makes_an_identity(
    client: httpx.AsyncClient, place: Place
) -> None:
    admin = json.dumps({"sub": "x", "roles": ["admin"]})
    names = ["X-Caller", "X-Internal-Caller", "X-User", "X-User-Id", "Forwarded", "X-Forwarded-For"]

    await client.post(POINTS, json={}, headers=dict.fromkeys(names, admin))

    [asked] = place.fake.asked
    assert asked.caller().kind == "anyone"
    assert not {name.lower() for name in names[1:]} & set(asked.headers)


async def test_a_write_goes_on_with_its_body_and_its_promises(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    place.fake.status = 201
    place.fake.headers = {"Location": "/support-points/1", "Cache-Control": "no-store"}
    key = key_table.add("directory:write")

    answer = await client.post(
        POINTS,
        json={"name": "Kirjasto"},
        headers={"X-API-Key": key, "Idempotency-Key": "12345678", "X-Request-Id": "my-request-1"},
    )

    [asked] = place.fake.asked
    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/support-points/1"
    assert answer.headers["x-request-id"] == "my-request-1"
    assert json.loads(asked.body) == {"name": "Kirjasto"}
    assert asked.headers["idempotency-key"] == "12345678"
    assert asked.headers["x-request-id"] == "my-request-1"
    assert asked.headers["traceparent"].startswith("00-")
    assert asked.caller().subject.startswith("key:")
    assert answer.headers["cache-status"] == "digisilta; fwd=method"


async def test_one_caller_token_is_used_again(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = key_table.add("directory:write")

    for _ in range(3):
        await client.post(POINTS, json={}, headers={"X-API-Key": key})

    assert len({asked.headers["x-caller"] for asked in place.fake.asked}) == 1
    assert key_table.looked_up == 1


@pytest.mark.parametrize("encoded", ["a%2Fsecret", "..%2F..%2Fsecret", "%2e%2e"])
async def test_an_encoded_slash_reaches_nothing_that_is_not_exposed(
    client: httpx.AsyncClient, place: Place, encoded: str
) -> None:
    answer = await client.get(f"{POINTS}/{encoded}")

    assert answer.status_code == 404
    assert place.fake.asked == []


async def test_values_reach_the_service_encoded_again(
    client: httpx.AsyncClient, place: Place
) -> None:
    await client.get(f"{POINTS}/ptv:a%20b%3Fc%252F")

    assert place.fake.asked[0].target == "/support-points/ptv%3Aa%20b%3Fc%252F"


@pytest.mark.parametrize(
    ("query", "slug"),
    [("municipalty=398", "unknown-parameter"), ("limit=1&limit=2", "repeated-parameter")],
)
async def test_wrong_parameters_are_refused_before_anybody_is_asked(
    client: httpx.AsyncClient, place: Place, query: str, slug: str
) -> None:
    answer = await client.get(f"{POINTS}?{query}", headers={"Accept-Language": "sv"})

    assert answer.status_code == 400
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["instance"] == POINTS
    assert answer.headers["content-language"] == "sv"
    assert place.fake.asked == []


async def test_head_is_get_without_a_body(client: httpx.AsyncClient, place: Place) -> None:
    for _ in range(2):
        got, head = await client.get(POINTS), await client.head(POINTS)

        moving = {"x-request-id", "cache-status", "date", "age"}
        assert head.status_code == got.status_code
        assert head.content == b""
        assert {k: v for k, v in head.headers.items() if k not in moving} == {
            k: v for k, v in got.headers.items() if k not in moving
        }


async def test_options_name_every_method_of_the_path(client: httpx.AsyncClient) -> None:
    answer = await client.options(POINTS)

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("method", ["DELETE", "TRACE", "PROPFIND"])
async def test_another_method_is_answered_with_every_method_of_the_path(
    client: httpx.AsyncClient, method: str
) -> None:
    answer = await client.request(method, POINTS)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json()["type"] == "/problems/method-not-allowed"


async def test_a_request_leaves_nothing_for_the_garbage_collector(
    client: httpx.AsyncClient, place: Place
) -> None:
    await client.get("/v1/support-points")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None: ...

    gc.collect()
    gc.disable()
    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        scope = {"type": "http", "method": method, "path": "/v1/support-points"}
        raw = {"raw_path": b"/v1/support-points", "query_string": b"", "headers": []}
        await place.door(scope | raw, receive, send)
        del scope, raw
    found = gc.collect()
    gc.enable()

    assert found == 0


async def test_a_slash_too_many_is_another_path(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{POINTS}/")).status_code == 404


async def test_the_second_socket_is_for_operators_only(
    client: httpx.AsyncClient, place: Place
) -> None:
    for path in ("/live", "/ready", "/metrics"):
        assert (await client.get(path)).status_code == 404

    answer = await client.get(f"http://127.0.0.1:{place.management_port}/live")

    assert answer.status_code == 200


async def test_a_get_with_a_body_is_read_and_answered(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await client.request("GET", POINTS, content=b"x" * 1000)
        assert answer.status_code == 200
    refused = await client.request("GET", POINTS, content=b"x" * 70_000)

    assert refused.status_code == 413


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1000):
        yield b"x" * 1000


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_above_its_cap_is_refused(
    client: httpx.AsyncClient, place: Place, declared: bool
) -> None:
    content = b"x" * 70_000 if declared else chunks(70_000)

    refused = await client.post(POINTS, content=content)
    accepted = await client.post("/v1/imports", content=b"x" * 70_000)

    assert refused.status_code == 413
    assert refused.json()["type"] == "/problems/body-too-large"
    assert accepted.status_code == 200
    assert [len(asked.body) for asked in place.fake.asked] == [70_000]


async def test_paths_of_the_contract_are_below_v1(client: httpx.AsyncClient) -> None:
    assert (await client.get("/support-points")).status_code == 404


OVERRIDE = {"X-Identity-Code-Override": "not_an_identity_code"}


async def test_a_lead_may_say_that_a_number_is_no_identity_code(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = {"X-API-Key": key_table.add("directory:write", roles=["lead"])}

    await client.post(POINTS, json={}, headers=OVERRIDE | key)
    await client.post(POINTS, json={}, headers=OVERRIDE)
    await client.get(POINTS, headers=OVERRIDE | key)  # asked for everybody

    told = [asked.headers.get("x-identity-code-override") for asked in place.fake.asked]
    assert told == ["not_an_identity_code", None, None]
