"""Zammad's REST API: tickets, their articles, merges (docs.zammad.org, REST API)."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from mentoring.support.connectors.connector import Letter, News, Remark, TargetAway, Ticket
from mentoring.support.connectors.web import Web
from mentoring.support.items import MessageKind

STATES = {
    "open": "in_progress",
    "pending reminder": "waiting_info",
    "pending close": "resolved",
    "closed": "resolved",
    "acknowledged": "acknowledged",
    "in progress": "in_progress",
    "waiting": "waiting_info",
    "resolved": "resolved",
    "rejected": "rejected",
}
"""What states are in our words: Zammad's own, and such as a county may have added."""
NOBODY = ("", "-", None)
TAG = re.compile(r"<[^>]{0,2000}>")
OURS = re.compile(r"\[DS-[0-9a-f]{32}(?:-\d+)?\]")
LONGEST_CHAIN = 10


class Zammad:
    def __init__(self, url: str, token: str, customer: str) -> None:
        self.web = Web(url, f"Token token={token}")
        self.customer = customer

    async def deliver(self, letter: Letter) -> Ticket | None:
        """A new ticket unless there is one with our reference; later letters become articles."""
        ticket = await self._found(letter)
        if letter.kind is MessageKind.SENT:
            return _ticket(ticket or await self._create(letter))
        if ticket is None:
            raise TargetAway("there is no such ticket")
        at = f"/api/v1/tickets/{ticket['id']}"
        articles = await self._articles(ticket)
        if not any(letter.message_reference in f"{one.get('subject')}" for one in articles):
            await self.web.ask("PUT", at, {"state": "open", "article": _article(letter)})
        return _ticket(ticket)

    async def read(self, external_id: str) -> News | None:
        """The ticket that it is now, after merges, and what was written to it in public."""
        ticket = await self._followed(external_id)
        state = STATES.get(f"{ticket.get('state')}".lower(), "")
        if not state and ticket.get("owner") not in NOBODY:
            state = "acknowledged"
        written = [
            Remark(f"{one['id']}", _plain(one))
            for one in await self._articles(ticket)
            if _is_theirs(one)
        ]
        return News(_ticket(ticket), state, written)

    async def _found(self, letter: Letter) -> dict[str, Any] | None:
        """The ticket of an item: by its id, else by our reference in its title.

        A search by condition asks Zammad's database, not its index, which comes later.
        """
        if letter.external_id is not None:
            return await self._followed(letter.external_id)
        mark = f"[{letter.reference}]"
        condition = {
            "condition[ticket.title][operator]": "contains",
            "condition[ticket.title][value]": mark,
        }
        asked = urlencode(condition | {"expand": "true", "limit": "10"})
        told = await self.web.ask("GET", f"/api/v1/tickets/search?{asked}")
        found = [one for one in told if mark in f"{one.get('title')}"]
        return min(found, key=lambda one: int(one["id"])) if found else None

    async def _create(self, letter: Letter) -> dict[str, Any]:
        new = {
            "title": letter.title,
            "group": letter.channel,
            "customer_id": f"guess:{self.customer}",
            "article": _article(letter),
        }
        made: dict[str, Any] = await self.web.ask("POST", "/api/v1/tickets", new)
        return made

    async def _followed(self, ticket_id: str) -> dict[str, Any]:
        """A ticket, or the one into which it was merged: its parent among the links."""
        for _ in range(LONGEST_CHAIN):
            at = f"/api/v1/tickets/{quote(ticket_id, safe='')}?expand=true"
            ticket: dict[str, Any] = await self.web.ask("GET", at)
            if ticket.get("state") != "merged":
                return ticket
            ticket_id = await self._parent(ticket_id)
        raise TargetAway("merged in a circle")

    async def _parent(self, ticket_id: str) -> str:
        asked = urlencode({"link_object": "Ticket", "link_object_value": ticket_id})
        told = await self.web.ask("GET", f"/api/v1/links?{asked}")
        for link in told.get("links", ()):
            if (link["link_type"], link["link_object"]) == ("parent", "Ticket"):
                return f"{link['link_object_value']}"
        raise TargetAway("merged into nothing")

    async def _articles(self, ticket: Mapping[str, Any]) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = await self.web.ask(
            "GET", f"/api/v1/ticket_articles/by_ticket/{ticket['id']}"
        )
        return told


def _ticket(told: Mapping[str, Any]) -> Ticket:
    return Ticket(f"{told['number']}", f"{told['id']}")


def _article(letter: Letter) -> dict[str, Any]:
    return {
        "subject": f"[{letter.message_reference}]",
        "body": letter.body,
        "content_type": "text/plain",
        "type": "note",
        "internal": False,
    }


def _is_theirs(article: Mapping[str, Any]) -> bool:
    """Written by an agent for others to see, and not by us."""
    if article.get("internal") or OURS.search(f"{article.get('subject')}"):
        return False
    return article.get("sender") == "Agent"


def _plain(article: Mapping[str, Any]) -> str:
    body = f"{article.get('body') or ''}"
    if article.get("content_type") == "text/html":
        body = unescape(TAG.sub(" ", body))
    return body.strip()
