"""No path shows assisted authorisation for a date without a qualified person (15.10, Q2-Q7)."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from common import db
from common.clock import helsinki_day, standing_at
from directory.mobile.qualifications import Qualification
from directory.mobile.visits import MobileVisit, VisitState
from directory.points.availability import AUTHORISATION
from directory.points.points import SupportPoint
from tests.directory.town import Town, helsinki, services
from tests.services import told

GEOJSON = {"accept": "application/geo+json"}
FINNISH = "Avustettu valtuutus"


class Rights:
    """Who may do it when, drawn by chance, and judged here once more."""

    def __init__(self, chance: random.Random) -> None:
        self.people = [uuid4() for _ in range(3)]
        first = date(2026, 5, 1)
        self.spans = [
            (
                person,
                chance.choice(["granted", "granted", "granted", "suspended", "revoked"]),
                begins := first + timedelta(days=chance.randint(0, 9)),
                chance.choice([None, begins + timedelta(days=chance.randint(0, 9))]),
            )
            for person in self.people
            for _ in range(chance.randint(1, 2))
        ]

    def rows(self) -> Iterator[Qualification]:
        for person, state, begins, ends in self.spans:
            yield Qualification(
                id=uuid4(), person_id=person, kind=AUTHORISATION, state=state,
                valid_from=begins, valid_to=ends, sequence=1, heard_at=helsinki(5, 1),
            )  # fmt: skip

    def cover(self, people: list[UUID], day: date) -> bool:
        return any(
            person in people and state == "granted" and begins <= day <= (ends or date.max)
            for person, state, begins, ends in self.spans
        )


async def arrange(town: Town, rights: Rights, chance: random.Random) -> dict[str, list[UUID]]:
    """Give the point, the unit and the visits people; answer whom the visits and the point have."""
    some = {name: chance.sample(rights.people, chance.randint(0, 2)) for name in ("harju", *VISITS)}
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        await session.execute(delete(Qualification))
        session.add_all(rights.rows())
        point = await session.get_one(SupportPoint, town.ids["harju"])
        listed = [str(one) for one in some["harju"]]
        offered = {"service_code": AUTHORISATION, "qualified_person_ids": listed}
        point.services = [*services("service_guidance"), offered]
        point.changed()
        for name in VISITS:
            visit = await session.get_one(MobileVisit, town.ids[name])
            visit.services, visit.qualified_person_ids = services(f"{AUTHORISATION}"), some[name]
            visit.services += services("service_guidance")
            visit.state = VisitState.CONFIRMED
            visit.changed()
    return some


VISITS = ("today", "sysma", "padas")


async def test_no_path_shows_it_for_a_date_without_a_qualified_person(town: Town) -> None:
    chance = random.Random(11)
    shown = 0
    for _ in range(12):
        rights = Rights(chance)
        people = await arrange(town, rights, chance)
        at = helsinki(5, chance.randint(5, 12), chance.choice([0, 9, 11, 23]), 30)
        with standing_at(at):
            shown += await look_everywhere(town, rights, people, at)
    assert shown > 20


async def look_everywhere(
    town: Town, rights: Rights, people: dict[str, list[UUID]], at: datetime
) -> int:
    """Every path; answers how often the service was shown, rightly."""
    days = {"today": date(2026, 5, 5), "sysma": date(2026, 5, 7), "padas": date(2026, 5, 12)}
    may = {name: rights.cover(people[name], day) for name, day in days.items()}
    today = helsinki_day(at)
    may["harju"] = rights.cover(people["harju"], today)
    may["bus"] = any(
        may[name] for name, day in days.items() if at < helsinki(5, day.day, 14) and day >= today
    )
    seen = [*await of_places(town, at), *await of_visits(town)]
    for path, name in seen:
        allowed = (
            may[name]
            if name != "bus" or "mobile-units" in path
            else (any(may[one] and days[one] == today for one in days))
        )
        assert allowed, (path, name, at)
    expected = {name for name in days if may[name] and await is_public(town, name)}
    assert {name for path, name in seen if path == "/mobile-visits"} == expected
    assert (("/support-points", "harju") in seen) is may["harju"]
    return len(seen)


async def is_public(town: Town, name: str) -> bool:
    return (await town.client.get(f"/mobile-visits/{town.ids[name]}")).status_code == 200


def with_it(town: Town, path: str, items: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The things of an answer that show the service."""
    ids = {str(id_): name for name, id_ in town.ids.items()}
    for item in items:
        if AUTHORISATION in str(item.get("services")) + str(item.get("service_codes")) + str(
            item.get("service")
        ) + str(item.get("also_here")) + str(item.get("properties")):
            yield path, ids[item["id"]]


