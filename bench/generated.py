"""Invented points over Finland, and places from which they are asked (performance.md 1.3)."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from common.clock import helsinki_day
from directory.codes.areas import Areas, County, Municipality
from directory.codes.codes import Code
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_COUNTIES, FIRST_MUNICIPALITIES
from directory.demo.channels import LINES
from directory.demo.materials import SHEETS
from directory.demo.organisations import organisations
from directory.demo.units import units
from directory.demo.visits import visits
from directory.model import making
from directory.model.catalogue import Catalogue, Lists
from directory.model.things import Place
from directory.partners.organisations import Organisation, OrganisationKind
from directory.points.points import PointKind, RecordState, SupportPoint
from directory.sorting import sort_key

MADE = datetime(2026, 4, 1, tzinfo=UTC)
NOON = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
"""A Tuesday at noon in Helsinki: when everything is measured."""
NEVER = datetime(2099, 1, 1, tzinfo=UTC)
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
COUNTY, LAHTI = "09", "398"
WORDS = ("Kirjasto", "Palvelutori", "Yhteispalvelupiste", "Asukastupa", "Terveysasema")
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
    return [
        making.place_of(_row(chance, next(found), f"Piste {n}"), OWNER, {}, {})
        for n in range(count)
    ]


def catalogue(count: int) -> Catalogue:
    """As the read model would hold so many points."""
    return Catalogue(
        places={place.id: place for place in places(count)},
        lists=Lists(areas=Areas({}, {}, {}, COUNTY)),
        organisations={OWNER.id: OWNER},
        made_at=NOON,
        renews_at=NEVER,
    )


def county(count: int) -> Catalogue:
    """So many points with names and municipalities, beside all else of the demonstration."""
    lists = _lists()
    today, ranks = helsinki_day(NOON), lists.ranks
    owners = [Organisation(sort_name=sort_key(o["name"]["fi"]), **o) for o in organisations(today)]
    owned = {one.id: one for one in [OWNER, *owners]}
    buses = {row.id: row for row in map(_published, units(today))}
    owner_of = {id_: owned[row.organisation_id] for id_, row in buses.items()}
    stops = [
        making.visit_of(row, buses[row.unit_id], owner_of[row.unit_id], ranks)
        for row in visits(today)
    ]
    channels = [_published(one.row(today)) for one in LINES]
    guides = [_published(one.row(today)) for one in SHEETS]
    return Catalogue(
        places={one.id: one for one in _named_places(count, lists)},
        units={
            row.id: making.unit_of(
                row, owner_of[row.id], [one for one in stops if one.unit is row], NOON, ranks
            )
            for row in buses.values()
        },
        visits={one.id: one for one in stops},
        channels={one.id: making.channel_of(one, owned[one.organisation_id]) for one in channels},
        guides={one.id: making.guide_of(one, owned[one.organisation_id]) for one in guides},
        organisations=owned,
        lists=lists,
        made_at=NOON,
        renews_at=NEVER,
    )


def _lists() -> Lists:
    towns = [Municipality(**row) for row in FIRST_MUNICIPALITIES]
    areas = Areas.of(towns, [County(**row) for row in FIRST_COUNTIES], COUNTY)
    return Lists(codes=tuple(Code(**row) for row in FIRST_CODES), areas=areas)


def _published(row: Any) -> Any:
    row.state, row.verified_at, row.verified_by_role = RecordState.PUBLISHED, MADE, "county"
    return row


def _named_places(count: int, lists: Lists) -> Iterator[Place]:
    chance, found, codes = random.Random(7), spots(1), lists.areas.own()
    for number in range(count):
        word, code = WORDS[number % len(WORDS)], codes[number % len(codes)]
        row = _row(chance, next(found), f"{word} {number}", code)
        yield making.place_of(row, OWNER, {}, lists.ranks)


def _row(
    chance: random.Random, at: tuple[float, float], name: str, municipality: str = LAHTI
) -> SupportPoint:
    return SupportPoint(
        id=UUID(int=chance.getrandbits(128)),
        organisation_id=OWNER.id,
        kind=PointKind.MUNICIPALITY,
        name={"fi": name, "sv": None, "en": None},
        sort_name=sort_key(name),
        state=RecordState.PUBLISHED,
        municipality_code=municipality,
        address={
            "municipality_code": municipality,
            "street": {"fi": f"Mallikatu {name.split()[-1]}"},
        },
        lat=at[0],
        lon=at[1],
        coordinate_source="entered",
        services=[_service(code) for code, share in OFFERED.items() if chance.random() < share],
        hours=_hours(chance),
        created_at=MADE,
        updated_at=MADE,
    )


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
