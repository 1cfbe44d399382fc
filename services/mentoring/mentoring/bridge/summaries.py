"""Summaries of a unit (kooste, P3): its state and needs, what is suggested; a version a row."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import helsinki_day, now
from common.errors import NotInThisState, Refusal, Said
from mentoring.bridge.links import refuse_unknown_unit, unknown
from mentoring.bridge.mappings import Mapping, owner_of_new
from mentoring.bridge.suggestions import P4, Suggestion, suggest, suggestions_of
from mentoring.events.processes import tells
from mentoring.people.org_units import units_below
from mentoring.people.owning import refuse_no_worker
from mentoring.people.standing import Standing
from mentoring.processes.acting import allowed_actions, begin, change
from mentoring.processes.machines import machine, step
from mentoring.store import InProcess, Row

P3 = machine(
    "P3",
    "summary",
    "/summaries",
    "draft in_review shared acknowledged superseded withdrawn",
    "mentor lead",
    over=frozenset({"acknowledged", "superseded", "withdrawn"}),
    steps=(
        step(
            "submit",
            "draft",
            "in_review",
            "mentor lead",
            "submitted",
            "mapping-missing mapping-too-old current-state-missing suggestions-missing",
        ),
        step("return", "in_review", "draft", "lead", "returned"),
        step("share", "in_review", "shared", "lead", "shared"),
        step(
            "acknowledge",
            "shared",
            "acknowledged",
            "supervisor area_leader division_leader",
            "acknowledged",
            "suggestions-unanswered",
        ),
        step("supersede", "shared acknowledged", "superseded", "system", "superseded"),
        step("withdraw", "shared acknowledged", "withdrawn", "lead", "withdrawn"),
    ),
)
COUNTS: dict[str, Any] = {
    "number": int,
    "suggestions_by_potential": dict[str, int],
    "suggestions_by_answer": dict[str, int],
}
tells("summary", "created", "A kooste of a unit is being written.")
tells("summary", "submitted", "The kooste waits for the lead.")
tells("summary", "returned", "The kooste is written on.")
tells("summary", "shared", "The kooste is frozen, and the unit may read it.", **COUNTS)
tells("summary", "acknowledged", "The unit has answered every suggestion.", **COUNTS)
tells("summary", "superseded", "The unit has a newer kooste.", **COUNTS)
tells("summary", "withdrawn", "The kooste holds no more.", **COUNTS)
PUBLISHED = ("shared", "acknowledged", "superseded", "withdrawn")


class Summary(InProcess, Row, kw_only=True):
    """One version of a unit's kooste; the next one is a new row."""

    __tablename__ = "summary"
    __table_args__ = (UniqueConstraint("org_unit_id", "number"),)
    noun = "summary"
    free_texts = frozenset({"current_state", "challenges", "needs", "frozen"})

    state: Mapped[str] = mapped_column(String(40), default=P3.start)
    mapping_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mapping.id"), default=None, index=True
    )
    current_state: Mapped[str | None] = mapped_column(String(8000), default=None)
    challenges: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    needs: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    figures: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    number: Mapped[int | None] = mapped_column(default=None)
    """From 1 in its unit, given when it is shared."""
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)
    content_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    frozen: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """`{part_1, part_2, figures}` as it was shared: what documents are printed from."""

    @property
    def is_published(self) -> bool:
        return self.state in PUBLISHED

    @classmethod
    def published(cls) -> Any:
        return cls.state.in_(PUBLISHED)

    @property
    def part_1(self) -> dict[str, Any]:
        return {
            "state": self.current_state,
            "challenges": list(self.challenges),
            "needs": list(self.needs),
        }

    @property
    def says_something(self) -> bool:
        """Whether part 1 is not empty."""
        return bool(self.current_state or self.challenges or self.needs)


class VersionFrozen(Refusal):
    slug = "version-frozen"
    status = 409
    title = Said(
        "Jaettua koostetta ei voi muuttaa",
        "En delad sammanfattning kan inte ändras",
        "A shared kooste cannot change",
    )


async def open_summary(session: AsyncSession, summary: Summary, by: Standing) -> None:
    """Begin one of a unit of any level. Raises ValidationFailed, PersonInactive, RoleRequired."""
    await refuse_unknown_unit(session, summary.org_unit_id, helsinki_day(now()))
    await _refuse_strange_mapping(session, summary, summary.mapping_id)
    summary.owner_id = owner_of_new(summary.owner_id, by)
    await refuse_no_worker(session, summary.owner_id, helsinki_day(now()))
    await begin(session, P3, summary, by)


async def change_summary(
    session: AsyncSession, summary: Summary, fields: dict[str, Any], by: Standing
) -> None:
    """Raises VersionFrozen from the day it is shared, ValidationFailed, PersonInactive."""
    if summary.is_published:
        raise VersionFrozen
    await _refuse_strange_mapping(session, summary, fields.get("mapping_id"))
    await refuse_no_worker(session, fields.get("owner_id"), helsinki_day(now()))
    await change(session, summary, by, fields)
    if "owner_id" in fields:
        for line in await suggestions_of(session, [summary.id]):
            line.owner_id = summary.owner_id


async def add_suggestion(
    session: AsyncSession, summary: Summary, suggestion: Suggestion, by: Standing
) -> None:
    """Write a line of part 2 of a draft.

    Raises VersionFrozen, NotInThisState, and what `suggest` refuses.
    """
    refuse_unless_draft(summary, by)
    await suggest(session, suggestion, by)
    summary.touch(by.subject)
    await session.flush()


def refuse_unless_draft(summary: Summary, by: Standing) -> None:
    """Raises VersionFrozen, NotInThisState."""
    if summary.is_published:
        raise VersionFrozen
    if summary.state != P3.start:
        raise NotInThisState(allowed_actions=allowed_actions(P3, summary, by))


async def counts_of(session: AsyncSession, summary: Summary) -> dict[str, Any]:
    """What the events of a kooste carry: suggestions by potential, and by answer."""
    lines = await suggestions_of(session, [summary.id])
    answers = Counter(one.state for one in lines if one.state != P4.start)
    return {
        "number": summary.number,
        "suggestions_by_potential": dict(Counter(one.potential.value for one in lines)),
        "suggestions_by_answer": dict(answers),
    }


async def _refuse_strange_mapping(
    session: AsyncSession, summary: Summary, mapping_id: UUID | None
) -> None:
    """A mapping is of the unit, or of one below it."""
    if mapping_id is None or summary.org_unit_id is None:
        return
    mapping = await session.get(Mapping, mapping_id)
    below = await units_below(session, [summary.org_unit_id], helsinki_day(now()))
    if mapping is None or mapping.org_unit_id not in below:
        raise unknown("/mapping_id")
