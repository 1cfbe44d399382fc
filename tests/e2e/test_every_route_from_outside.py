"""Every exposed route as a stranger sees it: methods, errors, headers, and what is never logged."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from httpx import AsyncClient

from gateway.contract import shipped
from tests.e2e.running import KEY, Running
from tests.services import eventually

CONTRACT: dict[str, Any] = json.loads(shipped())
PATHS: dict[str, dict[str, Any]] = CONTRACT["paths"]
SAFE = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
JSON_POLICY = "default-src 'none'; frame-ancestors 'none'"
NEVER = ("server", "set-cookie", "x-powered-by", "x-caller", "cache-tags")
MOVING = ("x-request-id", "age", "cache-status", "date")
PROBLEM = "application/problem+json"
BIG = 64 * 1024 + 1


def filled(template: str) -> str:
    """A path of a template, below the base of the client, of a thing that is not there."""
    path = template.removeprefix("/v1").replace("{action}", "publish")
    return re.sub(r"\{\w+\}", str(uuid4()), path)


def with_method(method: str) -> list[str]:
    return [template for template, operations in PATHS.items() if method in operations]


def is_public(template: str, method: str) -> bool:
    return bool(PATHS[template][method]["x-access"]["who"] == "anyone")


def assert_safe(answer: httpx.Response) -> None:
    """The headers that everything wears, and those that nothing does."""
    for name, value in SAFE.items():
        assert answer.headers[name] == value, name
    if "html" not in answer.headers.get("content-type", "") and answer.status_code != 204:
        assert answer.headers["content-security-policy"] == JSON_POLICY
    assert answer.headers["cross-origin-resource-policy"] in ("cross-origin", "same-origin")
    assert answer.headers["x-request-id"]
    assert [name for name in NEVER if name in answer.headers] == []
    pair = answer.headers.get("access-control-allow-credentials")
    assert pair is None or answer.headers.get("access-control-allow-origin") != "*"


def problem(answer: httpx.Response) -> tuple[int, str]:
    """The status and the slug of a refusal that wears what every refusal wears."""
    assert_safe(answer)
    assert answer.headers["content-type"] == PROBLEM, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["status"] == answer.status_code
    return answer.status_code, told["type"].removeprefix("/problems/")


@pytest.mark.parametrize("template", with_method("get"))
async def test_HEAD_is_GET_without_a_body(
    anyone: AsyncClient, admin: AsyncClient, template: str
) -> None:
    path = await there(admin, template)
    client = anyone if is_public(template, "get") else admin

    got, headed = await client.get(path), await client.head(path)

    assert_safe(got)
    assert headed.content == b""
    assert headed.status_code == got.status_code
    expected = {name: value for name, value in got.headers.items() if name not in MOVING}
    assert {name: headed.headers.get(name) for name in expected} == expected


async def there(admin: AsyncClient, template: str) -> str:
    """The path of a thing that is there, when the list before it has one."""
    noun, brace, _ = template.removeprefix("/v1").partition("/{")
    if brace and f"/v1{noun}" in PATHS and "get" in PATHS[f"/v1{noun}"]:
        items = (await admin.get(noun)).json()["items"]
        if items:
            rest = template.partition("}")[2]
            return f"{noun}/{items[0].get('id') or items[0]['code']}{rest}"
    return filled(template)


@pytest.mark.parametrize("template", PATHS)
async def test_OPTIONS_names_every_method(anyone: AsyncClient, template: str) -> None:
    answer = await anyone.options(filled(template))

    assert answer.status_code == 204
    assert answer.content == b""
    assert_safe(answer)
    assert methods(answer) == expected_methods(template)


OTHERS = [
    (template, method)
    for template, there in PATHS.items()
    for method in ("DELETE", "TRACE", "PROPFIND")
    if method.lower() not in there
]


@pytest.mark.parametrize(("template", "method"), OTHERS)
async def test_other_methods_are_405_with_every_method_that_is_there(
    admin: AsyncClient, template: str, method: str
) -> None:
    answer = await admin.request(method, filled(template))

    assert problem(answer) == (405, "method-not-allowed")
    assert methods(answer) == expected_methods(template)


def methods(answer: httpx.Response) -> set[str]:
    return {one.strip() for one in answer.headers["allow"].split(",")}


def expected_methods(template: str) -> set[str]:
    found = {method.upper() for method in PATHS[template]}
    return found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())


@pytest.mark.parametrize("template", PATHS)
async def test_a_slash_too_many_is_404_and_no_redirect(anyone: AsyncClient, template: str) -> None:
    answer = await anyone.get(f"{filled(template)}/", follow_redirects=False)

    assert problem(answer) == (404, "not-found")


def private() -> Iterator[tuple[str, str]]:
    for template, operations in PATHS.items():
        for method in operations:
            if not is_public(template, method):
                yield method, template


@pytest.mark.parametrize(("method", "template"), list(private()))
async def test_who_has_no_key_is_asked_for_one(
    anyone: AsyncClient, method: str, template: str
) -> None:
    answer = await anyone.request(method, filled(template), json={})

    assert problem(answer) == (401, "authentication-required")
    assert answer.headers["www-authenticate"] == 'Bearer realm="digisilta"'


def with_json_body() -> Iterator[tuple[str, str]]:
    for template, operations in PATHS.items():
        for method, operation in operations.items():
            media = operation.get("requestBody", {}).get("content", {})
            if any(kind.endswith("json") for kind in media):
                yield method, template


@pytest.mark.parametrize(("method", "template"), list(with_json_body()))
async def test_a_body_is_of_its_media_type_and_size(
    admin: AsyncClient, method: str, template: str
) -> None:
    text = {"Content-Type": "text/plain", "If-Match": "*"}
    media = next(iter(PATHS[template][method]["requestBody"]["content"]))

    wrong = await admin.request(method, filled(template), content=b"{}", headers=text)
    too_big = await admin.request(
        method, filled(template), content=b" " * BIG, headers={"Content-Type": media}
    )

    assert problem(wrong) == (415, "unsupported-media-type")
    assert ("accept-patch" in wrong.headers) == (method == "patch")
    assert problem(too_big) == (413, "body-too-large")


async def test_a_body_in_parts_is_counted_too(admin: AsyncClient) -> None:
    async def parts() -> Any:
        for _ in range(BIG // 1024 + 1):
            yield b" " * 1024

    json_body = {"Content-Type": "application/json"}
    answer = await admin.post("/support-points", content=parts(), headers=json_body)

    assert problem(answer) == (413, "body-too-large")


async def test_an_address_is_at_most_4_KiB(anyone: AsyncClient) -> None:
    answer = await anyone.get("/support-points", params={"q": "a" * 4096})

    assert problem(answer) == (414, "uri-too-long")


@pytest.mark.parametrize("path", ["/nowhere", "/%2e%2e/ready", "/support-points/%2F", "/live"])
async def test_what_is_not_exposed_is_404(anyone: AsyncClient, path: str) -> None:
    assert problem(await anyone.get(path)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/live", "/ready", "/metrics", "/v2/support-points"])
async def test_management_is_not_on_the_public_port(digisilta: Running, path: str) -> None:
    async with AsyncClient(base_url=digisilta.url) as client:
        assert problem(await client.get(path)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/not-found", "/problems/archived"])
async def test_pages_for_people_have_a_policy_of_their_own(digisilta: Running, path: str) -> None:
    async with AsyncClient(base_url=digisilta.url) as client:
        answer = await client.get(path, headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    assert_safe(answer)
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_public_read_may_be_read_from_any_page_and_a_private_one_from_none(
    anyone: AsyncClient, admin: AsyncClient
) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}

    public = await anyone.get("/support-points", headers=elsewhere)
    private_one = await admin.get("/me", headers=elsewhere)

    assert public.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in private_one.headers


MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}\.\d+")
WORDS, LAT, LON = "kissanristiäissalaisuus", "61.2345678", "25.8765432"


async def test_places_words_and_keys_are_never_logged(
    anyone: AsyncClient, admin: AsyncClient, digisilta: Running
) -> None:
    named = str(uuid4())
    stranger = {"X-API-Key": "dgs_test_Stranger01_" + "x" * 38, "X-Request-Id": named}
    await anyone.get("/search", params={"q": WORDS})
    await anyone.get("/support-points", params={"near": f"{LAT},{LON}", "q": WORDS})
    await anyone.get("/match", params={"near": f"{LAT},{LON}", "lat": LAT})
    await anyone.get("/open-now", params={"near": "not,numbers", "api_key": digisilta.key})
    await anyone.get("/support-points\r\n{level}:evil%0d%0aforged".replace("\r\n", "%0D%0A"))
    await admin.post("/support-points", json={"name": {"fi": WORDS}, "lat": LAT})
    await anyone.get("/me", headers=stranger)

    async def written() -> bool:
        return named in digisilta.logs["gateway.log"]

    await eventually(written)
    for name, logged in digisilta.logs.items():
        text = MOMENT.sub("", logged)  # its seconds may look like degrees
        assert not KEY.search(text), name
        for secret in (WORDS, LAT, LON, "61.235", "25.877", "dgs_", "eyJ", "whsec_"):
            assert secret not in text, f"{secret} in {name}"
    lines = digisilta.logs["gateway.log"].splitlines()
    assert all(line.startswith("{") for line in lines), "a line was split"
