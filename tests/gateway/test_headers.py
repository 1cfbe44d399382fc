"""What every answer wears, and who may read it from another page (api.md section 21)."""

from collections.abc import AsyncIterator

import http_sf
import httpx
import pytest
from pydantic import ValidationError

from gateway.exposed import EXPOSED, Exposed
from gateway.settings import Settings
from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import Place

STAFF, OTHER = "https://intra.example.fi", "https://elsewhere.example"
POINTS = "/v1/support-points"


def always(headers: httpx.Headers) -> None:
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
    assert headers["x-request-id"]
    assert not {"server", "set-cookie", "x-powered-by", "cache-tags"} & set(headers)


def path_of(row: Exposed) -> str:
    return "/v1" + row.path.replace("{", "").replace("}", "")


@pytest.mark.parametrize("row", EXPOSED, ids=lambda row: f"{row.method} {row.path}")
async def test_every_operation_wears_them(client: httpx.AsyncClient, row: Exposed) -> None:
    for _ in range(2):  # asked, then from the cache
        answer = await client.request(row.method, path_of(row))

        assert answer.status_code == 200
        always(answer.headers)
        for_all = answer.headers.get("access-control-allow-origin") == "*"
        assert for_all is row.same_for_all
        assert "access-control-allow-credentials" not in answer.headers
        assert http_sf.parse(answer.headers["cache-status"].encode(), tltype="list")


async def refusals(client: httpx.AsyncClient, place: Place) -> AsyncIterator[httpx.Response]:
    yield await client.get("/v1/nothing")
    yield await client.delete(POINTS)
    yield await client.post(POINTS, content=b"x" * 70_000)
    yield await client.get("/v1/" + "x" * 5_000)
    yield await client.get(f"{POINTS}?no=1")
    yield await client.get(POINTS, headers={"X-API-Key": "wrong"})
    yield await client.get(POINTS, headers={"Accept": "text/html"})
    place.site.upstreams["directory"].asks = None
    yield await client.get(POINTS)
    place.site.upstreams["directory"].asks = Broken()  # type: ignore[assignment]
    yield await client.get(POINTS)


class Broken:
    """Has no method to ask: a bug."""


async def test_every_refusal_wears_them_and_is_a_problem(
    client: httpx.AsyncClient, place: Place
) -> None:
    expected = [404, 405, 413, 414, 400, 401, 406, 503, 500]

    found = [answer async for answer in refusals(client, place)]

    assert [answer.status_code for answer in found] == expected
    for answer in found:
        always(answer.headers)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["trace_id"]
        assert "Broken" not in answer.text


async def test_a_page_of_another_host_reads_public_answers_only(client: httpx.AsyncClient) -> None:
    for origin in (STAFF, OTHER):
        answer = await client.get(POINTS, headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]

    refused = await client.get("/v1/org-units", headers={"Origin": OTHER})
    allowed = await client.get("/v1/org-units", headers={"Origin": STAFF})

    assert "access-control-allow-origin" not in refused.headers
    assert allowed.headers["access-control-allow-origin"] == STAFF
    assert allowed.headers["vary"] == refused.headers["vary"] == "Origin"


async def test_preflights_name_what_may_be_done(client: httpx.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "POST"}

    staff = await client.options(POINTS, headers=asked | {"Origin": STAFF})
    other = await client.options(POINTS, headers=asked | {"Origin": OTHER})
    closed = await client.options("/v1/org-units", headers=asked | {"Origin": OTHER})

    assert staff.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"
    assert "authorization" in staff.headers["access-control-allow-headers"]
    assert staff.headers["access-control-max-age"] == "7200"
    assert other.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "authorization" not in other.headers["access-control-allow-headers"]
    assert "access-control-allow-methods" not in closed.headers


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({"X-API-Key": "dgs_test_Example001_0123456789ABCDEFGHIJKLMNOPQRSTUV3SAqe5"}, 401,
         "invalid-credentials"),
        ({"Authorization": "Basic eHg6eHg="}, 401, "invalid-credentials"),
        ({"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}, 401, "invalid-credentials"),
        ({"X-API-Key": "a", "Authorization": "Bearer b"}, 400, "two-credentials"),
    ],
)  # fmt: skip
async def test_bad_credentials_are_refused_everywhere(
    client: httpx.AsyncClient, headers: dict[str, str], status: int, slug: str
) -> None:
    await client.get(POINTS)

    answer = await client.get(POINTS, headers=headers)

    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{slug}"
    if status == 401:
        assert answer.headers["www-authenticate"].startswith('Bearer realm="digisilta"')


async def test_one_key_sent_twice_is_two_credentials(
    client: httpx.AsyncClient, key_table: KeyTable
) -> None:
    key = key_table.add()
    await client.get(POINTS, headers={"X-API-Key": key})

    answer = await client.get(POINTS, headers=[("X-API-Key", key), ("X-API-Key", key)])

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"staff_origins": ["*"]},
        {"trusted_proxies": ["*"]},
        {"pepper": "short"},
        {"previous_pepper": "p" * 31},
    ],
)
def test_settings_that_open_too_much_are_refused(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {
        "database_url": "x", "nats_url": "x", "caller_keys": "{}", "caller_key": "{}",
        "pepper": "p" * 32, "directory_url": "x", "mentoring_url": "x", "metrics_url": "x",
    }  # fmt: skip
    Settings.model_validate(good | {"previous_pepper": "q" * 32})

    with pytest.raises(ValidationError):
        Settings.model_validate(good | wrong)


@pytest.mark.parametrize("path", ["/v1/support-points", "/v1/topics", "/v1/support-points?no=1"])
async def test_no_answer_to_a_key_is_for_every_page(
    client: httpx.AsyncClient, key_table: KeyTable, path: str
) -> None:
    keys = [key_table.add(), key_table.add("directory:read"), "wrong"]

    for key in keys:
        for _ in range(3):
            answer = await client.get(path, headers={"X-API-Key": key})

            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert (await client.get(path)).headers["access-control-allow-origin"] == "*"
