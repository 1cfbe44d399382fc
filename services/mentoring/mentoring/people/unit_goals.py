"""What a unit aims at in its own words (M-048), and how digital support is given in it (M-086).

Whoever works on a unit's development plan writes both.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import NotFound
from mentoring.bridge.engagements import UnitEnded
from mentoring.listing import permitted
from mentoring.people.keeping import rewrite
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may
from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row

RESOURCE = "plan"


class UnitGoal(Recorded, Row, kw_only=True):
    """What a unit wants to reach, perhaps by a day."""

    __tablename__ = "unit_goal"
    free_texts = frozenset({"text"})

    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    text: Mapped[str] = mapped_column(String(2000))
    due_on: Mapped[date | None] = mapped_column(default=None)


class UnitSupportPractice(Recorded, Row, kw_only=True):
    """How professionals of a unit get and give digital support; one a unit."""

    __tablename__ = "unit_support_practice"
    free_texts = frozenset({"text"})

    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), unique=True)
    text: Mapped[str] = mapped_column(String(4000))
    links: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)


async def refuse_hidden(session: AsyncSession, unit_id: UUID, by: Standing) -> None:
    """Raises NotFound when there is no such unit, or its own work is not the caller's to read."""
    own = UnitGoal(org_unit_id=unit_id, text="")
    if await session.get(OrgUnit, unit_id) is None or not may(by, "r", RESOURCE, own):
        raise NotFound


async def refuse_ended(session: AsyncSession, unit_id: UUID, on: date) -> None:
    """Nothing new begins in a unit that is no more. Raises UnitEnded."""
    unit = await session.get_one(OrgUnit, unit_id)
    if unit.closed_on is not None and unit.closed_on <= on:
        raise UnitEnded


def goals_of(by: Standing, unit_id: UUID) -> Select[UnitGoal]:
    """The goals of a unit that the caller may read."""
    found: Select[UnitGoal] = permitted(by, RESOURCE, UnitGoal, org_unit_id=unit_id)
    return found


async def practice_of(
    session: AsyncSession, unit_id: UUID, *, lock: bool = False
) -> UnitSupportPractice | None:
    """None when nothing was written yet."""
    if lock:
        await session.get(OrgUnit, unit_id, with_for_update=True)
    query = select(UnitSupportPractice).where(UnitSupportPractice.org_unit_id == unit_id)
    found: UnitSupportPractice | None = await session.scalar(query)
    return found


async def write_practice(
    session: AsyncSession, practice: UnitSupportPractice, by: str, fields: Mapping[str, Any]
) -> None:
    """A new version when something of it is another; a new one is version 1."""
    if await session.get(UnitSupportPractice, practice.id) is not None:
        await rewrite(session, practice, by, fields)
        return
    practice.created_by = practice.updated_by = by
    session.add(practice)
    await session.flush()