async def of_places(town: Town, at: datetime) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    asked = {"service": AUTHORISATION}
    for path, params in (
        ("/support-points", {}),
        ("/support-points", {"include": "services"}),
        ("/support-points", {"q": "valtuutus", "include": "services"}),
        ("/open-now", {"limit": "200"}),
        ("/mobile-units", {}),
    ):
        found += with_it(town, path, (await town.get(path, **params))["items"])
    for path in ("/support-points", "/open-now", "/mobile-units"):
        items = (await town.get(path, **asked))["items"]
        found += [(path, name) for name in town.names_of(items) if name in ("harju", "bus")]
    harju = f"/support-points/{town.ids['harju']}"
    found += with_it(town, harju, [await town.get(harju, include="services")])
    answer = await town.client.get("/support-points", headers=GEOJSON)
    found += with_it(town, "geojson", answer.json()["features"])
    door = await town.client.get(f"{harju}/openness", params=asked)
    found += [(f"{harju}/openness", "harju")] if door.status_code == 200 else []
    return found


async def of_visits(town: Town) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    items = (await town.get("/mobile-visits"))["items"]
    found += with_it(town, "/mobile-visits", items)
    names = town.names_of(items)
    for name, item in zip(names, items, strict=True):
        assert item["assisted_authorisation"]["available"] is (("/mobile-visits", name) in found)
    units = (await town.get("/mobile-units"))["items"]
    found += with_it(town, "unit's visits", [one for unit in units for one in unit["visits"]])
    points = (await town.get("/support-points", kind="mobile", include="visits"))["items"]
    found += with_it(town, "point's visits", [one for unit in points for one in unit["visits"]])
    for asked in ({}, {"service": AUTHORISATION}):
        feed = (await town.client.get("/mobile-visits.ics", params=asked)).text
        for event in feed.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
            (name,) = [one for one, id_ in town.ids.items() if f"UID:{id_}" in event]
            found += [("ics", name)] if asked or FINNISH in event else []
    for path, params in (
        ("/match", {"need": "using_service", "can_identify": "no", "within_days": 62, "limit": 20}),
        ("/match", {"municipality": "781", "can_identify": "no", "within_days": 62}),
    ):
        for item in (await town.get(path, **params))["items"]:
            found += with_it(town, path, [item]) if item["kind"] == "visit" else []
    hits = (await town.get("/search", q="avustettu valtuutus", type="point,visit"))["items"]
    by_concept = [one for one in hits if f"concept:{AUTHORISATION}" in one["matched"]]
    found += [("/search", name) for name in town.names_of(by_concept) if name in VISITS]
    return found


async def test_guidance_offers_it_on_the_date_of_its_beginning(town: Town) -> None:
    chance = random.Random(12)
    offered = 0
    for _ in range(10):
        rights = Rights(chance)
        people = await arrange(town, rights, chance)
        at = helsinki(5, chance.randint(5, 12), chance.choice([0, 9, 11, 23]), 30)
        with standing_at(at):
            found = await town.get(
                "/match", near="60.983,25.660", need="using_service", can_identify="no",
                within_days=62, limit=20, radius_m=200_000,
            )  # fmt: skip
        for name, item in zip(town.names_of(found["items"]), found["items"], strict=True):
            if AUTHORISATION in (item["service"], *item["also_here"]) and name in people:
                starts = item["starts_at"]
                day = helsinki_day(datetime.fromisoformat(starts) if starts else at)
                assert rights.cover(people[name], day), (name, day, item)
                offered += 1
    assert offered > 3


async def test_events_tell_no_person_and_say_whether_one_is_qualified(town: Town) -> None:
    async with db.connected(town.url) as transactions, transactions() as session:
        clouds = await told(session)

    visits = {c["data"]["visit_id"]: c["data"] for c in clouds if ".visit." in c["type"]}
    assert visits[str(town.ids["sysma"])]["qualified"] is True
    assert visits[str(town.ids["padas"])]["qualified"] is None
    assert not any("person" in str(cloud["data"]) for cloud in clouds)
