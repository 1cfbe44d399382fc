"""The questions of mappings over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.errors import RoleRequired, Wrongly, say
from common.paging import after, page_of
from common.query import asked
from common.shapes import Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import Text, Written
from mentoring.api.desk import Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.records import Code, Paged, Warnings
from mentoring.bridge import mapping_templates as templates
from mentoring.bridge.mapping_templates import MAY_SHAPE, QuestionKind
from mentoring.people.permissions import may_somewhere

router = routes("/mapping-templates", "mappings")


class NewChoice(Shape):
    code: Code
    text: Text


class NewQuestion(Shape):
    """A question; one of kind `choice` has the choices."""

    code: Code
    text: Text
    kind: QuestionKind
    choices: Annotated[list[NewChoice], Field(max_length=20)] = []

    @model_validator(mode="after")
    def has_choices(self) -> "NewQuestion":
        if (self.kind is QuestionKind.CHOICE) is not bool(self.choices):
            raise Wrongly("required", say("required"), below="/choices")
        return self


class NewMappingTemplate(Shape):
    """The next edition of a template. Each digital service that is offered is asked besides."""

    code: Code
    names: Text
    questions: Annotated[list[NewQuestion], Field(max_length=100)]

    @model_validator(mode="after")
    def asks_once(self) -> "NewMappingTemplate":
        codes = [one.code for one in self.questions]
        if len(set(codes)) < len(codes):
            raise Wrongly("invalid", say("invalid"), below="/questions")
        return self


class Choice(Shape):
    code: Code
    text: Written


class Question(Shape):
    """A question of a mapping."""

    code: Code
    text: Written
    kind: QuestionKind
    choices: Annotated[Sequence[Choice], Field(max_length=20)]


class MappingTemplate(Shape):
    """One edition of the questions of a mapping; it never changes."""

    id: UUID
    code: Code
    edition: WholeNumber
    names: Written
    questions: Annotated[Sequence[Question], Field(max_length=100)]
    warnings: Warnings | MISSING = MISSING


@router.get("", response_model=Page[MappingTemplate])
async def list_mapping_templates(
    desk: Reading, query: Annotated[Paged, asked(Paged)]
) -> dict[str, Any]:
    """By code, the newest edition first."""
    if not may_somewhere(desk.by, "r", "mapping"):
        raise RoleRequired
    key: Any = after(query.cursor, "code", (str, int), {})
    if key is None:
        await templates.newest_template(desk.session)
    rows = await templates.templates(desk.session, key, query.limit + 1)
    return desk.answer.page(
        *page_of(rows, query.limit, lambda one: (one.code, one.edition), "code", {})
    )


@router.post("", status_code=201, response_model=MappingTemplate)
async def add_mapping_template(new: NewMappingTemplate, desk: Writing) -> templates.MappingTemplate:
    """Add an edition of the questions. Who may: service_designer, mentor, lead."""
    if not desk.by.has(*MAY_SHAPE):
        raise RoleRequired
    row = templates.MappingTemplate(edition=0, **new.model_dump(mode="json"))
    await templates.add_template(desk.session, row, desk.by.subject)
    desk.answer.version = row.version
    return row
