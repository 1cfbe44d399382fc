"""The digital profile of a unit: services in use, available and not suited; needs; plan (M-100)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.applicability import Fit, ServiceApplicability
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.dialogue import is_load_full
from mentoring.bridge.needs import Need
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.listing import permitted
from mentoring.people.permissions import may
from mentoring.people.standing import Standing
from mentoring.processes.machines import MACHINES

IN_USE, COMING = ("live", "embedded"), ("approved", "preparing", "piloting", "paused")
MOST = 100


class Place(NamedTuple):
    """Where something would stand that the caller may read or not."""

    org_unit_id: UUID


class Offered(NamedTuple):
    """A digital service, and how it stands in the unit."""

    digital_service_id: UUID
    code: str
    names: Mapping[str, Any]
    standing: str
    """`in_use`, `coming`, `available`, `not_applicable` or `unknown`."""


class Profile(NamedTuple):
    services: Sequence[Offered]
    open_needs: Sequence[Need]
    plans: Sequence[DevelopmentPlan]
    contact_load_full: bool
    """One more contact would need a reason; who had them, and when, is the mentors' (S29)."""


async def profile_of(session: AsyncSession, by: Standing, unit_id: UUID, on: date) -> Profile:
    """What the caller may know of a unit on a Helsinki date."""
    needs = await _of_unit(session, by, Need, unit_id)
    plans = await _of_unit(session, by, DevelopmentPlan, unit_id)
    is_full = await is_load_full(session, unit_id, on)
    return Profile(await _services(session, by, unit_id, on), needs, plans, is_full)


async def _of_unit(session: AsyncSession, by: Standing, kind: Any, unit_id: UUID) -> Sequence[Any]:
    """The records of a kind under the unit that are not finished and that the caller may read."""
    machine = MACHINES[kind.noun]
    query = permitted(by, machine.resource, kind, org_unit_id=unit_id)
    query = query.where(kind.state.not_in(machine.over)).order_by(kind.id.desc()).limit(MOST)
    return (await session.scalars(query)).all()


async def _services(
    session: AsyncSession, by: Standing, unit_id: UUID, on: date
) -> Sequence[Offered]:
    if not may(by, "r", "applicability", Place(unit_id)):
        return []
    offered = await session.scalars(
        select(DigitalService).where(DigitalService.published()).order_by(DigitalService.code)
    )
    fits = await session.execute(
        select(ServiceApplicability.digital_service_id, ServiceApplicability.value).where(
            ServiceApplicability.org_unit_id == unit_id, ServiceApplicability.valid.contains(on)
        )
    )
    adopted = await session.execute(
        select(Adoption.digital_service_id, Adoption.state).where(
            Adoption.org_unit_id == unit_id, Adoption.state.in_((*IN_USE, *COMING))
        )
    )
    states: dict[UUID, set[str]] = {}
    for service_id, state in adopted:
        states.setdefault(service_id, set()).add(state)
    fit_of = {service_id: fit for service_id, fit in fits}  # noqa: C416  rows are no pairs
    return [
        Offered(one.id, one.code, one.names, _standing(states.get(one.id), fit_of.get(one.id)))
        for one in offered
    ]


def _standing(states: set[str] | None, fit: Fit | None) -> str:
    if states:
        return "in_use" if states & set(IN_USE) else "coming"
    match fit:
        case Fit.APPLICABLE:
            return "available"
        case Fit.NOT_APPLICABLE:
            return "not_applicable"
        case _:
            return "unknown"
