"""Mappings of a unit's current state over HTTP."""

from collections.abc import Mapping as ByName
from collections.abc import Sequence
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from common.answering import IfMatch
from common.errors import Said, Wrongly, say
from common.query import CommaList, asked
from common.shapes import Day, Page, Shape
from common.text import FreeText, Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Using, Writing
from mentoring.api.exports import routes
from mentoring.api.observed import NewObservation, Observation
from mentoring.api.of_units import OfUnits, units_asked
from mentoring.api.records import Because, Code, Reason, Record, newest_page, record_members
from mentoring.bridge import mapping_answers, mapping_templates, mappings
from mentoring.bridge.dialogue import (
    Audience,
    Contribution,
    Participant,
    Purpose,
)
from mentoring.bridge.mapping_answers import Answered, Observed, ServiceAnswer
from mentoring.bridge.mappings import MAPPINGS, P2
from mentoring.bridge.mappings import Mapping as Row
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.processes.acting import Warned, locked_record, the_record
from mentoring.text_warnings import warnings_for

router = routes("/mappings", "mappings")
ONE_QUESTION = Said(
    "Anna joko kysymys tai digipalvelu.",
    "Ange antingen en fråga eller en digital tjänst.",
    "Give either a question or a digital service.",
)
STAFF_OF_UNIT = frozenset(Participant) - {Participant.MENTOR, Participant.STAKEHOLDER}


class NewMapping(Shape):
    """A mapping of one unit, by the newest template unless another is named."""

    org_unit_id: UUID
    template_id: UUID | None = None
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None = None
    programme: Code | None = None
    owner_id: UUID | None = None


class Scheduled(Shape):
    """A day, and who takes part: somebody of the unit at least."""

    planned_on: KnownDay
    participants: Annotated[list[Participant], Field(min_length=1, max_length=6)]
    staff_ids: Annotated[list[UUID], Field(max_length=50)] = []

    @model_validator(mode="after")
    def has_somebody_of_the_unit(self) -> "Scheduled":
        if STAFF_OF_UNIT.isdisjoint(self.participants):
            raise Wrongly("required", say("required"), below="/participants")
        return self


class NewAnswer(Shape):
    """How a digital service stands in the unit, or an answer to a question of the template."""

    question: Code | None = None
    digital_service_id: UUID | None = None
    answer: Annotated[
        Annotated[FreeText, Field(max_length=4000)] | None,
        Field(
            description="Of a digital service: " + ", ".join(ServiceAnswer) + ". Null takes away."
        ),
    ]
    reason: Reason | None = None

    @model_validator(mode="after")
    def is_of_one_question(self) -> "NewAnswer":
        if (self.question is None) is (self.digital_service_id is None):
            raise Wrongly("required", ONE_QUESTION, below="/question")
        return self


class Answers(Shape):
    """Answers that are not sent stay; observations, when they are sent, are all there are."""

    answers: Annotated[list[NewAnswer], Field(max_length=200)] = []
    observations: Annotated[list[NewObservation], Field(max_length=100)] | None = None

    def texts(self) -> list[str | None]:
        said = [text for one in self.answers for text in (one.answer, one.reason)]
        return said + [one.text for one in self.observations or ()]


class Answer(Shape):
    """An answer of a unit."""

    question: Annotated[str, Field(max_length=60)]
    digital_service_id: UUID | None
    digital_service_name: Written | None
    answer: Annotated[str, Field(max_length=4000)]
    reason: Annotated[str | None, Field(max_length=2000)]


class Mapping(Record):
    """A mapping of a unit's current state, with what was answered and seen."""

    template_id: UUID
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None
    programme: Code | None
    planned_on: Day | None
    participants: Annotated[list[Participant], Field(max_length=6)]
    staff_ids: Annotated[list[UUID], Field(max_length=50)]
    done_on: Day | None
    answers: Annotated[Sequence[Answer], Field(max_length=1000)]
    observations: Annotated[Sequence[Observation], Field(max_length=1000)]


MEMBERS = tuple(name for name in Mapping.model_fields if hasattr(Row, name))


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    ids = [row.id for row in rows]
    answers = await mapping_answers.answers_of(desk.session, ids)
    observed = await mapping_answers.observations_of(desk.session, ids)
    told = [
        {name: getattr(row, name) for name in MEMBERS}
        | record_members(desk, P2, row, warned)
        | {"answers": [_answer(one) for one in answers if one.mapping_id == row.id]}
        | {"observations": [one for one in observed if one.mapping_id == row.id]}
        for row in rows
    ]
    await add_names(desk.session, [*told, *chain(*(one["answers"] for one in told))])
    return told


def _answer(row: mapping_answers.MappingAnswer) -> dict[str, Any]:
    names = ("question", "digital_service_id", "answer", "reason")
    return {name: getattr(row, name) for name in names}


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


NEEDS: ByName[str, type[Shape]] = {"schedule": Scheduled, "cancel": Because}
FACE = Face(process=MAPPINGS, row=Row, shape=Mapping, shown=_shown, needs=NEEDS)


class MappingsQuery(OfUnits):
    state: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(P2.states)})", 6), Field(examples=["completed"])
    ] = ()
    owner: UUID | None = None


@router.post("", status_code=201, response_model=Mapping)
async def open_mapping(new: NewMapping, desk: Writing) -> dict[str, Any]:
    """Begin a mapping of a unit. Who may: mentor, lead."""
    template = await mapping_templates.the_template(desk.session, new.template_id)
    fields = new.model_dump() | {"template_id": template.id}
    row = Row(state=P2.start, **fields)
    await mappings.open_mapping(desk.session, row, desk.by, desk.today)
    desk.made("/mappings", row)
    return await _shown(desk, row)


@router.get("", response_model=Page[Mapping])
async def list_mappings(
    desk: Reading, query: Annotated[MappingsQuery, asked(MappingsQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    units = await units_asked(desk, query)
    wanted = permitted(
        desk.by, "mapping", Row, state=query.state, org_unit_id=units, owner_id=query.owner
    )
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{mapping_id}", response_model=Mapping)
async def get_mapping(mapping_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, mapping_id, desk.by, "mapping")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.put("/{mapping_id}/answers", response_model=Mapping)
async def write_answers(
    mapping_id: UUID, sent: Answers, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Write what the unit answers. Who may: mentor, lead; supervisor, digivastaava of the unit."""
    row = await locked_record(desk.session, Row, mapping_id, desk.by, "mapping")
    expected.check(row.version)
    desk.refuse_unless("w", "mapping", row)
    answers = [Answered(**one.model_dump()) for one in sent.answers]
    observed = [Observed(**one.model_dump()) for one in sent.observations or ()]
    await mappings.answer(
        desk.session, row, answers, observed if sent.observations is not None else None, desk.by
    )
    desk.answer.version = row.version
    return await _shown(desk, row, warnings_for(sent.texts()))


add_actions(router, FACE)
