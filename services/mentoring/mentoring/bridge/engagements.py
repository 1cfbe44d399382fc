"""Engagements (mentorointisuhde): the team's standing relation with a unit or a partner (P1)."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import Refusal, Said
from mentoring.events.processes import tells
from mentoring.people.standing import Standing
from mentoring.processes.acting import begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row, wait_turn

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
            postgresql_where=text(
                "state <> 'closed' and org_unit_id is not null and archived_at is null"
            ),
        ),
        Index(
            "uq_engagement_open_partner",
            "team",
            "partner_id",
            unique=True,
            postgresql_where=text(
                "state <> 'closed' and partner_id is not null and archived_at is null"
            ),
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
    await refuse_second(session, engagement)
    await begin(session, P1, engagement, by)


def without_owner(query: Select[Engagement], left: Collection[UUID]) -> Select[Engagement]:
    """Those that are not closed and have no owner, or one who has left (S14)."""
    ownerless = or_(Engagement.owner_id.is_(None), Engagement.owner_id.in_(left))
    return query.where(Engagement.state != "closed", ownerless)


async def refuse_second(session: AsyncSession, one: Engagement) -> None:
    """Raises EngagementExists. Those who ask at once for the same wait for each other."""
    await wait_turn(session, f"engagement {one.team} {one.org_unit_id or one.partner_id}")
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
