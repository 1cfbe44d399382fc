"""Visits as calendars, read by libraries that nobody here wrote (directory.md 11.7, 12)."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import standing_at
from directory.mobile.calendar import calendar_of, folded
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit, VisitState
from directory.model.catalogue import Catalogue
from tests.directory.invented_places import OWNER
from tests.directory.town import TUESDAY, Town, helsinki, services

STARTS = [
    datetime.fromisoformat(f"{one}:00Z")
    for one in (
        "2026-02-03T08:00", "2026-02-17T08:00", "2026-03-03T08:00", "2026-03-17T08:00",
        "2026-04-07T07:00", "2026-04-21T07:00", "2026-05-05T07:00", "2026-05-19T07:00",
        "2026-06-02T07:00", "2026-06-16T07:00", "2026-07-28T07:00", "2026-08-04T07:00",
        "2026-08-18T07:00", "2026-09-01T07:00", "2026-09-15T07:00", "2026-10-06T07:00",
        "2026-10-20T07:00", "2026-11-03T08:00", "2026-11-17T08:00", "2026-12-01T08:00",
        "2026-12-15T08:00",
    )
]  # fmt: skip
"""A rota's visits in UTC: ten o'clock on both sides of both changes of clock."""


def visit(number: int, starts: datetime, **more: Any) -> Any:
    """A visit of four hours as the read model holds it."""
    unit = MobileUnit(organisation_id=OWNER.id, name={"fi": "Auto"}, sort_name="auto")
    row = MobileVisit(
        id=UUID(int=number + 1),
        unit_id=unit.id,
        day=starts.date(),
        starts_at=starts,
        ends_at=starts.replace(hour=starts.hour + 4),
        stop={"name": {"fi": "Tori", "sv": "Torget"}} | more.pop("stop", {}),
        municipality_code="781",
        services=services("service_guidance"),
        **{"state": VisitState.CONFIRMED} | more,
    )
    given: list[Any] = []
    return SimpleNamespace(row=row, unit=unit, lat=61.5, lon=25.7, services_on=lambda _: given)


def read(feed: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(feed).walk("VEVENT"))


def feed_of(visits: list[Any], language: str = "fi") -> bytes:
    return calendar_of(Catalogue(), visits, language, TUESDAY)


def test_starts_in_utc_over_both_changes_of_clock() -> None:
    feed = feed_of([visit(number, starts) for number, starts in enumerate(STARTS)])

    by_icalendar = [event.start.astimezone(UTC) for event in read(feed)]
    found: list[Any] = recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(
        datetime(2026, 1, 1), datetime(2027, 1, 1)
    )

    assert by_icalendar == STARTS
    assert sorted(event.start.astimezone(UTC) for event in found) == STARTS


def test_the_zone_is_told_by_rules() -> None:
    (zone,) = icalendar.Calendar.from_ical(feed_of([])).walk("VTIMEZONE")
    summer, winter = zone.walk("DAYLIGHT")[0], zone.walk("STANDARD")[0]

    assert summer["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
    assert winter["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    assert b"RDATE" not in feed_of([])


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_lines_are_folded_at_75_bytes_and_nothing_is_lost(text: str) -> None:
    rows = folded(f"DESCRIPTION:{text}").split(b"\r\n")

    assert rows[-1] == b""
    assert all(len(row) <= 75 for row in rows)
    assert all(row.decode() is not None for row in rows)
    assert b"".join([rows[0], *(row[1:] for row in rows[1:])]).decode() == f"DESCRIPTION:{text}"


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("aÄ€😀\\;,:\n\"' "), min_size=1, max_size=120))
def test_texts_come_back_as_they_were(text: str) -> None:
    said = f"x{text}x"
    one = visit(0, STARTS[0], note={"fi": said}, stop={"name": {"fi": said}})

    (event,) = read(feed_of([one]))

    assert str(event["DESCRIPTION"]) == said
    assert str(event["LOCATION"]) == said


def test_a_feed_is_told_in_the_language_asked() -> None:
    one = visit(0, STARTS[0], note={"fi": "Ovi A", "sv": "Dörr A", "en": None})

    swedish, english = read(feed_of([one], "sv"))[0], read(feed_of([one], "en"))[0]

    assert (str(swedish["LOCATION"]), str(swedish["DESCRIPTION"])) == ("Torget", "Dörr A")
    assert (str(english["LOCATION"]), str(english["DESCRIPTION"])) == ("Tori", "Ovi A")


async def feed(town: Town, path: str = "/mobile-visits.ics", **params: Any) -> dict[str, Any]:
    answer = await town.client.get(path, params=params)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    ids = {str(id_): name for name, id_ in town.ids.items()}
    return {ids[str(event["UID"]).partition("@")[0]]: event for event in read(answer.content)}


async def test_the_feed_of_the_town(read_town: Town) -> None:
    events = await feed(read_town)

    assert list(events) == ["today", "cancelled", "sysma", "padas", "announced"]
    statuses = {name: str(event["STATUS"]) for name, event in events.items()}
    assert statuses == {
        "today": "CONFIRMED",
        "cancelled": "CANCELLED",
        "sysma": "CONFIRMED",
        "padas": "CONFIRMED",
        "announced": "TENTATIVE",
    }
    sysma = events["sysma"]
    assert sysma.start.astimezone(UTC) == helsinki(5, 7, 10)
    assert sysma["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert (sysma["GEO"].latitude, sysma["GEO"].longitude) == (61.504, 25.684)
    assert "Avustettu valtuutus" in str(sysma["DESCRIPTION"])
    assert "Auto on korjattavana" in str(events["cancelled"]["DESCRIPTION"])
    assert int(events["cancelled"]["SEQUENCE"]) == 1
    assert "URL" not in sysma
    assert "RRULE" not in sysma


async def test_a_cancelled_visit_stays_until_its_end(read_town: Town) -> None:
    for at, there in ((helsinki(5, 6, 13, 59), True), (helsinki(5, 6, 14), False)):
        with standing_at(at):
            assert ("cancelled" in await feed(read_town)) is there


async def test_feeds_take_the_filters_of_the_list(read_town: Town) -> None:
    unit = f"/mobile-units/{read_town.ids['bus']}/visits.ics"

    assert list(await feed(read_town, unit)) == list(await feed(read_town))
    assert list(await feed(read_town, unit, municipality="781")) == ["sysma"]
    assert list(await feed(read_town, service="assisted_authorisation")) == ["sysma"]
    assert list(await feed(read_town, state="cancelled")) == ["cancelled"]
    assert (
        await read_town.client.get(f"/mobile-units/{read_town.ids['harju']}/visits.ics")
    ).status_code == 404


async def test_the_unit_of_a_feed_is_named_in_its_path_alone(read_town: Town) -> None:
    path = "/mobile-units/{unit_id}/visits.ics"
    operations = read_town.app.openapi()["paths"]
    of_unit, of_all = (
        [(one["in"], one["name"]) for one in operations[at]["get"]["parameters"]]
        for at in (path, "/mobile-visits.ics")
    )

    asked = f"/mobile-units/{read_town.ids['bus']}/visits.ics"
    twice = await read_town.client.get(asked, params={"unit_id": str(read_town.ids["bus"])})
    other = await feed(read_town, unit_id="0199e0a0-0000-7000-8000-000000000001")

    assert ("path", "unit_id") in of_unit
    assert ("query", "unit_id") not in of_unit
    assert ("query", "unit_id") in of_all
    assert set(of_all) - set(of_unit) == {("query", "unit_id")}
    assert (twice.status_code, twice.json()["type"]) == (400, "/problems/unknown-parameter")
    assert other == {}


async def test_an_event_says_who_comes_where(read_town: Town) -> None:
    finnish, swedish = await feed(read_town), await feed(read_town, language="sv")

    assert str(finnish["sysma"]["SUMMARY"]) == "Digiauto, Sysmä"
    assert str(finnish["padas"]["SUMMARY"]) == "Digiauto, Padasjoki"
    assert str(swedish["today"]["SUMMARY"]) == "Digibussen, Lahtis"
    assert str(swedish["today"]["LOCATION"]) == "Torget, Lahtis"


def test_a_location_holds_street_postal_code_and_municipality() -> None:
    address = {"street": {"fi": "Mallikatu 8"}, "postal_code": "19700"}
    one = visit(0, STARTS[0], stop={"address": address})
    known = SimpleNamespace(name={"fi": "Sysmä"})
    catalogue = SimpleNamespace(
        areas=SimpleNamespace(municipalities={"781": known}), qualified=None
    )

    (event,) = read(calendar_of(catalogue, [one], "fi", TUESDAY))

    assert str(event["LOCATION"]) == "Tori, Mallikatu 8, 19700 Sysmä"
    assert str(event["SUMMARY"]) == "Auto, Sysmä"
