"""What is kept about oneself, and who has looked at it (7.5)."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.shapes import Day, Line, Moment, Shape
from mentoring.api.desk import Reading
from mentoring.api.exports import routes
from mentoring.people.access import accesses_to, records_naming
from mentoring.people.persons import Person

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
    """A record that is about the caller: a placement, a membership, a registration."""

    noun: Line
    id: UUID


class Access(Shape):
    """Somebody else has read it."""

    at: Moment
    by: Annotated[str, Field(max_length=200)]
    noun: Line
    record_id: Annotated[UUID | None, Field(description="Null: an export that holds it.")]


class AboutMe(Shape):
    person: Annotated[Kept | None, Field(description="Null for who is not entered as a person.")]
    records: Annotated[list[Naming], Field(max_length=100_000)]
    accesses: Annotated[list[Access], Field(max_length=1000)]


@router.get("/my-data", response_model=AboutMe)
async def get_my_data(desk: Reading) -> dict[str, Any]:
    """Everything that names the caller, and what others have read of it."""
    own = desk.by.person_id
    naming = await records_naming(desk.session, own) if own else []
    return {
        "person": await desk.session.get(Person, own) if own else None,
        "records": [{"noun": noun, "id": one} for noun, one in naming],
        "accesses": await accesses_to(desk.session, desk.by),
    }
