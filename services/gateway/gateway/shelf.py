"""Public answers: from the cache, or asked once for all who wait (api.md section 24)."""

import asyncio
import logging
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from common.errors import Refusal
from common.identity import ANYONE
from common.problems import language_of
from gateway import meters
from gateway.asked import Asked
from gateway.cache import Cache, Entry, State, lifetimes
from gateway.callers import Tokens
from gateway.http import Answered
from gateway.kept import LONG, Kept, compressed, is_worth_compressing, kept
from gateway.passing import (
    Reply,
    for_everybody,
    given_back,
    passed_on,
    tags_of,
    varies_only_by_representation,
)
from gateway.routes import Route
from gateway.upstream import Upstream, unavailable

log = logging.getLogger(__name__)
HIT, MISS, COLLAPSED = "hit", "miss", "collapsed"
STALE_SWR, STALE_ERROR, REVALIDATED = "stale_swr", "stale_error", "revalidated"
RESULTS = {
    name: meters.CACHE.labels(name)
    for name in (HIT, MISS, COLLAPSED, STALE_SWR, STALE_ERROR, REVALIDATED)
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One who wants a public answer."""

    route: Route
    asked: Asked
    headers: Mapping[bytes, bytes]
    request_id: str
    anew: bool = False
    """The caller is known and will not have it from the cache."""

    @property
    def place(self) -> Hashable:
        """Refusals are in a language, so only those who share it wait together."""
        accepted = self.headers.get(b"accept-language", b"").decode("latin-1")
        return self.asked.key, language_of(accepted)


class Fetched(NamedTuple):
    """What came of asking a service, and with which status it answered (503: it did not)."""

    what: Entry[Kept] | Reply | Refusal
    status: int
    stored: bool = False


class Shown(NamedTuple):
    """What is shown, and what the cache had to do with it (RFC 9211)."""

    what: Entry[Kept] | Reply
    result: str
    said: bytes


class Shelf:
    def __init__(
        self, cache: Cache[Kept], upstreams: Mapping[str, Upstream], tokens: Tokens
    ) -> None:
        self.cache, self.upstreams, self.tokens = cache, upstreams, tokens
        self.flights: dict[Hashable, tuple[int, asyncio.Future[Fetched]]] = {}
        self.behind: asyncio.TaskGroup | None = None
        """Where refreshes run behind stale answers; without it nothing stale is shown so."""

    async def show(self, wish: Wish) -> Shown:
        """Raises ServiceUnavailable, Overloaded."""
        at, entry = time.monotonic(), self.cache.get(wish.asked.key)
        state = State.OLD if entry is None or wish.anew else self.cache.state(entry, at)
        if entry is not None and state is State.FRESH:
            return _hit(entry, at, HIT)
        if entry is not None and state is State.STALE and self.behind is not None:
            if wish.place not in self.flights:
                self.behind.create_task(self._refresh(wish, entry))
            return _hit(entry, at, STALE_SWR)
        return await self._ask_first(wish, entry)

    async def _ask_first(self, wish: Wish, entry: Entry[Kept] | None) -> Shown:
        before, flight = self.flights.get(wish.place, (-1, None))
        together = flight is not None and before == self.cache.purges.count
        if flight is not None and together:  # one that began before a purge may be too old
            fetched = await asyncio.shield(flight)
        else:
            fetched = await self._fly(wish, entry)
        if fetched.status >= 500 or isinstance(fetched.what, Refusal):
            return self._stand_in(wish, fetched)
        why = b"uri-miss" if entry is None else b"request" if wish.anew else b"stale"
        return _fetched(fetched, fetched.what, why, together=together)

    async def _fly(self, wish: Wish, entry: Entry[Kept] | None) -> Fetched:
        """Ask; whoever wants the same meanwhile gets this answer too."""
        flight: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        place = wish.place
        mine = self.flights[place] = self.cache.purges.count, flight
        fetched: Fetched | None = None
        try:
            fetched = await self._fetch(wish, entry)
        except Refusal as refusal:
            fetched = Fetched(refusal, refusal.status)
        finally:
            flight.set_result(fetched or Fetched(unavailable(), 503))
            if self.flights.get(place) is mine:
                del self.flights[place]
        return fetched

    async def _fetch(self, wish: Wish, entry: Entry[Kept] | None) -> Fetched:
        before, at = self.cache.purges.count, time.monotonic()
        answered = await self._ask(wish, entry)
        if answered.status == 304 and entry is not None:
            reply, gzipped = _renewed(entry.what, answered), entry.what.gzipped
        else:
            reply, gzipped = given_back(answered), None
        made = await _entry(reply, gzipped, answered, at)
        if made is None:
            if reply.status < 500:
                self.cache.drop(wish.asked.key)
            return Fetched(reply, reply.status)
        return Fetched(made, answered.status, self.cache.store(wish.asked.key, made, before))

    async def _ask(self, wish: Wish, entry: Entry[Kept] | None) -> Answered:
        service = wish.route.row.service
        headers = for_everybody(wish.headers, wish.asked.media)
        if entry is not None and entry.what.etag is not None:
            headers[b"if-none-match"] = entry.what.etag
        sent = passed_on(headers, self.tokens.token(ANYONE, service), wish.request_id)
        return await self.upstreams[service].ask("GET", wish.asked.target, sent)

    def _stand_in(self, wish: Wish, fetched: Fetched) -> Shown:
        """The service failed: what we have may stand in, if it still is what we have."""
        at, entry = time.monotonic(), self.cache.get(wish.asked.key)
        if entry is not None and entry.may_stand_in(at):
            RESULTS[STALE_ERROR].inc()
            said = b"digisilta; fwd=stale; fwd-status=%d; detail=stale-if-error" % fetched.status
            return Shown(entry, STALE_ERROR, said)
        if isinstance(fetched.what, Refusal):
            raise fetched.what
        return _fetched(fetched, fetched.what, b"uri-miss", together=False)

    async def _refresh(self, wish: Wish, entry: Entry[Kept]) -> None:
        """A bug in here is logged; it must not end what else runs behind."""
        (wrong,) = await asyncio.gather(self._fly(wish, entry), return_exceptions=True)
        if isinstance(wrong, Exception):
            log.error("a bug behind a stale answer", exc_info=wrong)


def _hit(entry: Entry[Kept], at: float, result: str) -> Shown:
    RESULTS[result].inc()
    return Shown(
        entry,
        result,
        b"digisilta; hit; ttl=%d" % (entry.lifetimes.fresh - int(at - entry.asked_at)),
    )


def _fetched(fetched: Fetched, what: Entry[Kept] | Reply, why: bytes, *, together: bool) -> Shown:
    result = COLLAPSED if together else REVALIDATED if fetched.status == 304 else MISS
    RESULTS[result].inc()
    said = b"digisilta; fwd=" + why
    if fetched.status != 200:
        said += b"; fwd-status=%d" % fetched.status
    return Shown(
        what, result, said + (b"; collapsed" if together else b"; stored" * fetched.stored)
    )


def _renewed(what: Kept, answered: Answered) -> Reply:
    """What we had, with the lifetime that the service gives it now."""
    new = answered.headers.get("cache-control", "no-store").encode("latin-1")
    headers = [pair for pair in what.headers if pair[0] != b"cache-control"]
    return Reply(200, [*headers, (b"cache-control", new)], what.body)


async def _entry(
    reply: Reply, gzipped: bytes | None, answered: Answered, at: float
) -> Entry[Kept] | None:
    """Nothing when it may not be kept for everybody."""
    lives = lifetimes((reply.get(b"cache-control") or b"").decode("latin-1"))
    varies = [answered.headers.get("vary", "")]
    if reply.status != 200 or lives is None or not varies_only_by_representation(varies):
        return None
    if gzipped is None and len(reply.body) > LONG and is_worth_compressing(reply):
        gzipped = await asyncio.to_thread(compressed, reply.body)
    what = kept(reply, gzipped)
    return Entry(what, what.size, tags_of(answered), lives, at)
