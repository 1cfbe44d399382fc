"""What is sent about the team, and how it looks."""

from calendar import monthrange
from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.errors import Said, Wrongly
from common.shapes import Day, Number, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.dated import Dated
from mentoring.api.records import WarningSaid
from mentoring.people.teams import TeamRole

ONE_OF_TWO = Said(
    "Anna joko prosentti tai viikkotunnit.",
    "Ange antingen procent eller veckotimmar.",
    "Give either percent or hours_per_week.",
)
TWO_PEOPLE = Said(
    "Kukaan ei sijaista itseään.", "Ingen vikarierar för sig själv.", "Nobody covers oneself."
)
ALLOCATION = {
    "membership_id": "0199e0a0-0000-7000-8000-00000000000b",
    "percent": 60.0,
    "valid_from": "2027-01-01",
    "valid_to": "2027-12-31",
}
COVER = {
    "covered_id": "0199e0a0-0000-7000-8000-00000000000c",
    "covering_id": "0199e0a0-0000-7000-8000-00000000000d",
    "valid_from": "2027-07-05",
    "valid_to": "2027-08-01",
}
MENTORS = [{"role": "mentor", "fte": 3.6}]
YEAR = {
    "year": 2027,
    "months": [
        {"on": f"2027-{month:02}-{monthrange(2027, month)[1]}", "roles": MENTORS, "fte": 3.6}
        for month in range(1, 13)
    ],
    "average": MENTORS,
    "fte": 3.6,
}
Begun = Annotated[Day | None, Field(description="Null: it was taken back before it began.")]


class NewMembership(Dated):
    person_id: UUID
    role: TeamRole


class Membership(Shape):
    id: UUID
    person_id: UUID
    role: TeamRole
    valid_from: Begun
    valid_to: Day | None
    version: WholeNumber


class NewAllocation(Dated, json_schema_extra={"examples": [ALLOCATION]}):
    """A share of full time, or hours a week."""

    membership_id: UUID
    percent: Annotated[Number, Field(gt=0, le=200)] | None = None
    hours_per_week: Annotated[Number, Field(gt=0, le=80)] | None = None

    @model_validator(mode="after")
    def is_said_in_one_way(self) -> "NewAllocation":
        if (self.percent is None) is (self.hours_per_week is None):
            raise Wrongly("required", ONE_OF_TWO, below="/percent")
        return self


class Time(Shape):
    """How much of a member's time the team has."""

    id: UUID
    percent: float | None
    hours_per_week: float | None
    valid_from: Begun
    valid_to: Day | None
    version: WholeNumber


class GivenTime(Time):
    membership_id: UUID
    warnings: Annotated[Sequence[WarningSaid], Field(max_length=20)] | MISSING = MISSING


class NewCover(Dated, json_schema_extra={"examples": [COVER]}):
    covered_id: Annotated[UUID, Field(description="Who is away.")]
    covering_id: Annotated[UUID, Field(description="Who does their work on these days.")]

    @model_validator(mode="after")
    def has_two_people(self) -> "NewCover":
        if self.covered_id == self.covering_id:
            raise Wrongly("invalid", TWO_PEOPLE, below="/covering_id")
        return self


class Cover(Shape):
    id: UUID
    covered_id: UUID
    covering_id: UUID
    valid_from: Begun
    valid_to: Day | None
    version: WholeNumber


class Member(Membership):
    display_name: Annotated[str, Field(max_length=120)]
    allocations: Annotated[
        list[Time] | MISSING,
        Field(max_length=20, description="For those who may see working time."),
    ] = MISSING


class Team(Shape):
    rows_of_file: ClassVar[str] = "members"
    as_of: Day
    members: Annotated[list[Member], Field(max_length=1000)]
    covers: Annotated[
        list[Cover] | MISSING,
        Field(max_length=1000, description="Of that day and later, for those who may see them."),
    ] = MISSING
    warnings: Annotated[
        Sequence[WarningSaid] | MISSING,
        Field(
            max_length=200,
            description="`allocations_ending`: working time ends soon; for those who may see it.",
        ),
    ] = MISSING


class Fte(Shape):
    """Full-time equivalents of a role; 1 is a full week."""

    role: TeamRole
    fte: Number


class Month(Shape):
    on: Annotated[Day, Field(description="The last day of the month.")]
    roles: Annotated[list[Fte], Field(max_length=10)]
    fte: Number


class Year(Shape, json_schema_extra={"examples": [YEAR]}):
    year: WholeNumber
    months: Annotated[list[Month], Field(min_length=12, max_length=12)]
    average: Annotated[list[Fte], Field(max_length=10)]
    fte: Number
