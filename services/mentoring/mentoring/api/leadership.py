"""Who leads a unit, over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, model_validator

from common.errors import NotFound, Wrongly, say
from common.shapes import Day, Shape
from mentoring.api.dated import Dated, days_said
from mentoring.api.desk import Approving, Desk, Reading
from mentoring.api.exports import routes
from mentoring.people import leading
from mentoring.people.leading import Led
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may
from mentoring.people.persons import Leadership as Row
from mentoring.people.persons import LeadershipKind

router = routes("/org-units", "org-units")


class NewLeader(Dated):
    person_id: UUID
    kind: LeadershipKind

    def led(self) -> Led:
        return Led(self.person_id, self.kind, self.days)


class NewLeadership(Shape):
    """Everyone who leads the unit today or later; whoever is left out leads it no more."""

    items: Annotated[list[NewLeader], Field(max_length=100)]

    @model_validator(mode="after")
    def names_each_once(self) -> "NewLeadership":
        if len({(one.person_id, one.kind, one.valid_from) for one in self.items}) < len(self.items):
            raise Wrongly("repeated", say("invalid"), below="/items")
        return self


class Leader(Shape):
    id: UUID
    person_id: UUID
    kind: LeadershipKind
    valid_from: Day
    valid_to: Day | None


class Leadership(Shape):
    rows_of_file: ClassVar[str] = "items"
    items: Annotated[list[Leader], Field(max_length=1000)]


def _shown(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "items": [
            {"id": one.id, "person_id": one.person_id, "kind": one.kind} | days_said(one.valid)
            for one in rows
        ]
    }


async def _unit(desk: Desk, unit_id: UUID) -> OrgUnit:
    """Raises NotFound, also for a unit that the caller may not read."""
    unit = await desk.session.get(OrgUnit, unit_id)
    if unit is None or not may(desk.by, "r", "org_unit", unit):
        raise NotFound
    return unit


@router.get("/{unit_id}/leadership", response_model=Leadership)
async def get_leadership(unit_id: UUID, desk: Reading) -> dict[str, Any]:
    """Those who lead the unit today or later."""
    await _unit(desk, unit_id)
    return _shown(await leading.leaders_of(desk.session, unit_id, desk.today))


@router.put("/{unit_id}/leadership", response_model=Leadership)
async def replace_leadership(unit_id: UUID, new: NewLeadership, desk: Approving) -> dict[str, Any]:
    """Let these lead the unit. What has ended stays as it was."""
    unit = await _unit(desk, unit_id)
    desk.refuse_unless("w", "org_unit", unit)
    wanted = [one.led() for one in new.items]
    rows = await leading.replace_leaders(desk.session, unit_id, wanted, desk.by.subject, desk.today)
    return _shown(rows)
