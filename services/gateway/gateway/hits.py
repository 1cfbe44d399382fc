"""The short way: a fresh public answer that is here already leaves in one synchronous step.

Whatever this does not answer goes the ordinary way through the door, with the same outcome.
"""

import time
from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

from gateway.asked import Asked, accepts_gzip
from gateway.cache import Cache, Entry
from gateway.callers import NOBODY, Callers
from gateway.kept import Kept
from gateway.proxies import PROTO
from gateway.request_log import RequestLog
from gateway.routes import Route
from gateway.visit import READY, new_request_id

Raw = tuple[bytes, bytes, bytes | None]
"""Path and query as they came, and Accept."""
MOST, LONGEST, LONGEST_ENCODING = 10_000, 512, 100
"""Targets and encodings that are remembered; bytes of a target with its Accept; of an encoding."""
ORDINARY = frozenset(
    {
        b"authorization", b"cache-control", b"content-length", b"transfer-encoding",
        b"traceparent", b"x-request-id",
    }
)  # fmt: skip
"""Headers that ask for more than this."""
NAMES_A_PLACE = (b"near", b"lat", b"lon", b"bbox", b"q")


class Hits:
    def __init__(self, cache: Cache[Kept], callers: Callers, log: RequestLog) -> None:
        self.cache, self.callers, self.log = cache, callers, log
        self.known: dict[Raw, tuple[Route, Asked]] = {}
        """Targets that have been understood before: public ones that name nobody's place."""
        self.encodings: dict[bytes | None, bool] = {}

    def remember(self, raw: Raw, route: Route, what: Asked) -> None:
        size = len(raw[0]) + len(raw[1]) + len(raw[2] or b"")
        if route.row.same_for_all and size <= LONGEST and is_nobodys(raw[1]):
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[raw] = route, what

    def answered(self, scope: Scope) -> bool:
        """Whether the whole answer has left."""
        begun = time.perf_counter()
        pairs = scope["headers"]
        headers: Mapping[bytes, bytes] = dict(pairs)
        if scope["method"] != "GET" or len(headers) != len(pairs) or headers.keys() & ORDINARY:
            return False
        found = self.known.get((scope["raw_path"], scope["query_string"], headers.get(b"accept")))
        takes = scope["extensions"].get(READY) if "extensions" in scope else None
        key = headers.get(b"x-api-key")
        by_staff = key is not None and b"origin" in headers  # perhaps: on a page of theirs
        if found is None or takes is None or by_staff or headers.get(PROTO, b"https") != b"https":
            return False
        entry = self.cache.fresh(found[1].key, at := time.monotonic())
        caller = NOBODY if key is None else self.callers.remembered(key)
        if entry is None or caller is None or caller.caller.scopes & found[0].scopes:
            return False
        gzipped, not_modified = self.form(entry.what, headers)
        if entry.what.waits_for(gzipped=gzipped):
            return False
        ready = entry.what.ready(
            identified=key is not None, gzipped=gzipped, not_modified=not_modified
        )
        request_id = new_request_id()
        head = b"%b%bx-request-id: %b\r\n\r\n" % (ready.head, moving(entry, at), request_id)
        if not takes(ready.status, head, ready.body):
            return False
        self.log.hit(begun, found[0], ready.status, caller, request_id)
        return True

    def form(self, what: Kept, headers: Mapping[bytes, bytes]) -> tuple[bool, bool]:
        """Whether it is to be compressed, and whether the caller has it already."""
        not_modified = what.holds(headers.get(b"if-none-match"))
        return not not_modified and self.gzipped(headers.get(b"accept-encoding")), not_modified

    def gzipped(self, encodings: bytes | None) -> bool:
        known = self.encodings.get(encodings)
        if known is not None or encodings is None:
            return known or False
        known = accepts_gzip(encodings.decode("latin-1"))
        if len(encodings) <= LONGEST_ENCODING:
            if len(self.encodings) >= MOST:
                self.encodings.clear()
            self.encodings[encodings] = known
        return known


def moving(entry: Entry[Kept], at: float) -> bytes:
    """Age and Cache-Status of a hit; they move once a second."""
    age = int(at - entry.asked_at)
    if entry.what.moved[0] != age:
        said = hit_status(entry, age)
        entry.what.moved = age, b"age: %d\r\ncache-status: %b\r\n" % (age, said)
    return entry.what.moved[1]


def hit_status(entry: Entry[Any], age: int) -> bytes:
    return b"digisilta; hit; ttl=%d" % (entry.lifetimes.fresh - age)


def is_nobodys(query: bytes) -> bool:
    """Whether a raw query holds no coordinates and no words: it may be remembered as it is."""
    names = [part.partition(b"=")[0] for part in query.split(b"&")]
    return not any(name in NAMES_A_PLACE or b"%" in name for name in names)
