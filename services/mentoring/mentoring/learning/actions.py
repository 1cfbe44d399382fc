"""Actions of a quarter (toimenpide): who does what because of what (M-066, M-067)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.store import Recorded, Row


class ActionKind(StrEnum):
    CONTACT_MODEL = "contact_model"
    QUICK_SUPPORT = "quick_support"
    FORWARDING = "forwarding"
    GUIDANCE_MATERIAL = "guidance_material"
    OUTREACH = "outreach"
    TRAINING = "training"
    COMMUNICATION = "communication"
    CONSULTATION = "consultation"
    OTHER = "other"


class ActionSource(StrEnum):
    """What an action comes of."""

    FEEDBACK = "feedback"
    DIALOGUE = "dialogue"
    SYNTHESIS = "synthesis"
    NEED = "need"
    RELEASE = "release"
    MANAGEMENT = "management"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    CARRIED_OVER = "carried_over"


class QuarterAction(Recorded, Row, kw_only=True):
    """While the plan is a draft, its parties and its source may be missing."""

    __tablename__ = "quarter_action"
    free_texts = frozenset({"text", "remark"})

    quarter_plan_id: Mapped[UUID] = mapped_column(ForeignKey("quarter_plan.id"), index=True)
    kind: Mapped[ActionKind]
    text: Mapped[str] = mapped_column(String(2000))
    purpose: Mapped[Purpose]
    audience: Mapped[Audience]
    contribution: Mapped[Contribution | None] = mapped_column(default=None)
    programme: Mapped[str | None] = mapped_column(String(40), default=None)
    parties: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    """Codes of those who do it."""
    source: Mapped[ActionSource | None] = mapped_column(default=None)
    source_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """The round, entry, synthesis, need or release that it comes of."""
    due_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)
    ended_on: Mapped[date | None] = mapped_column(default=None)
    remark: Mapped[str | None] = mapped_column(String(2000), default=None)
    """How it ended, or why it was dropped or carried over."""
    carried_from: Mapped[UUID | None] = mapped_column(
        ForeignKey("quarter_action.id"), default=None, unique=True
    )
    """The action of the quarter before."""

    @property
    def is_complete(self) -> bool:
        """Whether it says who does it and because of what."""
        return bool(self.parties) and self.source is not None

    def carried_to(self, plan_id: UUID, by: str) -> "QuarterAction":
        """The same thing to do, in the plan of the next quarter."""
        names = ("kind", "text", "purpose", "audience", "contribution", "programme", "source")
        return QuarterAction(
            quarter_plan_id=plan_id,
            carried_from=self.id,
            parties=list(self.parties),
            source_id=self.source_id,
            created_by=by,
            updated_by=by,
            **{name: getattr(self, name) for name in names},
        )
