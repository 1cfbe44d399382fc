"""The request that goes on and the answer that comes back: both written anew from allow-lists."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common.errors import Refusal
from common.identity import HEADER
from gateway.http import Answered
from gateway.routes import PREFIX
from gateway.upstream import unavailable

PASSED_ON = (
    b"accept", b"accept-language", b"content-type", b"if-match", b"if-none-match",
    b"idempotency-key", b"traceparent", b"x-request-id",
)  # fmt: skip
OF_THE_KNOWN = (b"x-identity-code-override",)
"""Passed on for identified callers only; the service says who of them may."""
GIVEN_BACK = (
    "content-type", "content-language", "etag", "cache-control", "vary", "link", "location",
    "retry-after", "accept-patch", "content-disposition", "deprecation", "sunset",
    "idempotent-replayed", "www-authenticate",
)  # fmt: skip
FOR_ONE = (b"if-match", b"if-none-match", b"content-type", b"idempotency-key")
"""Not sent when a public answer is asked for on behalf of everybody."""
VALUE = re.compile(r"[\t\x20-\x7e]*")
Raw = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Reply:
    """An answer that is whole: status, headers of the allow-list, body."""

    status: int
    headers: Raw
    body: bytes = b""

    def get(self, name: bytes) -> bytes | None:
        for key, value in self.headers:
            if key == name:
                return value
        return None


def passed_on(
    headers: Mapping[bytes, bytes], token: str, request_id: str, *, identified: bool = False
) -> dict[str, str]:
    """Raises Refusal: a value that cannot be written into a header again."""
    names = (*PASSED_ON, *OF_THE_KNOWN) if identified else PASSED_ON
    kept = {name.decode(): headers[name].decode("latin-1") for name in names if name in headers}
    kept |= {HEADER: token, "x-request-id": request_id}
    if not all(VALUE.fullmatch(value) for value in kept.values()):
        raise Refusal
    return kept


def for_everybody(headers: Mapping[bytes, bytes], media: str) -> dict[bytes, bytes]:
    """The headers of a request that is asked once for all who want the same."""
    kept = {name: value for name, value in headers.items() if name not in FOR_ONE}
    return kept | {b"accept": media.encode()}


def given_back(answered: Answered) -> Reply:
    """Raises ServiceUnavailable: an answer that no service of ours gives on purpose."""
    if 300 <= answered.status < 400 and answered.status != 304:
        raise unavailable()
    if answered.status >= 400 and not answered.is_problem:
        raise unavailable()
    headers = [
        (name.encode(), public(name, value).encode("latin-1"))
        for name in GIVEN_BACK
        if (value := answered.headers.get(name)) is not None
    ]
    refused = answered.status >= 400
    return Reply(answered.status, headers, _instance(answered.body) if refused else answered.body)


def public(name: str, value: str) -> str:
    """`Location` and `Link` as the outside sees them."""
    if name == "location" and value.startswith("/"):
        return PREFIX + value
    return value.replace("</", f"<{PREFIX}/") if name == "link" else value


def _instance(problem: bytes) -> bytes:
    """The address in a problem as the outside sees it; inside a text its quotes are escaped."""
    return problem.replace(b'"instance": "/', f'"instance": "{PREFIX}/'.encode(), 1)


def tags_of(answered: Answered) -> frozenset[str]:
    """What the answer is made of; never told outside."""
    said = answered.headers.get("cache-tags", "")
    return frozenset(tag.strip() for tag in said.split(",") if tag.strip())


def varies_only_by_representation(values: Iterable[str]) -> bool:
    names = {name.strip().lower() for value in values for name in value.split(",") if name.strip()}
    return names <= {"accept", "accept-encoding"}
