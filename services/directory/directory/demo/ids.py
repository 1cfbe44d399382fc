"""Ids of the demonstration: the same at every loading, so that loading twice adds nothing."""

from hashlib import sha256
from uuid import UUID

EPOCH_MS = 1_767_225_600_000
"""2026-01-01 UTC, the moment that every id of the demonstration carries."""


def demo_id(key: str) -> UUID:
    """A UUIDv7 (RFC 9562) whose random bits are those of the key: `point:harju`."""
    random = int.from_bytes(sha256(key.encode()).digest()[:10], "big")
    high, low = random >> 64 & 0xFFF, random & ((1 << 62) - 1)
    return UUID(int=EPOCH_MS << 80 | 0x7 << 76 | high << 64 | 1 << 63 | low)
