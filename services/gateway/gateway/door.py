"""The one door: who asks, for what, and where the answer comes from. Pure ASGI.

Cache → caller → breaker → service. What is refused is refused as problem+json.
"""

import asyncio
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from common.errors import InternalError, MethodNotAllowed, NotFound, Refusal, Said
from common.problems import problem
from gateway.asked import Asked, asked
from gateway.cache import Entry
from gateway.callers import CREDENTIALS, Callers, Tokens
from gateway.dressing import dressed, for_staff, options
from gateway.hits import Hits
from gateway.kept import Kept, Ready
from gateway.passing import Raw, Reply, given_back, passed_on
from gateway.proxies import Networks, came_in_clear
from gateway.request_log import RequestLog
from gateway.routes import Found, Route, Routes
from gateway.shelf import Shelf, Shown, Wish
from gateway.upstream import Upstream
from gateway.visit import Visit

KNOWN_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class InClear(Refusal):
    slug = "tls-required"
    status = 403
    title = Said("Käytä osoitetta https", "Använd https", "Use https")


class Pages(Protocol):
    def has(self, path: str) -> bool: ...

    def find(self, path: str, query: bytes, accepted: str | None) -> Kept | None: ...


@dataclass
class Site:
    """What the door joins. `own` answers the lifespan; `management` the second socket."""

    routes: Routes
    callers: Callers
    tokens: Tokens
    upstreams: Mapping[str, Upstream]
    shelf: Shelf
    pages: Pages
    own: ASGIApp
    management: ASGIApp
    log: RequestLog
    management_port: int | None = None
    staff_origins: frozenset[bytes] = frozenset()
    trusted_proxies: Networks = ()


