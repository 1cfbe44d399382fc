"""What a careful team would write first: a FastAPI catch-all that passes on with httpx."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request, Response

from bench.places import socket_of_service


def gateway() -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
        transport = httpx.AsyncHTTPTransport(uds=str(socket_of_service()), limits=limits)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            app.state.client = client
            yield

    app = FastAPI(lifespan=lifespan)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def pass_on(path: str, request: Request) -> Response:
        client: httpx.AsyncClient = request.app.state.client
        answer = await client.request(request.method, f"/{path}", content=await request.body())
        return Response(answer.content, answer.status_code, {"content-type": "application/json"})

    return app
