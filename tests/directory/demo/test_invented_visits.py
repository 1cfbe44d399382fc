"""Visits, channels and materials of the demonstration, as they stand on a day."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from common.clock import HELSINKI
from common.text import Text
from directory.api.hours import Label
from directory.api.parts import (
    Codes,
    Contacts,
    LevelCodes,
    Name,
    NewAddress,
    NewContact,
    NewLocation,
    PointServices,
)
from directory.api.parts_shown import Accessibility
from directory.api.remote import MaterialFile
from directory.codes.codes import List
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_MUNICIPALITIES
from directory.demo.channels import LINES
from directory.demo.ids import demo_id
from directory.demo.loading import SPOTS
from directory.demo.materials import SHEETS
from directory.demo.officers import FORMER, IN_FORCE, qualifications
from directory.demo.units import units
from directory.demo.visits import SEEN, visits
from directory.mobile.qualifications import Qualified
from directory.mobile.visits import MobileVisit, VisitState
from directory.points.availability import AUTHORISATION
from directory.remote.channels import ChannelForm
from directory.remote.materials import MaterialKind

TODAY = date(2026, 11, 22)
OWN = {row["code"] for row in FIRST_MUNICIPALITIES if row["wellbeing_county_code"] == "09"}
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
TOPICS = {row["code"] for row in FIRST_CODES if row["list"] is List.TOPIC}


@settings(max_examples=30, deadline=None)
@given(DAYS)
def test_V7_visits_lie_ahead_and_no_two_of_a_unit_overlap(today: date) -> None:
    coming = visits(today)

    assert all(today <= one.day < today + timedelta(days=SEEN) for one in coming)
    assert all(one.starts_at.astimezone(HELSINKI).date() == one.day for one in coming)
    assert all(one.starts_at < one.ends_at for one in coming)
    days = Counter((one.unit_id, one.day) for one in coming)
    assert set(days.values()) == {1}


@settings(max_examples=30, deadline=None)
@given(DAYS)
def test_V8_the_bus_comes_to_every_municipality(today: date) -> None:
    coming = [one for one in visits(today) if AUTHORISATION in one.service_codes]

    assert {one.municipality_code for one in coming} == OWN


@settings(max_examples=30, deadline=None)
@given(DAYS)
def test_one_visit_is_off_and_later_ones_are_only_planned(today: date) -> None:
    coming = visits(today)
    by_state = Counter(one.state for one in coming)

    assert by_state[VisitState.CANCELLED] == 1
    assert by_state[VisitState.CONFIRMED] >= 5
    assert by_state[VisitState.PLANNED] >= 1
    assert all(one.announce for one in coming if one.state is VisitState.PLANNED)
    assert all(one.cancel_reason for one in coming if one.state is VisitState.CANCELLED)


@settings(max_examples=20, deadline=None)
@given(DAYS, st.integers(1, 120))
def test_a_later_loading_plans_the_same_dates(today: date, later: int) -> None:
    both = today + timedelta(days=later)
    before = {one.id for one in visits(today) if one.day >= both}
    after = {one.id for one in visits(both) if one.day < today + timedelta(days=SEEN)}

    assert before == after


def test_Q1_a_right_holds_when_it_is_granted_from_its_first_day_to_its_last() -> None:
    rights = {right.person_id: right for right in qualifications(TODAY)}
    ended, suspended = rights[FORMER], rights[IN_FORCE[0]]
    suspended.state, rights[IN_FORCE[1]].kind = "suspended", "dvv_digital_guide"
    first, last = ended.valid_from, ended.valid_to
    assert last is not None

    qualified = Qualified(rights.values())

    assert qualified.any_of([FORMER], first)
    assert qualified.any_of([FORMER], last)
    assert not qualified.any_of([FORMER], first - timedelta(days=1))
    assert not qualified.any_of([FORMER], last + timedelta(days=1))
    assert not qualified.any_of(IN_FORCE, TODAY)


@settings(max_examples=20, deadline=None)
@given(DAYS)
def test_Q2_a_confirmed_visit_has_somebody_qualified(today: date) -> None:
    qualified = Qualified(qualifications(today))

    for one in visits(today):
        if one.state is VisitState.CONFIRMED and AUTHORISATION in one.service_codes:
            assert qualified.any_of(one.qualified_person_ids, one.day)
    assert not qualified.any_of([FORMER], today)


def test_visits_have_their_shapes() -> None:
    hosts = {str(demo_id(f"point:{spot.key}")) for spot in SPOTS} | {None}
    for one in visits(TODAY):
        assert has_shapes(one)
        assert one.stop["host_point_id"] in hosts


def has_shapes(one: MobileVisit) -> bool:
    TypeAdapter(PointServices).validate_python(one.services)
    NewLocation.model_validate(one.stop["location"])
    NewAddress.model_validate(one.stop["address"])
    Text.model_validate(one.stop["name"])
    texts = [text for text in (one.note, one.cancel_reason) if text]
    return all(Text.model_validate(text) for text in texts)


def test_units_can_be_published() -> None:
    for row in units(TODAY):
        assert row.missing == []
        TypeAdapter(Contacts).validate_python(row.contacts)
        Label.model_validate(row.summary)
        Accessibility.model_validate(row.accessibility)


def test_every_form_of_remote_channel_is_there_and_one_is_of_last_resort() -> None:
    rows = [line.row(TODAY) for line in LINES]

    assert {row.form for row in rows} == set(ChannelForm)
    assert [row.form for row in rows if row.is_default] == [ChannelForm.REMOTE_PHONE]
    assert any(row.requires_identification for row in rows)
    for row in rows:
        assert row.missing == []
        Label.model_validate(row.summary)
        TypeAdapter(Contacts).validate_python(row.contacts)
        TypeAdapter(Codes).validate_python(row.needs)
        TypeAdapter(LevelCodes).validate_python(row.levels)


def test_every_kind_of_material_and_every_topic_is_there() -> None:
    rows = [sheet.row(TODAY) for sheet in SHEETS]

    assert {row.kind for row in rows} == set(MaterialKind)
    assert {topic for row in rows for topic in row.topics} == TOPICS
    for row in rows:
        assert row.missing == []
        Name.model_validate(row.title)
        Label.model_validate(row.summary)
        TypeAdapter(list[MaterialFile]).validate_python(row.files)
        TypeAdapter(NewContact | None).validate_python(row.order_contact)
