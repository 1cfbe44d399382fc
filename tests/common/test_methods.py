"""api.md sections 2 and 5: methods, Allow, paths; and section 6: every error is a problem."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from common.errors import LISTED
from tests.services import NO_TOKEN, as_caller

CLERK = as_caller("parcels:write")
SOME = "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac"
ALLOW = {
    "/parcels": "GET, HEAD, OPTIONS, POST",
    f"/parcels/{SOME}": "DELETE, GET, HEAD, OPTIONS, PATCH",
    f"/parcels/{SOME}/hurry": "OPTIONS, POST",
    "/opening": "GET, HEAD, OPTIONS",
}


@pytest.mark.parametrize(("path", "allow"), ALLOW.items())
async def test_options_names_every_method_of_a_path(
    outside: AsyncClient, path: str, allow: str
) -> None:
    answer = await outside.options(path)

    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allow, b"")


@pytest.mark.parametrize(("path", "allow"), ALLOW.items())
@pytest.mark.parametrize("method", ["PUT", "TRACE", "CONNECT", "BREW"])
async def test_another_method_is_405_with_every_method_that_is_allowed(
    outside: AsyncClient, method: str, path: str, allow: str
) -> None:
    answer = await outside.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert answer.json()["type"] == "/problems/method-not-allowed"


async def test_head_is_get_without_the_body(client: AsyncClient) -> None:
    taken = await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)
    for path in ("/parcels", taken.headers["location"], "/opening", "/crash", "/nowhere"):
        get, head = await client.get(path), await client.head(path)

        assert head.status_code == get.status_code
        assert head.content == b""
        assert set(head.headers) == set(get.headers)


@pytest.mark.parametrize("path", ["/parcels/", "/nowhere", "/", "/parcels/x/y/z", "//parcels"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
async def test_an_unknown_path_is_404_without_a_redirect(
    outside: AsyncClient, method: str, path: str
) -> None:
    answer = await outside.request(method, path)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_tracing_is_never_allowed(outside: AsyncClient) -> None:
    answer = await outside.request("TRACE", "/nowhere")

    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")


async def errors_of(client: AsyncClient, language: str) -> list[Response]:
    """One answer of every kind of error that common makes by itself."""
    said = {"accept-language": language}
    clerk = said | CLERK
    one = (await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)).headers[
        "location"
    ]
    json: dict[str, Any] = {"json": {"label": "x"}}
    post, get = client.post, client.get
    return [
        await post("/parcels", content=b"{", headers=clerk | {"content-type": "application/json"}),
        await get("/parcels?unknown=1", headers=said),
        await get("/parcels?limit=1&limit=2", headers=said),
        await get("/parcels?cursor=abc", headers=said),
        await get("/parcels?limit=201", headers=said),
        await get("/parcels/not-an-id", headers=said),
        await get("/parcels", headers=said | NO_TOKEN),
        await post("/parcels", headers=said, **json),
        await get("/parcels", headers=said | NO_TOKEN | {"x-caller": "x"}),
        await post("/parcels", headers=said | as_caller("other:write"), **json),
        await get("/nowhere", headers=said),
        await client.put("/parcels", headers=said),
        await post(f"{one}/hurry", headers=clerk),
        await client.delete(one, headers=clerk),
        await client.delete(one, headers=clerk | {"if-match": '"v7"'}),
        await client.delete(one, headers=clerk | {"if-match": "x"}),
        await post("/parcels", content=b"x" * 70_000, headers=clerk),
        await post("/parcels", content=b"x", headers=clerk | {"content-type": "text/plain"}),
        await post("/parcels", json={"label": 1}, headers=clerk),
        await post("/parcels", headers=clerk | {"idempotency-key": "short"}, **json),
        await post("/values", json={"text": "soitti 031052Y9214"}, headers=said),
        await get("/crash", headers=said),
        await post("/orphan", headers=clerk, **json),
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_error_is_a_problem_of_the_list_in_the_callers_language(
    client: AsyncClient, office: FastAPI, language: str
) -> None:
    for answer in await errors_of(client, language):
        problem = answer.json()
        slug = problem["type"].removeprefix("/problems/")
        place = ("fi", "sv", "en").index(language)

        assert answer.status_code >= 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert answer.headers["x-request-id"]
        assert problem["status"] == answer.status_code
        assert problem["instance"] == answer.request.url.path
        assert len(problem["trace_id"]) == 32
        assert problem["detail"]
        if slug != "parcel-stuck":
            status, title = LISTED[slug]
            assert (problem["status"], problem["title"]) == (status, title[place])
        assert set(problem) <= {
            "type", "title", "status", "detail", "instance", "trace_id", "errors",
            "current_version",
        }  # fmt: skip


async def test_no_problem_says_what_was_sent_or_what_broke(client: AsyncClient) -> None:
    answers = await errors_of(client, "en")
    answers.append(await client.post("/values", json={"whole": "hunter2", "day": "hunter2"}))

    for answer in answers:
        for secret in ("hunter2", "031052Y9214", "Traceback", "RuntimeError", "insert", "asyncpg"):
            assert secret not in answer.text


async def test_a_refusal_of_a_service_has_its_own_title(client: AsyncClient) -> None:
    taken = await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)
    path = taken.headers["location"] + "/hurry"

    answer = await client.post(path, headers=CLERK | {"accept-language": "sv"})

    assert answer.json() | {"trace_id": ""} == {
        "type": "/problems/parcel-stuck",
        "title": "Paketet sitter fast",
        "status": 409,
        "detail": "Paketet sitter fast.",
        "instance": path,
        "trace_id": "",
    }


async def test_at_most_fifty_errors_are_told(outside: AsyncClient) -> None:
    answer = await outside.post("/bulk", json=[{"label": 1}] * 80)

    assert len(answer.json()["errors"]) == 50


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "fi"),
        ("", "fi"),
        ("de", "fi"),
        ("sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        ("de, en-GB;q=0.5, fi; q=0.4", "en"),
        ("en;q=0.1, sv; q=0.7", "sv"),
        ("en;q=0", "fi"),
        ("en;q=x", "fi"),
        ("*", "fi"),
    ],
)
async def test_the_language_is_the_preferred_one_that_we_speak(
    outside: AsyncClient, accepted: str | None, language: str
) -> None:
    headers = {} if accepted is None else {"accept-language": accepted}

    answer = await outside.get("/nowhere", headers=headers)

    assert answer.headers["content-language"] == language


async def test_the_checks_come_in_the_order_of_the_page(client: AsyncClient) -> None:
    """Caller, scope, parameters and body, the thing itself, If-Match, state."""
    wrong = {"content-type": "text/plain"}
    path = f"/parcels/{SOME}"
    bad: dict[str, Any] = {"content": b"x"}

    statuses = [
        (await client.patch(path + "?x=1", headers=wrong | NO_TOKEN, **bad)).status_code,
        (await client.patch(path + "?x=1", headers=wrong | as_caller(), **bad)).status_code,
        (await client.patch(path + "?x=1", headers=wrong | CLERK, **bad)).status_code,
        (await client.patch(path, headers=wrong | CLERK, **bad)).status_code,
        (await client.patch(path, headers=CLERK, json={"label": 1})).status_code,
        (await client.patch(path, headers=CLERK, json={"label": "x"})).status_code,
    ]

    assert statuses == [401, 403, 400, 415, 422, 404]
