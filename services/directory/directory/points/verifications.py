"""Verifications: who said when that a record is right. Rows are only added (section 6)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import new_id
from directory.store import Row


class SubjectKind(StrEnum):
    POINT = "point"
    CHANNEL = "channel"
    VISIT = "visit"
    MATERIAL = "material"
    UNIT = "unit"


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"


class ByRole(StrEnum):
    PARTNER = "partner"
    COUNTY = "county"
    IMPORT = "import"
    PHONE = "phone"
    VISIT = "visit"


class Verification(Row):
    __tablename__ = "verification"

    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[UUID]
    at: Mapped[datetime]
    by_role: Mapped[ByRole]
    caller: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[Outcome]
    fields: Mapped[list[str]] = mapped_column(ARRAY(String))
    note: Mapped[str | None] = mapped_column(String(500), default=None)
    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)

    __table_args__ = (Index("ix_verification_subject", "subject_kind", "subject_id", "at"),)
