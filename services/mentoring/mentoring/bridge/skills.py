"""How many of a unit's professionals stand at each level of support (M-104): counts, no names."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import ValidationFailed, Wrong, right, say
from mentoring.bridge import mappings
from mentoring.bridge.links import refuse_unknown_unit
from mentoring.county import setting
from mentoring.people.standing import Standing
from mentoring.store import Recorded, Row

LEVELS = ("in_person_learner", "remote_user", "self_practiser", "independent")


class UnitSkillSnapshot(Recorded, Row, kw_only=True):
    """A distribution over the four levels, taken in a mapping or by an anonymous question."""

    __tablename__ = "unit_skill_snapshot"

    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_unit.id"), index=True)
    mapping_id: Mapped[UUID | None] = mapped_column(ForeignKey("mapping.id"), default=None)
    taken_on: Mapped[date]
    in_person_learner: Mapped[int]
    remote_user: Mapped[int]
    self_practiser: Mapped[int]
    independent: Mapped[int]
    guides_residents: Mapped[int | None] = mapped_column(default=None)
    """How many of them guide residents."""

    @property
    def levels(self) -> dict[str, int]:
        return {level: getattr(self, level) for level in LEVELS}

    @property
    def total(self) -> int:
        return sum(self.levels.values())


async def take_snapshot(
    session: AsyncSession, snapshot: UnitSkillSnapshot, by: Standing, today: date
) -> None:
    """Keep the counts of a day that has come. Raises ValidationFailed."""
    await refuse_unknown_unit(session, snapshot.org_unit_id, snapshot.taken_on)
    if snapshot.taken_on > today:
        raise _wrong("/taken_on", "out_of_range", f"{today}")
    if (snapshot.guides_residents or 0) > snapshot.total:
        raise _wrong("/guides_residents", "out_of_range", f"{snapshot.total}")
    if snapshot.mapping_id is not None:
        mapping = await session.get(mappings.Mapping, snapshot.mapping_id)
        if mapping is None or mapping.org_unit_id != snapshot.org_unit_id:
            raise _wrong("/mapping_id", "not_in_list")
    snapshot.created_by = snapshot.updated_by = by.subject
    session.add(snapshot)
    await session.flush()


async def smallest_group(session: AsyncSession) -> int:
    """The smallest count of people that is shown."""
    return int(await setting(session, "small_group_min"))


def shown_levels(counts: Mapping[str, int], smallest: int) -> Mapping[str, int] | None:
    """The levels when each is empty or large enough, so that none can be worked out; else None."""
    return counts if all(n == 0 or n >= smallest for n in counts.values()) else None


def shown_part(part: int | None, whole: int, smallest: int) -> int | None:
    """A part of a group when neither it nor the rest is a small group; else None."""
    if part is None or whole < smallest:
        return None
    return part if all(n == 0 or n >= smallest for n in (part, whole - part)) else None


def _wrong(pointer: str, code: str, most: str = "") -> ValidationFailed:
    said = right(say(code), most, "at_most")
    return ValidationFailed(errors=[Wrong("body", pointer, code, said)])
