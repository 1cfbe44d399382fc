"""Suggestions inside koosteet over HTTP: the unit answers, the mentors make work of them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from common.errors import Wrongly, say
from common.shapes import Day, Moment, Shape
from common.text import FreeText, Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Reason, Record, record_members
from mentoring.bridge.adoptions import Side
from mentoring.bridge.answering import SUGGESTIONS
from mentoring.bridge.plan_items import STARTS_LATE, ItemKind
from mentoring.bridge.suggestions import P4, Potential
from mentoring.bridge.suggestions import Suggestion as Row
from mentoring.naming import add_names
from mentoring.processes.acting import Warned, the_record

router = routes("/suggestions", "summaries")
Long = Annotated[str | None, Field(max_length=2000)]


class NewSuggestion(Shape):
    """A digital service with potential for the unit, and why."""

    digital_service_id: UUID
    potential: Potential
    rationale: FreeText
    client_need: FreeText
    complements: FreeText | None = None
    prerequisites: FreeText | None = None
    repeat_reason: Annotated[
        FreeText | None,
        Field(description="Why a service that does not apply, or is in use, is suggested."),
    ] = None

    def texts(self) -> list[str | None]:
        said = (self.rationale, self.client_need, self.complements, self.prerequisites)
        return [*said, self.repeat_reason]


class Suggestion(Record):
    """One line of part 2 of a kooste."""

    summary_id: UUID
    digital_service_id: UUID
    digital_service_name: Written | None
    potential: Potential
    rationale: Annotated[str, Field(max_length=2000)]
    client_need: Annotated[str, Field(max_length=2000)]
    complements: Long
    prerequisites: Long
    repeat_reason: Long
    shared_at: Moment | None
    revisit_on: Day | None
    became: Annotated[str | None, Field(description="need, plan_item or adoption; open list.")]
    became_id: UUID | None


class AnswerKind(StrEnum):
    INTERESTED = "interested"
    NOT_NOW = "not_now"
    NOT_SUITABLE = "not_suitable"
    ALREADY_IN_USE = "already_in_use"


class Answer(Shape):
    """What the unit thinks: `not_now` has a day, `not_suitable` a reason."""

    answer: AnswerKind
    revisit_on: KnownDay | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def has_what_it_needs(self) -> "Answer":
        if self.answer is AnswerKind.NOT_NOW and self.revisit_on is None:
            raise Wrongly("required", say("required"), below="/revisit_on")
        if self.answer is AnswerKind.NOT_SUITABLE and self.reason is None:
            raise Wrongly("required", say("required"), below="/reason")
        return self


class Becomes(StrEnum):
    NEED = "need"
    PLAN_ITEM = "plan_item"
    ADOPTION = "adoption"


class Converted(Shape):
    """What it becomes. The title is the name of the service unless another is given."""

    into: Becomes
    title: Annotated[FreeText, Field(max_length=200)] | None = None
    public_summary: Annotated[FreeText | None, Field(description="Of a need.")] = None
    plan_id: Annotated[UUID | None, Field(description="Of a plan item.")] = None
    kind: Annotated[ItemKind, Field(description="Of a plan item.")] = ItemKind.ADOPTION
    starts_on: Annotated[KnownDay | None, Field(description="Of a plan item.")] = None
    due_on: Annotated[KnownDay | None, Field(description="Of a plan item.")] = None
    side: Annotated[Side | None, Field(description="Of an adoption; else the service's.")] = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def has_a_plan(self) -> "Converted":
        if self.into is Becomes.PLAN_ITEM and self.plan_id is None:
            raise Wrongly("required", say("required"), below="/plan_id")
        if self.starts_on and self.due_on and self.starts_on > self.due_on:
            raise Wrongly("out_of_range", STARTS_LATE, below="/due_on")
        return self


MEMBERS = tuple(name for name in Suggestion.model_fields if hasattr(Row, name))


async def shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    """A suggestion as the caller may see it."""
    told = suggestion_members(desk, row, warned)
    await add_names(desk.session, [told])
    return told


def suggestion_members(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    """A suggestion, with what this caller may do with it; the names are still to be added."""
    members = {name: getattr(row, name) for name in MEMBERS}
    return members | record_members(desk, P4, row, warned)


FACE = Face(
    process=SUGGESTIONS,
    row=Row,
    shape=Suggestion,
    shown=shown,
    needs={"answer": Answer, "convert": Converted},
)


@router.get("/{suggestion_id}", response_model=Suggestion)
async def get_suggestion(suggestion_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, suggestion_id, desk.by, "summary")
    desk.answer.version = row.version
    return await shown(desk, row)


add_actions(router, FACE)
