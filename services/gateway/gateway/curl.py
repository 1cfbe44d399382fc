"""A line for a shell that calls an operation as its example says. Pure."""

import json
import shlex
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

KEY = '-H "X-API-Key: $DIGISILTA_KEY"'
"""In double quotes: the shell puts the key of the caller into it."""
NEW_KEY = '-H "Idempotency-Key: $(uuidgen)"'
IF_MATCH = "-H 'If-Match: \"v1\"'"
PLEASANT = ("q", "municipality", "need", "from", "open_at", "limit")
"""What an example asks when its contract has one for it, beside what is required."""
MOST, FILE = 3, "points.csv"
Parameter = Mapping[str, Any]


def line(base: str, method: str, path: str, told: Mapping[str, Any]) -> str:
    """`told`: `parameters` with their references followed, `who`, and `media` and `example` of the
    body. Whoever has the key of the example can send it as it is.
    """
    parameters = list(told["parameters"])
    verb = [] if method == "GET" else ["-X", method]
    return " ".join(
        [
            "curl",
            *verb,
            f'"{base}{_path(path, parameters)}{_query(parameters)}"',
            *([] if told["who"] == "anyone" else [KEY]),
            *_headers(parameters),
            *_body(told.get("media", ""), told.get("example")),
        ]
    )


def _path(path: str, parameters: Iterable[Parameter]) -> str:
    for one in parameters:
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(str(_value(one)), safe=":"))
    return path


def _query(parameters: Iterable[Parameter]) -> str:
    listed = [one for one in parameters if one["in"] == "query"]
    required = [one for one in listed if one.get("required")]
    by_name = {one["name"]: one for one in listed if not one.get("required")}
    more = [by_name[name] for name in PLEASANT if name in by_name and _has_example(by_name[name])]
    asked = [*required, *(more[: max(0, MOST - len(required))])]
    pairs = [f"{one['name']}={quote(str(_value(one)), safe=',:')}" for one in asked]
    return "?" + "&".join(pairs) if pairs else ""


def _headers(parameters: Iterable[Parameter]) -> Iterable[str]:
    names = [one["name"] for one in parameters if one["in"] == "header"]
    yield from [NEW_KEY] if "Idempotency-Key" in names else []
    yield from [IF_MATCH] if "If-Match" in names else []


def _body(media: str, example: Any) -> list[str]:
    if not media:
        return []
    kind = f"-H 'Content-Type: {media}'"
    if "json" not in media:
        return [kind, f"--data-binary @{FILE}"]
    return [kind, "-d", shlex.quote(json.dumps(example, ensure_ascii=False))]


def _has_example(one: Parameter) -> bool:
    schema = one.get("schema", {})
    return one["name"] == "limit" or "example" in one or bool(schema.get("examples"))


def _value(one: Parameter) -> Any:
    schema = one.get("schema", {})
    if "example" in one:
        return one["example"]
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    if schema.get("format") == "uuid":
        return "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac"
    return 5 if one["name"] == "limit" else schema.get("default", "example")
