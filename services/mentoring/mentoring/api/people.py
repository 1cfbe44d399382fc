"""People over HTTP: who I am, who is known, where they work, who has left."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.errors import RoleRequired
from common.query import YesOrNo, asked
from common.shapes import Day, Flag, Line, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.dated import Dated, days_said
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Warnings, Words, newest_page
from mentoring.people import staff
from mentoring.people.memberships import write_profile
from mentoring.people.persons import Person as Row
from mentoring.people.persons import Placement as PlacementRow
from mentoring.people.persons import refuse_inactive
from mentoring.people.roles import Role
from mentoring.people.teams import Background, MentorProfile

router = routes("/people", "people")
Name = Annotated[FreeText, Field(max_length=80)]
Email = Annotated[Line, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["aino@example.org"])]
NAMES = ("id", "display_name", "work_email", "version", "created_at", "updated_at")


class NewPerson(Shape):
    """An employee: a name, a work address, and whom the identity provider says that they are."""

    subject: Annotated[Line, Field(examples=["aino"])]
    display_name: Name
    work_email: Email | None = None


class PersonChange(Shape):
    display_name: Name | MISSING = MISSING
    work_email: Email | MISSING | None = MISSING
    is_active: Flag | MISSING = MISSING


class Person(Shape):
    id: UUID
    subject: Annotated[str | None, Field(max_length=200, description="For those who enter people.")]
    display_name: Annotated[str, Field(max_length=120)]
    work_email: Annotated[str | None, Field(max_length=200)]
    is_active: bool
    deactivated_on: Day | None
    version: WholeNumber
    created_at: Moment
    updated_at: Moment
    warnings: Warnings | MISSING = MISSING


class Place(Shape):
    """The units in which a role is held today, with those below them."""

    role: Line
    org_unit_ids: Annotated[list[UUID], Field(max_length=10_000)]


class Myself(Shape):
    """Who asks, and what they are today."""

    id: Annotated[UUID | None, Field(description="Null for one who is not entered as a person.")]
    subject: Annotated[str, Field(max_length=200)]
    display_name: Annotated[str | None, Field(max_length=120)]
    roles: Annotated[list[Line], Field(max_length=20)]
    scopes: Annotated[list[Line], Field(max_length=50)]
    units: Annotated[list[Place], Field(max_length=20)]
    works_for: Annotated[
        list[UUID], Field(max_length=1000, description="Oneself, and those whom one covers today.")
    ]


class NewPlacement(Dated):
    org_unit_id: UUID


class Placement(Shape):
    id: UUID
    person_id: UUID
    org_unit_id: UUID
    valid_from: Day
    valid_to: Day | None


class Placements(Shape):
    rows_of_file: ClassVar[str] = "items"
    items: Annotated[list[Placement], Field(max_length=1000)]


class NewProfile(Shape):
    background: Background
    strengths: FreeText | None = None
    languages: Annotated[list[Annotated[str, Field(pattern="^[a-z]{2,3}$")]], Field(max_length=20)]


class Profile(Shape):
    person_id: UUID
    background: Background
    strengths: Annotated[str | None, Field(max_length=2000)]
    languages: Annotated[list[str], Field(max_length=20)]
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class PeopleQuery(Paged):
    active: YesOrNo | None = None
    q: Words = None


def _shown(desk: Desk, row: Row) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in (*NAMES, "is_active", "deactivated_on")}
    sees_subject = staff.keeps_people(desk.by) or row.id == desk.by.person_id
    return found | {"subject": row.subject if sees_subject else None}


def _refuse_unless_kept(desk: Desk) -> None:
    if not staff.keeps_people(desk.by):
        raise RoleRequired


@router.get("/me", response_model=Myself)
async def get_myself(desk: Reading) -> dict[str, Any]:
    """Roles, units and whose work one does today."""
    by = desk.by
    person = await desk.session.get(Row, by.person_id) if by.person_id else None
    return {
        "id": by.person_id,
        "subject": by.subject,
        "display_name": person and person.display_name,
        "roles": sorted(map(str, by.roles)),
        "scopes": sorted(by.scopes),
        "units": [
            {"role": role, "org_unit_ids": sorted(units)}
            for role, units in sorted(by.units.items())
            if units
        ],
        "works_for": sorted(by.works_for),
    }


@router.get("", response_model=Page[Person])
async def list_people(
    desk: Reading, query: Annotated[PeopleQuery, asked(PeopleQuery)]
) -> dict[str, Any]:
    """Those that the caller may read: oneself, who works in the units one leads, or all."""
    wanted = staff.visible_people(desk.by, desk.today, is_active=query.active, words=query.q)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page([_shown(desk, row) for row in found], following)


@router.post("", status_code=201, response_model=Person)
async def add_person(new: NewPerson, desk: Using) -> dict[str, Any]:
    """Enter an employee."""
    _refuse_unless_kept(desk)
    row = await staff.add_person(desk.session, Row(**new.model_dump()), desk.by)
    desk.made("/people", row)
    return _shown(desk, row)


@router.get("/{person_id}", response_model=Person)
async def get_person(person_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await staff.visible_person(desk.session, person_id, desk.by, desk.today)
    desk.answer.version = row.version
    return _shown(desk, row)


async def _to_change(desk: Desk, person_id: UUID, expected: IfMatch) -> Row:
    row = await staff.visible_person(desk.session, person_id, desk.by, desk.today, for_change=True)
    expected.check(row.version)
    _refuse_unless_kept(desk)
    return row


@router.patch("/{person_id}", response_model=Person)
async def change_person(
    person_id: UUID, sent: PersonChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Another name or address, or back at work."""
    row = await _to_change(desk, person_id, expected)
    await staff.change_person(desk.session, row, desk.by, sent.model_dump(), desk.today)
    desk.answer.version = row.version
    return _shown(desk, row)