class Door:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.hits = Hits(site.shelf.cache, site.callers, site.log)
        self.answering = ServerErrorMiddleware(self._answer, handler=self._bug)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.site.own(scope, receive, send)
            return
        server = scope.get("server")
        if server is not None and server[1] == self.site.management_port:
            await self.site.management(scope, receive, send)
        elif not self.hits.answered(scope):
            await self.answering(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = scope["visit"] = Visit(scope, receive, send)
        try:
            await self._serve(visit)
        except Refusal as refusal:
            await self._refuse(visit, refusal)
        finally:
            self.site.log.note(visit)
        del scope["visit"]  # they hold each other, and would wait for the garbage collector

    async def _serve(self, visit: Visit) -> None:
        peer = visit.scope.get("client") or (None, 0)
        if came_in_clear(peer[0], visit.headers, self.site.trusted_proxies):
            raise InClear
        scope = visit.scope
        raw = scope["raw_path"], scope["query_string"], visit.headers.get(b"accept")
        before = self.hits.known.get(raw) if visit.method == "GET" else None
        if before is not None:
            visit.found_before(before[0])
            await self._meet(visit)
            await self._do(visit, *before)
            return
        found = self._found(visit)
        if found is None or visit.method == "OPTIONS":
            await self._say_of_path(visit, found)
            return
        route = visit.route = _of_method(found, visit)
        await self._meet(visit)
        what = asked(route, found.values, scope["query_string"], visit.text(b"accept"))
        self.hits.remember(raw, route, what)
        await self._do(visit, route, what)

    async def _do(self, visit: Visit, route: Route, what: Asked) -> None:
        if route.row.same_for_all and not (visit.known.caller.scopes & route.scopes):
            await self._show(visit, route, what)
        else:
            await self._pass_on(visit, route, what)

    def _found(self, visit: Visit) -> Found | None:
        found = self.site.routes.find(visit.path)
        if found is not None:
            visit.route = found.methods.get("GET")
            visit.template = next(iter(found.methods.values())).template
        if visit.method not in KNOWN_METHODS:
            allow = found.allow if found is not None else "GET, HEAD, OPTIONS"
            raise MethodNotAllowed(headers={"Allow": allow})
        return found

    async def _meet(self, visit: Visit) -> None:
        """Find out who asks, once."""
        if not CREDENTIALS.isdisjoint(visit.headers):
            visit.known = await self.site.callers.who(visit.scope["headers"])

    async def _say_of_path(self, visit: Visit, found: Found | None) -> None:
        """OPTIONS, or a page for people. Raises NotFound, MethodNotAllowed."""
        if found is not None:
            reply = options(found, visit.headers.get(b"origin"), self.site.staff_origins)
            await self._say(visit, reply)
            return
        if not self.site.pages.has(visit.path):
            raise NotFound
        if visit.method != "GET":
            raise MethodNotAllowed(headers={"Allow": "GET, HEAD, OPTIONS"})
        await self._show_page(visit)

    async def _show_page(self, visit: Visit) -> None:
        """Made in a thread: the documentation takes long enough that others would wait."""
        visit.template = "page"
        query, accepted = visit.scope["query_string"], visit.text(b"accept-language")
        page = await asyncio.to_thread(self.site.pages.find, visit.path, query, accepted)
        if page is None:
            raise NotFound
        await visit.show(self._ready(visit, page), [])

    async def _show(self, visit: Visit, route: Route, what: Asked) -> None:
        headers = visit.headers
        if b"content-length" in headers or b"transfer-encoding" in headers:
            await visit.body(route.most_body)
        anew = visit.known.key_id is not None and b"no-cache" in headers.get(b"cache-control", b"")
        wish = Wish(route, what, headers, visit.request_id, anew)
        shown = await self.site.shelf.show(wish)
        visit.cache = shown.result
        if isinstance(shown.what, Entry):
            await self._show_entry(visit, shown, what.key, shown.what)
        else:
            await self._say(visit, _with(shown.what, shown.said))

    async def _show_entry(
        self, visit: Visit, shown: Shown, key: Hashable, entry: Entry[Kept]
    ) -> None:
        ready = self._ready(visit, entry.what)
        if entry.size != entry.what.size:
            self.site.shelf.cache.weigh(key, entry, entry.what.size)
        age = max(0, int(time.monotonic() - entry.asked_at))
        moves: Raw = [(b"age", b"%d" % age), (b"cache-status", shown.said)]
        if visit.known.key_id is not None:
            moves += for_staff(visit.headers.get(b"origin"), self.site.staff_origins)
        await visit.show(ready, moves)

    def _ready(self, visit: Visit, what: Kept) -> Ready:
        gzipped, not_modified = self.hits.form(what, visit.headers)
        if what.waits_for(gzipped=gzipped):
            what.pack()
        identified = visit.known.key_id is not None
        return what.ready(identified=identified, gzipped=gzipped, not_modified=not_modified)

    async def _pass_on(self, visit: Visit, route: Route, what: Asked) -> None:
        row, body = route.row, await visit.body(route.most_body)
        token = self.site.tokens.token(visit.known.caller, row.service)
        identified = visit.known.key_id is not None
        headers = passed_on(visit.traced(), token, visit.request_id, identified=identified)
        upstream, is_bulk = self.site.upstreams[row.service], row.cost == "bulk"
        answered = await upstream.ask(
            row.method, what.target, headers, body or None, is_bulk=is_bulk
        )
        why = b"bypass" if row.method == "GET" else b"method"
        await self._say(visit, _with(given_back(answered), b"digisilta; fwd=" + why))

    async def _say(self, visit: Visit, reply: Reply) -> None:
        is_public = visit.route is not None and visit.route.row.same_for_all
        is_public = is_public and CREDENTIALS.isdisjoint(visit.headers)
        origin = visit.headers.get(b"origin")
        await visit.say(reply, dressed(origin, self.site.staff_origins, is_public=is_public))

    async def _refuse(self, visit: Visit, refusal: Refusal) -> None:
        await self._say(visit, _reply(_problem(visit, refusal)))

    async def _bug(self, request: Request, _: Exception) -> Response:
        """ServerErrorMiddleware raises it again afterwards, so that the server logs it."""
        visit: Visit = request.scope["visit"]
        answer = _problem(visit, InternalError())
        for name, value in dressed(None, (), is_public=False):
            answer.headers[name.decode()] = value.decode()
        answer.headers["X-Request-Id"] = visit.request_id
        return answer


def _of_method(found: Found, visit: Visit) -> Route:
    route = found.methods.get(visit.method)
    if route is None:
        raise MethodNotAllowed(headers={"Allow": found.allow})
    visit.template = route.template
    return route


def _problem(visit: Visit, refusal: Refusal) -> Response:
    visit.traced()
    visit.scope["trace_id"] = visit.trace_id
    return problem(refusal, visit.scope, visit.text(b"accept-language"))


def _with(reply: Reply, cache_status: bytes) -> Reply:
    """A reply may be shared by several who wait: it is never changed."""
    return Reply(reply.status, [*reply.headers, (b"cache-status", cache_status)], reply.body)


def _reply(response: Response) -> Reply:
    headers = [pair for pair in response.raw_headers if pair[0] != b"content-length"]
    return Reply(response.status_code, headers, bytes(response.body))
