"""Forwarded items and what was said about them, there and back (4.3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from mentoring.people.roles import Role
from mentoring.people.standing import Standing
from mentoring.store import InProcess, Recorded, Row
from mentoring.support.targets import ForwardTarget, handled_by

UNSENT = ("draft", "cancelled")
"""States in which nobody but those who made an item knows of it."""


class ItemKind(StrEnum):
    FAULT = "fault"
    PROBLEM = "problem"
    NEED = "need"
    USAGE_GUIDANCE = "usage_guidance"
    ACCESSIBILITY_FEEDBACK = "accessibility_feedback"


class Origin(StrEnum):
    """Where an item came from: those are told when it is solved."""

    NEED = "need"
    OUTREACH = "outreach"
    ACCESSIBILITY_REPORT = "accessibility_report"
    PARTNER = "partner"
    UNIT = "unit"


class Direction(StrEnum):
    OUT = "out"
    IN = "in"
    HERE = "here"
    """Told to those whom it came from, not to the target."""


class MessageKind(StrEnum):
    SENT = "sent"
    QUESTION = "question"
    ANSWER = "answer"
    REMARK = "remark"
    RESOLUTION = "resolution"
    REJECTION = "rejection"
    REOPENED = "reopened"
    REPORT_BACK = "report_back"


class ForwardedItem(InProcess, Row, kw_only=True):
    """A fault, problem or need that mentors cannot solve themselves. It describes no person."""

    __tablename__ = "forwarded_item"
    __table_args__ = (Index("ix_forwarded_item_external_ref", "external_ref"),)
    noun = "forward"
    free_texts = frozenset({"text"})

    kind: Mapped[ItemKind]
    target_id: Mapped[UUID] = mapped_column(ForeignKey("forward_target.id"), index=True)
    text: Mapped[str | None] = mapped_column(String(2000))
    """None when it was purged."""
    origin: Mapped[Origin] = mapped_column(default=Origin.UNIT)
    need_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    outreach_event_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    partner_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    digital_service_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    route: Mapped[int] = mapped_column(default=0)
    """How many times it was sent to a target."""
    external_ref: Mapped[str | None] = mapped_column(String(200), default=None)
    """What it is called there: the number of a ticket."""
    external_id: Mapped[str | None] = mapped_column(String(80), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    sent_on: Mapped[date | None] = mapped_column(default=None)
    resolved_on: Mapped[date | None] = mapped_column(default=None)
    resolution_code: Mapped[str | None] = mapped_column(String(40), default=None)
    reported_back_at: Mapped[datetime | None] = mapped_column(default=None)
    followed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its ticket was looked at last."""
    purged_at: Mapped[date | None] = mapped_column(default=None)
    target: Mapped[ForwardTarget] = relationship(lazy="selectin", viewonly=True, init=False)

    @property
    def reference(self) -> str:
        """Ours, in the title of its ticket: one a route, so that a ticket is made once."""
        return f"DS-{self.id.hex}-{self.route}"

    def address(self, target: ForwardTarget) -> None:
        """Give it this target."""
        self.target_id = target.id
        set_committed_value(self, "target", target)

    def is_late(self, on: date) -> bool:
        """Whether it was solved after its term, or is not solved although the term has passed."""
        return self.due_on is not None and (self.resolved_on or on) > self.due_on

    def is_own_to(self, by: Standing) -> bool:
        """Handlers see what was sent to their target; others what they made themselves.

        For the role `it` what it handles is all (section 2): it may take those actions on it.
        """
        if by.subject in self.target.handlers and self.state not in UNSENT:
            return True
        if by.has(Role.IT):
            return False
        ours = self.partner_id is not None and self.partner_id == by.organisation_id
        return ours or self.created_by == by.subject

    @classmethod
    def own_to(cls, by: Standing) -> Any:
        handled = cls.target_id.in_(handled_by(by.subject)) & cls.state.not_in(UNSENT)
        if by.has(Role.IT):
            return handled
        ours = cls.partner_id.is_not(None) & (cls.partner_id == by.organisation_id)
        return handled | ours | (cls.created_by == by.subject)


class ForwardMessage(Recorded, Row, kw_only=True):
    """One thing said about an item. What goes out is an intent until it is delivered."""

    __tablename__ = "forward_message"
    __table_args__ = (
        Index(
            "ix_forward_message_waiting",
            "item_id",
            postgresql_where=text("direction = 'out' and delivered_at is null"),
        ),
    )
    free_texts = frozenset({"text"})

    item_id: Mapped[UUID] = mapped_column(ForeignKey("forwarded_item.id"), index=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("forward_target.id"))
    route: Mapped[int]
    direction: Mapped[Direction]
    kind: Mapped[MessageKind]
    text: Mapped[str | None] = mapped_column(String(4000))
    external_ref: Mapped[str | None] = mapped_column(String(200), default=None)
    external_id: Mapped[str | None] = mapped_column(String(80), default=None)
    """Of an article of a ticket: it is heard once."""
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    """Somebody is at it until then."""

    @property
    def reference(self) -> str:
        """Ours, in the subject of what is written to a ticket."""
        return f"DS-{self.id.hex}"


IN_TURN = ForwardMessage.created_at, ForwardMessage.id


async def messages_of(
    session: AsyncSession, item_ids: Sequence[UUID]
) -> Mapping[UUID, list[ForwardMessage]]:
    """The messages of items, oldest first."""
    found: dict[UUID, list[ForwardMessage]] = {one: [] for one in item_ids}
    query = select(ForwardMessage).where(ForwardMessage.item_id.in_(item_ids))
    for message in await session.scalars(query.order_by(*IN_TURN)):
        found[message.item_id].append(message)
    return found