@router.post("/{person_id}/deactivate", response_model=Person)
async def deactivate_person(person_id: UUID, desk: Using, expected: IfMatch) -> dict[str, Any]:
    """The person does nothing and is given nothing from now on; open work waits for the lead."""
    row = await _to_change(desk, person_id, expected)
    await staff.deactivate(desk.session, row, desk.by, desk.today)
    desk.answer.version = row.version
    return _shown(desk, row)


def _placed(row: PlacementRow) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("id", "person_id", "org_unit_id")}
    return found | days_said(row.valid)


@router.get("/{person_id}/placements", response_model=Placements)
async def list_placements(person_id: UUID, desk: Reading) -> dict[str, Any]:
    """Where a person works and has worked, the newest first."""
    await staff.visible_person(desk.session, person_id, desk.by, desk.today)
    rows = await staff.placements_of(desk.session, person_id)
    return {"items": [_placed(row) for row in rows]}


@router.post("/{person_id}/placements", status_code=201, response_model=Placement)
async def add_placement(person_id: UUID, new: NewPlacement, desk: Using) -> dict[str, Any]:
    """Place a person in a unit; the placement until then ends the day before."""
    await staff.visible_person(desk.session, person_id, desk.by, desk.today)
    _refuse_unless_kept(desk)
    await refuse_inactive(desk.session, [person_id])
    row = PlacementRow(person_id=person_id, org_unit_id=new.org_unit_id, valid=new.days)
    row = await staff.place(desk.session, row, desk.by)
    desk.answer.location = f"/people/{person_id}/placements"
    return _placed(row)


@router.put("/{person_id}/mentor-profile", response_model=Profile)
async def write_mentor_profile(person_id: UUID, new: NewProfile, desk: Using) -> MentorProfile:
    """What a mentor brings along. One's own, or by those who enter people."""
    await staff.visible_person(desk.session, person_id, desk.by, desk.today)
    own = person_id == desk.by.person_id and desk.by.has(Role.MENTOR, Role.LEAD)
    if not own:
        _refuse_unless_kept(desk)
    await refuse_inactive(desk.session, [person_id])
    row = MentorProfile(person_id=person_id, **new.model_dump())
    return await write_profile(desk.session, row, desk.by)
