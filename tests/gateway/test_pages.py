"""What people read: the front page, the documentation, the problems."""

import re
import threading
from typing import Any

import httpx
import pytest

from gateway.kept import Kept
from gateway.pages import Pages
from gateway.wording import PARTS
from tests.gateway.fake_service import Place, document


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/not-found", "/problems/head-too-large"])
@pytest.mark.parametrize("language", ["fi", "en"])
async def test_a_page_is_plain_html_of_this_host(
    client: httpx.AsyncClient, path: str, language: str
) -> None:
    page = await client.get(path, params={"language": language})

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert not re.findall(r'(?:src|href)="(?!/|#)', page.text)
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert page.text.count("<h1>") == page.text.count("<main") == 1


async def test_the_language_is_that_of_the_browser_unless_it_is_chosen(
    client: httpx.AsyncClient,
) -> None:
    swedish = {"Accept-Language": "sv"}

    assert 'lang="sv"' in (await client.get("/", headers=swedish)).text
    assert '<html lang="en">' in (await client.get("/?language=en", headers=swedish)).text


async def test_the_documentation_has_every_operation(
    client: httpx.AsyncClient, place: Place
) -> None:
    pages = [(await client.get(part)).text for part in PARTS]
    page = "".join(pages)

    for route in place.site.routes:
        assert f"{route.row.method} {route.template}</code>" in page
    for one in pages:
        ids = re.findall(r' id="([^"]+)"', one)
        assert len(ids) == len(set(ids))


async def test_the_style_comes_from_here(client: httpx.AsyncClient) -> None:
    style = await client.get("/docs/style.css")

    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in style.text


@pytest.mark.parametrize("path", ["/v1", "/v1/"])
async def test_who_begins_at_the_version_is_told_where_to_read_on(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["documentation"] == "/docs"
    assert answer.json()["contract"] == "/v1/openapi.json"


async def test_a_slash_after_the_documentation_changes_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs/")).text == (await client.get("/docs")).text


async def test_a_browser_finds_a_small_icon(client: httpx.AsyncClient) -> None:
    icon = await client.get("/favicon.ico")

    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.text.startswith("<svg")
    assert len(icon.content) < 1024


async def test_a_page_is_only_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/docs")).status_code == 405
    assert (await client.get("/problems/unheard-of")).status_code == 404
    assert (await client.head("/docs")).content == b""


async def _docs(client: httpx.AsyncClient) -> str:
    return (await client.get("/docs?language=en")).text


async def test_ids_have_no_space_and_every_label_and_link_finds_one(
    client: httpx.AsyncClient,
) -> None:
    page = await _docs(client)

    ids = re.findall(r' id="([^"]+)"', page)
    assert not [one for one in ids if re.search(r"\s", one)]
    assert set(re.findall(r'(?:aria-labelledby="|href="#)([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("path", ["/docs", "/docs/style.css"])
async def test_a_page_is_sent_compressed_and_not_twice(
    client: httpx.AsyncClient, path: str
) -> None:
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    packed = await client.get(path, headers={"Accept-Encoding": "gzip"})
    again = await client.get(path, headers={"If-None-Match": plain.headers["etag"]})

    assert packed.text == plain.text
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert (again.status_code, again.content) == (304, b"")
    for answer in (plain, packed, again):
        assert answer.headers["etag"] == plain.headers["etag"]
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert "style-src 'self'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
        assert "accept-encoding" in answer.headers["vary"].lower()


async def test_who_keeps_a_page_for_others_keeps_it_for_their_language(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/docs", headers={"Accept-Language": "sv"})

    assert page.headers["vary"] == "Accept-Language, Accept-Encoding"


class Watched(Pages):
    """Knows where its pages are made."""

    def __init__(self, made_of: dict[str, Any]) -> None:
        super().__init__(made_of)
        self.threads: list[threading.Thread] = []

    def _make(self, path: str, language: str) -> Kept:
        self.threads.append(threading.current_thread())
        return super()._make(path, language)


async def test_nobody_waits_while_a_page_is_made(
    client: httpx.AsyncClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Watched(document())
    monkeypatch.setattr(place.site, "pages", pages)

    answers = [await client.get("/docs") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(pages.threads) == 1
    assert threading.main_thread() not in pages.threads
