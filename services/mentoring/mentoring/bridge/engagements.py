"""Engagements (mentorointisuhde): the team's standing relation with a unit or a partner (P1)."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said, Wrong
from mentoring.bridge.dialogue import (
    ContactInFuture,
    DialogueEntry,
    Participant,
    refuse_load,
)
from mentoring.county import setting
from mentoring.events.processes import tells
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import Standing
from mentoring.processes.acting import Doing, Process, Rules, begin, open_records, tell_of
from mentoring.processes.machines import machine, step
from mentoring.quarters import months_after, quarter_of
from mentoring.store import InProcess, Recorded, Row

OPEN = "uncontacted contacted declined in_dialogue paused"
MENTORS, TALK, AGAIN = "mentor lead", "dialogue-missing", "unit-ended engagement-exists"
P1 = machine(
    "P1",
    "engagement",
    "/engagements",
    "uncontacted declined contacted in_dialogue paused closed",
    "mentor lead system",
    guards=("engagement-exists",),
    steps=(
        step(
            "record_contact",
            "uncontacted declined",
            "contacted",
            MENTORS,
            "contacted",
            "contact-in-future contact-load",
        ),
        step("open_dialogue", "contacted", "in_dialogue", MENTORS, "dialogue_opened", TALK),
        step("decline", "contacted", "declined", MENTORS, "declined", "revisit-too-late"),
        step("pause", "in_dialogue", "paused", MENTORS, "paused"),
        step("resume", "paused", "in_dialogue", MENTORS, "resumed"),
        step("close", OPEN, "closed", "lead system", "closed", "open-work"),
        step("reopen", "closed", "in_dialogue uncontacted", "lead", "reopened", AGAIN),
    ),
)
tells(
    "dialogue_entry",
    "recorded",
    "A contact was written down, held or planned.",
    engagement_id=UUID,
    kind=str,
    channel=str,
    quarter=str,
)
QUARTER: dict[str, Any] = {"quarter": str, "revisit_on": date}
tells("engagement", "created", "The team has a relation with a unit or partner; not contacted yet.")
tells("engagement", "contacted", "The unit was contacted.", **QUARTER)
tells("engagement", "dialogue_opened", "The leadership takes part in a dialogue.", **QUARTER)
tells("engagement", "declined", "The unit does not want it now.", **QUARTER)
tells("engagement", "paused", "The dialogue rests.", **QUARTER)
tells("engagement", "resumed", "The dialogue goes on.", **QUARTER)
tells("engagement", "closed", "The relation has ended.", **QUARTER)
tells("engagement", "reopened", "The relation is open again.", **QUARTER)


class Engagement(InProcess, Row, kw_only=True):
    """Exactly one counterpart: an organisation unit or a partner."""

    __tablename__ = "engagement"
    __table_args__ = (
        Index(
            "uq_engagement_open_unit",
            "team",
            "org_unit_id",
            unique=True,
            postgresql_where=text("state <> 'closed' and org_unit_id is not null"),
        ),
        Index(
            "uq_engagement_open_partner",
            "team",
            "partner_id",
            unique=True,
            postgresql_where=text("state <> 'closed' and partner_id is not null"),
        ),
    )
    noun = "engagement"

    team: Mapped[str] = mapped_column(String(40), default="mentors")
    partner_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    opened_on: Mapped[date]
    revisit_on: Mapped[date | None] = mapped_column(default=None)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    declined_because: Mapped[str | None] = mapped_column(String(40), default=None)
    had_dialogue: Mapped[bool] = mapped_column(default=False)

    def is_own_to(self, by: Standing) -> bool:
        """A partner sees its own."""
        return self.partner_id is not None and self.partner_id == by.organisation_id

    @classmethod
    def own_to(cls, by: Standing) -> Any:
        return cls.partner_id.is_not(None) & (cls.partner_id == by.organisation_id)


class EngagementExists(Refusal):
    slug = "engagement-exists"
    status = 409
    title = Said(
        "Mentorointisuhde on jo avoinna",
        "Mentorskapet är redan öppet",
        "The engagement is open already",
    )


class DialogueMissing(Refusal):
    slug = "dialogue-missing"
    status = 422
    title = Said(
        "Vuoropuhelua johdon kanssa ei ole kirjattu",
        "Ingen dialog med ledningen är antecknad",
        "No dialogue with the leadership is recorded",
    )


class RevisitTooLate(Refusal):
    slug = "revisit-too-late"
    status = 422
    title = Said(
        "Uusi ajankohta on liian kaukana",
        "Den nya tidpunkten är för långt borta",
        "The date is too far ahead",
    )


class OpenWork(Refusal):
    """The problem lists what is open (`errors[].code` `open_need`, …)."""

    slug = "open-work"
    status = 422
    title = Said(
        "Avoin työ on ensin siirrettävä",
        "Öppet arbete måste först flyttas",
        "Open work must move first",
    )


class UnitEnded(Refusal):
    slug = "unit-ended"
    status = 422
    title = Said("Yksikköä ei enää ole", "Enheten finns inte längre", "The unit has ended")


async def open_engagement(session: AsyncSession, engagement: Engagement, by: Standing) -> None:
    """Raises EngagementExists, RoleRequired."""
    await _refuse_second(session, engagement)
    await begin(session, P1, engagement, by)


async def add_entry(session: AsyncSession, entry: DialogueEntry, by: Standing) -> None:
    """Write down a contact of an engagement and tell of it. Raises ContactLoad."""
    await refuse_load(session, entry)
    rows: list[Recorded] = [entry, *entry.observations]
    for row in rows:
        row.created_by = row.updated_by = by.subject
    session.add(entry)
    engagement = await session.get_one(Engagement, entry.engagement_id)
    if entry.two_way and Participant.LEADERSHIP in entry.participants and entry.held_on:
        engagement.had_dialogue = True
    await tell_of(
        session,
        "dialogue_entry",
        "recorded",
        engagement,
        dialogue_entry_id=entry.id,
        engagement_id=engagement.id,
        kind=entry.kind,
        channel=entry.channel,
        quarter=quarter_of(entry.day) if entry.day else None,
    )


def without_owner(query: Select[Engagement], left: Collection[UUID]) -> Select[Engagement]:
    """Those that are not closed and have no owner, or one who has left (S14)."""
    ownerless = or_(Engagement.owner_id.is_(None), Engagement.owner_id.in_(left))
    return query.where(Engagement.state != "closed", ownerless)


async def _refuse_second(session: AsyncSession, one: Engagement) -> None:
    same = select(Engagement.id).where(
        Engagement.team == one.team,
        Engagement.org_unit_id == one.org_unit_id
        if one.org_unit_id
        else Engagement.partner_id == one.partner_id,
        Engagement.state != "closed",
        Engagement.id != one.id,
    )
    with session.no_autoflush:
        other = (await session.scalars(same.limit(1))).first()
    if other is not None:
        raise EngagementExists(engagement_id=str(other))


async def _record_contact(one: Engagement, doing: Doing) -> None:
    entry: DialogueEntry = doing.body.entry_of(one)
    if entry.held_on is None or entry.held_on > doing.today:
        raise ContactInFuture
    await add_entry(doing.session, entry, doing.by)
    one.revisit_on = one.declined_because = None
    doing.told |= {"quarter": quarter_of(entry.held_on)}


async def _open_dialogue(one: Engagement, doing: Doing) -> None:
    talked = select(DialogueEntry.id).where(
        DialogueEntry.engagement_id == one.id,
        DialogueEntry.two_way,
        DialogueEntry.held_on.is_not(None),
        DialogueEntry.participants.contains([Participant.LEADERSHIP.value]),
    )
    if (await doing.session.scalars(talked.limit(1))).first() is None:
        raise DialogueMissing
    one.had_dialogue = True
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _decline(one: Engagement, doing: Doing) -> None:
    months = await setting(doing.session, "revisit_max_months")
    if doing.body.revisit_on > months_after(doing.today, months):
        raise RevisitTooLate
    one.revisit_on, one.declined_because = doing.body.revisit_on, doing.body.reason_code
    doing.told |= {"quarter": quarter_of(doing.today), "revisit_on": one.revisit_on}


async def _pause(one: Engagement, doing: Doing) -> None:
    one.paused_until = doing.body.resume_on
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _resume(one: Engagement, doing: Doing) -> None:
    one.paused_until = None
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _close(one: Engagement, doing: Doing) -> None:
    home = getattr(doing.body, "moves_to", None)
    open_ones = [] if home else await open_work_under(doing.session, one)
    if open_ones:
        raise OpenWork(errors=open_ones)
    for noun in WORK if home else ():
        for record in await open_records(doing.session, noun, one.org_unit_id):
            record.org_unit_id = home
            record.touch(doing.by.subject)
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _reopen(one: Engagement, doing: Doing) -> None:
    if one.org_unit_id is not None:
        unit = await doing.session.get_one(OrgUnit, one.org_unit_id)
        if not unit.exists_on(doing.today):
            raise UnitEnded
    await _refuse_second(doing.session, one)
    doing.target = "in_dialogue" if one.had_dialogue else "uncontacted"
    doing.told |= {"quarter": quarter_of(doing.today)}


async def open_work_under(session: AsyncSession, one: Engagement) -> list[Wrong]:
    """Open needs, plan items, adoptions and forwarded items of the unit, each named."""
    return [
        Wrong("body", "/moves_to", f"open_{noun}", Said(*[f"{record.id}"] * 3))
        for noun in WORK
        for record in await open_records(session, noun, one.org_unit_id)
    ]


WORK = ("need", "plan_item", "adoption", "forward")
"""What may stand open under an engagement."""
RULES: Rules = {
    "record_contact": _record_contact,
    "open_dialogue": _open_dialogue,
    "decline": _decline,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "reopen": _reopen,
}
ENGAGEMENTS = Process(P1, RULES)
