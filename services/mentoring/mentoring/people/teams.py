"""The mentoring team: who belongs to it in which role, with how much time, and who stands in."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.people.persons import Days
from mentoring.people.roles import Role
from mentoring.store import Recorded, Row


class TeamRole(StrEnum):
    MENTOR = "mentor"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    DESIGNER = "designer"
    BOARD = "board"

    def as_role(self) -> Role:
        """The role that its holder has in the product."""
        return AS_ROLES[self]


AS_ROLES = {
    TeamRole.MENTOR: Role.MENTOR,
    TeamRole.LEAD: Role.LEAD,
    TeamRole.SUPERVISOR: Role.MENTORS_SUPERVISOR,
    TeamRole.DESIGNER: Role.SERVICE_DESIGNER,
    TeamRole.BOARD: Role.PROGRAMME_BOARD,
}


class Background(StrEnum):
    HEALTH = "health"
    SOCIAL = "social"
    SUPPORT_SERVICES = "support_services"


class FocusState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    ROOTED = "rooted_in_operations"
    DROPPED = "dropped"


class Team(Recorded, Row, kw_only=True):
    __tablename__ = "team"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, Any]]


class TeamMembership(Recorded, Row, kw_only=True):
    __tablename__ = "team_membership"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[TeamRole]
    valid: Mapped[Days] = mapped_column(DATERANGE)
    end_told: Mapped[date | None] = mapped_column(default=None)
    """The last day of its working time that was told as near."""
    purged_at: Mapped[date | None] = mapped_column(default=None)


class Allocation(Recorded, Row, kw_only=True):
    """How much of a member's time the team has: a share of full time, or hours a week."""

    __tablename__ = "allocation"

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("team_membership.id"), index=True)
    valid: Mapped[Days] = mapped_column(DATERANGE)
    percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), default=None)
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), default=None)


class MentorProfile(Recorded, Row, kw_only=True):
    __tablename__ = "mentor_profile"

    free_texts = frozenset({"strengths"})
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    background: Mapped[Background]
    strengths: Mapped[str | None] = mapped_column(String(2000), default=None)
    languages: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    purged_at: Mapped[date | None] = mapped_column(default=None)


class AbsenceCover(Recorded, Row, kw_only=True):
    """Who does an absent member's work, on which days. The owner of the work never changes."""

    __tablename__ = "absence_cover"

    covered_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    covering_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    valid: Mapped[Days] = mapped_column(DATERANGE)
    purged_at: Mapped[date | None] = mapped_column(default=None)


class TeamDecision(Recorded, Row, kw_only=True):
    """What was decided about the team, when, with whom (M-022)."""

    __tablename__ = "team_decision"

    free_texts = frozenset({"text"})
    decided_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(2000))
    parties: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)


class FocusArea(Recorded, Row, kw_only=True):
    """What mentoring puts first in a period, agreed with management (M-023)."""

    __tablename__ = "focus_area"

    name: Mapped[dict[str, Any]]
    period: Mapped[str] = mapped_column(String(20))
    rank: Mapped[int]
    state: Mapped[FocusState] = mapped_column(default=FocusState.PROPOSED)


class StrategicAim(Recorded, Row, kw_only=True):
    """What the county aims at, with its own words and days (M-004, M-010)."""

    __tablename__ = "strategic_aim"

    name: Mapped[dict[str, Any]]
    quotation: Mapped[str | None] = mapped_column(String(2000), default=None)
    description: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    valid: Mapped[Days] = mapped_column(DATERANGE)
    tags: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)


class ProgrammeGoal(Recorded, Row, kw_only=True):
    """A goal of the programme that pays for the work, and its code (M-001)."""

    __tablename__ = "programme_goal"

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, Any]]
    quotation: Mapped[str | None] = mapped_column(String(2000), default=None)
    valid: Mapped[Days] = mapped_column(DATERANGE)
