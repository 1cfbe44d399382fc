"""Handovers of engagements over HTTP (P18)."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.query import CommaList, YesOrNo, asked
from common.shapes import Page, Shape
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.records import Because, Paged, Record, newest_page, one_of, record_members
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people import handovers
from mentoring.people.handovers import HANDOVERS, P18
from mentoring.people.handovers import Handover as Row
from mentoring.processes.acting import Warned, the_record

router = routes("/handovers", "handovers")
NEW = {
    "engagement_ids": ["0199e0a0-0000-7000-8000-00000000000a"],
    "receiver_id": "0199e0a0-0000-7000-8000-00000000000b",
}


class NewHandovers(Shape, json_schema_extra={"examples": [NEW]}):
    """Engagements that somebody else is asked to take."""

    engagement_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    receiver_id: UUID


class Handover(Record):
    """An engagement that is handed over; the owner is whoever had it when this was asked for."""

    engagement_id: UUID
    receiver_id: UUID
    requester_id: UUID | None
    reason: Annotated[str | None, Field(max_length=2000, description="Why it was rejected.")]
    booking_conflicts: Annotated[
        list[UUID], Field(max_length=1000, description="Bookings that stay with the old owner.")
    ]


class Handovers(Shape):
    """One for each engagement."""

    items: Annotated[Sequence[Handover], Field(max_length=200)]


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    told = [_members(desk, row, warned) for row in rows]
    await add_names(desk.session, told)
    return told


def _members(desk: Desk, row: Row, warned: Sequence[Warned]) -> dict[str, Any]:
    names = ("engagement_id", "receiver_id", "requester_id", "reason")
    told = {name: getattr(row, name) for name in names}
    return record_members(desk, P18, row, warned) | told | {"booking_conflicts": []}


FACE = Face(process=HANDOVERS, row=Row, shape=Handover, shown=_shown, needs={"reject": Because})


@router.post("", status_code=201, response_model=Handovers)
async def hand_over(new: NewHandovers, desk: Writing) -> dict[str, Any]:
    """Ask somebody to take engagements; all are asked for, or none. Mentors give their own."""
    engagements = await handovers.readable_engagements(desk.session, new.engagement_ids, desk.by)
    rows = await handovers.hand_over(desk.session, engagements, new.receiver_id, desk.by)
    return {"items": await _all_shown(desk, rows)}


class HandoversQuery(Paged):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P18.states), 4), Field(examples=["requested"])
    ] = ()
    engagement_id: UUID | None = None
    receiver_id: UUID | None = None
    mine: Annotated[
        YesOrNo | None, Field(description="That oneself, or somebody one covers, is to take.")
    ] = None


@router.get("", response_model=Page[Handover])
async def list_handovers(
    desk: Reading, query: Annotated[HandoversQuery, asked(HandoversQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    wanted = permitted(
        desk.by,
        P18.resource,
        Row,
        state=query.state,
        engagement_id=query.engagement_id,
        receiver_id=query.receiver_id,
    )
    if query.mine:
        wanted = handovers.to_take(wanted, desk.by)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{handover_id}", response_model=Handover)
async def get_handover(handover_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, handover_id, desk.by, P18.resource)
    desk.answer.version = row.version
    return await _shown(desk, row)


add_actions(router, FACE)
