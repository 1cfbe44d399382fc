"""Goals of a quarter, and what was learnt of each: the reflection (M-070)."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.store import Recorded, Row


class Outcome(StrEnum):
    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"


class QuarterGoal(Recorded, Row, kw_only=True):
    """What the quarter should bring; with a metric and its target when it can be counted."""

    __tablename__ = "quarter_goal"
    __table_args__ = (UniqueConstraint("quarter_plan_id", "number"),)
    free_texts = frozenset({"text"})

    quarter_plan_id: Mapped[UUID] = mapped_column(ForeignKey("quarter_plan.id"))
    number: Mapped[int]
    """From 1, in the order they were written."""
    text: Mapped[str] = mapped_column(String(2000))
    metric: Mapped[str | None] = mapped_column(String(40), default=None)
    target: Mapped[float | None] = mapped_column(default=None)


class Reflection(Recorded, Row, kw_only=True):
    """How a goal went, with what effect, and what is done about it next."""

    __tablename__ = "reflection"
    free_texts = frozenset({"effect", "decision"})

    quarter_goal_id: Mapped[UUID] = mapped_column(ForeignKey("quarter_goal.id"), unique=True)
    outcome: Mapped[Outcome]
    effect: Mapped[str] = mapped_column(String(2000))
    decision: Mapped[str] = mapped_column(String(2000))
