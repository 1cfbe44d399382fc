"""A ticket system that speaks as much of Zammad's REST API as we use, on a port of its own.

Written from its documentation: tickets, search by condition, articles, links, merge. An agent's
work is done by methods: `take`, `write`, `close`, `merge`.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN, CUSTOMER, SECRET = "zammad-token", "digisilta@example.fi", "callback-secret"


class ZammadThere:
    def __init__(self) -> None:
        self.tickets: dict[int, dict[str, Any]] = {}
        self.articles: list[dict[str, Any]] = []
        self.links: list[tuple[int, int]] = []
        self.silent = 0
        """How many answers to POST are never given, though the ticket is made."""
        self.asked: list[str] = []
        self.url = ""

    def app(self) -> web.Application:
        made = web.Application(middlewares=[self._allow])
        api = "/api/v1"
        made.router.add_post(f"{api}/tickets", self._create)
        made.router.add_get(f"{api}/tickets/search", self._search)
        made.router.add_get(f"{api}/tickets/{{id}}", self._get)
        made.router.add_put(f"{api}/tickets/{{id}}", self._update)
        made.router.add_get(f"{api}/ticket_articles/by_ticket/{{id}}", self._by_ticket)
        made.router.add_get(f"{api}/links", self._links)
        return made

    @web.middleware
    async def _allow(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Token token={TOKEN}":
            return web.json_response({"error": "Authentication required"}, status=403)
        return await handler(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json()
        assert sent["customer_id"] == f"guess:{CUSTOMER}"
        ticket = self.open(sent["title"], sent["group"])
        self._add(ticket, sent["article"] | {"sender": "Agent"})
        if self.silent:
            self.silent -= 1
            await asyncio.sleep(30)
        return web.json_response(ticket, status=201)

    async def _search(self, request: web.Request) -> web.StreamResponse:
        asked = request.query
        assert "query" not in asked
        assert asked["condition[ticket.title][operator]"] == "contains"
        part = asked["condition[ticket.title][value]"]
        found = [one for one in self.tickets.values() if part in one["title"]]
        return web.json_response(found)

    async def _get(self, request: web.Request) -> web.StreamResponse:
        assert request.query["expand"] == "true"
        return web.json_response(self.tickets[int(request.match_info["id"])])

    async def _update(self, request: web.Request) -> web.StreamResponse:
        ticket, sent = self.tickets[int(request.match_info["id"])], await request.json()
        article = sent.pop("article", None)
        ticket.update(sent)
        if article:
            self._add(ticket, article | {"sender": "Agent"})
        return web.json_response(ticket)

    async def _by_ticket(self, request: web.Request) -> web.StreamResponse:
        ticket_id = int(request.match_info["id"])
        return web.json_response([one for one in self.articles if one["ticket_id"] == ticket_id])

    async def _links(self, request: web.Request) -> web.StreamResponse:
        here = int(request.query["link_object_value"])
        found = [_link("parent", into) for into, merged in self.links if merged == here]
        found += [_link("child", merged) for into, merged in self.links if into == here]
        return web.json_response({"links": found, "assets": {}})

    def open(self, title: str, group: str = "Users") -> dict[str, Any]:
        number = len(self.tickets) + 1
        ticket = {"id": number, "number": f"{22000 + number}", "title": title, "group": group}
        self.tickets[number] = ticket | {"state": "new", "owner": "-"}
        return self.tickets[number]

    def _add(self, ticket: dict[str, Any], article: dict[str, Any]) -> dict[str, Any]:
        made = {"id": 100 + len(self.articles), "ticket_id": ticket["id"], **article}
        self.articles.append(made)
        return made

    def take(self, ticket: dict[str, Any], by: str = "irma@example.fi") -> None:
        ticket["owner"] = by

    def write(self, ticket: dict[str, Any], body: str, **more: Any) -> dict[str, Any]:
        said = {"subject": None, "sender": "Agent", "internal": False, "body": body}
        return self._add(ticket, said | {"content_type": "text/html"} | more)

    def merge(self, ticket: dict[str, Any], into: dict[str, Any]) -> None:
        """As `PUT /api/v1/ticket_merge/…` does: articles move, the state says it, a link stays."""
        for article in self.articles:
            if article["ticket_id"] == ticket["id"]:
                article["ticket_id"] = into["id"]
        ticket["state"] = "merged"
        self.links.append((into["id"], ticket["id"]))


def _link(kind: str, ticket_id: int) -> dict[str, Any]:
    return {"link_type": kind, "link_object": "Ticket", "link_object_value": ticket_id}


@asynccontextmanager
async def zammad_running() -> AsyncIterator[ZammadThere]:
    there = ZammadThere()
    server = TestServer(there.app())
    await server.start_server()
    there.url = str(server.make_url("")).rstrip("/")
    try:
        yield there
    finally:
        await server.close()


def told_of(zammad: ZammadThere) -> dict[str, Any]:
    """The settings that join it."""
    return {
        "zammad_url": zammad.url,
        "zammad_token": TOKEN,
        "zammad_customer": CUSTOMER,
        "callback_secret": SECRET,
    }


def signed(body: dict[str, Any], digest: str = "sha1", secret: str = SECRET) -> dict[str, Any]:
    """What a client sends: the bytes and the header of their signature."""
    content = json.dumps(body).encode()
    header = "X-Hub-Signature" if digest == "sha1" else "X-Hub-Signature-256"
    mark = hmac.new(secret.encode(), content, getattr(hashlib, digest)).hexdigest()
    headers = {"Content-Type": "application/json", header: f"{digest}={mark}"}
    return {"content": content, "headers": headers}
