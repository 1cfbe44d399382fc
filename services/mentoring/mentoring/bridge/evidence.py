"""Evidence of use: in which quarters a service that a unit adopted was used, and who says so."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.people.standing import SYSTEM, Standing
from mentoring.quarters import following
from mentoring.store import Recorded, Row

METRICS = "metrics"


class AdoptionEvidence(Recorded, Row, kw_only=True):
    """Whether the service was used in a quarter, as last heard."""

    __tablename__ = "adoption_evidence"
    __table_args__ = (UniqueConstraint("adoption_id", "quarter"),)

    adoption_id: Mapped[UUID] = mapped_column(ForeignKey("adoption.id"))
    quarter: Mapped[str] = mapped_column(String(6))
    used: Mapped[bool]
    source: Mapped[str] = mapped_column(String(40))
    """`metrics`, or a code of who else knows."""


class ToldFigures(Recorded, Row, kw_only=True):
    """The figures of a unit and a quarter that metrics told last."""

    __tablename__ = "told_figures"
    __table_args__ = (UniqueConstraint("org_unit_id", "quarter"),)
    free_texts = frozenset({"figures"})
    """A copy of what others keep: that it changed is enough in the trail."""

    org_unit_id: Mapped[UUID]
    quarter: Mapped[str] = mapped_column(String(6))
    revision: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Of the event that told it."""
    figures: Mapped[list[dict[str, Any]]]
    """Each with `metric`, `item`, `value` (a number as text, null when withheld), …"""


async def keep_figures(session: AsyncSession, told: ToldFigures) -> ToldFigures | None:
    """What was told last of a unit and a quarter replaces what was told before.

    None for older figures: `revision` orders them, and within one the number of the event
    (metrics.md section 20).
    """
    kept = await figures_of(session, told.org_unit_id, told.quarter, lock=True)
    if kept is None:
        session.add(told)
        await session.flush()
        return told
    if (told.revision, told.sequence) < (kept.revision, kept.sequence):
        return None
    kept.revision, kept.sequence, kept.figures = told.revision, told.sequence, told.figures
    kept.touch(SYSTEM.subject)
    await session.flush()
    return kept


async def figures_of(
    session: AsyncSession, unit_id: UUID, quarter: str, *, lock: bool = False
) -> ToldFigures | None:
    """What metrics told last of a unit and a quarter."""
    query = select(ToldFigures).where(
        ToldFigures.org_unit_id == unit_id, ToldFigures.quarter == quarter
    )
    found: ToldFigures | None = await session.scalar(query.with_for_update() if lock else query)
    return found


async def note_use(
    session: AsyncSession, said: AdoptionEvidence, by: Standing = SYSTEM
) -> AdoptionEvidence | None:
    """Keep what is said of a quarter of a locked adoption; None when that was known already."""
    known = await session.scalar(
        select(AdoptionEvidence).where(
            AdoptionEvidence.adoption_id == said.adoption_id,
            AdoptionEvidence.quarter == said.quarter,
        )
    )
    if known is None:
        said.created_by = said.updated_by = by.subject
        session.add(said)
        await session.flush()
        return said
    if (known.used, known.source) == (said.used, said.source):
        return None
    known.used, known.source = said.used, said.source
    known.touch(by.subject)
    await session.flush()
    return known


async def evidence_of(session: AsyncSession, adoption_id: UUID) -> Sequence[AdoptionEvidence]:
    """Newest quarter first."""
    query = select(AdoptionEvidence).where(AdoptionEvidence.adoption_id == adoption_id)
    return (await session.scalars(query.order_by(AdoptionEvidence.quarter.desc()))).all()


async def proves_use(session: AsyncSession, adoption_id: UUID, quarters: int) -> bool:
    """Whether the newest quarters, so many and without a gap, were all of use."""
    newest = (await evidence_of(session, adoption_id))[:quarters]
    return _are_together(newest, quarters) and all(one.used for one in newest)


async def proves_disuse(session: AsyncSession, adoption_id: UUID, quarters: int) -> bool:
    """Whether the newest quarters, so many and without a gap, were all without use."""
    newest = (await evidence_of(session, adoption_id))[:quarters]
    return _are_together(newest, quarters) and not any(one.used for one in newest)


def _are_together(newest: Sequence[AdoptionEvidence], quarters: int) -> bool:
    """Whether they are so many, and each is the quarter after the next one of the list."""
    pairs = zip(newest[1:], newest, strict=False)
    return len(newest) == quarters and all(
        following(one.quarter) == after.quarter for one, after in pairs
    )
