"""Adoptions of digital services over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from common.answering import IfMatch
from common.errors import Wrongly, say
from common.query import CommaList, asked
from common.shapes import Day, Page, Shape
from common.text import FreeText, Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Using, Writing
from mentoring.api.exports import routes
from mentoring.api.of_units import OfWork, work_asked
from mentoring.api.records import (
    Because,
    Code,
    Reason,
    Record,
    Remark,
    newest_page,
    one_of,
    record_members,
    refuse_to_assign,
)
from mentoring.bridge import adoptions
from mentoring.bridge.adopting import ADOPTIONS, refuse_stranger
from mentoring.bridge.adoptions import P8, Benefit, Side
from mentoring.bridge.adoptions import Adoption as Row
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.bridge.templates import templates
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people.owning import refuse_no_worker
from mentoring.processes.acting import Warned, change, locked_record, the_record

router = routes("/adoptions", "adoptions")


def known_template(code: str) -> str:
    if code not in templates():
        raise Wrongly("not_in_list", say("not_in_list"))
    return code


Template = Annotated[Code, AfterValidator(known_template), Field(examples=["controlled_rollout"])]
Benefits = Annotated[list[Benefit], Field(max_length=5)]
Skills = Annotated[
    list[Annotated[FreeText, Field(max_length=200)]],
    Field(max_length=30, description="Digital skills that the work will demand."),
]


class Described(Shape):
    """What an adoption is expected to bring and to change."""

    expected_benefits: Benefits = []
    change_impact: Annotated[
        FreeText | None, Field(description="How job content and tools change.")
    ] = None
    required_skills: Skills = []
    template: Template | None = None
    contribution: Contribution | None = None
    programme: Code | None = None
    owner_id: UUID | None = None


class NewAdoption(Described):
    """A digital service that a unit may take into use."""

    org_unit_id: UUID
    digital_service_id: UUID
    side: Side
    purpose: Purpose
    audience: Audience


class AdoptionChange(Shape):
    expected_benefits: Benefits | MISSING = MISSING
    change_impact: FreeText | MISSING | None = MISSING
    required_skills: Skills | MISSING = MISSING
    template: Template | MISSING | None = MISSING
    contribution: Contribution | MISSING | None = MISSING
    programme: Code | MISSING | None = MISSING
    owner_id: UUID | MISSING | None = MISSING
    responsible_id: UUID | MISSING | None = MISSING


class OfferedStep(Shape):
    code: Code
    names: Written


class Adoption(Record):
    """A digital service on its way into the normal work of a unit."""

    digital_service_id: UUID
    digital_service_name: Written | None
    side: Side
    purpose: Purpose
    audience: Audience | None
    contribution: Contribution | None
    programme: Code | None
    expected_benefits: Benefits
    change_impact: Annotated[str | None, Field(max_length=2000)]
    required_skills: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=30)]
    template: Code | None
    steps: Annotated[
        Sequence[OfferedStep], Field(max_length=40, description="What its template offers.")
    ]
    responsible_id: Annotated[UUID | None, Field(description="The person in the unit.")]
    pilot_scope: Annotated[str | None, Field(max_length=2000)]
    pilot_ends_on: Day | None
    findings: Annotated[str | None, Field(max_length=2000)]
    go_live_on: Day | None
    waiver_reason: Annotated[str | None, Field(max_length=2000)]
    skip_reason: Annotated[str | None, Field(max_length=2000)]
    embedded_on: Day | None
    override_reason: Annotated[str | None, Field(max_length=2000)]
    paused_from: Code | None
    origin: Annotated[Code | None, Field(description="`already_in_use`: before our work.")]
    resume_on: Day | None


class Approved(Remark):
    responsible_id: Annotated[UUID, Field(description="Who is responsible in the unit.")]


class PilotStarted(Remark):
    pilot_scope: FreeText
    pilot_ends_on: KnownDay


class PilotReturned(Remark):
    findings: FreeText


class WentLive(Remark):
    go_live_on: KnownDay
    waiver_reason: Annotated[
        Reason | None, Field(description="Why without a training of the staff.")
    ] = None
    skip_reason: Annotated[Reason | None, Field(description="Why without a pilot.")] = None


class Embedded(Remark):
    override_reason: Annotated[Reason | None, Field(description="Why without evidence of use.")] = (
        None
    )


class Paused(Because):
    resume_on: KnownDay


MADE = {"steps", "digital_service_name"}
OWN = frozenset(Adoption.model_fields) - frozenset(Record.model_fields) - MADE


async def shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await all_shown(desk, [row], warned))[0]


async def all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    """Adoptions as the caller may see them."""
    told = [_members(desk, row, warned) for row in rows]
    await add_names(desk.session, told)
    return told


def _members(desk: Desk, row: Row, warned: Sequence[Warned]) -> dict[str, Any]:
    offered = templates()[row.template].steps if row.template else ()
    told = record_members(desk, P8, row, warned) | {name: getattr(row, name) for name in OWN}
    return told | {"steps": offered}


FACE = Face(
    process=ADOPTIONS,
    row=Row,
    shape=Adoption,
    shown=shown,
    needs={
        "approve": Approved,
        "start_pilot": PilotStarted,
        "return": PilotReturned,
        "go_live": WentLive,
        "confirm_embedded": Embedded,
        "pause": Paused,
        "cancel": Because,
        "retire": Because,
    },
)


@router.post("", status_code=201, response_model=Adoption)
async def propose_adoption(new: NewAdoption, desk: Writing) -> dict[str, Any]:
    """Propose that a unit takes a digital service into use. Who may: mentor, lead."""
    await refuse_no_worker(desk.session, new.owner_id, desk.today)
    row = Row(state=P8.start, **new.model_dump())
    await adoptions.propose(desk.session, row, desk.by)
    desk.made("/adoptions", row)
    return await shown(desk, row)


class AdoptionsQuery(OfWork):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P8.states), 9), Field(examples=["piloting,live"])
    ] = ()
    digital_service: UUID | None = None
    side: Side | None = None
    owner: UUID | None = None


@router.get("", response_model=Page[Adoption])
async def list_adoptions(
    desk: Reading, query: Annotated[AdoptionsQuery, asked(AdoptionsQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    wanted = permitted(
        desk.by,
        "adoption",
        Row,
        state=query.state,
        digital_service_id=query.digital_service,
        side=query.side,
        owner_id=query.owners(desk),
        org_unit_id=query.org_unit_id,
    )
    found, following = await newest_page(desk, query, await work_asked(desk, query, wanted))
    return desk.answer.page(await all_shown(desk, found), following)


@router.get("/{adoption_id}", response_model=Adoption)
async def get_adoption(adoption_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, adoption_id, desk.by, "adoption")
    desk.answer.version = row.version
    return await shown(desk, row)


@router.patch("/{adoption_id}", response_model=Adoption)
async def change_adoption(
    adoption_id: UUID, sent: AdoptionChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Say what it brings, what it changes, and who works on it."""
    row = await locked_record(desk.session, Row, adoption_id, desk.by, "adoption")
    expected.check(row.version)
    desk.refuse_unless("w", "adoption", row)
    fields = sent.model_dump()
    refuse_to_assign(desk, "adoption", row, fields)
    await refuse_no_worker(desk.session, fields.get("owner_id"), desk.today)
    if fields.get("responsible_id") is not None:
        await refuse_stranger(desk.session, row, fields["responsible_id"])
    await change(desk.session, row, desk.by, fields)
    desk.answer.version = row.version
    return await shown(desk, row)


add_actions(router, FACE)
