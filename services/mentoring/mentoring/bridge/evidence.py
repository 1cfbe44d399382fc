"""Evidence of use: in which quarters a service that a unit adopted was used, and who says so."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
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

    org_unit_id: Mapped[UUID]
    quarter: Mapped[str] = mapped_column(String(6))
    revision: Mapped[int]
    figures: Mapped[list[dict[str, Any]]]
    """Each with `metric`, `item`, `value` (a number as text, null when withheld), …"""


async def keep_figures(
    session: AsyncSession,
    unit_id: UUID,
    quarter: str,
    revision: int,
    figures: list[dict[str, Any]],
) -> ToldFigures:
    """What was told last of a unit and a quarter replaces what was told before."""
    kept = await figures_of(session, unit_id, quarter)
    if kept is None:
        kept = ToldFigures(org_unit_id=unit_id, quarter=quarter, revision=revision, figures=figures)
        session.add(kept)
    else:
        kept.revision, kept.figures = revision, figures
        kept.touch(SYSTEM.subject)
    await session.flush()
    return kept


async def figures_of(session: AsyncSession, unit_id: UUID, quarter: str) -> ToldFigures | None:
    """What metrics told last of a unit and a quarter."""
    query = select(ToldFigures).where(
        ToldFigures.org_unit_id == unit_id, ToldFigures.quarter == quarter
    )
    found: ToldFigures | None = await session.scalar(query)
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
