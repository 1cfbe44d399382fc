"""Which problems can happen to an operation of the public contract. Pure.

The contract names the problems of a status for all operations at once; people read what concerns
the one before them.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from gateway.contract import references

SLUGS = re.compile(r"`([^`]+)`")
EVERYWHERE = (
    "bad-request", "unknown-parameter", "two-credentials", "invalid-credentials", "key-expired",
    "address-not-allowed", "not-acceptable", "uri-too-long", "head-too-large",
    "https://iana.org/assignments/http-problem-types#quota-exceeded", "internal-error",
    "service-unavailable",
    "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
)  # fmt: skip
"""What every request may meet: told once."""
ANOTHER_REQUEST = ("method-not-allowed", "idempotency-key-missing", "group-size-too-small")
"""What no request meets that is sent as its operation says."""
NAME_LENGTH = 80
"""A text that may be longer is one that people write, and is scanned."""


class Facts(NamedTuple):
    """What an operation takes, as far as its problems depend on it."""

    path: str
    query: Collection[str]
    headers: Collection[str]
    media: Collection[str]
    writes: bool
    makes: bool
    for_some: bool
    """It needs a scope."""
    free_text: bool


NEEDS: Mapping[str, Callable[[Facts], bool]] = {
    "bad-json": lambda one: any("json" in media for media in one.media),
    "repeated-parameter": lambda one: bool(one.query),
    "invalid-cursor": lambda one: "cursor" in one.query,
    "authentication-required": lambda one: one.for_some,
    "missing-scope": lambda one: one.for_some,
    "municipality-not-allowed": lambda one: one.writes and one.for_some,
    "organisation-not-allowed": lambda one: one.writes and one.for_some,
    "role-required": lambda one: one.writes and one.for_some,
    "unit-not-allowed": lambda one: "/org-units" in one.path,
    "not-found": lambda one: "{" in one.path,
    "archived": lambda one: "{" in one.path,
    "changes-expired": lambda one: "changes" in one.path,
    "conflict": lambda one: one.writes,
    "not-in-this-state": lambda one: one.writes and "{" in one.path,
    "duplicate": lambda one: one.makes,
    "request-in-progress": lambda one: "Idempotency-Key" in one.headers,
    "idempotency-key-reused": lambda one: "Idempotency-Key" in one.headers,
    "version-mismatch": lambda one: "If-Match" in one.headers,
    "precondition-required": lambda one: "If-Match" in one.headers,
    "body-too-large": lambda one: bool(one.media),
    "unsupported-media-type": lambda one: bool(one.media),
    "validation-error": lambda one: bool(one.query or one.media or "{" in one.path),
    "identity-code-in-text": lambda one: one.free_text,
}


def problems_of(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]
) -> dict[str, list[str]]:
    """The slugs that can happen to this one and not to every request, by status."""
    facts, told = _facts(document, path, method, operation), {}
    for status, answer in operation["responses"].items():
        if status[0] in "45":
            said = _followed(document, answer).get("description", "")
            if slugs := [slug for slug in SLUGS.findall(said) if _can_happen(slug, facts)]:
                told[status] = slugs
    return told


def problems_everywhere(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the contract tells of every request, by status."""
    told: dict[str, list[str]] = {}
    for name, answer in sorted(document.get("components", {}).get("responses", {}).items()):
        slugs = [one for one in SLUGS.findall(answer["description"]) if one in EVERYWHERE]
        if slugs:
            told[name.removeprefix("Problem")] = slugs
    return told


def _can_happen(slug: str, facts: Facts) -> bool:
    if slug in EVERYWHERE or slug in ANOTHER_REQUEST:
        return False
    return slug not in NEEDS or NEEDS[slug](facts)


def _facts(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]
) -> Facts:
    taken = [_followed(document, one) for one in operation.get("parameters", [])]
    content = _followed(document, operation.get("requestBody", {})).get("content", {})
    return Facts(
        path=path,
        query={one["name"] for one in taken if one["in"] == "query"},
        headers={one["name"] for one in taken if one["in"] == "header"},
        media=tuple(content),
        writes=method.lower() != "get",
        makes="201" in operation["responses"],
        for_some=operation.get("x-access", {}).get("who", "anyone") != "anyone",
        free_text=_has_free_text(content, document.get("components", {}).get("schemas", {})),
    )


def _has_free_text(content: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    wanted, seen = references(content), set()
    while wanted:
        name = wanted.pop().rpartition("/")[2]
        if name in seen:
            continue
        seen.add(name)
        if _is_text(schemas[name]):
            return True
        wanted += references(schemas[name])
    return False


def _is_text(part: Any) -> bool:
    """Whether a long string without a form stands somewhere in it."""
    if isinstance(part, list):
        return any(map(_is_text, part))
    if not isinstance(part, dict):
        return False
    if part.get("type") == "string" and not part.keys() & {"pattern", "format", "enum", "const"}:
        return bool(part.get("maxLength", 0) > NAME_LENGTH)
    return any(map(_is_text, part.values()))


def _followed(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in part:
        kind, name = part["$ref"].removeprefix("#/components/").split("/", 1)
        part = document["components"][kind][name]
    return part
