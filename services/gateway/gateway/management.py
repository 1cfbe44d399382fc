"""What operators see, on a second socket only: /live, /ready, /metrics."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from common.errors import MethodNotAllowed, NotFound, Refusal
from common.problems import problem
from common.service import overall, readiness
from gateway.upstream import Upstream

PATIENCE = 1.0
"""Seconds for a service that failed to say that it is back."""


def management(app: FastAPI, upstreams: Mapping[str, Upstream]) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response: Response
        if scope["method"] not in ("GET", "HEAD"):
            response = _refused(MethodNotAllowed(headers={"Allow": "GET, HEAD"}), scope)
        elif scope["path"] == "/live":
            response = JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        elif scope["path"] == "/ready":
            response = await _ready(app, upstreams)
        elif scope["path"] == "/metrics":
            response = Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
        else:
            response = _refused(NotFound(), scope)
        await response(scope, receive, send)

    return answer


async def _ready(app: FastAPI, upstreams: Mapping[str, Upstream]) -> JSONResponse:
    """Ready also when a service is down: what is kept can be served. The parts say so."""
    parts = await readiness(app)
    are_up = await asyncio.gather(*map(_is_up, upstreams.values()))
    parts |= {name: "ok" if up else "degraded" for name, up in zip(upstreams, are_up, strict=True)}
    status, headers = overall(parts), {"Cache-Control": "no-store"}
    answer = {"status": status, "parts": parts}
    return JSONResponse(answer, 503 if status == "failed" else 200, headers)


async def _is_up(service: Upstream) -> bool:
    """What failed is asked anew, as its circuit allows: without readers nobody else would."""
    with suppress(Refusal, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not service.is_up:
                await service.ask("GET", "/live", {})
    return service.is_up


def _refused(refusal: Refusal, scope: Scope) -> Response:
    return problem(refusal, scope, None)
