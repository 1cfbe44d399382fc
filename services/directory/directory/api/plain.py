"""Reads that are asked often: found in a table, their dependencies called in turn (3.4)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from common.answering import finished
from common.errors import Refusal
from common.parameters import KNOWN_NAMES, MEDIA_TYPES
from common.strict import StrictRequest, StrictRoute
from directory.api.coordinates_asked import Near

APART, NEAR, MOST = "digisilta.apart", b"near=", 256
"""In the scope: the query without its place. How many queries are remembered of a route."""
PLACE: TypeAdapter[tuple[float, float]] = TypeAdapter(Near)
Step = tuple[str, Callable[[StrictRequest], Awaitable[Any]]]


class PlainRequest(StrictRequest):
    """Its headers and query as they mostly are, each name once; of headers the first counts."""

    @cached_property
    def headers(self) -> Any:
        return {name.decode("latin-1"): told.decode("latin-1") for name, told in self.sent}

    @property
    def sent(self) -> Iterable[tuple[bytes, bytes]]:
        found: list[tuple[bytes, bytes]] = self.scope["headers"]
        return reversed(found)

    @cached_property
    def query_params(self) -> Any:
        query = self.scope["query_string"].decode("latin-1")
        return _Pairs(parse_qsl(query, keep_blank_values=True))


class _Pairs(dict[str, str]):
    """A query; what is named twice in it is still told by `multi_items`."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def multi_items(self) -> list[tuple[str, str]]:
        return self.pairs


class Apart(NamedTuple):
    """A query without its place, and the place that it names."""

    rest: tuple[bytes, bytes]
    near: str


def apart(query: bytes) -> Apart | None:
    """A query that names one place in the plain way; None for another."""
    before, named, after = query.partition(NEAR)
    if not named or NEAR in after or (before and not before.endswith(b"&")):
        return None
    near, _, after = after.partition(b"&")
    return Apart((before, after), unquote_plus(near.decode("latin-1")))


class ReadBefore:
    """Queries as they were read, by what they ask besides the place: people ask the same of many
    places.
    """

    def __init__(self, name: str, call: Callable[[StrictRequest], Awaitable[Any]]) -> None:
        self.name, self.call = name, call
        self.queries: dict[tuple[bytes, bytes], Any] = {}

    async def read(self, request: StrictRequest) -> Any:
        """Raises RequestValidationError."""
        asked: Apart | None = request.scope[APART]
        held = self.queries.get(asked.rest) if asked is not None else None
        place = _place(asked.near) if asked is not None and held is not None else None
        if held is not None and place is not None:
            return held.model_copy(update={"near": place})
        query = await self.call(request)
        if asked is not None:
            if len(self.queries) >= MOST:
                self.queries.clear()
            self.queries[asked.rest] = query
        return query

    def knows(self, asked: Apart | None) -> bool:
        """Whether all that the query names was judged before."""
        return asked is not None and asked.rest in self.queries


