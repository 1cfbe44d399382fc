"""Visits of mobile units: concrete dates, times and stops. Visits are the truth (rule V1)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import now
from common.errors import NotInThisState, Refusal, Said
from directory.store import Row, Versioned


class VisitOverlap(Refusal):
    slug, status = "visit-overlap", 409
    title = Said(
        "Yksiköllä on jo käynti samaan aikaan",
        "Enheten har redan ett besök samtidigt",
        "The unit already has a visit at that time",
    )


class QualificationMissing(Refusal):
    slug, status = "qualification-missing", 422
    title = Said(
        "Kenelläkään ei ole oikeutta avustettuun valtuutukseen tuona päivänä",
        "Ingen har rätt till assisterad fullmakt den dagen",
        "Nobody may give assisted authorisation on that date",
    )


class VisitState(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    HELD = "held"


ACTIONS: dict[VisitState, tuple[str, ...]] = {
    VisitState.PLANNED: ("confirm", "move", "cancel"),
    VisitState.CONFIRMED: ("move", "cancel"),
    VisitState.CANCELLED: (),
    VisitState.HELD: (),
}


class MobileVisit(Versioned, Row, kw_only=True):
    """One stop of one unit on one Helsinki date. `starts_at` and `ends_at` are UTC."""

    __tablename__ = "mobile_visit"

    unit_id: Mapped[UUID] = mapped_column(index=True)
    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    stop: Mapped[dict[str, Any]]
    """`name`, `address`, `location` and `host_point_id`."""
    municipality_code: Mapped[str] = mapped_column(String(3))
    services: Mapped[list[dict[str, Any]]]
    qualified_person_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    state: Mapped[VisitState] = mapped_column(default=VisitState.PLANNED)
    announce: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts moves and cancellation, for calendars (RFC 5545 SEQUENCE)."""
    cancel_reason: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    note: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    verified_at: Mapped[datetime | None] = mapped_column(default=None)
    verified_by_role: Mapped[str | None] = mapped_column(String(20), default=None)

    __table_args__ = (Index("ix_mobile_visit_ends_at", "ends_at"),)

    @property
    def allowed_actions(self) -> list[str]:
        """V5: nothing is done with a visit that is over."""
        return list(ACTIONS[self.state]) if now() < self.ends_at else []

    def refuse_unless_allowed(self, action: str) -> None:
        if action not in self.allowed_actions:
            raise NotInThisState(allowed_actions=self.allowed_actions)

    @property
    def service_codes(self) -> list[str]:
        return sorted({service["service_code"] for service in self.services})

    @property
    def is_public(self) -> bool:
        """V6, but for the end of a cancelled visit, which depends on the clock.

        A cancelled visit is announced if residents saw it before.
        """
        return self.state in (VisitState.CONFIRMED, VisitState.HELD) or self.announce

    @property
    def is_on(self) -> bool:
        """Whether the unit really comes: people may be sent there."""
        return self.state in (VisitState.CONFIRMED, VisitState.HELD)
