"""What a unit answers in a mapping, and what was observed in it."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from common.errors import Said, ValidationFailed, Wrong, say
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.dialogue import Observation, ObservationKind
from mentoring.bridge.mapping_templates import MappingTemplate, QuestionKind
from mentoring.store import InProcess, Recorded, Row


class ServiceAnswer(StrEnum):
    """How a digital service stands in a unit."""

    IN_USE = "in_use"
    AVAILABLE = "available"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class MappingAnswer(Recorded, Row, kw_only=True):
    """An answer to a question of the template, or how a digital service stands in the unit."""

    __tablename__ = "mapping_answer"
    __table_args__ = (UniqueConstraint("mapping_id", "question"),)
    free_texts = frozenset({"answer", "reason"})

    mapping_id: Mapped[UUID] = mapped_column(ForeignKey("mapping.id"))
    question: Mapped[str] = mapped_column(String(60))
    """Its code; of a digital service its id."""
    digital_service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("digital_service.id"), default=None, index=True
    )
    answer: Mapped[str] = mapped_column(String(4000))
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)

    @property
    def counts(self) -> bool:
        """`unknown` is an answer only with a reason (P2)."""
        return self.answer != ServiceAnswer.UNKNOWN or self.reason is not None


class Answered(NamedTuple):
    """An answer as it was sent; without `answer` it is taken away."""

    question: str | None
    digital_service_id: UUID | None
    answer: str | None
    reason: str | None

    @property
    def key(self) -> str:
        return self.question or str(self.digital_service_id)


class Observed(NamedTuple):
    """An observation as it was sent."""

    kind: ObservationKind
    text: str
    barriers: list[str]
    digital_service_id: UUID | None


async def write_answers(
    session: AsyncSession, mapping: InProcess, template_id: UUID, sent: Sequence[Answered], by: str
) -> None:
    """Those that are sent are written, the others stay. Raises ValidationFailed."""
    await _refuse_unfit(session, template_id, sent)
    known = {row.question: row for row in await answers_of(session, [mapping.id])}
    made: list[MappingAnswer] = []
    for one in sent:
        row = known.get(one.key)
        if one.answer is None:
            await _take_away(session, row)
        elif row is None:
            known[one.key] = _new(mapping, one, one.answer, by)
            made.append(known[one.key])
        elif (row.answer, row.reason) != (one.answer, one.reason):
            row.answer, row.reason = one.answer, one.reason
            row.touch(by)
    session.add_all(_in_order(made))


async def write_observations(
    session: AsyncSession, mapping: InProcess, sent: Sequence[Observed], by: str
) -> None:
    """These are what was observed: others are archived, unless they have become needs."""
    known = {(row.kind, row.text): row for row in await observations_of(session, [mapping.id])}
    made: list[Observation] = []
    for one in sent:
        row = known.pop((one.kind, one.text), None)
        if row is None:
            made.append(_observation(mapping, one, by))
        else:
            row.barriers, row.digital_service_id = one.barriers, one.digital_service_id
    for row in known.values():
        if row.need_id is None:
            row.archived_at = now()
            row.touch(by)
    session.add_all(_in_order(made))


async def answers_of(
    session: AsyncSession, mapping_ids: Collection[UUID]
) -> Sequence[MappingAnswer]:
    """Of these mappings, in the order they were written."""
    query = select(MappingAnswer).where(MappingAnswer.mapping_id.in_(mapping_ids))
    return (await session.scalars(query.order_by(MappingAnswer.id))).all()


async def observations_of(
    session: AsyncSession, mapping_ids: Collection[UUID]
) -> Sequence[Observation]:
    """Of these mappings, in the order they were written."""
    row = Observation
    query = select(row).where(row.mapping_id.in_(mapping_ids))
    return (await session.scalars(query.order_by(row.id))).all()


def _new(mapping: InProcess, one: Answered, answer: str, by: str) -> MappingAnswer:
    return MappingAnswer(
        mapping_id=mapping.id,
        question=one.key,
        digital_service_id=one.digital_service_id,
        answer=answer,
        reason=one.reason,
        created_by=by,
        updated_by=by,
    )


def _observation(mapping: InProcess, one: Observed, by: str) -> Observation:
    return Observation(
        mapping_id=mapping.id,
        org_unit_id=mapping.org_unit_id,
        owner_id=mapping.owner_id,
        shared_with_unit=True,
        created_by=by,
        updated_by=by,
        **one._asdict(),
    )


def _in_order(rows: Sequence[Recorded]) -> Sequence[Recorded]:
    """Ids of one millisecond sort by chance: give them out so that they sort as the rows do."""
    for row, id_ in zip(rows, sorted(row.id for row in rows), strict=True):
        row.id = id_
    return rows


async def _take_away(session: AsyncSession, row: MappingAnswer | None) -> None:
    if row is not None:
        await session.delete(row)


async def _refuse_unfit(session: AsyncSession, template_id: UUID, sent: Sequence[Answered]) -> None:
    template = await session.get_one(MappingTemplate, template_id)
    services = await _services(session, sent)
    wrong = [
        Wrong("body", f"/answers/{place}/{member}", "not_in_list", say("not_in_list"))
        for place, one in enumerate(sent)
        if (member := _unfit_member(one, template, services))
    ]
    if wrong := wrong or _repeated(sent):
        raise ValidationFailed(errors=wrong)


def _repeated(sent: Sequence[Answered]) -> list[Wrong]:
    """Each answer to a question that was answered before it in the same request."""
    before: dict[str, int] = {}
    found = []
    for place, one in enumerate(sent):
        if before.setdefault(one.key, place) != place:
            found.append(Wrong("body", f"/answers/{place}", "invalid", TWICE))
    return found


TWICE = Said(
    "Samaan kysymykseen on kaksi vastausta.",
    "Samma fråga har två svar.",
    "The same question has two answers.",
)


async def _services(session: AsyncSession, sent: Sequence[Answered]) -> frozenset[UUID]:
    named = {one.digital_service_id for one in sent if one.digital_service_id}
    found = select(DigitalService.id).where(DigitalService.id.in_(named))
    return frozenset(await session.scalars(found))


def _unfit_member(
    one: Answered, template: MappingTemplate, services: frozenset[UUID]
) -> str | None:
    """Which member of an answer is wrong; None when it fits its question."""
    if one.question is None:
        if one.digital_service_id not in services:
            return "digital_service_id"
        return None if one.answer is None or one.answer in list(ServiceAnswer) else "answer"
    question = template.question(one.question)
    if question is None:
        return "question"
    allowed = _allowed(question)
    return None if one.answer is None or not allowed or one.answer in allowed else "answer"


def _allowed(question: dict[str, Any]) -> Collection[str]:
    """The answers that a question takes; empty when any text is one."""
    if question["kind"] == QuestionKind.SCALE:
        return list("12345")
    return [one["code"] for one in question["choices"]]
