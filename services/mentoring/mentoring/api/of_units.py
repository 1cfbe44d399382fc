"""Lists that are asked for by organisation unit, one or one's own, with those below it; and by
whose work it is.
"""

from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from common.query import YesOrNo
from mentoring.api.desk import Desk
from mentoring.api.records import Paged
from mentoring.listing import Chosen, Work, of_units, without_owner
from mentoring.people.org_units import units_below
from mentoring.people.roles import Role
from mentoring.people.staff import owners_who_left
from mentoring.people.standing import NOBODYS

NO_UNIT = frozenset({UUID(int=0)})


class OfUnits(Paged):
    unit_id: Annotated[
        UUID | Literal["mine"] | None, Field(description="A unit, or `mine`: where one works.")
    ] = None
    descendants: Annotated[
        YesOrNo, Field(description="With the units below it, in the tree of today.")
    ] = False


class OfWork(OfUnits):
    """What every list of work is asked for by."""

    org_unit_id: Annotated[UUID | None, Field(description="A unit alone.")] = None
    needs_owner: Annotated[
        YesOrNo | None, Field(description="Open work without owner, or whose owner has left.")
    ] = None
    mine: Annotated[
        YesOrNo | None, Field(description="Own work, and that of those one covers.")
    ] = None

    @property
    def columns(self) -> dict[str, Any]:
        """What is asked for of columns, by their names."""
        apart = {"owner", "q", "unit_id", "descendants", "needs_owner", "mine"}
        return {name: one for name, one in self.filters.items() if name not in apart}

    def owners(self, desk: Desk) -> Collection[UUID] | UUID | None:
        """Whose work is asked for; None: whoever's. With `mine` and `owner`, what is both."""
        named: UUID | None = getattr(self, "owner", None)
        if not self.mine or named is None:
            return desk.by.own_work if self.mine else named
        return (desk.by.own_work & {named}) or NOBODYS


async def work_asked(
    desk: Desk,
    query: OfWork,
    wanted: Chosen[Work],
    ownerless: Callable[[Chosen[Work], Collection[UUID]], Chosen[Work]] = without_owner,
) -> Chosen[Work]:
    """Of the work that is wanted, that of the units that a list is asked for; with `needs_owner`
    only what waits for one.
    """
    units = await units_asked(desk, query)
    if units is not None:
        wanted = of_units(wanted, units)
    if query.needs_owner:
        wanted = ownerless(wanted, await owners_who_left(desk.session))
    return wanted


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
