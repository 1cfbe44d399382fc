"""Forwarded items over HTTP (P14)."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.answering import IfMatch
from common.clock import helsinki_day, now
from common.errors import NotInThisState
from common.query import CommaList, asked
from common.shapes import Day, Moment, Page, Shape
from common.text import FreeText, Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.of_units import OfWork, work_asked
from mentoring.api.records import (
    Because,
    Code,
    Record,
    Subject,
    newest_page,
    one_of,
    record_members,
)
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.links import refuse_unknown, refuse_unknown_unit
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.people.roles import Role
from mentoring.processes.acting import Warned, change, locked_record, the_record
from mentoring.support import forwarding
from mentoring.support.forwarding import FORWARDING, P14
from mentoring.support.items import (
    Direction,
    ItemKind,
    MessageKind,
    Origin,
    messages_of,
)
from mentoring.support.items import ForwardedItem as Row
from mentoring.support.targets import target_in_use
from mentoring.text_warnings import warnings_for

router = routes("/forwarded-items", "forwarded-items")
Told = Annotated[
    FreeText,
    Field(
        description="Describes the service, not a person: no names, no identity codes.",
        examples=["Chat ei aukea puhelimella."],
    ),
]
Kind = Annotated[ItemKind, Field(description="Mentors resolve `usage_guidance` only.")]
Reference = Annotated[FreeText, Field(max_length=80, examples=["INC000123456"])]


class NewItem(Shape):
    """Something that mentors cannot solve; a draft until it is sent."""

    kind: Kind
    target_id: UUID
    text: Told
    org_unit_id: UUID | None = None
    digital_service_id: UUID | None = None


class ItemChange(Shape):
    """Of a draft; what is left out stays as it is."""

    text: Told | None = None
    target_id: UUID | None = None


class Message(Shape):
    """One thing said about an item."""

    id: UUID
    direction: Annotated[
        Direction, Field(description="`out` to the target, `in` from it, `here` to the origin.")
    ]
    kind: MessageKind
    text: Annotated[str | None, Field(max_length=4000)]
    target_id: UUID
    external_ref: Annotated[str | None, Field(max_length=200)]
    created_at: Moment
    created_by: Subject
    delivered_at: Annotated[
        Moment | None, Field(description="When what goes out was received there.")
    ]


class ForwardedItem(Record):
    """A fault, problem or need on its way to somebody and back."""

    kind: ItemKind
    target_id: UUID
    text: Annotated[str | None, Field(max_length=2000, description="Null when it was purged.")]
    origin: Origin
    need_id: UUID | None
    outreach_event_id: UUID | None
    partner_id: UUID | None
    partner_name: Written | None
    digital_service_id: UUID | None
    digital_service_name: Written | None
    external_ref: Annotated[
        str | None, Field(max_length=200, description="What it is called there.")
    ]
    due_on: Day | None
    late: bool
    sent_on: Day | None
    resolved_on: Day | None
    resolution_code: Code | None
    reported_back_at: Moment | None
    messages: Annotated[Sequence[Message], Field(max_length=1000, description="Oldest first.")]


class Acknowledged(Shape):
    external_ref: Reference


class Asked(Shape):
    question: FreeText


class Answered(Shape):
    answer: FreeText


class Resolved(Shape):
    resolution_code: Annotated[Code, Field(examples=["fixed"])]
    text: FreeText | None = None


class Rerouted(Shape):
    target_id: UUID


class ReportedBack(Shape):
    told: Annotated[FreeText, Field(description="What those whom it came from were told.")]


FIELDS = (
    "kind",
    "target_id",
    "text",
    "origin",
    "need_id",
    "outreach_event_id",
    "partner_id",
    "digital_service_id",
    "external_ref",
    "due_on",
    "sent_on",
    "resolved_on",
    "resolution_code",
    "reported_back_at",
)


def _said(desk: Desk, row: Row, warned: Sequence[Warned]) -> dict[str, Any]:
    found = record_members(desk, P14, row, warned) | {name: getattr(row, name) for name in FIELDS}
    allowed = forwarding.allowed_to(row, desk.by)
    return found | {"late": row.is_late(helsinki_day(now())), "allowed_actions": allowed}


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    messages = await messages_of(desk.session, [row.id for row in rows])
    told = [_said(desk, row, warned) | {"messages": messages[row.id]} for row in rows]
    await add_names(desk.session, told)
    return told


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


FACE = Face(
    process=FORWARDING,
    row=Row,
    shape=ForwardedItem,
    shown=_shown,
    needs={
        "acknowledge": Acknowledged,
        "ask": Asked,
        "answer": Answered,
        "resolve": Resolved,
        "reject": Because,
        "reroute": Rerouted,
        "reopen": Because,
        "report_back": ReportedBack,
    },
    once=frozenset({"send"}),
)


@router.post("", status_code=201, response_model=ForwardedItem)
async def add_forwarded_item(new: NewItem, desk: Using) -> dict[str, Any]:
    """Write down a fault, problem or need that somebody else must solve."""
    await refuse_unknown_unit(desk.session, new.org_unit_id, desk.today)
    service = new.digital_service_id
    await refuse_unknown(desk.session, DigitalService, service, "/digital_service_id")
    row = Row(state=P14.start, **new.model_dump())
    if desk.by.has(Role.PARTNER):
        row.partner_id, row.origin = desk.by.organisation_id, Origin.PARTNER
    if desk.by.has(Role.MENTOR):
        row.owner_id = desk.by.person_id
    warned = await forwarding.make_item(desk.session, row, desk.by)
    desk.made("/forwarded-items", row)
    return await _shown(desk, row, warned)


class ItemsQuery(OfWork):
    state: Annotated[
        tuple[str, ...], CommaList(one_of(P14.states), 9), Field(examples=["sent"])
    ] = ()
    kind: ItemKind | None = None
    target_id: UUID | None = None
    need_id: UUID | None = None
    digital_service_id: UUID | None = None


@router.get("", response_model=Page[ForwardedItem])
async def list_forwarded_items(
    desk: Reading, query: Annotated[ItemsQuery, asked(ItemsQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first; handlers see those of their own target."""
    wanted = permitted(desk.by, "forward", Row, owner_id=query.owners(desk), **query.columns)
    found, following = await newest_page(desk, query, await work_asked(desk, query, wanted))
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{forward_id}", response_model=ForwardedItem)
async def get_forwarded_item(forward_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, forward_id, desk.by, "forward")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{forward_id}", response_model=ForwardedItem)
async def change_forwarded_item(
    forward_id: UUID, sent: ItemChange, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Put the text or the target of a draft right."""
    row = await locked_record(desk.session, Row, forward_id, desk.by, "forward")
    expected.check(row.version)
    desk.refuse_unless("w", "forward", row)
    if row.state != P14.start:
        raise NotInThisState
    fields = {name: value for name, value in sent.model_dump().items() if value is not None}
    target = await target_in_use(desk.session, sent.target_id or row.target_id)
    await change(desk.session, row, desk.by, fields)
    row.address(target)
    desk.answer.version = row.version
    return await _shown(desk, row, warnings_for([sent.text]))


add_actions(router, FACE)
