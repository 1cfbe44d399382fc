"""Routes that take no more and no less than the contract says (api.md section 4)."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from common.answering import finished
from common.errors import Wrongly, say
from common.idempotency import keep_answer
from common.parameters import JSON, MEDIA_TYPES
from common.problems import MAY_TRY_AGAIN, BadBody, Collided

Answering = Callable[[Request], Awaitable[Response]]


class StrictRequest(Request):
    async def json(self) -> Any:
        """The body, with each member once and numbers that are numbers. Raises BadBody."""
        try:
            body = (await self.body()).decode("utf-8")
            return json.loads(body, parse_constant=_refuse, object_pairs_hook=_each_once)
        except json.JSONDecodeError as at:
            raise BadBody(say("json_at", line=f"{at.lineno}", column=f"{at.colno}")) from None
        except (RecursionError, ValueError) as wrong:
            raise BadBody(
                wrong.said if isinstance(wrong, Wrongly) else say("unread_json")
            ) from None


class StrictRoute(APIRoute):
    def get_route_handler(self) -> Any:
        answer: Answering = super().get_route_handler()
        taken = _media_types(self)

        async def strict(request: Request) -> Response:
            request.scope[MEDIA_TYPES] = taken
            strictly = StrictRequest(request.scope, request.receive)
            response = finished(strictly, await answer(strictly))
            await keep_answer(strictly, response)
            return response

        return strict

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Once more, with the same body, when PostgreSQL let another transaction go first."""
        heard: list[Message] = []

        async def keeping() -> Message:
            heard.append(await receive())
            return heard[-1]

        async def again() -> Message:
            return heard.pop(0) if heard else await receive()

        scope[MAY_TRY_AGAIN] = True
        try:
            await super().handle(scope, keeping, send)
        except Collided:
            scope[MAY_TRY_AGAIN] = False
            await super().handle(scope, again, send)


def router(path: str, tag: str) -> APIRouter:
    """A router for one noun."""
    return APIRouter(prefix=path, tags=[tag], route_class=StrictRoute, redirect_slashes=False)


def _media_types(route: APIRoute) -> frozenset[str]:
    if route.body_field is None:
        return frozenset()
    said: str = getattr(route.body_field.field_info, "media_type", None) or JSON
    return frozenset({said, JSON}) if said.endswith("json") else frozenset({said})


def _refuse(constant: str) -> Any:
    raise Wrongly("bad_json", say("no_json_number", name=constant))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Wrongly("bad_json", say("member_twice"))
    return members
