"""Writes over HTTP, and what they told."""

from typing import Any

from httpx import Response

from common import db
from tests.directory.town import Town, phone, services, week
from tests.services import as_caller, told

ALL = ("directory:read", "directory:write", "directory:verify")
EDITOR = as_caller(*ALL, kind="staff", municipalities=["*"])
LOCAL = as_caller(*ALL, kind="staff", municipalities=["398"])
PARTNER = as_caller(*ALL, kind="partner", municipalities=["*"])
READER = as_caller("directory:read", kind="staff", municipalities=["*"])
HOURS = week(([1, 2, 3, 4, 5], "09:00", "16:00"))


def new_point(town: Town, **more: Any) -> dict[str, Any]:
    return {
        "organisation_id": str(town.ids["county"]),
        "kind": "county",
        "name": {"fi": "Uusi piste", "sv": "Ny punkt"},
        "address": {"municipality_code": "398", "street": {"fi": "Mallikatu 1"}},
        "location": {"lat": 60.98, "lon": 25.66},
        "contacts": [phone()],
        "services": services("service_guidance"),
        "hours": HOURS,
    } | more


NEW: dict[str, dict[str, Any]] = {
    "support-points": {},
    "mobile-units": {
        "name": {"fi": "Uusi auto"},
        "services": services("service_guidance"),
        "contacts": [phone()],
    },
    "remote-channels": {
        "name": {"fi": "Uusi linja"},
        "form": "remote_phone",
        "contacts": [phone()],
        "hours": HOURS,
    },
    "materials": {
        "title": {"fi": "Uusi opas"},
        "kind": "guide",
        "files": [
            {"language": "fi", "url": "https://example.fi/a.pdf", "media_type": "application/pdf"}
        ],
    },
}


def new_thing(town: Town, noun: str, **more: Any) -> dict[str, Any]:
    if noun == "support-points":
        return new_point(town, **more)
    return NEW[noun] | {"organisation_id": str(town.ids["county"])} | more


async def create(town: Town, noun: str, headers: Any = EDITOR, **more: Any) -> Response:
    return await town.client.post(f"/{noun}", json=new_thing(town, noun, **more), headers=headers)


async def send(
    town: Town,
    method: str,
    path: str,
    body: Any = None,
    *,
    version: int | None = None,
    headers: Any = EDITOR,
) -> Response:
    """A write with If-Match, when a version is told."""
    more = {} if version is None else {"if-match": f'"v{version}"'}
    media = "application/merge-patch+json" if method == "PATCH" else "application/json"
    more |= {} if body is None else {"content-type": media}
    answer: Response = await town.client.request(method, path, json=body, headers=headers | more)
    return answer


async def events(town: Town, since: int = 0) -> list[dict[str, Any]]:
    """What has been told since so many events."""
    async with db.connected(town.url) as transactions, transactions() as session:
        return (await told(session))[since:]


def kinds(clouds: list[dict[str, Any]]) -> list[str]:
    """`point.created`, …"""
    return [one["type"].split("directory.")[1].rpartition(".v")[0] for one in clouds]
