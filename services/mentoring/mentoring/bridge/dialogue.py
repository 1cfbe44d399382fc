"""Dialogue: contacts, meetings and messages with a unit, and what was observed in them (4.2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.errors import Refusal, Said
from mentoring.county import setting
from mentoring.store import Archivable, Row


class EntryKind(StrEnum):
    OUTREACH_CONTACT = "outreach_contact"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    MESSAGE = "message"


class Channel(StrEnum):
    IN_PERSON = "in_person"
    TEAMS = "teams"
    PHONE = "phone"
    EMAIL = "email"


class Participant(StrEnum):
    """The roles that take part; `leadership` is what makes a dialogue."""

    CLIENT_REPRESENTATIVE = "client_representative"
    PROFESSIONAL = "professional"
    LEADERSHIP = "leadership"
    DIVISION = "division"
    STAKEHOLDER = "stakeholder"
    MENTOR = "mentor"


class Purpose(StrEnum):
    """What an activity is for."""

    ADOPTION_SUPPORT = "adoption_support"
    AWARENESS = "awareness"
    SKILL_SUPPORT = "skill_support"


class Audience(StrEnum):
    RESIDENT = "resident"
    PROFESSIONAL = "professional"
    BOTH = "both"
    PARTNER = "partner"


class Contribution(StrEnum):
    STRATEGY_DEPLOYER = "strategy_deployer"
    PIONEER = "pioneer"
    INFORMATION_BROKER = "information_broker"
    CHANGE_ENCOURAGER = "change_encourager"


class ObservationKind(StrEnum):
    CURRENT_STATE = "current_state"
    CHALLENGE = "challenge"
    NEED = "need"
    OPPORTUNITY = "opportunity"
    FEEDBACK = "feedback"


class DialogueEntry(Archivable, Row, kw_only=True):
    """One contact, held or planned, of an engagement. Its text never leaves the area (rule 4)."""

    __tablename__ = "dialogue_entry"
    free_texts = frozenset({"text", "reason"})

    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    org_unit_id: Mapped[UUID | None] = mapped_column(index=True)
    owner_id: Mapped[UUID | None]
    """Of the engagement, when it was written."""
    kind: Mapped[EntryKind]
    channel: Mapped[Channel]
    purpose: Mapped[Purpose]
    audience: Mapped[Audience]
    participants: Mapped[list[str]] = mapped_column(ARRAY(String))
    two_way: Mapped[bool] = mapped_column(default=False)
    held_on: Mapped[date | None] = mapped_column(default=None, index=True)
    planned_on: Mapped[date | None] = mapped_column(default=None)
    contribution: Mapped[Contribution | None] = mapped_column(default=None)
    programme: Mapped[str | None] = mapped_column(String(40), default=None)
    staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    text: Mapped[str | None] = mapped_column(String(4000), default=None)
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Why one more contact was needed (S29)."""
    shared_with_unit: Mapped[bool] = mapped_column(default=False)
    purged_at: Mapped[date | None] = mapped_column(default=None)
    observations: Mapped[list["Observation"]] = relationship(
        default_factory=list, lazy="raise_on_sql"
    )
    """Of a new entry; those of a kept one are asked for by `observations_of`."""

    @property
    def day(self) -> date | None:
        return self.held_on or self.planned_on


class Observation(Archivable, Row, kw_only=True):
    """What was seen in a dialogue or a mapping; it becomes a need at most once."""

    __tablename__ = "observation"
    free_texts = frozenset({"text"})

    kind: Mapped[ObservationKind]
    text: Mapped[str] = mapped_column(String(2000))
    """Empty when it was purged."""
    org_unit_id: Mapped[UUID | None] = mapped_column(index=True)
    owner_id: Mapped[UUID | None]
    entry_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("dialogue_entry.id"), default=None, index=True
    )
    mapping_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    barriers: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    digital_service_id: Mapped[UUID | None] = mapped_column(default=None)
    need_id: Mapped[UUID | None] = mapped_column(default=None)
    shared_with_unit: Mapped[bool] = mapped_column(default=False)
    purged_at: Mapped[date | None] = mapped_column(default=None)


async def observations_of(session: AsyncSession, entry: DialogueEntry) -> Sequence[Observation]:
    """What was seen in a contact, oldest first."""
    seen = select(Observation).where(Observation.entry_id == entry.id).order_by(Observation.id)
    return (await session.scalars(seen)).all()


class ContactLoad(Refusal):
    """The unit has been contacted often: one more needs a reason (M-055, S29)."""

    slug = "contact-load"
    status = 409
    title = Said(
        "Yksikköön on oltu paljon yhteydessä",
        "Enheten har kontaktats ofta",
        "The unit has been contacted often",
    )


class ContactInFuture(Refusal):
    slug = "contact-in-future"
    status = 422
    title = Said(
        "Yhteydenotto on merkitty tulevaisuuteen",
        "Kontakten är daterad i framtiden",
        "The contact is dated in the future",
    )


async def load_of(session: AsyncSession, unit_id: UUID, on: date) -> Sequence[DialogueEntry]:
    """The contacts of a unit, held or planned, in the days that end on a day; newest first."""
    days = await setting(session, "contact_load_days")
    day = func.coalesce(DialogueEntry.held_on, DialogueEntry.planned_on)
    counted = select(DialogueEntry).where(
        DialogueEntry.org_unit_id == unit_id,
        day > on - timedelta(days),
        day <= on,
    )
    return (await session.scalars(counted.order_by(day.desc(), DialogueEntry.id.desc()))).all()


async def is_load_full(session: AsyncSession, unit_id: UUID, on: date) -> bool:
    """Whether one more contact on a Helsinki date would need a reason."""
    limit: int = await setting(session, "contact_load_limit")
    return len(await load_of(session, unit_id, on)) >= limit


async def refuse_load(session: AsyncSession, entry: DialogueEntry) -> None:
    """Raises ContactLoad when one more needs a reason and has none; it says who and when (S29)."""
    if entry.org_unit_id is None or entry.day is None or entry.reason is not None:
        return
    limit: int = await setting(session, "contact_load_limit")
    found = await load_of(session, entry.org_unit_id, entry.day)
    load = [one for one in found if one.id != entry.id]
    if len(load) >= limit:
        raise ContactLoad(contacts=[{"by": one.created_by, "on": f"{one.day}"} for one in load])
