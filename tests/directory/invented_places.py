"""Many invented places, as a catalogue in memory: no database."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from directory.codes.areas import Areas
from directory.model import making
from directory.model.catalogue import Catalogue, Lists
from directory.model.things import Place
from directory.partners.organisations import Organisation, OrganisationKind
from directory.points.points import PointKind, RecordState, SupportPoint
from directory.sorting import sort_key

MADE = datetime(2026, 1, 1, tzinfo=UTC)
OFFERED = {
    "device_network": 0.6,
    "service_guidance": 0.8,
    "web_guidance": 0.5,
    "transacting_together": 0.2,
    "interpreting": 0.08,
    "kela_point": 0.15,
    "sensitive_space": 0.1,
}
STATES = ("open", "open", "open", "self_service", "by_appointment", "remote_only")
OWNER = Organisation(
    id=UUID(int=1), name={"fi": "Malli"}, sort_name="malli", kind=OrganisationKind.MUNICIPALITY
)


def some_hours(chance: random.Random) -> dict[str, Any] | None:
    """Hours of many kinds: none, always, nights, seasons, holidays, dated days."""
    kind = chance.random()
    if kind < 0.05:
        return None
    if kind < 0.1:
        return {"periods": [{"kind": "normal", "state": chance.choice(STATES)}]}
    told: dict[str, Any] = {"periods": [_period(chance, "normal", None)]}
    if kind > 0.6:
        told["periods"].append(_period(chance, "exception", chance.choice([3, 10])))
    if kind > 0.8:
        told["holiday_rules"] = [{"holidays": ["good_friday", "all_saints_day"], "state": "closed"}]
    if kind > 0.9:
        told["days"] = [{"date": "2026-03-28", "spans": [_span(chance, [])]}]
    return told


def _period(chance: random.Random, kind: str, month: int | None) -> dict[str, Any]:
    spans = [_span(chance, sorted(chance.sample(range(1, 8), chance.randint(1, 6))))]
    spans += [_span(chance, [chance.randint(1, 7)]) for _ in range(chance.randint(0, 2))]
    told = {"kind": kind, "groups": [{"spans": spans}]}
    if month is None:
        return told
    return told | {"valid_from": f"2026-{month:02}-20", "valid_to": f"2026-{month + 1:02}-05"}


def _span(chance: random.Random, weekdays: list[int]) -> dict[str, Any]:
    start, length = chance.randint(0, 95) * 15, chance.randint(1, 60) * 15
    end = start + length
    return {
        "weekdays": weekdays,
        "from": f"{start // 60:02}:{start % 60:02}",
        "to": f"{end % 1440 // 60:02}:{end % 60:02}" if end != 1440 else "24:00",
        "ends_next_day": end > 1440,
        "state": chance.choice(STATES),
    }


def some_place(chance: random.Random, number: int, at: tuple[float, float] | None) -> Place:
    own = {"hours": some_hours(chance)} if chance.random() < 0.1 else {}
    given = [
        {"service_code": code} | (own if own.get("hours") else {})
        for code, share in OFFERED.items()
        if chance.random() < share
    ]
    name = f"Paikka {chance.randint(1, 400)}"
    row = SupportPoint(
        id=UUID(int=chance.getrandbits(128)),
        organisation_id=OWNER.id,
        kind=chance.choice(list(PointKind)),
        name={"fi": name, "sv": None, "en": None},
        sort_name=sort_key(name),
        state=RecordState.PUBLISHED,
        municipality_code=chance.choice(["398", "111", "098"]),
        lat=at and at[0],
        lon=at and at[1],
        coordinate_source="municipality_centre" if chance.random() < 0.03 else "entered",
        services=given,
        hours=some_hours(chance),
        created_at=MADE,
        updated_at=MADE,
    )
    return making.place_of(row, OWNER, {}, {})


def many_places(count: int, seed: int = 1) -> list[Place]:
    """Places over the county; some in one spot, some without a location."""
    chance = random.Random(seed)
    spots = [(chance.uniform(60.6, 61.7), chance.uniform(25.0, 26.6)) for _ in range(count)]
    made = []
    for number in range(count):
        spot: tuple[float, float] | None = spots[number if chance.random() < 0.8 else 0]
        made.append(some_place(chance, number, spot if chance.random() < 0.98 else None))
    return made


def catalogue_of(places: Iterable[Place]) -> Catalogue:
    return Catalogue(
        places={place.id: place for place in places},
        lists=Lists(areas=Areas({}, {}, {}, "09")),
        organisations={OWNER.id: OWNER},
    )
