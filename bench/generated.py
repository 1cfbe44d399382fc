"""Invented points over Finland, and places from which they are asked (performance.md 1.3)."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from directory.codes.areas import Areas
from directory.model import making
from directory.model.catalogue import Catalogue, Lists
from directory.model.things import Place
from directory.partners.organisations import Organisation, OrganisationKind
from directory.points.points import PointKind, RecordState, SupportPoint

MADE = datetime(2026, 4, 1, tzinfo=UTC)
NOON = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
"""A Tuesday at noon in Helsinki: when everything is measured."""
OFFERED = {
    "device_network": 0.6,
    "service_guidance": 0.8,
    "web_guidance": 0.5,
    "transacting_together": 0.2,
    "assisted_authorisation": 0.08,
    "kela_point": 0.15,
    "sensitive_space": 0.1,
}
WEEK = (0.8, 0.85, 0.85, 0.8, 0.7, 0.25, 0.1)
OWNER = Organisation(
    id=UUID(int=1), name={"fi": "Malli"}, sort_name="malli", kind=OrganisationKind.MUNICIPALITY
)


def spots(seed: int) -> Iterator[tuple[float, float]]:
    """Latitudes and longitudes for ever: 70 % in 80 clusters of very unequal size."""
    towns, chance = random.Random(80), random.Random(seed)
    middles = [(towns.uniform(60.1, 66), towns.uniform(21.5, 30)) for _ in range(80)]
    sizes = [towns.paretovariate(1) for _ in middles]
    while True:
        lat, lon = chance.uniform(59.8, 70), chance.uniform(20.5, 31.5)
        if chance.random() < 0.7:
            middle = chance.choices(middles, sizes)[0]
            lat, lon = chance.gauss(middle[0], 0.08), chance.gauss(middle[1], 0.16)
        yield round(lat, 6), round(lon, 6)


def places(count: int) -> list[Place]:
    chance, found = random.Random(7), spots(1)
    return [_place(chance, next(found), number) for number in range(count)]


def catalogue(count: int) -> Catalogue:
    """As the read model would hold so many points."""
    return Catalogue(
        places={place.id: place for place in places(count)},
        lists=Lists(areas=Areas({}, {}, {}, "09")),
        organisations={OWNER.id: OWNER},
        made_at=MADE,
        renews_at=datetime(2099, 1, 1, tzinfo=UTC),
    )


def _place(chance: random.Random, at: tuple[float, float], number: int) -> Place:
    row = SupportPoint(
        id=UUID(int=chance.getrandbits(128)),
        organisation_id=OWNER.id,
        kind=PointKind.MUNICIPALITY,
        name={"fi": f"Piste {number}", "sv": None, "en": None},
        sort_name=f"piste {number}",
        state=RecordState.PUBLISHED,
        municipality_code="398",
        address={"municipality_code": "398", "street": {"fi": f"Mallikatu {number}"}},
        lat=at[0],
        lon=at[1],
        coordinate_source="entered",
        services=[_service(code) for code, share in OFFERED.items() if chance.random() < share],
        hours=_hours(chance),
        created_at=MADE,
        updated_at=MADE,
    )
    return making.place_of(row, OWNER, {}, {})


def _service(code: str) -> dict[str, Any]:
    return {"service_code": code}


def _hours(chance: random.Random) -> dict[str, Any]:
    spans = []
    for weekday, share in enumerate(WEEK, start=1):
        start, length = chance.randint(8, 12), chance.randint(2, 8)
        if chance.random() < share:
            times = {"from": f"{start:02}:00", "to": f"{start + length:02}:00"}
            spans.append({"weekdays": [weekday]} | times)
    said = {"groups": [{"spans": spans}]} if spans else {"state": "closed"}
    return {"periods": [{"kind": "normal"} | said]}
