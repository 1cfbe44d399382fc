"""One line for each request, and its time: no address, no query, no value (api.md section 30).

Both are gathered, and written a few times a second together.
"""

import logging
import sys
import time
from bisect import bisect_left
from functools import lru_cache
from typing import IO, NamedTuple

from prometheus_client import Histogram

from common.frame import SECONDS
from gateway import meters
from gateway.callers import Known
from gateway.routes import Route
from gateway.visit import Visit

log = logging.getLogger("request")
MOST = 1_000
"""Written in a few milliseconds, in which nobody is answered."""
BOUNDS = [float(bound) for bound in Histogram.DEFAULT_BUCKETS]
HITS = meters.CACHE.labels("hit")


class Seen(NamedTuple):
    ended: float
    """Seconds since 1970."""
    seconds: float
    method: str
    template: str
    status: int
    known: Known
    cache: str
    request_id: str
    trace_id: str | None


class RequestLog:
    def __init__(self, stream: IO[str] | None = None) -> None:
        self.stream = stream if stream is not None else sys.stderr
        self.seen: list[Seen] = []
        self.hits = 0

    def note(self, visit: Visit) -> None:
        seconds = time.perf_counter() - visit.begun
        method = "HEAD" if visit.is_head else visit.method
        cache, trace_id = visit.cache, visit.trace_id
        self.add(
            Seen(time.time(), seconds, method, visit.template, visit.status, visit.known, cache,
                 visit.request_id, trace_id)
        )  # fmt: skip

    def hit(self, begun: float, route: Route, status: int, known: Known, request_id: bytes) -> None:
        seconds = time.perf_counter() - begun
        self.hits += 1
        self.add(
            Seen(time.time(), seconds, "GET", route.template, status, known, "hit",
                 request_id.decode(), None)
        )  # fmt: skip

    def add(self, seen: Seen) -> None:
        self.seen.append(seen)
        if len(self.seen) >= MOST:
            self.flush()

    def flush(self) -> None:
        seen, self.seen = self.seen, []
        if not seen:
            return
        HITS.inc(self.hits)
        self.hits = 0
        _observe(seen)
        if log.isEnabledFor(logging.INFO):
            self.stream.write("\n".join([line(one) for one in seen]) + "\n")
            self.stream.flush()


def _observe(seen: list[Seen]) -> None:
    """What `Histogram.observe` does, once for each bucket instead of once for each request."""
    gathered: dict[tuple[str, str, int], tuple[list[int], list[float]]] = {}
    for one in seen:
        where = one.template, one.method, one.status // 100
        if where not in gathered:
            gathered[where] = [0] * len(BOUNDS), []
        counts, times = gathered[where]
        counts[bisect_left(BOUNDS, one.seconds)] += 1
        times.append(one.seconds)
    for (template, method, status), (counts, times) in gathered.items():
        meter = SECONDS.labels("gateway", template, method, f"{status}xx")
        meter._sum.inc(sum(times))
        for bucket, count in zip(meter._buckets, counts, strict=True):
            if count:
                bucket.inc(count)


@lru_cache(8)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def line(seen: Seen) -> str:
    """JSON by hand: every value here is ours or has been checked, so none needs escaping."""
    second = int(seen.ended)
    at = f"{_second(second)}.{int((seen.ended - second) * 1000):03d}Z"
    key = f'"{seen.known.key_id}"' if seen.known.key_id else "null"
    return (
        f'{{"at": "{at}", "level": "info", "service": "gateway", "logger": "request", '
        f'"message": "request", "request_id": "{seen.request_id}", '
        f'"trace_id": "{seen.trace_id or seen.request_id}", "route": "{seen.template}", '
        f'"method": "{seen.method}", "status": {seen.status}, "ms": {seen.seconds * 1000:.2f}, '
        f'"audience": "{seen.known.caller.kind}", "key_id": {key}, "cache": "{seen.cache}"}}'
    )
