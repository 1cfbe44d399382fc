"""What a request asks for, in one canonical form: the key of the cache and what is passed on.

Pure. Strict (api.md section 4): a parameter that the contract does not know makes no new key.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from common.errors import NotAcceptable, Refusal
from common.parameters import refuse
from gateway.routes import Route

COORDINATES = frozenset({"near", "lat", "lon", "bbox"})
DECIMALS = 3
"""About 110 m × 54 m at 61° N: where somebody stands is nobody's business (api.md section 8)."""
PLAIN = re.compile(r"[\w.~,:-]+=[\w.~,:-]*(?:&[\w.~,:-]+=[\w.~,:-]*)*", re.ASCII)
"""A query that says what it means: nothing in it is encoded, nor has to be. Most are so."""
UNENCODED = ",:"
"""Beside letters, digits and `_.~-`: what may stand in a query as it is, and often does."""
NUMBER = re.compile(r"\s*[+-]?\d{1,3}(?:\.\d+)?\s*", re.ASCII)
"""What `float` reads too: in other scripts there are more spaces than it knows."""
MOST_PARAMETERS = 100
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """`target` is what the service is asked, `media` in which form; both make the key."""

    target: str
    media: str
    key: tuple[str, str]


def asked(route: Route, values: Mapping[str, str], query: bytes, accept: str | None) -> Asked:
    """Raises UnknownParameter, RepeatedParameter, NotAcceptable, Refusal (too many)."""
    pairs, is_plain = _parsed(query)
    refuse(route.known, [name for name, _ in pairs])
    pairs = [(name, rounded(name, value)) for name, value in pairs]
    if route.row.same_for_all:
        pairs = _canonical(route, pairs)
    if is_plain:
        text = "&".join([f"{name}={value}" for name, value in pairs])
    else:
        text = urlencode(pairs, safe=UNENCODED)
    target = route.target(values) + (f"?{text}" if text else "")
    media = chosen(route.media, accept) if route.row.method == "GET" else ""
    return Asked(target, media, (target, media))


def rounded(name: str, value: str) -> str:
    """Coordinates with three decimals; what is no number is left for the service to refuse."""
    if name not in COORDINATES:
        return value
    parts = value.split(",")
    if not all(NUMBER.fullmatch(part) for part in parts):
        return value
    return ",".join(f"{round(float(part), DECIMALS) + 0.0:g}" for part in parts)


def chosen(media: tuple[str, ...], accept: str | None) -> str:
    """The representation that is preferred (RFC 9110, 12.5.1). Raises NotAcceptable."""
    if not accept or accept == "*/*":
        return media[0]
    weights = dict(_weights(accept))
    best = max(media, key=lambda kind: _weight(kind, weights))  # the first of equals
    if _weight(best, weights) <= 0:
        raise NotAcceptable
    return best


def accepts_gzip(accept_encoding: str) -> bool:
    weights = dict(_weights(accept_encoding))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _parsed(query: bytes) -> tuple[Pairs, bool]:
    """The pairs, and whether they stay as they are when they are encoded."""
    if not query:
        return [], True
    try:
        text = query.decode("ascii")
        if PLAIN.fullmatch(text) and text.count("&") < MOST_PARAMETERS:
            return [_pair(part) for part in text.split("&")], True
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS), False
    except ValueError:
        raise Refusal from None


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


def _canonical(route: Route, pairs: Pairs) -> Pairs:
    kept = [(name, value) for name, value in pairs if route.defaults.get(name) != value]
    return sorted((name, _sorted(value) if name in route.lists else value) for name, value in kept)


def _sorted(value: str) -> str:
    return ",".join(sorted(set(value.split(","))))


def _weights(header: str) -> Iterable[tuple[str, float]]:
    for part in header.lower().split(",")[:40]:
        name, *parameters = (one.strip() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            yield name, float(weight)
        except ValueError:
            yield name, 0.0


def _weight(kind: str, weights: Mapping[str, float]) -> float:
    plain = kind.partition(";")[0].strip().lower()
    wild = plain.partition("/")[0] + "/*"
    return next((weights[name] for name in (plain, wild, "*/*") if name in weights), 0.0)
