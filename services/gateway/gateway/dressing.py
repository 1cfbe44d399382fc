"""The headers that every answer wears: security, and who may read it from another page.

Rules of api.md section 21. CORS with `*` never comes with credentials, and is not for keys: they
are for servers. Staff origins are named.
"""

from collections.abc import Collection

from gateway.passing import Raw, Reply
from gateway.routes import Found

ALWAYS: Raw = [
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
JSON_POLICY: Raw = [(b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")]
PAGE_POLICY: Raw = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'",
    )
]
EXPOSES = (
    b"access-control-expose-headers",
    b"ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, "
    b"X-Request-Id",
)
FOR_ALL: Raw = [
    (b"access-control-allow-origin", b"*"),
    EXPOSES,
    (b"cross-origin-resource-policy", b"cross-origin"),
]
FOR_US: Raw = [(b"cross-origin-resource-policy", b"same-origin")]
PUBLIC = [*ALWAYS, *JSON_POLICY, *FOR_ALL]
OTHER = [*ALWAYS, *JSON_POLICY, *FOR_US]
BY_ORIGIN = (b"vary", b"Origin")
PAGE = [*ALWAYS, *PAGE_POLICY, *FOR_US]
ASKED_FOR = b"accept, accept-language, authorization, content-type, if-match, if-none-match, "
STAFF_HEADERS = ASKED_FOR + b"idempotency-key, x-identity-code-override, x-request-id"
PUBLIC_HEADERS = b"accept, accept-language, if-none-match, x-request-id"
MAX_AGE = (b"access-control-max-age", b"7200")


def dressed(origin: bytes | None, origins: Collection[bytes], *, is_public: bool) -> Raw:
    """For a JSON answer. `is_public`: to anybody, which no answer to a credential is."""
    if is_public:
        return PUBLIC
    return [*OTHER, *for_staff(origin, origins), BY_ORIGIN] if origins else OTHER


def for_staff(origin: bytes | None, origins: Collection[bytes]) -> Raw:
    """A staff page named in the settings may read what is not public."""
    if origin is None or origin not in origins:
        return []
    return [(b"access-control-allow-origin", origin), EXPOSES]


def options(found: Found, origin: bytes | None, origins: Collection[bytes]) -> Reply:
    """What may be done with a path: for clients in `Allow`, for browsers in CORS."""
    headers: Raw = [(b"allow", found.allow.encode())]
    if origin is not None and origin in origins:
        allow = (b"access-control-allow-methods", found.allow.encode())
        headers += [allow, (b"access-control-allow-headers", STAFF_HEADERS), MAX_AGE]
    elif found.is_public:
        allow = (b"access-control-allow-methods", b"GET, HEAD")
        headers += [allow, (b"access-control-allow-headers", PUBLIC_HEADERS), MAX_AGE]
    return Reply(204, headers)
