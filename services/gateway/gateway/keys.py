"""What an API key looks like, and how it is known again without being kept (api.md section 15)."""

import hmac
import re
import secrets
import string
import zlib

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
SHAPE = re.compile(r"dgs_(live|test)_([0-9A-Za-z]{10})_[0-9A-Za-z]{32}([0-9A-Za-z]{6})")
EXAMPLE = re.compile(r"Example[0-9]{3}")
"""Ids of keys in documents and tests: no deployment makes or accepts them."""


def checksum(body: str) -> str:
    """CRC-32 of everything before it, as six digits in base 62."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits


def key_id(text: str) -> str | None:
    """The public id inside a key, or nothing when it is no key."""
    shape = SHAPE.fullmatch(text)  # match() with $ would accept a newline behind it
    return shape[2] if shape and shape[3] == checksum(text[:-6]) else None


def usable_id(text: str, environment: str) -> str | None:
    """As `key_id`, for a key of this deployment's kind ("live" or "test") that is no example."""
    found = key_id(text)
    if found is None or not text.startswith(f"dgs_{environment}_") or EXAMPLE.fullmatch(found):
        return None
    return found


def new_key(environment: str) -> tuple[str, str]:
    """The id and the whole text of a new key: 190 bits of secret."""
    made = _random(10)
    while EXAMPLE.fullmatch(made):
        made = _random(10)
    body = f"dgs_{environment}_{made}_{_random(32)}"
    return made, body + checksum(body)


def fingerprint(text: str, pepper: bytes) -> bytes:
    """What is stored of a key: HMAC-SHA256. A fast hash is right for 190 random bits."""
    return hmac.digest(pepper, text.encode(), "sha256")


def _random(digits: int) -> str:
    return "".join(secrets.choice(BASE62) for _ in range(digits))
