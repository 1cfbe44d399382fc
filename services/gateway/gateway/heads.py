"""What a request's head must be like before anybody looks at it. Pure.

The table "Request smuggling and odd requests" of performance.md 3.2: what the parser lets through.
"""

import re
from collections.abc import Sequence

from common.errors import MethodNotAllowed, Refusal, Said, UriTooLong

HEAD, HEADERS, TARGET = 16 * 1024, 100, 4 * 1024
"""Bytes, number, bytes."""
VERSIONS = ("1.0", "1.1")
NOT_ENCODED = Said(
    "Osoitteessa on kirjaimia, jotka kirjoitetaan prosenttikoodattuina (UTF-8): ä on %C3%A4.",
    "Adressen har bokstäver som skrivs procentkodade (UTF-8): ä är %C3%A4.",
    "The address has letters that are written percent-encoded (UTF-8): ä is %C3%A4.",
)
PREFERRED = re.compile(rb"\r\naccept-language:([^\r\n]*)", re.IGNORECASE)


class HeadTooLarge(Refusal):
    slug = "head-too-large"
    status = 431
    title = Said(
        "Pyynnön otsakkeet ovat liian suuret",
        "Begärans huvud är för stort",
        "The request headers are too large",
    )


class RequestTooSlow(Refusal):
    slug = "request-too-slow"
    status = 408
    title = Said(
        "Pyyntö ei tullut perille ajoissa",
        "Begäran kom inte fram i tid",
        "The request did not arrive in time",
    )


class VersionNotSupported(Refusal):
    slug = "http-version-not-supported"
    status = 505
    title = Said(
        "HTTP-versiota ei tueta", "HTTP-versionen stöds inte", "The HTTP version is not supported"
    )


def wrong_with(
    method: bytes, target: bytes, version: str, headers: Sequence[tuple[bytes, bytes]]
) -> Refusal | None:
    """The reason to refuse a complete head, with names in lower case."""
    if version not in VERSIONS:
        return VersionNotSupported() if version >= "1" else Refusal()
    if method == b"CONNECT":
        return MethodNotAllowed(headers={"Allow": "GET, HEAD, OPTIONS"})
    if len(target) > TARGET:
        return UriTooLong()
    if not target.startswith(b"/") or b"#" in target:
        return Refusal()
    if len(headers) > HEADERS:
        return HeadTooLarge()
    return _wrong_with_fields(version, headers)


def wrong_with_address(received: bytes) -> Refusal:
    """The refusal of an address that the parser stumbled over, by the bytes that it was given."""
    return Refusal() if received.isascii() else Refusal(NOT_ENCODED)


def language_in(received: bytes) -> str | None:
    """`Accept-Language` of a head that was not read to its end, if it has come already."""
    found = PREFERRED.search(received)
    return found[1].decode("latin-1") if found else None


def _wrong_with_fields(version: str, headers: Sequence[tuple[bytes, bytes]]) -> Refusal | None:
    size = hosts = 0
    for name, value in headers:
        size += len(name) + len(value) + 4
        if name == b"host":
            hosts += 1
        elif name == b"transfer-encoding" and (version != "1.1" or value.lower() != b"chunked"):
            return Refusal()
    if size > HEAD:
        return HeadTooLarge()
    return None if hosts == 1 else Refusal()
