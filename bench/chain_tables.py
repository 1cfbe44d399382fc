"""The tables of the conventional directory, and how they are filled from a read model."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from math import atan2, atanh, cos, radians, sin, tan
from typing import Any
from uuid import UUID

from asyncpg import Point as At
from sqlalchemy import ARRAY, ForeignKey, Index, String, insert, text
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE, Range
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import UserDefinedType

from bench.generated import NOON, OWNER
from common.db import TYPES
from directory.api.shown import Telling
from directory.great_circle import EARTH_M
from directory.model.catalogue import Catalogue
from directory.model.things import Place
from directory.points.coordinates import MERIDIAN

DAY_MINUTES, BATCH = 24 * 60, 500
NOT_STORED = {
    "organisation",
    "hours",
    "services",
    "visits",
    "allowed_actions",
    "flags",
    "distance_m",
    "openness",
}
MOMENTS = ("created_at", "updated_at")


class PointType(UserDefinedType[str]):
    """PostgreSQL's `point`, in metres of a plane."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "point"


class Row(DeclarativeBase):
    type_annotation_map = TYPES | {list[str]: ARRAY(String)}


class ApiKey(Row):
    __tablename__ = "api_key"

    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]


class Owner(Row):
    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[dict[str, Any]]
    kind: Mapped[str]


class Point(Row):
    __tablename__ = "point"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any] | None]
    description: Mapped[dict[str, Any] | None]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Owner.id))
    organisation: Mapped[Owner] = relationship()
    state: Mapped[str]
    visibility: Mapped[str]
    audiences: Mapped[list[str]]
    target_groups: Mapped[list[str]]
    municipality_code: Mapped[str | None]
    address: Mapped[dict[str, Any] | None]
    location: Mapped[dict[str, Any]]
    entrances: Mapped[list[dict[str, Any]]]
    accessibility: Mapped[dict[str, Any]]
    contacts: Mapped[list[dict[str, Any]]]
    languages_spoken: Mapped[list[str]]
    roles: Mapped[list[str]]
    service_codes: Mapped[list[str]]
    remote_appointment_place: Mapped[bool]
    weekly_open_minutes: Mapped[int]
    open_evenings: Mapped[bool]
    open_weekends: Mapped[bool]
    freshness: Mapped[str]
    verification: Mapped[dict[str, Any]]
    provenance: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int]


class Offer(Row):
    """A service at a point: where, and in which minutes of the week."""

    __tablename__ = "point_service"

    point_id: Mapped[UUID] = mapped_column(ForeignKey(Point.id), primary_key=True)
    service_code: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(PointType)
    hours: Mapped[Any] = mapped_column(INT4MULTIRANGE)

    __table_args__ = (Index("ix_service_at", service_code, at, postgresql_using="gist"),)


def plane(lat: float, lon: float) -> tuple[float, float]:
    """Metres east and north: a transverse Mercator of the globe, true to 0.2 % in Finland."""
    away = radians(lon) - MERIDIAN
    east = atanh(cos(radians(lat)) * sin(away))
    north = atan2(tan(radians(lat)), cos(away))
    return EARTH_M * east, EARTH_M * north


def minute_of_week(at: datetime) -> int:
    """From Monday's midnight, of a moment with its local time."""
    return at.weekday() * DAY_MINUTES + at.hour * 60 + at.minute


async def fill(url: str, catalogue: Catalogue, key: str) -> None:
    """Make the tables and write all points of a read model, with one API key."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("create extension btree_gist"))
        await connection.run_sync(Row.metadata.create_all)
        await _write(connection, ApiKey, [_key(key)])
        owner = {"id": OWNER.id, "name": OWNER.name, "kind": OWNER.kind}
        await _write(connection, Owner, [owner])
        places = list(catalogue.places.values())
        await _write(connection, Point, [_point(catalogue, one) for one in places])
        await _write(connection, Offer, [row for one in places for row in _offers(one)])
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("vacuum analyze"))
    await engine.dispose()


async def _write(connection: AsyncConnection, kind: type[Row], rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), BATCH):
        await connection.execute(insert(kind), rows[first : first + BATCH])


def _key(key: str) -> dict[str, Any]:
    hashed = sha256(key.encode()).digest()
    return {"key_hash": hashed, "scopes": ["read"], "expires_at": NOON + timedelta(days=1)}


def _point(catalogue: Catalogue, place: Place) -> dict[str, Any]:
    """What the directory tells of it, column by column."""
    told: dict[str, Any] = json.loads(Telling(catalogue, NOON).json(place, None))
    row = {name: value for name, value in told.items() if name not in NOT_STORED}
    moments = {name: datetime.fromisoformat(told[name]) for name in MOMENTS}
    return row | moments | {"id": place.id, "organisation_id": place.organisation.id}


def _offers(place: Place) -> Iterator[dict[str, Any]]:
    minutes = list(_open_minutes(place))
    at = At(*plane(place.lat or 0, place.lon or 0))
    for service in place.services:
        named = {"point_id": place.id, "service_code": service.code}
        yield named | {"at": at, "hours": minutes}


def _open_minutes(place: Place) -> Iterator[Range[int]]:
    """The weekly spans, in minutes of the week; the invented points know nothing else."""
    for period in place.hours.periods:
        for group in period.groups:
            for span in group.spans:
                for weekday in span.weekdays:
                    midnight = (weekday - 1) * DAY_MINUTES
                    yield Range(midnight + span.start, midnight + span.end)
