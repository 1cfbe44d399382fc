"""Support points as GeoJSON (RFC 7946): longitude first, six decimals, no `crs` member."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from common.clock import helsinki_day
from common.errors import NotAcceptable
from directory.model.catalogue import Catalogue
from directory.model.finding import Found
from directory.model.things import Place

JSON, GEOJSON = "application/json", "application/geo+json"
FEATURE = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string", "format": "uuid"},
        "geometry": {"type": ["object", "null"]},
        "properties": {"type": "object"},
    },
}
COLLECTION = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "maxItems": 200, "items": FEATURE},
        "next": {"type": "string", "maxLength": 2000},
    },
}
EMPTY = {"type": "FeatureCollection", "features": []}
AS_GEOJSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {GEOJSON: {"schema": COLLECTION, "example": EMPTY}}}
}
"""The list in its other form, for the contract."""


def media_type(accepted: str | None) -> str:
    """Which of the two the caller likes best (RFC 9110, 12.5.1). Raises NotAcceptable."""
    if accepted in (None, "*/*", JSON):
        return JSON
    liked = {one: _liking(accepted or "*/*", one) for one in (JSON, GEOJSON)}
    best = max(liked, key=lambda one: liked[one])
    if liked[best] <= 0:
        raise NotAcceptable
    return best


def _liking(accepted: str, media: str) -> float:
    """The quality of the range that names the type most closely."""
    found = (-1, 0.0)
    for part in accepted.lower().split(",")[:20]:
        named, *parameters = (one.strip() for one in part.split(";"))
        ranges = ("*/*", "application/*", media)
        if named in ranges:
            found = max(found, (ranges.index(named), _quality(parameters)))
    return found[1]


def _quality(parameters: list[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip() == "q":
            return float(value) if value.replace(".", "", 1).isdecimal() else 0.0
    return 1.0


def as_geojson(
    catalogue: Catalogue, found: Sequence[Found], at: datetime, next_cursor: str | None
) -> bytes:
    """A FeatureCollection; a point without a location has a null geometry."""
    features = [_feature(catalogue, one.place, at, one.distance_m) for one in found]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if next_cursor:
        whole["next"] = next_cursor
    return json.dumps(whole, ensure_ascii=False).encode()


def _feature(
    catalogue: Catalogue, place: Place, at: datetime, metres: float | None
) -> dict[str, Any]:
    now, today = place.door(None, at), helsinki_day(at)
    geometry = None
    if place.lat is not None and place.lon is not None:
        geometry = {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
    return {
        "type": "Feature",
        "id": str(place.id),
        "geometry": geometry,
        "properties": {
            **{f"name_{language}": place.name.get(language) for language in ("fi", "sv", "en")},
            "kind": place.kind,
            "municipality_code": place.municipality,
            "services": sorted(
                service.code for service in place.services_on(today, catalogue.qualified)
            ),
            "state_now": now.state,
            "until": _moment(now.until),
            "next_open": _moment(now.next_open),
            "freshness": place.freshness(today),
            "distance_m": None if metres is None else round(metres),
            "url": f"/v1/support-points/{place.id}",
        },
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
