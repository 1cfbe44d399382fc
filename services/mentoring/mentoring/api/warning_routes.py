"""Routes that say, beside what was stored, that a text of the request may hold an identity code."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from common.problems import language_of
from mentoring.text_warnings import POSSIBLE_CODE, has_possible_code, texts_in

MEMBER = "warnings"


class WarningRoute(APIRoute):
    """All texts of an accepted request are looked at, whatever the route does with them (7.2).

    Only where the answer has a member `warnings`; a test walks the routes that take free texts.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        if MEMBER not in getattr(self.response_model, "model_fields", ()):
            return answer

        async def warning(request: Request) -> Response:
            response = await answer(request)
            is_done = request.method != "GET" and 200 <= response.status_code < 300
            if is_done and await _has_doubtful_text(request):
                return _with_warning(response, request)
            return response

        return warning


async def _has_doubtful_text(request: Request) -> bool:
    sent = await request.body()
    is_json = "json" in request.headers.get("content-type", "application/json")
    return bool(sent) and is_json and any(map(has_possible_code, texts_in(json.loads(sent))))


def _with_warning(response: Response, request: Request) -> Response:
    """The same answer; a warning that the route has told already stands once."""
    told = json.loads(bytes(response.body))
    warnings = told.setdefault(MEMBER, [])
    if all(one["code"] != POSSIBLE_CODE.code for one in warnings):
        language = language_of(request.headers.get("accept-language"))
        said = getattr(POSSIBLE_CODE.detail, language)
        warnings.append({"code": POSSIBLE_CODE.code, "detail": said})
    response.body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    response.headers["content-length"] = f"{len(response.body)}"
    return response
