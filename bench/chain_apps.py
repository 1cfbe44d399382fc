"""A key, a gateway, the nearest that is open: the whole gateway, and the conventional two services.

The conventional ones are what a careful team would write first: FastAPI, httpx, SQLAlchemy, and
PostgreSQL with an index that serves the question.
"""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Float, Integer, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload

from bench.chain_tables import ApiKey, Offer, Point, minute_of_week, plane
from bench.gateway_apps import PEPPER, known_key
from bench.generated import NOON
from bench.nearest_apps import PRIVATE, PUBLIC
from bench.places import socket_of_service
from common.clock import HELSINKI, standing_at
from directory.great_circle import metres_between
from directory.points.coordinates import LatLon
from gateway.app import Gateway, create_app
from gateway.http import asking
from gateway.request_log import RequestLog
from gateway.settings import Settings

DATABASE, SOCKET = "DIGISILTA_BENCH_DATABASE", "DIGISILTA_BENCH_CONVENTIONAL"
POOL = 32
"""As many as connections: nobody waits for another."""
MORE = 4
"""The plane's order is nearly the globe's: some more are read than told."""
NOWHERE = "unix:///nowhere"


def door() -> Gateway:
    """The whole gateway with its public contract; its keys in memory, the clock stands.

    Its cache is the smallest there is: whoever walks round a thousand places never meets an answer
    that is still kept, and all that keeping costs is paid.
    """
    clock = ExitStack()
    clock.enter_context(standing_at(NOON))
    logging.getLogger("request").setLevel(logging.INFO)
    gateway = create_app(Settings.model_validate(_settings()))
    site = gateway.own.state.door.site
    site.callers.together.lookup, site.shelf.cache.trusted = known_key, True
    site.log = gateway.own.state.door.hits.log = RequestLog(open("/dev/null", "w"))  # noqa: SIM115

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with asking(f"unix://{socket_of_service()}") as asks:
            site.upstreams["directory"].asks = asks
            yield

    gateway.own.router.lifespan_context = lifespan
    gateway.own.state.clock = clock
    return gateway


def _settings() -> dict[str, Any]:
    return {
        "database_url": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
        "nats_url": "nats://127.0.0.1:9",
        "caller_keys": os.environ[PUBLIC],
        "caller_key": os.environ[PRIVATE],
        "pepper": PEPPER.decode(),
        "key_environment": "test",
        "directory_url": NOWHERE,
        "mentoring_url": NOWHERE,
        "metrics_url": NOWHERE,
        "cache_mebibytes": 1,
    }


class Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Text(Told):
    fi: str
    sv: str | None = None
    en: str | None = None


class ShownOwner(Told):
    id: UUID
    name: Text
    kind: str


class ShownAddress(Told):
    street: Text | None
    postal_code: str | None
    post_office: Text | None
    municipality_code: str
    additional: Text | None
    country: str


class ShownLocation(Told):
    lat: float
    lon: float
    coordinate_source: str | None
    accuracy_m: int | None


class ShownPoint(Told):
    """The members of the directory's own answer, in its order."""

    id: UUID
    kind: str
    name: Text
    summary: Text | None
    description: Text | None
    organisation: ShownOwner
    state: str
    visibility: str
    audiences: list[str]
    target_groups: list[str]
    municipality_code: str | None
    address: ShownAddress | None
    location: ShownLocation
    entrances: list[dict[str, Any]]
    accessibility: dict[str, str]
    contacts: list[dict[str, Any]]
    languages_spoken: list[str]
    roles: list[str]
    service_codes: list[str]
    remote_appointment_place: bool
    weekly_open_minutes: int
    open_evenings: bool
    open_weekends: bool
    freshness: str
    verification: dict[str, str | None]
    provenance: dict[str, str | None]
    created_at: datetime
    updated_at: datetime
    version: int
    hours: None = None
    services: None = None
    visits: None = None
    allowed_actions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    distance_m: int | None = None
    openness: None = None


class ShownPoints(BaseModel):
    items: list[ShownPoint]


@asynccontextmanager
async def _connected(app: FastAPI) -> AsyncIterator[None]:
    engine = create_async_engine(os.environ[DATABASE], pool_size=POOL, max_overflow=0)
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
    yield
    await engine.dispose()


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(_session)]


def conventional_gateway() -> FastAPI:
    """Looks the key up and passes everything on."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
        transport = httpx.AsyncHTTPTransport(uds=os.environ[SOCKET], limits=limits)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            app.state.client = client
            async with _connected(app):
                yield

    app = FastAPI(lifespan=lifespan)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def pass_on(
        path: str, request: Request, session: Session, x_api_key: Annotated[str, Header()]
    ) -> Response:
        hashed = sha256(x_api_key.encode()).digest()
        known = await session.get(ApiKey, hashed)
        if known is None or known.expires_at <= NOON:
            raise HTTPException(401)
        client: httpx.AsyncClient = request.app.state.client
        url = httpx.URL(path=f"/{path}", query=request.url.query.encode())
        answer = await client.request(request.method, url, content=await request.body())
        kind = answer.headers["content-type"]
        return Response(answer.content, answer.status_code, media_type=kind)

    return app


def _points_of(offers: Select[UUID]) -> Select[Point]:
    """The points of so many offers, the nearest; the index knows the service and the order."""
    here = func.point(bindparam("east", type_=Float), bindparam("north", type_=Float))
    nearest = offers.order_by(Offer.at.op("<->")(here)).limit(bindparam("limit", type_=Integer))
    ids = nearest.subquery()
    points = select(Point).join(ids, ids.c.point_id == Point.id)
    return points.options(joinedload(Point.organisation))


OFFERS = select(Offer.point_id).where(Offer.service_code == bindparam("service"))
OPEN = Offer.hours.op("@>")(bindparam("minute", type_=Integer))
NEAREST, NEAREST_OPEN = _points_of(OFFERS), _points_of(OFFERS.where(OPEN))


def conventional_directory() -> FastAPI:
    app = FastAPI(lifespan=_connected)

    @app.get("/support-points", response_model=ShownPoints)
    async def list_points(
        session: Session,
        near: Annotated[str, Query(pattern=r"^\d+(\.\d+)?,\d+(\.\d+)?$")],
        service: Annotated[str, Query(max_length=40)],
        open_at: Literal["now"] | None = None,
        radius_m: Annotated[int, Query(ge=1, le=200_000)] = 20_000,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        here = LatLon(*map(float, near.split(",")))
        east, north = plane(*here)
        asked = {"service": service, "east": east, "north": north, "limit": limit + MORE}
        asked["minute"] = minute_of_week(NOON.astimezone(HELSINKI))
        found = []
        for point in await session.scalars(NEAREST_OPEN if open_at else NEAREST, asked):
            metres = metres_between(here, (point.location["lat"], point.location["lon"]))
            if metres <= radius_m:
                shown = ShownPoint.model_validate(point)
                shown.distance_m = round(metres)
                found.append((metres, str(point.id), shown))
        return {"items": [shown for *_, shown in sorted(found)[:limit]]}

    return app
