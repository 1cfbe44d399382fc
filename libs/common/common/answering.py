"""What an answer says of itself: version, freshness, tags for the gateway's cache (api.md 8)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from common.clock import now
from common.errors import PreconditionRequired, Refusal, RoleRequired, VersionMismatch, say
from common.identity import Caller, caller_of
from common.paging import next_link

PUBLIC = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
CODE_LIST = "public, max-age=3600, stale-while-revalidate=86400"
LONGEST = 60
KEPT = (b"cache-control", b"etag", b"vary", b"link", b"cache-tags", b"content-location")
"""The headers of a 304."""
VERSION = re.compile(r'(?:W/)?"v(\d{1,18})(?:\.[0-9a-f]{8})?"')


@dataclass
class Answer:
    """Filled by a route; written into headers when the body is there."""

    version: int | None = None
    cache: str = PUBLIC
    changes_at: datetime | None = None
    read_at: datetime = field(default_factory=now)
    tags: set[str] = field(default_factory=set)
    location: str | None = None
    link: str | None = None
    vary: str | None = None
    request: Request | None = None

    def tagged(self, *tags: str) -> "Answer":
        """Which things the answer is made of: a change of any of them purges it."""
        self.tags.update(tags)
        return self

    def page(self, items: Sequence[Any], following: str | None) -> dict[str, Any]:
        """One page for a `Page[…]`, with the address of the following one in `Link`."""
        if following and self.request:
            self.link = next_link(self.request, following)
        return {"items": items} | ({"next": following} if following else {})

    def until(self, moment: datetime | None) -> None:
        """The answer depends on the clock: it is true until this moment (UTC), at most a minute."""
        at = self.read_at
        seconds = LONGEST if moment is None else int((moment - at).total_seconds())
        self.cache = f"public, max-age={max(0, min(LONGEST, seconds))}"


async def _answer(request: Request) -> Answer:
    answer = request.state.answer = Answer(request=request)
    return answer


Answers = Annotated[Answer, Depends(_answer)]


def finished(request: Request, response: Response) -> Response:
    """The response with its headers, or 304 when the caller has it already."""
    if not 200 <= response.status_code < 300 or not hasattr(response, "body"):
        return response
    answer: Answer = getattr(request.state, "answer", None) or Answer()
    body = bytes(response.body)
    headers = dict(response.raw_headers)
    headers[b"cache-control"] = _cache_control(request, answer)
    if body and b"etag" not in headers:
        headers[b"etag"] = etag(answer.version, body)
    tags = ", ".join(sorted(answer.tags))
    said = (b"location", answer.location), (b"link", answer.link), (b"vary", answer.vary)
    for name, told in (*said, (b"cache-tags", tags)):
        if told:
            headers[name] = told.encode("latin-1")
    sent = request.headers.get("if-none-match")
    if sent and body and request.method == "GET" and held(sent, headers[b"etag"].decode()):
        response = Response(None, 304)
        headers = {name: headers[name] for name in KEPT if name in headers}
    response.raw_headers[:] = headers.items()
    return response


def etag(version: int | None, body: bytes) -> bytes:
    """Strong: `"v7.3f9a01c2"` for one thing, sixteen hex digits for a list."""
    digest = hashlib.sha256(body).hexdigest()
    return (f'"{digest[:16]}"' if version is None else f'"v{version}.{digest[:8]}"').encode()


def held(sent: str, tag: str) -> bool:
    """Whether `If-None-Match` names the tag: several, `*` and weak ones are understood."""
    tags = {one.strip().removeprefix("W/") for one in sent.split(",")}
    return bool(tags & {"*", tag})


def _cache_control(request: Request, answer: Answer) -> bytes:
    if answer.cache == "no-store" or request.method != "GET":
        return b"no-store"
    caller: Caller | None = getattr(request.state, "caller", None)
    is_anyone = caller is not None and caller.kind == "anyone"
    return answer.cache.encode() if is_anyone else b"private, no-cache"


@dataclass(frozen=True)
class Expected:
    """The versions that a caller is willing to change: its `If-Match`."""

    versions: frozenset[int] | None
    """None: any, said with `*`."""
    refusal: Refusal | None = None

    def check(self, version: int) -> None:
        """Call it with the row in hand: a missing row is 404 first, whatever was expected.

        Raises PreconditionRequired (nothing was said), RoleRequired (`*` from another than staff),
        VersionMismatch with `current_version`, Refusal (what was said is no version of ours).
        """
        if self.refusal is not None:
            raise self.refusal
        if self.versions is not None and version not in self.versions:
            stale = VersionMismatch(say("changed_meanwhile"), current_version=version)
            raise stale if self.versions else Refusal(say("form_of_if_match"))


async def _if_match(request: Request) -> Expected:
    sent = request.headers.get("if-match")
    if sent is None:
        return Expected(frozenset(), PreconditionRequired(say("form_of_if_match")))
    if sent.strip() == "*":
        staff = (await caller_of(request)).kind == "staff"
        return Expected(None, None if staff else RoleRequired())
    tags = (VERSION.fullmatch(tag.strip()) for tag in sent.split(","))
    return Expected(frozenset(int(tag[1]) for tag in tags if tag))


IfMatch = Annotated[Expected, Depends(_if_match)]