class PlainRoute(StrictRoute):
    """The same contract, answers and problems as `StrictRoute`, at a third of its cost.

    It is taken for a GET whose dependencies ask nothing but the request, and which asks itself at
    most for one part of its path; every other route of the router is answered by FastAPI as always.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.steps = steps_of(self.dependant) if self.methods == {"GET"} else None
        self.part = next(iter(self.dependant.path_params), None)
        self.before = _of_places(self.steps or ())
        if self.steps is not None and self.before is not None:
            own = self.before
            self.steps = [
                (name, own.read if name == own.name else call) for name, call in self.steps
            ]
        shape = self.response_model
        self.adapter = TypeAdapter(shape) if shape is not None else None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.steps is None or self.part is not None or scope["method"] != "GET":
            await super().handle(scope, receive, send)
            return
        response = await self.response(scope, receive, self.steps)
        await response(scope, receive, send)

    async def response(
        self, scope: Scope, receive: Receive, steps: Sequence[Step], told: str | None = None
    ) -> Response:
        """`told` is the part of the path. Raises Refusal, RequestValidationError."""
        scope[MEDIA_TYPES] = frozenset()
        if self.before is not None:
            asked = scope[APART] = apart(scope["query_string"])
            scope[KNOWN_NAMES] = self.before.knows(asked)
        request = PlainRequest(scope, receive)
        values = {} if self.part is None else {self.part.name: _read(self.part, told)}
        return finished(request, await self.answered(request, steps, values))

    async def answered(
        self, request: StrictRequest, steps: Sequence[Step], values: dict[str, Any]
    ) -> Response:
        """Call the dependencies in the order of the signature, then the route. Raises Refusal."""
        for name, call in steps:
            values[name] = await call(request)
        if self.dependant.request_param_name is not None:
            values[self.dependant.request_param_name] = request
        told = await self.endpoint(**values)
        if isinstance(told, Response):
            return told
        if self.adapter is None:
            return Response(told)
        shape = self.adapter.validate_python(told, from_attributes=True)
        body = self.adapter.dump_json(shape, by_alias=True)
        return Response(body, media_type="application/json")


class Table:
    """Middleware: a GET of `/noun`, `/noun/{id}` or `/noun/{id}/more` is answered before FastAPI
    looks for it.

    What is refused is asked of FastAPI again, which says why.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        plain = [one for one in routes if isinstance(one, PlainRoute)]
        ways = [(one, one.steps) for one in plain if one.steps is not None]
        self.whole = {way[0].path: way for way in ways if way[0].part is None}
        self.parts = {_around(way[0].path): way for way in ways if _is_second(way[0])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        found = self.whole.get(path) or self.parts.get(_around(path))
        if found is None or scope.get("method") != "GET":
            await self.app(scope, receive, send)
            return
        route, steps = found
        scope["route"] = route
        told = path.split("/", 3)[2] if route.part is not None else None
        try:
            response = await route.response(scope, receive, steps, told)
        except (Refusal, RequestValidationError):
            await self.app(scope, receive, send)
        else:
            await response(scope, receive, send)


def _around(path: str) -> tuple[str, ...]:
    """What stands before and behind the second part of a path."""
    _, *parts = path.split("/", 3)
    return (parts[0], *parts[2:]) if len(parts) > 1 else ()


def _is_second(route: PlainRoute) -> bool:
    parts = route.path.split("/")
    return route.part is not None and parts[2] == f"{{{route.part.alias}}}"


def _read(part: Any, told: str | None) -> Any:
    """Raises RequestValidationError."""
    value, errors = part.validate(told)
    if errors:
        raise RequestValidationError(errors)
    return value


def steps_of(dependant: Dependant) -> list[Step] | None:
    """The dependencies, when each asks the request alone and nothing else is asked of it than a
    part of the path.
    """
    asked = (dependant.query_params, dependant.header_params, dependant.path_params[1:])
    if any(asked) or dependant.body_params or dependant.cookie_params:
        return None
    steps: list[Step] = []
    for below in dependant.dependencies:
        if below.call is None or below.name is None or not _asks_the_request_alone(below):
            return None
        steps.append((below.name, below.call))
    return steps


def _of_places(steps: Sequence[Step]) -> ReadBefore | None:
    """What reads the query, when it asks for a place."""
    for name, call in steps:
        model: Any = getattr(call, "query_model", None)
        if model is not None and "near" in model.model_fields:
            return ReadBefore(name, call)
    return None


def _place(near: str) -> tuple[float, float] | None:
    """None for what is no place: the whole query says why."""
    try:
        return PLACE.validate_strings(near)
    except ValidationError:
        return None


def _asks_the_request_alone(dependant: Dependant) -> bool:
    others = (
        dependant.dependencies,
        dependant.path_params,
        dependant.query_params,
        dependant.header_params,
        dependant.cookie_params,
        dependant.body_params,
    )
    return dependant.request_param_name == "request" and not any(others)


def router(path: str, tag: str) -> APIRouter:
    """A router for a noun that is read often."""
    return APIRouter(prefix=path, tags=[tag], route_class=PlainRoute, redirect_slashes=False)
