"""What people read: the front page, the documentation, the problems."""

import re

import httpx
import pytest

from tests.gateway.fake_service import Place


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
    page = (await client.get("/docs")).text

    for route in place.site.routes:
        assert f"{route.row.method} {route.template}</code>" in page
    assert "<caption" in page
    assert 'scope="col"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


async def test_the_style_comes_from_here(client: httpx.AsyncClient) -> None:
    style = await client.get("/docs/style.css")

    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in style.text


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
