"""A public answer as it is kept: ready to be sent to anybody, compressed or not, or as 304.

It is compressed for the first who accepts that, even if nobody has asked before: 0.15 ms of the
gateway are less than the time that ten times the bytes take on a slow line. Then that form is kept.
For those who do not accept it nothing is compressed.
"""

import gzip
from dataclasses import dataclass, field
from typing import NamedTuple

from common.answering import held
from gateway.dressing import BY_ORIGIN, OTHER, PUBLIC
from gateway.passing import Raw, Reply

SHORTEST = 1024
"""Bytes; below it compression does not pay."""
LONG = 64 * 1024
"""Bytes; above it compression happens in a thread, before the answer is kept."""
COMPRESSIBLE = (b"application/json", b"application/geo+json", b"text/", b"application/problem+json")
FOR_ONE = (b"cache-control", b"private, no-cache")
NOT_IN_304 = (b"content-type", b"content-language", b"content-disposition")


class Ready(NamedTuple):
    """All of an answer that does not move: its headers as pairs and as bytes, and its body."""

    status: int
    headers: Raw
    head: bytes
    body: bytes


@dataclass(slots=True)
class Kept:
    headers: Raw
    body: bytes
    packs: bool = False
    """Whether it is worth compressing."""
    gzipped: bytes | None = None
    etag: bytes | None = None
    wears: Raw = field(default_factory=lambda: PUBLIC)
    """The headers of every answer like this one, unless it goes to somebody known."""
    made: dict[tuple[bool, bool, bool], Ready] = field(default_factory=dict)
    moved: tuple[int, bytes] = (-1, b"")
    """What moves once a second, as it was last said, and at which age."""

    @property
    def size(self) -> int:
        return len(self.body) + len(self.gzipped or b"") + 2048

    def waits_for(self, *, gzipped: bool) -> bool:
        """Whether it is wanted compressed, and is not yet."""
        return gzipped and self.packs and self.gzipped is None

    def pack(self) -> None:
        self.gzipped = compressed(self.body)

    def holds(self, if_none_match: bytes | None) -> bool:
        """Whether the caller has it already."""
        if if_none_match is None or self.etag is None:
            return False
        return held(if_none_match.decode("latin-1"), self.etag.decode("latin-1"))

    def ready(self, *, identified: bool, gzipped: bool, not_modified: bool) -> Ready:
        which = (identified, gzipped, not_modified)
        made = self.made.get(which)
        if made is None:
            made = self.made[which] = self._make(*which)
        return made

    def _make(self, identified: bool, gzipped: bool, not_modified: bool) -> Ready:  # noqa: FBT001
        packed = self.gzipped if gzipped else None
        body = self.body if packed is None else packed
        headers = [pair for pair in self.headers if not (identified and pair[0] == FOR_ONE[0])]
        if identified:
            headers.append(FOR_ONE)
        if not_modified:
            headers = [pair for pair in headers if pair[0] not in NOT_IN_304]
        else:
            headers.append((b"content-length", str(len(body)).encode()))
            headers += [(b"content-encoding", b"gzip")] if packed is not None else []
        headers += [*OTHER, BY_ORIGIN] if identified else self.wears
        status = 304 if not_modified else 200
        head = b"".join([b"%s: %s\r\n" % pair for pair in headers])
        return Ready(status, headers, head, b"" if not_modified else body)


def kept(reply: Reply, gzipped: bytes | None = None, wears: Raw = PUBLIC) -> Kept:
    """Keep a reply of status 200. What varies is told to all, compressed or not."""
    headers, packs = reply.headers, is_worth_compressing(reply)
    if packs:
        vary = [value for name, value in headers if name == b"vary"]
        if not any(b"accept-encoding" in value.lower() for value in vary):
            vary.append(b"Accept-Encoding")
        headers = [pair for pair in headers if pair[0] != b"vary"]
        headers.append((b"vary", b", ".join(vary)))
    return Kept(headers, reply.body, packs, gzipped, reply.get(b"etag"), wears)


def is_worth_compressing(reply: Reply) -> bool:
    kind = reply.get(b"content-type") or b""
    return len(reply.body) >= SHORTEST and kind.startswith(COMPRESSIBLE)


def compressed(body: bytes) -> bytes:
    """The same bytes for the same body: no time stands in it."""
    return gzip.compress(body, 6, mtime=0)
