"""Coverage: whose leadership has been contacted, by quarter (M-053, S01, domain.md 3.4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI
from mentoring.bridge.dialogue import DialogueEntry
from mentoring.bridge.engagements import Engagement
from mentoring.county import setting
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion
from mentoring.people.permissions import readable
from mentoring.people.standing import Standing
from mentoring.processes.trail import Transition
from mentoring.quarters import days_of

UNCONTACTED = "uncontacted"


class Area(NamedTuple):
    """A part of the organisation, and how the team stands with it on a day."""

    org_unit_id: UUID
    name: Mapping[str, Any]
    engagement_id: UUID | None
    owner_id: UUID | None
    state: str
    revisit_on: date | None
    last_contact_on: date | None
    """The last contact that was held in the quarter, to the day asked."""


async def covered(session: AsyncSession, by: Standing, quarter: str, on: date) -> Sequence[Area]:
    """Every part whose leadership shall be contacted, as it stood at the end of a Helsinki date.

    Parts are those of `contact_coverage_kinds`; only engagements that the caller may read count.
    """
    kind = UnitKind(await setting(session, "contact_coverage_kinds"))
    units = await _units(session, kind, on)
    known = await _engagements(session, by, list(units), on)
    contacts = await _contacts(session, list(known.values()), quarter, on)
    return [_area(unit_id, name, known.get(unit_id), contacts) for unit_id, name in units.items()]


class _Known(NamedTuple):
    id: UUID
    owner_id: UUID | None
    state: str
    revisit_on: date | None


def _area(
    unit_id: UUID, name: Mapping[str, Any], known: _Known | None, contacts: Mapping[UUID, date]
) -> Area:
    if known is None:
        return Area(unit_id, name, None, None, UNCONTACTED, None, None)
    revisit = known.revisit_on if known.state == "declined" else None
    last = contacts.get(known.id)
    return Area(unit_id, name, known.id, known.owner_id, known.state, revisit, last)


async def _units(session: AsyncSession, kind: UnitKind, on: date) -> dict[UUID, Mapping[str, Any]]:
    """The units of a kind that exist on a day, with the name they have then, in its order."""
    found = await session.execute(
        select(OrgUnitVersion.org_unit_id, OrgUnitVersion.name)
        .join(OrgUnit, OrgUnit.id == OrgUnitVersion.org_unit_id)
        .where(OrgUnit.kind == kind, OrgUnitVersion.valid.contains(on))
        .order_by(OrgUnitVersion.name["fi"].astext, OrgUnit.id)
    )
    return {unit_id: name for unit_id, name in found}  # noqa: C416  rows are no pairs


async def _engagements(
    session: AsyncSession, by: Standing, unit_ids: Sequence[UUID], on: date
) -> dict[UUID, _Known]:
    """The newest engagement of each unit, in the state that it had at the end of the day."""
    midnight = datetime.combine(on + timedelta(1), time(), HELSINKI)
    then = (
        select(Transition.to_state)
        .where(Transition.record_id == Engagement.id, Transition.at < midnight)
        .order_by(Transition.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = await session.execute(
        select(
            Engagement.org_unit_id,
            Engagement.id,
            Engagement.owner_id,
            func.coalesce(then, UNCONTACTED),
            Engagement.revisit_on,
        )
        .where(
            Engagement.org_unit_id.in_(unit_ids),
            Engagement.opened_on <= on,
            readable(by, "engagement", Engagement),
        )
        .order_by(Engagement.id)
    )
    return {unit_id: _Known(*rest) for unit_id, *rest in found if unit_id is not None}


async def _contacts(
    session: AsyncSession, known: Sequence[_Known], quarter: str, on: date
) -> dict[UUID, date]:
    """The last contact of each engagement that was held in the quarter, to the day."""
    first, end = days_of(quarter)
    found = await session.execute(
        select(DialogueEntry.engagement_id, func.max(cast(DialogueEntry.held_on, Date)))
        .where(
            DialogueEntry.engagement_id.in_([one.id for one in known]),
            DialogueEntry.held_on >= first,
            DialogueEntry.held_on < min(end, on + timedelta(1)),
        )
        .group_by(DialogueEntry.engagement_id)
    )
    return {id_: day for id_, day in found}  # noqa: C416  likewise
