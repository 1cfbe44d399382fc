"""Engagements and their dialogue over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from common.answering import IfMatch
from common.errors import Said, Wrongly
from common.query import CommaList, asked
from common.shapes import Day, Page, Shape
from common.text import Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.dialogue_entries import Entry, NewEntry, entry_said
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
)
from mentoring.bridge import engagements
from mentoring.bridge.contacts import add_entry
from mentoring.bridge.dialogue import EntryKind
from mentoring.bridge.engagement_work import ENGAGEMENTS
from mentoring.bridge.engagements import P1
from mentoring.bridge.engagements import Engagement as Row
from mentoring.bridge.links import refuse_unknown_unit
from mentoring.bridge.stages import Stage, stages_of, stands_at
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people.handovers import change_owner
from mentoring.people.owning import refuse_no_worker
from mentoring.people.partners import refuse_strange_partner
from mentoring.processes.acting import Warned, locked_record, the_record

router = routes("/engagements", "engagements")
ONE_COUNTERPART = Said(
    "Anna joko yksikkö tai kumppani.",
    "Ange antingen en enhet eller en partner.",
    "Give either a unit or a partner.",
)

NEW = {
    "org_unit_id": "0199e0a0-0000-7000-8000-00000000000a",
    "owner_id": "0199e0a0-0000-7000-8000-00000000000b",
}


class NewEngagement(Shape, json_schema_extra={"examples": [NEW]}):
    """A relation with exactly one counterpart."""

    org_unit_id: UUID | None = None
    partner_id: UUID | None = None
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def has_one_counterpart(self) -> "NewEngagement":
        if (self.org_unit_id is None) is (self.partner_id is None):
            raise Wrongly("required", ONE_COUNTERPART, below="/org_unit_id")
        return self


class EngagementChange(Shape):
    owner_id: UUID | None


class Engagement(Record):
    """The team's standing relation with an organisation unit or a partner."""

    partner_id: UUID | None
    partner_name: Written | None
    opened_on: Day
    revisit_on: Day | None
    paused_until: Day | None
    declined_because: Code | None
    stage: Annotated[Stage, Field(description="How far the work with the unit has come.")]


class ContactHeld(NewEntry):
    """The first contact, or a repeated one; held on a day that has come."""

    kind: Literal[EntryKind.OUTREACH_CONTACT] = EntryKind.OUTREACH_CONTACT
    held_on: KnownDay


class Declined(Shape):
    reason_code: Code
    revisit_on: KnownDay
    reason: Reason | None = None


class Paused(Because):
    resume_on: KnownDay


class Closed(Remark):
    moves_to: Annotated[UUID | None, Field(description="The unit that open work moves to.")] = None


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    stages = await stages_of(desk.session, [row.org_unit_id for row in rows])
    told = [
        _members(desk, row, warned) | {"stage": stages.get(row.org_unit_id, Stage.NONE)}
        for row in rows
    ]
    await add_names(desk.session, told)
    return told


def _members(desk: Desk, row: Row, warned: Sequence[Warned]) -> dict[str, Any]:
    names = ("partner_id", "opened_on", "revisit_on", "paused_until", "declined_because")
    return record_members(desk, P1, row, warned) | {name: getattr(row, name) for name in names}


FACE = Face(
    process=ENGAGEMENTS,
    row=Row,
    shape=Engagement,
    shown=_shown,
    needs={
        "record_contact": ContactHeld,
        "decline": Declined,
        "pause": Paused,
        "close": Closed,
    },
)


@router.post("", status_code=201, response_model=Engagement)
async def open_engagement(new: NewEngagement, desk: Writing) -> dict[str, Any]:
    """Open a relation with a unit or a partner."""
    if new.org_unit_id is not None:
        await refuse_unknown_unit(desk.session, new.org_unit_id, desk.today)
    await refuse_strange_partner(desk.session, new.partner_id)
    await refuse_no_worker(desk.session, new.owner_id, desk.today)
    row = Row(state=P1.start, opened_on=desk.today, **new.model_dump())
    await engagements.open_engagement(desk.session, row, desk.by)
    desk.made("/engagements", row)
    return await _shown(desk, row)


class EngagementsQuery(OfWork):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P1.states), 6), Field(examples=["contacted"])
    ] = ()
    owner: UUID | None = None
    stage: Annotated[Stage | None, Field(description="How far the work has come.")] = None


@router.get("", response_model=Page[Engagement])
async def list_engagements(
    desk: Reading, query: Annotated[EngagementsQuery, asked(EngagementsQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    wanted = permitted(
        desk.by,
        "engagement",
        Row,
        state=query.state,
        owner_id=query.owners(desk),
        org_unit_id=query.org_unit_id,
    )
    if query.stage is not None:
        wanted = wanted.where(stands_at(query.stage, Row.org_unit_id))
    wanted = await work_asked(desk, query, wanted, engagements.without_owner)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{engagement_id}", response_model=Engagement)
async def get_engagement(engagement_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, engagement_id, desk.by, "engagement")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{engagement_id}", response_model=Engagement)
async def change_engagement(
    engagement_id: UUID, sent: EngagementChange, desk: Writing, expected: IfMatch
) -> dict[str, Any]:
    """Give it another owner, with the open work under it: the lead does.

    A mentor takes one that nobody owns; who gives one away asks for a handover.
    """
    row = await locked_record(desk.session, Row, engagement_id, desk.by, "engagement")
    expected.check(row.version)
    desk.refuse_unless("w", "engagement", row)
    await change_owner(desk.session, row, sent.owner_id, desk.by)
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.post("/{engagement_id}/dialogue-entries", status_code=201, response_model=Entry)
async def add_dialogue_entry(engagement_id: UUID, new: NewEntry, desk: Writing) -> dict[str, Any]:
    """Write down a contact that was held, or plan one; any mentor may."""
    row = await locked_record(desk.session, Row, engagement_id, desk.by, "engagement")
    entry = new.entry_of(row)
    await add_entry(desk.session, entry, desk.by)
    desk.made("/dialogue-entries", entry)
    return await entry_said(desk, entry)


add_actions(router, FACE)
