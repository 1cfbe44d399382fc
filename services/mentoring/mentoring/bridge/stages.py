"""How far the work with a unit has come: derived on read, never stored (domain.md 3.1)."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import literal

from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.mappings import Mapping as MappingRow
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.bridge.summaries import Summary


class Stage(StrEnum):
    """From the first to the furthest."""

    NONE = "none"
    MAPPED = "mapped"
    SUMMARISED = "summarised"
    PLANNED = "planned"
    ADOPTING = "adopting"
    EMBEDDING = "embedding"


PROOFS: Mapping[Stage, tuple[Any, tuple[str, ...]]] = {
    Stage.MAPPED: (MappingRow, ("completed", "superseded")),
    Stage.SUMMARISED: (Summary, ("shared", "acknowledged")),
    Stage.PLANNED: (DevelopmentPlan, ("agreed", "active")),
    Stage.ADOPTING: (Adoption, ("approved", "preparing", "piloting", "live")),
    Stage.EMBEDDING: (Adoption, ("embedded",)),
}
"""What proves a stage: a record of this kind in one of these states."""
ORDER = {stage: number for number, stage in enumerate(Stage)}


async def stages_of(
    session: AsyncSession, unit_ids: Collection[UUID | None]
) -> dict[UUID | None, Stage]:
    """The furthest stage of each unit, in one statement; a unit without any is not in it."""
    wanted = {one for one in unit_ids if one is not None}
    if not wanted:
        return {}
    proved = union_all(
        *(
            select(kind.org_unit_id, literal(stage.value))
            .where(kind.org_unit_id.in_(wanted), kind.state.in_(states))
            .distinct()
            for stage, (kind, states) in PROOFS.items()
        )
    )
    found: dict[UUID | None, Stage] = {}
    for unit_id, told in await session.execute(proved):
        found[unit_id] = max(Stage(told), found.get(unit_id, Stage.NONE), key=ORDER.__getitem__)
    return found


def stands_at(stage: Stage, unit_id: Any) -> ColumnElement[bool]:
    """Whether the unit of a row has reached a stage and no further."""
    reached = true() if stage is Stage.NONE else unit_id.in_(_proving(stage))
    further = [one for one in PROOFS if ORDER[one] > ORDER[stage]]
    return and_(reached, *(unit_id.not_in(_proving(one)) for one in further))


def _proving(stage: Stage) -> Any:
    kind, states = PROOFS[stage]
    return select(kind.org_unit_id).where(kind.state.in_(states), kind.org_unit_id.is_not(None))
