"""Lists that are asked for by organisation unit: one, or one's own, with those below it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.query import YesOrNo
from mentoring.api.desk import Desk
from mentoring.api.records import Paged
from mentoring.people.org_units import units_below
from mentoring.people.roles import Role

NO_UNIT = frozenset({UUID(int=0)})


class OfUnits(Paged):
    unit_id: Annotated[
        UUID | Literal["mine"] | None, Field(description="A unit, or `mine`: where one works.")
    ] = None
    descendants: Annotated[
        YesOrNo, Field(description="With the units below it, in the tree of today.")
    ] = False


async def units_asked(desk: Desk, query: OfUnits) -> frozenset[UUID] | None:
    """The units that a list is asked for; None when it is for all."""
    if query.unit_id is None:
        return None
    if query.unit_id == "mine":
        roots = desk.by.units_of(Role.PROFESSIONAL) or NO_UNIT
    else:
        roots = frozenset({query.unit_id})
    if not query.descendants:
        return roots
    return roots | await units_below(desk.session, roots, desk.today)
