"""What ids of a page mean to a reader: names of units, owners, digital services and partners."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from mentoring.bridge.catalogue import DigitalService
from mentoring.people.org_units import OrgUnit, units_on
from mentoring.people.partners import names_of
from mentoring.people.persons import Person

Found = Mapping[Any, Any]
Find = Callable[[AsyncSession, Collection[UUID]], Awaitable[Found]]


async def add_names(session: AsyncSession, told: Sequence[dict[str, Any]]) -> None:
    """Put a name beside each of these ids in what is told; one question for each kind of name.

    Units are called as today. What is not known any more has no name.
    """
    for member, find in FINDING.items():
        holding = [one for one in told if f"{member}_id" in one]
        ids = {one[f"{member}_id"] for one in holding} - {None}
        names: Found = await find(session, ids) if ids else {}
        for one in holding:
            one[f"{member}_name"] = names.get(one[f"{member}_id"])


async def _units(session: AsyncSession, ids: Collection[UUID]) -> Found:
    wanted = units_on(helsinki_day(now())).where(OrgUnit.id.in_(ids))
    return {unit.id: version.name for unit, version in await session.execute(wanted)}


async def _owners(session: AsyncSession, ids: Collection[UUID]) -> Found:
    wanted = select(Person.id, Person.display_name).where(
        Person.id.in_(ids), Person.purged_at.is_(None)
    )
    return {id_: name for id_, name in await session.execute(wanted)}  # noqa: C416  rows


async def services_called(session: AsyncSession, ids: Collection[UUID]) -> Found:
    wanted = select(DigitalService.id, DigitalService.names).where(DigitalService.id.in_(ids))
    return {id_: names for id_, names in await session.execute(wanted)}  # noqa: C416  rows


FINDING: Mapping[str, Find] = {
    "org_unit": _units,
    "owner": _owners,
    "digital_service": services_called,
    "partner": names_of,
}
