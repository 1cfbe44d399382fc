"""The timeline of an engagement and of a unit."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.paging import after, page_of
from common.query import CommaList, asked
from common.shapes import Day, Moment, Page, Shape
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Subject
from mentoring.bridge.engagements import Engagement
from mentoring.people.access import note_access
from mentoring.processes.acting import the_record
from mentoring.timeline import NOTE, refuse_unknown_unit, timeline
from mentoring.timeline import Moment as Happened

engagements = routes("/engagements", "engagements")
units = routes("/org-units", "org-units")


class TimelineQuery(Paged):
    kinds: Annotated[
        tuple[str, ...],
        CommaList(r"[a-z_]{1,40}", 20),
        Field(description="Nouns of records, and `dialogue_entry`.", examples=["need,plan"]),
    ] = ()


class Step(Shape):
    """A step of a record, or a note of the dialogue."""

    at: Moment
    kind: Annotated[str, Field(max_length=40, examples=["need"])]
    record_id: UUID
    action: Annotated[str, Field(max_length=40)]
    from_state: Annotated[str | None, Field(max_length=40)]
    to_state: Annotated[str | None, Field(max_length=40)]
    by: Subject
    on: Annotated[Day | None, Field(description="Of a contact: the day it is held.")]
    text: Annotated[str | None, Field(max_length=4000, description="A note, or a reason.")]


@engagements.get("/{engagement_id}/timeline", response_model=Page[Step])
async def get_engagement_timeline(
    engagement_id: UUID, desk: Reading, query: Annotated[TimelineQuery, asked(TimelineQuery)]
) -> dict[str, Any]:
    """What happened with the unit of an engagement, newest first."""
    row = await the_record(desk.session, Engagement, engagement_id, desk.by, "engagement")
    return await _page(desk, row.org_unit_id, query)


@units.get("/{unit_id}/timeline", response_model=Page[Step])
async def get_unit_timeline(
    unit_id: UUID, desk: Reading, query: Annotated[TimelineQuery, asked(TimelineQuery)]
) -> dict[str, Any]:
    """What happened with the records of a unit, as far as the caller may read them."""
    await refuse_unknown_unit(desk.session, unit_id)
    return await _page(desk, unit_id, query)


async def _page(desk: Desk, unit_id: UUID | None, query: TimelineQuery) -> dict[str, Any]:
    """One page; that its notes were read is written down (domain.md 7.5)."""
    if unit_id is None:
        return desk.answer.page([], None)
    filters = query.filters | {"unit": unit_id}
    key = after(query.cursor, "newest", (datetime, int, str), filters)
    most = query.limit + 1
    found = await timeline(desk.session, desk.by, unit_id, query.kinds, (key, most))
    shown, following = page_of(found, query.limit, lambda one: one.key, "newest", filters)
    for one in shown:
        if one.kind == NOTE:
            await note_access(desk.session, desk.by, NOTE, one.record_id)
    return desk.answer.page([_said(one) for one in shown], following)


def _said(one: Happened) -> dict[str, Any]:
    told = one._asdict()
    del told["key"]
    return told | {"at": one.at}
