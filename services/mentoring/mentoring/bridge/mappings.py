"""Mappings of a unit's current state (kartoitus, P2): they end with an answer for each service."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import NotInThisState, Refusal, Said
from mentoring.bridge.applicability import Fit, Wanted, put_value
from mentoring.bridge.archiving import hide
from mentoring.bridge.catalogue import offered_services
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.bridge.links import refuse_unknown_unit
from mentoring.bridge.mapping_answers import (
    Answered,
    MappingAnswer,
    Observed,
    ServiceAnswer,
    answers_of,
    observations_of,
    write_answers,
    write_observations,
)
from mentoring.bridge.titles import wrongs
from mentoring.events.processes import tells
from mentoring.people.org_units import OrgUnit
from mentoring.people.owning import refuse_no_worker
from mentoring.people.persons import refuse_inactive
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.acting import Doing, Process, Rules, act, allowed_actions, begin
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row

P2 = machine(
    "P2",
    "mapping",
    "/mappings",
    "draft scheduled in_progress completed cancelled superseded",
    "mentor lead",
    over=frozenset({"completed", "cancelled", "superseded"}),
    steps=(
        step("schedule", "draft", "scheduled", "mentor lead", "scheduled"),
        step("start", "draft scheduled", "in_progress", "mentor lead", "started"),
        step("complete", "in_progress", "completed", "mentor lead", "completed", "answers-missing"),
        step("cancel", "draft scheduled in_progress", "cancelled", "mentor lead", "cancelled"),
        step("supersede", "completed", "superseded", "system", "superseded"),
    ),
)
tells("mapping", "created", "A unit's current state will be mapped.")
tells("mapping", "scheduled", "The mapping has a day and participants.")
tells("mapping", "started", "The mapping is under way.")
tells("mapping", "completed", "Every digital service that is offered has an answer.")
tells("mapping", "cancelled", "The mapping is off.")
tells("mapping", "superseded", "A newer mapping of the unit is completed.")
OPEN = ("draft", "scheduled", "in_progress")
"""The states in which answers are written."""


class Mapping(InProcess, Row, kw_only=True):
    """One completed mapping a unit; the others of it are superseded."""

    __tablename__ = "mapping"
    __table_args__ = (
        Index(
            "uq_mapping_completed_unit",
            "org_unit_id",
            unique=True,
            postgresql_where=text("state = 'completed'"),
        ),
    )
    noun = "mapping"

    template_id: Mapped[UUID] = mapped_column(ForeignKey("mapping_template.id"), index=True)
    purpose: Mapped[Purpose]
    audience: Mapped[Audience]
    contribution: Mapped[Contribution | None] = mapped_column(default=None)
    programme: Mapped[str | None] = mapped_column(String(40), default=None)
    planned_on: Mapped[date | None] = mapped_column(default=None)
    participants: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    staff_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    done_on: Mapped[date | None] = mapped_column(default=None)


class AnswersMissing(Refusal):
    """The problem lists the digital services that have no answer."""

    slug = "answers-missing"
    status = 422
    title = Said(
        "Kartoituksesta puuttuu vastauksia",
        "Kartläggningen saknar svar",
        "The mapping lacks answers",
    )


async def open_mapping(session: AsyncSession, mapping: Mapping, by: Standing, today: date) -> None:
    """Begin one of a unit that exists. Raises ValidationFailed, PersonInactive, RoleRequired."""
    await refuse_unknown_unit(session, mapping.org_unit_id, today)
    mapping.owner_id = owner_of_new(mapping.owner_id, by)
    await refuse_no_worker(session, mapping.owner_id, today)
    await begin(session, P2, mapping, by)


async def answer(
    session: AsyncSession,
    mapping: Mapping,
    answers: Sequence[Answered],
    observed: Sequence[Observed] | None,
    by: Standing,
) -> None:
    """Write answers and observations while it is open. Raises NotInThisState, ValidationFailed."""
    if mapping.state not in OPEN:
        raise NotInThisState(allowed_actions=allowed_actions(P2, mapping, by))
    await write_answers(session, mapping, mapping.template_id, answers, by.subject)
    if observed is not None:
        await write_observations(session, mapping, observed, by.subject)
    mapping.touch(by.subject)
    await session.flush()


def owner_of_new(named: UUID | None, by: Standing) -> UUID | None:
    """Who works on a new record: the named person, else the mentor who makes it."""
    return named or (by.person_id if by.has("mentor") else None)


async def _schedule(one: Mapping, doing: Doing) -> None:
    await refuse_inactive(doing.session, doing.body.staff_ids)
    one.planned_on, one.staff_ids = doing.body.planned_on, doing.body.staff_ids
    one.participants = [str(kind) for kind in doing.body.participants]


async def _complete(one: Mapping, doing: Doing) -> None:
    session = doing.session
    answers = [row for row in await answers_of(session, [one.id]) if row.digital_service_id]
    await _refuse_unanswered(session, answers, doing.by)
    await session.get(OrgUnit, one.org_unit_id, with_for_update={"key_share": True})
    for row in answers:
        await _keep_value(one, row, doing)
    former = select(Mapping).where(
        Mapping.org_unit_id == one.org_unit_id, Mapping.state == "completed"
    )
    for older in (await session.scalars(former.with_for_update())).all():
        await act(session, MAPPINGS, older, "supersede", SYSTEM)
    one.done_on = doing.today


async def _archive(one: Mapping, doing: Doing) -> None:
    """What was observed goes with it, unless it has become a need."""
    seen = await observations_of(doing.session, [one.id])
    hide([row for row in seen if row.need_id is None], doing.by)


async def _refuse_unanswered(
    session: AsyncSession, answers: Collection[MappingAnswer], by: Standing
) -> None:
    answered = {row.digital_service_id for row in answers if row.counts}
    missing = [one for one in await offered_services(session) if one.id not in answered]
    if missing:
        told = missing, by, "/answers", "answers_missing"
        raise AnswersMissing(errors=await wrongs(session, *told))


async def _keep_value(one: Mapping, row: MappingAnswer, doing: Doing) -> None:
    value = FITS[ServiceAnswer(row.answer)]
    reason = row.reason or ("mapping" if value is Fit.NOT_APPLICABLE else None)
    if one.org_unit_id is not None and row.digital_service_id is not None:
        wanted = Wanted(value, reason, doing.today)
        await put_value(doing.session, one.org_unit_id, row.digital_service_id, wanted, doing.by)


FITS = {
    ServiceAnswer.IN_USE: Fit.APPLICABLE,
    ServiceAnswer.AVAILABLE: Fit.APPLICABLE,
    ServiceAnswer.NOT_APPLICABLE: Fit.NOT_APPLICABLE,
    ServiceAnswer.UNKNOWN: Fit.UNKNOWN,
}
"""What an answer of a mapping says of applicability."""
RULES: Rules = {"schedule": _schedule, "complete": _complete, "archive": _archive}
MAPPINGS = Process(P2, RULES)
