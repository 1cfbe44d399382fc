"""Co-development (yhteiskehittäminen): staff takes part in developing an adoption (M-007)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row


class CoDevelopment(Recorded, Row, kw_only=True):
    """Workshops of one day, and how many took part: a head-count, never who."""

    __tablename__ = "co_development"
    free_texts = frozenset({"text"})

    adoption_id: Mapped[UUID] = mapped_column(ForeignKey("adoption.id"), index=True)
    org_unit_id: Mapped[UUID | None]
    held_on: Mapped[date]
    workshops: Mapped[int]
    participants: Mapped[int]
    text: Mapped[str | None] = mapped_column(String(2000), default=None)


async def add_co_development(session: AsyncSession, one: CoDevelopment, by: Standing) -> None:
    one.created_by = one.updated_by = by.subject
    session.add(one)
    await session.flush()


async def co_developments_of(session: AsyncSession, adoption_id: UUID) -> Sequence[CoDevelopment]:
    """The latest first."""
    query = select(CoDevelopment).where(CoDevelopment.adoption_id == adoption_id)
    ordered = query.order_by(CoDevelopment.held_on.desc(), CoDevelopment.id.desc())
    return (await session.scalars(ordered)).all()
