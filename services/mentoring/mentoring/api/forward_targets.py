"""To whom items may be forwarded, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from pydantic import MISSING, Field

from common.answering import IfMatch
from common.errors import RoleRequired, ValidationFailed, Wrong, right, say
from common.paging import after, page_of
from common.query import YesOrNo, asked
from common.shapes import Flag, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Text, Written
from mentoring.api.desk import Approving, Desk, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Warnings
from mentoring.people.permissions import may_somewhere
from mentoring.people.roles import Role
from mentoring.support import targets
from mentoring.support.connectors import joined
from mentoring.support.targets import ConnectorName, TargetKind
from mentoring.support.targets import ForwardTarget as Row

router = routes("/forward-targets", "forward-targets")
Channel = Annotated[
    FreeText,
    Field(
        max_length=200,
        description="The address of e-mail, or the group in the ticket system.",
        examples=["tuki@example.fi"],
    ),
]
Subject = Annotated[
    str, Field(min_length=1, max_length=80, description="Of the identity provider.")
]
Handlers = Annotated[list[Subject], Field(max_length=200)]
REACHING = frozenset({ConnectorName.EMAIL, ConnectorName.ZAMMAD})
"""Connectors that must know where."""


class NewTarget(Shape):
    """Somebody who takes care of forwarded items."""

    kind: TargetKind
    name: Text
    connector: Annotated[
        ConnectorName | None, Field(description="The county's usual one unless said.")
    ] = None
    channel: Channel | None = None
    handlers: Handlers = []
    is_active: Flag = True


class TargetChange(Shape):
    """What is left out stays as it is."""

    name: Text | MISSING = MISSING
    channel: Channel | MISSING | None = MISSING
    handlers: Handlers | MISSING = MISSING
    is_active: Flag | MISSING = MISSING


class ForwardTarget(Shape):
    """Its handlers see what was sent to it; the channel and they are told to the team only."""

    id: UUID
    kind: TargetKind
    name: Written
    connector: ConnectorName
    channel: Annotated[str | None, Field(max_length=200)]
    handlers: Annotated[list[str], Field(max_length=200)]
    is_active: bool
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class TargetsQuery(Paged):
    is_active: YesOrNo | None = None


@router.post("", status_code=201, response_model=ForwardTarget)
async def add_forward_target(new: NewTarget, desk: Approving, request: Request) -> dict[str, Any]:
    """Make somebody known to whom items may be forwarded. Who may: lead, admin."""
    _refuse_others(desk)
    connector = new.connector or await targets.usual_connector(desk.session)
    _refuse_unreachable(connector, new.channel, request)
    fields = new.model_dump() | {"connector": connector}
    row = Row(created_by=desk.by.subject, updated_by=desk.by.subject, **fields)
    await targets.add_target(desk.session, row)
    desk.made("/forward-targets", row)
    return _shown(desk, row)


@router.get("", response_model=Page[ForwardTarget])
async def list_forward_targets(
    desk: Using, query: Annotated[TargetsQuery, asked(TargetsQuery)]
) -> dict[str, Any]:
    """Newest first."""
    if not may_somewhere(desk.by, "r", "forward"):
        raise RoleRequired
    filters = query.filters
    key = after(query.cursor, "newest", (UUID,), filters)
    rows = await targets.all_targets(desk.session, key, query.limit + 1, is_active=query.is_active)
    found, following = page_of(rows, query.limit, lambda row: (row.id,), "newest", filters)
    return desk.answer.page([_shown(desk, row) for row in found], following)


@router.get("/{target_id}", response_model=ForwardTarget)
async def get_forward_target(target_id: UUID, desk: Using) -> dict[str, Any]:
    row = await targets.the_target(desk.session, target_id)
    desk.answer.version = row.version
    return _shown(desk, row)


@router.patch("/{target_id}", response_model=ForwardTarget)
async def change_forward_target(
    target_id: UUID, sent: TargetChange, desk: Approving, expected: IfMatch
) -> dict[str, Any]:
    """Take it out of use, or give it other handlers. Who may: lead, admin."""
    row = await targets.the_target(desk.session, target_id)
    expected.check(row.version)
    _refuse_others(desk)
    fields = sent.model_dump(exclude_unset=True)
    await targets.change_target(desk.session, row, desk.by.subject, fields)
    desk.answer.version = row.version
    return _shown(desk, row)


def _refuse_others(desk: Desk) -> None:
    if not desk.by.has(Role.LEAD, Role.ADMIN):
        raise RoleRequired


def _refuse_unreachable(connector: ConnectorName, channel: str | None, request: Request) -> None:
    """Raises ValidationFailed: not joined in this installation, or it must know where."""
    known = joined(request.app.state.settings)
    if connector not in known:
        said = right(say("not_in_list"), ", ".join(sorted(known)))
        raise ValidationFailed(errors=[Wrong("body", "/connector", "not_in_list", said)])
    if connector in REACHING and channel is None:
        said = say("required")
        raise ValidationFailed(errors=[Wrong("body", "/channel", "required", said)])


def _shown(desk: Desk, row: Row) -> dict[str, Any]:
    names = ("id", "kind", "name", "connector", "is_active", "version")
    found = {name: getattr(row, name) for name in names}
    is_ours = may_somewhere(desk.by, "w", "forward") and not desk.by.has(Role.PARTNER)
    told = (row.channel, row.handlers) if is_ours or desk.by.has(Role.ADMIN) else (None, [])
    return found | dict(zip(("channel", "handlers"), told, strict=True))
