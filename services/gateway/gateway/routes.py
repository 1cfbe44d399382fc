"""Which exposed operation a path means, and what its contract says about a request. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from common.frame import BODY
from common.parameters import JSON, Known, known_parameters
from gateway.exposed import Exposed

PREFIX = "/v1"


@dataclass(frozen=True)
class Route:
    """One exposed operation with what the contract says of it."""

    row: Exposed
    known: Known
    defaults: Mapping[str, str]
    """Parameters that mean the same when left out."""
    lists: frozenset[str]
    """Parameters whose parts, between commas, have no order."""
    media: tuple[str, ...]
    """What it can answer with, the first when nothing is asked for."""
    most_body: int
    template: str
    scopes: frozenset[str]
    """Whoever holds one of these is passed on as themselves, past the cache."""

    def target(self, values: Mapping[str, str]) -> str:
        """The path inside the service: the template with its values encoded again."""
        if not values:
            return self.row.path
        return self.row.path.format_map({name: quote(v, safe="") for name, v in values.items()})


@dataclass(frozen=True)
class Found:
    """What lives at a path."""

    methods: Mapping[str, Route]
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def allow(self) -> str:
        """Every method of the path, with HEAD and OPTIONS."""
        more = {"OPTIONS"} | ({"HEAD"} if "GET" in self.methods else set())
        return ", ".join(sorted({*self.methods, *more}))

    @property
    def is_public(self) -> bool:
        return "GET" in self.methods and self.methods["GET"].row.same_for_all


class Routes:
    """Paths of exposed operations that the contract knows. Plain ones win over templates."""

    def __init__(self, rows: Iterable[Exposed], document: Mapping[str, Any]) -> None:
        known = known_parameters(document)
        plain: dict[str, dict[str, Route]] = {}
        for row in rows:
            operation = document["paths"].get(PREFIX + row.path, {}).get(row.method.lower())
            if operation is not None:
                made = _route(row, operation, known[PREFIX + row.path, row.method])
                plain.setdefault(made.template, {})[row.method] = made
        self.plain = {path: Found(routes) for path, routes in plain.items() if "{" not in path}
        self.shapes = [
            (_shape(path), Found(routes)) for path, routes in plain.items() if "{" in path
        ]

    def __iter__(self) -> Any:
        for found in [*self.plain.values(), *(found for _, found in self.shapes)]:
            yield from found.methods.values()

    def find(self, path: str) -> Found | None:
        """By the decoded path, as the service's own server will see it."""
        found = self.plain.get(path)
        if found is not None:
            return found
        for shape, there in self.shapes:
            match = shape.fullmatch(path)
            if match and not {".", ".."} & set(match.groups()):
                return Found(there.methods, match.groupdict())
        return None


def _shape(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)), re.DOTALL)


def _route(row: Exposed, operation: Mapping[str, Any], known: Known) -> Route:
    query = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    defaults = {
        one["name"]: _as_text(one["schema"]["default"])
        for one in query
        if one["schema"].get("default") is not None
    }
    lists = {one["name"] for one in query if one.get("x-comma-list")}
    good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    media = [kind for answer in good for kind in answer.get("content", {})]
    most = int(operation.get("x-max-body", BODY))
    return Route(
        row=row,
        known=known,
        defaults=defaults,
        lists=frozenset(lists),
        media=tuple(sorted(media, key=lambda kind: kind != JSON)) or (JSON,),  # JSON where all fit
        most_body=most,
        template=PREFIX + row.path,
        scopes=frozenset({row.unless} if row.unless else ()),
    )


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
