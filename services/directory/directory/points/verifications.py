"""Verifications: who said when that a record is right. Rows are only added (section 6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import new_id, now
from common.identity import EVERY, Caller
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


ALL = "all"
FIELDS = frozenset({"contact", "hours", "services", "accessibility", "location"})
"""What `all` stands for."""


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

    @property
    def freshens(self) -> bool:
        """F6: that nobody was there says nothing of the data."""
        return self.outcome is not Outcome.UNREACHABLE


def verification_of(
    kind: SubjectKind, subject_id: UUID, by: Caller, said: Mapping[str, Any]
) -> Verification:
    """What a caller says now of a record: `outcome` and `fields`, perhaps `by_role` and `note`.

    Who may not write in the whole county does not check in its name: that is a partner's check.
    """
    role = ByRole(said.get("by_role") or ByRole.COUNTY)
    if role is ByRole.COUNTY and not by.may_write_in(EVERY):
        role = ByRole.PARTNER
    return Verification(
        subject_kind=kind,
        subject_id=subject_id,
        at=now(),
        by_role=role,
        caller=by.subject,
        outcome=Outcome(said["outcome"]),
        fields=said["fields"],
        note=said.get("note"),
    )


async def newest_checks(
    session: AsyncSession, kind: SubjectKind, subject_id: UUID
) -> Sequence[Verification]:
    """The latest verifications of one record, the newest first."""
    its = (Verification.subject_kind == kind, Verification.subject_id == subject_id)
    order = (Verification.at.desc(), Verification.id.desc())
    return (
        await session.scalars(select(Verification).where(*its).order_by(*order).limit(50))
    ).all()


def whole_check(checks: Iterable[Verification]) -> Verification | None:
    """F1: the check since which nothing of a record is older; None while a part is unchecked."""
    newest: dict[str, Verification] = {}
    for check in sorted(checks, key=lambda one: (one.at, one.id)):
        if check.freshens:
            newest |= dict.fromkeys(FIELDS if ALL in check.fields else check.fields, check)
    return min(newest.values(), key=lambda one: one.at) if newest.keys() >= FIELDS else None
