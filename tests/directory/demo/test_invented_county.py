"""What the demonstration holds, without a database: rows as they stand on a day."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from common.errors import Refusal
from directory.api.hours import Label, NewHours
from directory.api.parts import (
    Contacts,
    Description,
    Name,
    NewAddress,
    NewEntrance,
    NewLocation,
    PointServices,
)
from directory.api.parts_shown import Accessibility
from directory.codes.codes import List
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_MUNICIPALITIES
from directory.demo.channels import LINES, Line
from directory.demo.ids import demo_id
from directory.demo.loading import SPOTS
from directory.demo.materials import SHEETS, Sheet
from directory.demo.organisations import organisations
from directory.demo.units import units
from directory.demo.visits import visits
from directory.demo.weeks import next_christmas, next_summer
from directory.demo.words import LABEL
from directory.hours.opening_hours import State, hours_from, openness
from directory.points.availability import SERVICES
from directory.points.contacts import CONTACT
from directory.points.points import SupportPoint, Visibility

TODAY = date(2026, 11, 22)
OWN = {row["code"] for row in FIRST_MUNICIPALITIES if row["wellbeing_county_code"] == "09"}
CENTRES = {row["code"]: (row["lat"], row["lon"]) for row in FIRST_MUNICIPALITIES}


def points(today: date = TODAY) -> list[SupportPoint]:
    return [spot.row(today, CENTRES[spot.code]) for spot in SPOTS]


def shown_points() -> list[SupportPoint]:
    drafts = {demo_id(f"point:{spot.key}") for spot in SPOTS if spot.is_draft}
    return [row for row in points() if row.id not in drafts and row.visibility is Visibility.PUBLIC]


def codes(kind: List) -> set[str]:
    return {row["code"] for row in FIRST_CODES if row["list"] is kind}


def test_D6_every_point_can_be_published() -> None:
    assert [row.origin_id for row in points() if row.missing] == []


def test_every_member_of_a_point_has_its_shape() -> None:
    found = {row.origin_id: misshapen(row) for row in points()}

    assert len(found) == len(SPOTS)
    assert {origin: members for origin, members in found.items() if members} == {}


def test_a_member_of_another_shape_is_seen() -> None:
    row = points()[0]

    row.name, row.lat = {"fi": ""}, 0.0

    assert misshapen(row) == ["location", "name"]


SHAPES: dict[str, TypeAdapter[Any]] = {
    "location": TypeAdapter(NewLocation),
    "name": TypeAdapter(Name),
    "summary": TypeAdapter(Label),
    "address": TypeAdapter(NewAddress),
    "accessibility": TypeAdapter(Accessibility),
    "contacts": TypeAdapter(Contacts),
    "entrances": TypeAdapter(list[NewEntrance]),
    "services": TypeAdapter(PointServices),
    "description": TypeAdapter(Description | None),
}


def misshapen(row: SupportPoint) -> list[str]:
    """The members that the API would not take."""
    location = {"lat": row.lat, "lon": row.lon, "coordinate_source": row.coordinate_source}
    return [
        name
        for name, shape in SHAPES.items()
        if not fits(shape, location if name == "location" else getattr(row, name))
    ]


def fits(shape: TypeAdapter[Any], member: Any) -> bool:
    try:
        shape.validate_python(member)
    except (ValidationError, Refusal):
        return False
    return True


def test_hours_are_kept_as_the_api_would_keep_them() -> None:
    lines = [line.row(TODAY).hours for line in LINES]
    services = [one.get("hours") for row in points() for one in row.services]
    for kept in filter(None, [*(row.hours for row in points()), *lines, *services]):
        shape = NewHours.model_validate(kept)

        assert hours_from(shape.stored()) == hours_from(kept)


def test_codes_are_those_of_the_lists() -> None:
    for row in points():
        assert set(row.roles) <= codes(List.ROLE)
        assert set(row.target_groups) <= codes(List.TARGET_GROUP)
        for one in row.services:
            assert set(one.get("levels", [])) <= codes(List.LEVEL)
    remote: list[Line | Sheet] = [*LINES, *SHEETS]
    for line in remote:
        assert set(line.needs) <= codes(List.NEED)
        assert set(line.topics) <= codes(List.TOPIC)
        assert set(line.levels) <= codes(List.LEVEL)


def test_every_service_says_whom_it_helps() -> None:
    for row in points():
        for one in row.services:
            audiences = {level.partition("/")[0] for level in one["levels"]}
            assert audiences <= set(row.audiences)
            assert audiences


def test_every_service_is_given_somewhere() -> None:
    assert {one["service_code"] for row in shown_points() for one in row.services} == set(SERVICES)


def test_every_kind_of_point_and_every_municipality_is_there() -> None:
    counted = Counter(row.municipality_code for row in shown_points())

    assert len(points()) >= 40
    assert {row.kind.value for row in shown_points()} == {
        "county",
        "municipality",
        "kela",
        "third_sector",
        "other",
    }
    assert set(counted) == OWN
    assert min(counted.values()) >= 2
    assert counted.most_common(1)[0][0] == "398"


def test_there_is_one_draft_and_one_for_staff_only() -> None:
    assert [spot.key for spot in SPOTS if spot.is_draft] == ["karisto"]
    assert [spot.key for spot in SPOTS if spot.visibility is Visibility.STAFF] == ["henkilosto"]


def test_everything_says_that_it_is_an_example() -> None:
    labelled = [row.summary for row in points()] + [row.summary for row in units(TODAY)]
    labelled += [line.row(TODAY).summary for line in LINES]
    labelled += [sheet.row(TODAY).summary for sheet in SHEETS]
    labelled += [one["description"] for one in organisations(TODAY)]

    for said in labelled:
        assert said is not None
        for language, label in LABEL.items():
            assert said[language] is None or said[language].startswith(label)
    assert {row.data_source for row in points()} == {"demonstration"}


def test_nothing_leads_to_anybody() -> None:
    # given everything, written as JSON
    rows: list[Any] = [*points(), *units(TODAY), *(line.row(TODAY) for line in LINES)]
    kept = json.dumps([row.contacts for row in rows] + [one["contacts"] for one in LISTED])

    # then numbers are of nobody, and addresses are set aside for examples
    for contact in [one for row in rows for one in row.contacts]:
        if contact["kind"] == "phone":
            assert contact["value"].startswith("03 000 0")
        else:
            assert "example.fi" in contact["value"]
    assert "@" not in kept.replace("@example.fi", "")
    for sheet in SHEETS:
        assert all("https://example.fi/" in one["url"] for one in sheet.row(TODAY).files)


LISTED = organisations(TODAY)


def test_organisations_are_of_many_kinds() -> None:
    assert len(LISTED) >= 8
    assert {one["kind"].value for one in LISTED} >= {
        "county",
        "municipality",
        "kela",
        "dvv",
        "third_sector",
        "parish",
        "education",
        "influence_body",
        "peer_group",
    }
    for one in LISTED:
        Name.model_validate(one["name"])
        Description.model_validate(one["description"])
        TypeAdapter(Contacts).validate_python(one["contacts"])
        assert set(one["municipality_codes"]) <= OWN


def test_every_owner_is_there() -> None:
    there = {one["id"] for one in LISTED}
    rows: list[Any] = [*points(), *units(TODAY), *(line.row(TODAY) for line in LINES)]
    rows += [sheet.row(TODAY) for sheet in SHEETS]

    assert {row.organisation_id for row in rows} <= there


def test_no_two_records_have_one_id() -> None:
    rows: list[Any] = [*points(), *units(TODAY), *visits(TODAY)]
    rows += [line.row(TODAY) for line in LINES] + [sheet.row(TODAY) for sheet in SHEETS]
    ids = [row.id for row in rows]

    assert len(set(ids)) == len(ids)
    assert {one.version for one in ids} == {7}


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 6, 21), date(2026, 12, 27)])
def test_seasons_lie_ahead_or_are_going_on(today: date) -> None:
    for first, last in (next_summer(today), next_christmas(today)):
        assert last >= today
        assert first - today < timedelta(days=366)
    assert next_summer(today)[0].weekday() == 0


def test_contacts_are_of_every_kind_but_sms() -> None:
    kinds = {one["kind"] for row in points() for one in row.contacts}

    assert kinds == CONTACT.keys() - {"sms"}


def test_hours_show_what_the_engine_can_say() -> None:
    # given a week of hours at all points
    found: Counter[State] = Counter()
    starts = [line.starts_at for line in visits(TODAY)][:1]
    for row in shown_points():
        hours = hours_from(row.hours)
        for hour in range(0, 7 * 24, 3):
            found[openness(hours, starts[0] + timedelta(hours=hour)).state] += 1

    # then every state is met
    assert set(found) == set(State)


@pytest.mark.shared
def test_points_and_stops_lie_in_their_municipalities(shared_data: Path) -> None:
    path = shared_data / "municipalities" / "kuntarajat.2023.json"
    features = json.loads(path.read_bytes())["features"]
    shapes = {one["properties"]["NATCODE"]: one["geometry"]["coordinates"][0] for one in features}

    for row in points():
        assert is_inside(shapes[str(row.municipality_code)], row.lon or 0, row.lat or 0), row.name
    for visit in visits(TODAY):
        location = visit.stop["location"]
        assert is_inside(shapes[visit.municipality_code], location["lon"], location["lat"])


def is_inside(ring: list[list[float]], lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
