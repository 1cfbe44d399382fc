"""Handovers (työn siirto): engagements get another owner, with what is open under them (P18)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, String, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import helsinki_day, now
from common.errors import NotInThisState, Refusal, RoleRequired, Said, ValidationFailed, Wrong
from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.mappings import Mapping
from mentoring.bridge.moving import stands_under
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.bridge.suggestions import Suggestion
from mentoring.bridge.summaries import Summary
from mentoring.events.processes import tells
from mentoring.people.org_units import units_below
from mentoring.people.owning import WORKERS, refuse_no_worker
from mentoring.people.permissions import may, relations
from mentoring.people.persons import refuse_inactive
from mentoring.people.roles import Role
from mentoring.people.standing import Standing
from mentoring.people.teams import Allocation, Team, TeamMembership
from mentoring.processes.acting import (
    Doing,
    Process,
    Rules,
    allowed_actions,
    begin,
    change,
    refuse_role,
)
from mentoring.processes.machines import MACHINES, machine, step
from mentoring.store import InProcess, Row
from mentoring.support.items import ForwardedItem

P18 = machine(
    "P18",
    "handover",
    "/handovers",
    "requested accepted rejected revoked",
    "lead mentors_supervisor mentor",
    happened="requested",
    guards=("person-inactive",),
    over=frozenset({"accepted", "rejected", "revoked"}),
    steps=(
        step(
            "accept",
            "requested",
            "accepted",
            "receiver lead",
            "accepted",
            "person-inactive no-free-allocation",
        ),
        step("reject", "requested", "rejected", "receiver", "rejected"),
        step("revoke", "requested", "revoked", "lead requester", "revoked"),
    ),
)
OF: dict[str, Any] = {"engagement_id": UUID}
tells("handover", "requested", "A member of the team is asked to take an engagement.", **OF)
tells("handover", "accepted", "The engagement has another owner, with its open work.", **OF)
tells("handover", "rejected", "The receiver does not take the engagement.", **OF)
tells("handover", "revoked", "The engagement is not handed over after all.", **OF)
CHILDREN: tuple[type[InProcess], ...] = (
    Mapping,
    Summary,
    Suggestion,
    Need,
    DevelopmentPlan,
    PlanItem,
    Adoption,
    ForwardedItem,
)
"""What moves with an engagement while it is open."""
UNKNOWN = Said(
    "Mentorointisuhdetta ei ole.", "Mentorskapet finns inte.", "There is no such engagement."
)


BY_HANDOVER = Said(
    "Luotsi antaa mentorointisuhteen toiselle; mentori pyytää työn siirtoa.",
    "Lotsen ger mentorskapet åt någon annan; en mentor ber om överföring.",
    "The lead gives an engagement to somebody else; a mentor asks for a handover.",
)
"""Members of a team to whom an engagement may belong."""


class Handover(InProcess, Row, kw_only=True):
    """Of one engagement. `owner_id` is whoever had it when the handover was asked for."""

    __tablename__ = "handover"
    noun = "handover"

    free_texts = frozenset({"reason"})
    engagement_id: Mapped[UUID] = mapped_column(ForeignKey("engagement.id"), index=True)
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    requester_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Why it was rejected."""

    @property
    def closed_to(self) -> frozenset[str]:
        """Mentors hand on their own engagements; what nobody owns the lead gives away."""
        return frozenset({Role.MENTOR}) if self.owner_id is None else frozenset()

    def relations_of(self, by: Standing) -> set[str]:
        """What the caller is to it as a person."""
        told = {"receiver": self.receiver_id, "requester": self.requester_id}
        return {name for name, one in told.items() if one is not None and one == by.person_id}

    def is_own_to(self, by: Standing) -> bool:
        return not by.own_work.isdisjoint({self.owner_id, self.receiver_id, self.requester_id})

    @classmethod
    def own_to(cls, by: Standing) -> Any:
        columns = cls.owner_id, cls.receiver_id, cls.requester_id
        return or_(*(column.in_(by.own_work) for column in columns))


class NoFreeAllocation(Refusal):
    slug = "no-free-allocation"
    status = 422
    title = Said(
        "Vastaanottajalla ei ole työaikaa tiimissä",
        "Mottagaren har ingen arbetstid i teamet",
        "The receiver has no time in the team",
    )


async def hand_over(
    session: AsyncSession, engagements: Sequence[Engagement], receiver_id: UUID, by: Standing
) -> list[Handover]:
    """Ask somebody to take each of these. Raises RoleRequired, UnitNotAllowed, PersonInactive,
    ValidationFailed (the receiver is no mentor or lead today).
    """
    asked = [_asked(one, receiver_id, by) for one in engagements]
    for one in asked:
        if P18.creators.isdisjoint(relations(by, P18.resource, one)):
            refuse_role(P18.creators, by)
    today = helsinki_day(now())
    for team in {engagement.team for engagement in engagements}:
        await refuse_no_worker(session, receiver_id, today, "/receiver_id", team)
    for one in asked:
        await begin(session, P18, one, by, {"engagement_id": one.engagement_id})
    return asked


