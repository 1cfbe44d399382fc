"""The digital profile of a unit over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.shapes import Day, Line, Shape
from common.shapes import Whole as WholeNumber
from common.text import Written
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.bridge.need_readers import sees_whole
from mentoring.bridge.needs import Need
from mentoring.bridge.profile import profile_of
from mentoring.timeline import refuse_unknown_unit

router = routes("/org-units", "org-units")


class ServiceInUnit(Shape):
    """A digital service, and how it stands in the unit."""

    digital_service_id: UUID
    code: Line
    names: Written
    standing: Annotated[
        str,
        Field(
            max_length=40,
            description="in_use, coming, available, not_applicable, unknown. Open list.",
        ),
    ]


class NeedInUnit(Shape):
    """Of a need that one reads only because one's own was merged into it, not the title."""

    id: UUID
    title: Annotated[str | None, Field(max_length=200)]
    state: Line
    size: Line | None


class PlanInUnit(Shape):
    id: UUID
    year: WholeNumber
    state: Line


class UnitProfile(Shape):
    """What is in use in a unit, what could be, and what is being done."""

    org_unit_id: UUID
    as_of: Day
    services: Annotated[list[ServiceInUnit], Field(max_length=1000)]
    open_needs: Annotated[list[NeedInUnit], Field(max_length=100)]
    plans: Annotated[list[PlanInUnit], Field(max_length=100)]
    contact_load_full: Annotated[
        bool, Field(description="It has been contacted often: one more contact needs a reason.")
    ]


@router.get("/{unit_id}/profile", response_model=UnitProfile)
async def get_unit_profile(unit_id: UUID, desk: Reading) -> dict[str, Any]:
    """Digital services in use, coming, available and not applicable; open needs; plans."""
    await refuse_unknown_unit(desk.session, unit_id)
    found = await profile_of(desk.session, desk.by, unit_id, desk.today)
    return {
        "org_unit_id": unit_id,
        "as_of": desk.today,
        "services": [one._asdict() for one in found.services],
        "open_needs": [_need(desk, one) for one in found.open_needs],
        "plans": [_members(one, PlanInUnit) for one in found.plans],
        "contact_load_full": found.contact_load_full,
    }


def _need(desk: Desk, need: Need) -> dict[str, Any]:
    hidden = {} if sees_whole(desk.by, need) else {"title": None}
    return _members(need, NeedInUnit) | hidden


def _members(record: Any, shape: type[Shape]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in shape.model_fields}
