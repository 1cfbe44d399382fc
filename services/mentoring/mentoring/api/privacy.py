"""What is kept about oneself, who has looked at it (7.5), and codes in stored texts (7.2)."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.clock import now
from common.errors import RoleRequired
from common.shapes import Day, Line, Moment, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.desk import AUDIT, Desk, Reading, at_desk
from mentoring.api.exports import routes
from mentoring.people.access import accesses_to, done_by, note_access, records_naming
from mentoring.people.audit import Trail, sees_values
from mentoring.people.persons import Person
from mentoring.people.scanning import MOST, scan

Auditing = Annotated[Desk, at_desk(AUDIT, grants="the role of an auditor")]
router = routes("/privacy", "privacy")


class Kept(Shape):
    """The employee's own row."""

    id: UUID
    subject: Annotated[str, Field(max_length=200)]
    display_name: Annotated[str, Field(max_length=120)]
    work_email: Annotated[str | None, Field(max_length=200)]
    is_active: bool
    deactivated_on: Day | None
    created_at: Moment
    updated_at: Moment


class Naming(Shape):
    """A record that names the caller: their placement, work of theirs, what they wrote."""

    noun: Line
    id: UUID
    relations: Annotated[
        list[Line], Field(max_length=20, description="What the caller is to it: owner, maker …")
    ]


class Deeds(Shape):
    """How often the caller stands in a trail as who did it."""

    trail: Trail
    noun: Line
    times: WholeNumber


class Access(Shape):
    """Somebody else has read it."""

    at: Moment
    by: Annotated[str, Field(max_length=200)]
    noun: Line
    record_id: Annotated[UUID | None, Field(description="Null: an export that holds it.")]


class AboutMe(Shape):
    person: Annotated[Kept | None, Field(description="Null for who is not entered as a person.")]
    records: Annotated[
        list[Naming],
        Field(
            max_length=100_000, description="Of each kind the first thousand; archived ones too."
        ),
    ]
    done: Annotated[list[Deeds], Field(max_length=1000)]
    accesses: Annotated[list[Access], Field(max_length=1000)]


class Hits(Shape):
    """A column in which identity codes were found, and the records; never the texts."""

    table: Line
    column: Line
    certain: Annotated[WholeNumber, Field(description="Rows with a code that is right.")]
    possible: Annotated[
        WholeNumber, Field(description="Rows with what may be a code: its check is wrong.")
    ]
    record_ids: Annotated[list[UUID], Field(max_length=MOST, description="The first of them.")]


class Scan(Shape):
    """What a scan of all stored texts found; nothing was changed."""

    at: Moment
    columns: Annotated[list[Hits], Field(max_length=1000)]


@router.get("/my-data", response_model=AboutMe)
async def get_my_data(desk: Reading) -> dict[str, Any]:
    """Everything that names the caller, how much they did, and what others have read of it."""
    own = desk.by.person_id
    return {
        "person": await desk.session.get(Person, own) if own else None,
        "records": await records_naming(desk.session, desk.by),
        "done": await done_by(desk.session, desk.by),
        "accesses": await accesses_to(desk.session, desk.by),
    }


@router.post("/scans", response_model=Scan)
async def scan_stored_texts(desk: Auditing) -> dict[str, Any]:
    """Look for identity codes in every stored text. A dry run: it tells where they stand.

    Who may: an auditor. That it was done is written down.
    """
    if not sees_values(desk.by):
        raise RoleRequired
    await note_access(desk.session, desk.by, "privacy_scan", None)
    return {"at": now(), "columns": await scan(desk.session)}
