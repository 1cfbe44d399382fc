"""Who is asking: nobody, or the holder of an API key (api.md section 15)."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from common.clock import now
from common.errors import InvalidCredentials, KeyExpired, Refusal, TwoCredentials
from common.identity import ANYONE, Caller, Minter
from gateway import keys, meters
from gateway.api_keys import ApiKey

REMEMBERED = 30.0
"""Seconds; the bound on how long a revoked key may still be taken while NATS is away."""
MOST_REMEMBERED = 10_000
CREDENTIALS = frozenset({b"x-api-key", b"authorization"})
Lookup = Callable[[Collection[bytes]], Awaitable[Sequence[ApiKey]]]
"""The keys that have one of these hashes. Raises ServiceUnavailable."""
What = TypeVar("What")
INVALID_TOKEN = {"WWW-Authenticate": 'Bearer realm="digisilta", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Known:
    """A caller with what the gateway alone needs to know."""

    caller: Caller
    key_id: str | None = None
    expires_at: datetime | None = None


NOBODY = Known(ANYONE)


@dataclass
class Question:
    """All hashes that are looked up together, and what came of it."""

    hashes: set[bytes] = field(default_factory=set)
    found: dict[bytes, ApiKey] | None = None
    refusal: Refusal | None = None


class Together:
    """One question at a time: whoever comes meanwhile is in the next, known and unknown alike.

    Anybody can invent keys. However many do, they hold one connection, and the holder of a real
    key waits for the question under way and for the own one.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.lookup, self.turn, self.next = lookup, asyncio.Lock(), Question()

    async def look_up(self, hashes: Sequence[bytes]) -> ApiKey | None:
        """Raises ServiceUnavailable."""
        mine = self.next
        mine.hashes.update(hashes)
        async with self.turn:
            if mine.found is None and mine.refusal is None:
                await self._ask(mine)
        if mine.refusal is not None:
            raise mine.refusal
        found = mine.found or {}
        return next((found[one] for one in hashes if one in found), None)

    async def _ask(self, question: Question) -> None:
        if question is self.next:
            self.next = Question()
        try:
            question.found = {row.key_hash: row for row in await self.lookup(question.hashes)}
        except Refusal as refusal:
            question.refusal = refusal


class Callers:
    """What keys were found to be, for 30 seconds, unknown ones too."""

    def __init__(self, lookup: Lookup, peppers: list[bytes], environment: str) -> None:
        self.together = Together(lookup)
        self.peppers, self.environment = peppers, environment
        self.known: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()
        self.unknown: OrderedDict[bytes, float] = OrderedDict()
        """Apart, until when: whoever invents keys must not push out known ones."""
        self.lately: dict[bytes, tuple[float, Known]] = {}
        """The known ones by a hash that is six times cheaper, made after all has been checked."""
        self.forgotten = 0
        self.used: set[str] = set()

    async def who(self, headers: Iterable[tuple[bytes, bytes]]) -> Known:
        """Raises TwoCredentials, InvalidCredentials, KeyExpired."""
        sent = credential(headers)
        if sent is None:
            return NOBODY
        known = self.remembered(sent.encode())
        if known is not None:
            return known
        known = await self._known(sent)
        if known is None or known.key_id is None:
            raise invalid("unknown")
        if known.expires_at is not None and known.expires_at <= now():
            meters.AUTH_FAILURES.labels("expired").inc()
            raise KeyExpired(headers=INVALID_TOKEN)
        self.used.add(known.key_id)
        return known

    def remembered(self, sent: bytes) -> Known | None:
        """Whom a key was found to be a moment ago; nothing when it must be looked at anew."""
        until, known = self.lately.get(hashlib.sha256(sent).digest(), (0.0, NOBODY))
        if known.key_id is None or time.monotonic() >= until:
            return None
        if known.expires_at is not None and known.expires_at <= now():
            return None
        self.used.add(known.key_id)
        return known

    def forget(self, key_id: str) -> None:
        """Its rights have changed. Unknown keys are forgotten too: it may be new."""
        self.forgotten += 1
        self.lately.clear()
        self.unknown.clear()
        for hashed in [one for one, (_, known) in self.known.items() if known.key_id == key_id]:
            del self.known[hashed]

    def forget_all(self) -> None:
        self.forgotten += 1
        self.lately.clear()
        self.unknown.clear()
        self.known.clear()

    async def _known(self, sent: str) -> Known | None:
        if keys.usable_id(sent, self.environment) is None:
            raise invalid("malformed")
        hashed, at = keys.fingerprint(sent, self.peppers[0]), time.monotonic()
        until, known = self.known.get(hashed, (0.0, NOBODY))
        if at < until:
            self.known.move_to_end(hashed)
            self._note(sent, until, known)
            return known
        if at < self.unknown.get(hashed, 0.0):
            return None
        return await self._look_up(sent, hashed)

    def _note(self, sent: str, until: float, known: Known) -> None:
        if len(self.lately) >= MOST_REMEMBERED:
            self.lately.clear()
        self.lately[hashlib.sha256(sent.encode()).digest()] = until, known

    async def _look_up(self, sent: str, hashed: bytes) -> Known | None:
        before = self.forgotten
        others = [keys.fingerprint(sent, pepper) for pepper in self.peppers[1:]]
        row = await self.together.look_up([hashed, *others])
        known = None
        if row is not None and row.revoked_at is None:
            known = Known(row.caller(), row.id, row.expires_at)
        if before == self.forgotten:  # else it may have been read before it was changed
            self._remember(hashed, known)
        return known

    def _remember(self, hashed: bytes, known: Known | None) -> None:
        until = time.monotonic() + REMEMBERED
        if known is None:
            _keep(self.unknown, hashed, until)
        else:
            _keep(self.known, hashed, (until, known))


def _keep(kept: OrderedDict[bytes, What], hashed: bytes, what: What) -> None:
    """The least recently used one makes room."""
    kept[hashed] = what
    kept.move_to_end(hashed)
    while len(kept) > MOST_REMEMBERED:
        kept.popitem(last=False)


class Tokens:
    """Signed callers, one for each service, used again for 30 seconds: signing costs 85 µs."""

    def __init__(self, minter: Minter) -> None:
        self.minter = minter
        self.minted: dict[tuple[str, str], tuple[float, Caller, str]] = {}

    def token(self, caller: Caller, service: str) -> str:
        at, place = time.monotonic(), (caller.subject, service)
        until, whose, token = self.minted.get(place, (0.0, None, ""))
        if at < until and whose is caller:
            return token
        if len(self.minted) > MOST_REMEMBERED:
            self.minted.clear()
        token = self.minter.mint(caller, service)
        self.minted[place] = at + REMEMBERED, caller, token
        return token

    def forget(self, key_id: str) -> None:
        for place in [place for place in self.minted if place[0] == f"key:{key_id}"]:
            del self.minted[place]


def credential(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The one credential of a request. Raises TwoCredentials, InvalidCredentials."""
    sent = [(name, value) for name, value in headers if name in CREDENTIALS]
    if not sent:
        return None
    if len(sent) > 1:
        meters.AUTH_FAILURES.labels("two_credentials").inc()
        raise TwoCredentials
    [(name, value)] = sent
    if name == b"x-api-key":
        return value.decode("latin-1")
    scheme, _, token = value.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer":
        raise invalid("malformed")
    return token.strip()


def invalid(reason: str) -> Refusal:
    """One text for a key that is unknown, revoked or mistyped."""
    meters.AUTH_FAILURES.labels(reason).inc()
    return InvalidCredentials(headers=INVALID_TOKEN)
