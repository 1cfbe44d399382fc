"""Distributions of a unit's professionals over the levels of support, over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from common.errors import NotFound
from common.shapes import Day, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Using
from mentoring.api.exports import routes
from mentoring.bridge import skills
from mentoring.people.permissions import may

router = routes("/skill-snapshots", "mappings")
Count = Annotated[WholeNumber, Field(ge=0, le=10_000)]


class NewSkillSnapshot(Shape):
    """How many professionals of a unit stand at each level; never who."""

    org_unit_id: UUID
    mapping_id: UUID | None = None
    taken_on: KnownDay
    in_person_learner: Count
    remote_user: Count
    self_practiser: Count
    independent: Count
    guides_residents: Count | None = None


class SkillSnapshot(Shape):
    """A distribution; groups smaller than the county's smallest are not shown."""

    id: UUID
    org_unit_id: UUID
    mapping_id: UUID | None
    taken_on: Day
    n: WholeNumber | None
    levels: Mapping[str, WholeNumber] | None
    guides_residents: WholeNumber | None
    withheld: Literal["small_group"] | None


@router.post("", status_code=201, response_model=SkillSnapshot)
async def take_skill_snapshot(new: NewSkillSnapshot, desk: Using) -> dict[str, Any]:
    """Keep the counts of a unit. Who may: who writes mappings of the unit."""
    row = skills.UnitSkillSnapshot(**new.model_dump())
    if not may(desk.by, "r", "mapping", row):
        raise NotFound
    desk.refuse_unless("w", "mapping", row)
    await skills.take_snapshot(desk.session, row, desk.by, desk.today)
    desk.answer.version = row.version
    return _shown(row, await skills.smallest_group(desk.session))


def _shown(row: skills.UnitSkillSnapshot, smallest: int) -> dict[str, Any]:
    names = ("id", "org_unit_id", "mapping_id", "taken_on")
    levels = skills.shown_levels(row.levels, smallest) if row.total >= smallest else None
    told = {name: getattr(row, name) for name in names}
    return told | {
        "n": row.total if row.total >= smallest else None,
        "levels": levels,
        "guides_residents": skills.shown_part(row.guides_residents, row.total, smallest),
        "withheld": "small_group" if levels is None else None,
    }