def _asked(engagement: Engagement, receiver_id: UUID, by: Standing) -> Handover:
    return Handover(
        state=P18.start,
        engagement_id=engagement.id,
        org_unit_id=engagement.org_unit_id,
        owner_id=engagement.owner_id,
        receiver_id=receiver_id,
        requester_id=by.person_id,
    )


async def readable_engagements(
    session: AsyncSession, ids: Sequence[UUID], by: Standing
) -> list[Engagement]:
    """Each once, in the order asked. Raises ValidationFailed: there is none, or it is hidden."""
    found = {id_: await session.get(Engagement, id_) for id_ in ids}
    seen = [one for one in found.values() if one is not None and may(by, "r", "engagement", one)]
    ours = {one.id for one in seen}
    wrong = [
        Wrong("body", f"/engagement_ids/{position}", "unknown", UNKNOWN)
        for position, id_ in enumerate(ids)
        if id_ not in ours
    ]
    if wrong:
        raise ValidationFailed(errors=wrong)
    return seen


def to_take(query: Select[Handover], by: Standing) -> Select[Handover]:
    """Those that the caller, or somebody whom the caller covers, is asked to take."""
    return query.where(Handover.receiver_id.in_(by.own_work))


async def change_owner(
    session: AsyncSession, engagement: Engagement, owner_id: UUID | None, by: Standing
) -> None:
    """The lead gives a locked engagement to another, with its open work; a mentor takes one that
    nobody owns. Raises PersonInactive, RoleRequired, ValidationFailed.
    """
    if owner_id == engagement.owner_id:
        return
    takes = engagement.owner_id is None and owner_id == by.person_id
    if not (takes or may(by, "x", "engagement", engagement)):
        raise RoleRequired(BY_HANDOVER)
    await refuse_no_worker(session, owner_id, helsinki_day(now()), team=engagement.team)
    await _give(session, engagement, owner_id, by)


async def _give(
    session: AsyncSession, engagement: Engagement, owner_id: UUID | None, by: Standing
) -> None:
    moving: list[InProcess] = [engagement, *await open_children(session, engagement)]
    for record in moving:
        await change(session, record, by, {"owner_id": owner_id})


async def _accept(one: Handover, doing: Doing) -> None:
    session = doing.session
    engagement = await session.get_one(Engagement, one.engagement_id, with_for_update=True)
    if engagement.owner_id != one.owner_id:  # somebody else has it by now
        possible = allowed_actions(P18, one, doing.by)
        raise NotInThisState(allowed_actions=[name for name in possible if name != "accept"])
    await refuse_inactive(session, [one.receiver_id])
    await _refuse_without_time(one, engagement.team, doing)
    await _give(session, engagement, one.receiver_id, doing.by)
    doing.told |= {"engagement_id": one.engagement_id}


async def _refuse_without_time(one: Handover, team: str, doing: Doing) -> None:
    """The receiver gives the team some time today. Raises NoFreeAllocation."""
    given = select(Allocation.id).join(
        TeamMembership, TeamMembership.id == Allocation.membership_id
    )
    given = given.join(Team, Team.id == TeamMembership.team_id).where(
        Team.code == team,
        TeamMembership.person_id == one.receiver_id,
        TeamMembership.role.in_(WORKERS),
        Allocation.valid.contains(doing.today),
    )
    if await doing.session.scalar(given.limit(1)) is None:
        raise NoFreeAllocation


async def open_children(session: AsyncSession, engagement: Engagement) -> list[InProcess]:
    """Open work under the engagement that has the engagement's owner; locked."""
    units, found = await _places(session, engagement), list[InProcess]()
    for kind in CHILDREN:
        theirs = select(kind).where(
            stands_under(kind, units, engagement.partner_id),
            kind.owner_id == engagement.owner_id,
            kind.state.not_in(MACHINES[kind.noun].over),
        )
        found += await session.scalars(theirs.order_by(kind.id).with_for_update())
    return found


async def _places(session: AsyncSession, engagement: Engagement) -> frozenset[UUID]:
    """Its unit, with what stands below it today and under no engagement nearer by."""
    if engagement.org_unit_id is None:
        return frozenset()
    today, here = helsinki_day(now()), frozenset({engagement.org_unit_id})
    below = await units_below(session, here, today) - here
    engaged = select(Engagement.org_unit_id).where(
        Engagement.team == engagement.team,
        Engagement.state != "closed",
        Engagement.org_unit_id.in_(below),
    )
    nearer = [one for one in await session.scalars(engaged) if one is not None]
    return here | below - await units_below(session, nearer, today)


async def _reject(one: Handover, doing: Doing) -> None:
    one.reason = doing.reason
    doing.told |= {"engagement_id": one.engagement_id}


async def _revoke(one: Handover, doing: Doing) -> None:
    doing.told |= {"engagement_id": one.engagement_id}


RULES: Rules = {"accept": _accept, "reject": _reject, "revoke": _revoke}
HANDOVERS = Process(P18, RULES)
