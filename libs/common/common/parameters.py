"""What a request may bring: parameters that the contract knows, once, and a body it can read."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from fastapi import FastAPI, Request

from common.errors import RepeatedParameter, UnknownParameter, UnsupportedMediaType, Wrong, say

MEDIA_TYPES = "digisilta.media_types"
"""In the scope: what the route takes for a body. `common.strict` puts it there."""
KNOWN_NAMES = "digisilta.known_names"
"""In the scope: whether all names of the query were judged before."""
JSON = "application/json"


class Known(NamedTuple):
    once: frozenset[str]
    many: frozenset[str]
    is_open: bool


def refuse_unknown_parameters(request: Request) -> None:
    """Raises UnknownParameter or RepeatedParameter (api.md section 4)."""
    if not request.scope["query_string"] or request.scope.get(KNOWN_NAMES):
        return
    operation = request.scope["route"].path_format, request.scope["method"]
    known = _known(request.app).get(operation, Known(frozenset(), frozenset(), is_open=False))
    refuse(known, [name for name, _ in request.query_params.multi_items()])


def refuse(known: Known, names: Sequence[str]) -> None:
    """What a request names in its query. Raises UnknownParameter or RepeatedParameter."""
    each = frozenset(names)
    if known.is_open or (len(each) == len(names) and each <= known.once):
        return
    seen: set[str] = set()
    for name in (one for one in names if one not in known.many):
        if name not in known.once:
            raise _unknown(name, known)
        if name in seen:
            wrong = Wrong("query", f"/{name}", "repeated", RepeatedParameter.title)
            raise RepeatedParameter(errors=[wrong])
        seen.add(name)


def refuse_other_media(request: Request) -> None:
    """Raises UnsupportedMediaType, for PATCH with `Accept-Patch`; no body needs no media type."""
    taken: frozenset[str] = request.scope.get(MEDIA_TYPES, frozenset())
    if not taken:
        return
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent in taken or (not sent and not _has_body(request)):
        return
    if JSON in taken and sent.startswith("application/") and sent.endswith("+json"):
        return
    accept = {"Accept-Patch": ", ".join(sorted(taken))} if request.method == "PATCH" else {}
    raise UnsupportedMediaType(say("media_types", names=", ".join(sorted(taken))), headers=accept)


def known_parameters(document: Mapping[str, Any]) -> dict[tuple[str, str], Known]:
    """The query parameters of every operation of an OpenAPI document, by path and method."""
    known = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            query = [one for one in operation.get("parameters", []) if one["in"] == "query"]
            many = frozenset(one["name"] for one in query if _is_array(one["schema"]))
            once = frozenset(one["name"] for one in query) - many
            known[path, method.upper()] = Known(once, many, "x-open-parameters" in operation)
    return known


@lru_cache(8)
def _known(app: FastAPI) -> Mapping[tuple[str, str], Known]:
    return known_parameters(app.openapi())


def _is_array(schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


def _has_body(request: Request) -> bool:
    headers = request.headers
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _unknown(name: str, known: Known) -> UnknownParameter:
    shown = "".join(c for c in name[:40] if c.isprintable())
    names = ", ".join(sorted(known.once | known.many))
    code = "unknown_parameter" if names else "no_parameters"
    return UnknownParameter(say(code, name=shown, names=names))
