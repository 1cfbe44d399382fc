"""Reads that are asked often: their dependencies are called in turn, without FastAPI's solver."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Response
from fastapi.dependencies.models import Dependant
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from common.answering import finished
from common.parameters import MEDIA_TYPES
from common.strict import StrictRequest, StrictRoute

Step = tuple[str, Callable[[StrictRequest], Awaitable[Any]]]


class PlainRoute(StrictRoute):
    """The same contract, answers and problems as `StrictRoute`, at a third of its cost.

    It is taken for a GET whose dependencies ask nothing but the request; every other route of the
    router is answered by FastAPI as always.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.steps = steps_of(self.dependant) if self.methods == {"GET"} else None
        shape = self.response_model
        self.adapter = TypeAdapter(shape) if shape is not None else None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.steps is None or scope["method"] != "GET":
            await super().handle(scope, receive, send)
            return
        scope[MEDIA_TYPES] = frozenset()
        request = StrictRequest(scope, receive)
        response = finished(request, await self.answered(request, self.steps))
        await response(scope, receive, send)

    async def answered(self, request: StrictRequest, steps: Sequence[Step]) -> Response:
        """Call the dependencies in the order of the signature, then the route. Raises Refusal."""
        values: dict[str, Any] = {name: await call(request) for name, call in steps}
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


def steps_of(dependant: Dependant) -> list[Step] | None:
    """The dependencies, when each asks the request alone and nothing else is asked."""
    asked = (dependant.path_params, dependant.query_params, dependant.header_params)
    if any(asked) or dependant.body_params or dependant.cookie_params:
        return None
    steps: list[Step] = []
    for below in dependant.dependencies:
        if below.call is None or below.name is None or not _asks_the_request_alone(below):
            return None
        steps.append((below.name, below.call))
    return steps


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
