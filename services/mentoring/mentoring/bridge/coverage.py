"""Coverage: whose leadership has been contacted, by quarter (M-053, S01, domain.md 3.4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI
from common.errors import RoleRequired
from mentoring.bridge.dialogue import DialogueEntry
from mentoring.bridge.engagements import Engagement
from mentoring.county import setting
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion
from mentoring.people.permissions import may, may_somewhere, table
from mentoring.people.standing import Standing
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.quarters import days_of

RESOURCE, UNCONTACTED = "engagement", "uncontacted"


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
    """The parts whose leadership shall be contacted, as they stood at the end of a Helsinki date.

    Parts are those of `contact_coverage_kinds` whose engagement the caller may read or count; a
    part without an open engagement is not contacted. Raises RoleRequired.
    """
    if not (may_somewhere(by, "r", RESOURCE) or counts_only(by)):
        raise RoleRequired
    kind = UnitKind(await setting(session, "contact_coverage_kinds"))
    units = {
        unit_id: name
        for unit_id, name in (await _units(session, kind, on)).items()
        if counts_only(by) or may(by, "r", RESOURCE, Engagement(state="", **_place(unit_id, on)))
    }
    known = await _engagements(session, list(units), on)
    contacts = await _contacts(session, list(units), quarter, on)
    return [
        _area(unit_id, name, known.get(unit_id), contacts.get(unit_id))
        for unit_id, name in units.items()
    ]


def counts_only(by: Standing) -> bool:
    """Whether the caller is told how many parts stand how, and not which."""
    cells = table()[RESOURCE]
    counts = any("G" in cells[role].scope for role in by.roles)
    return counts and not may_somewhere(by, "r", RESOURCE)


def _place(unit_id: UUID, on: date) -> dict[str, Any]:
    return {"org_unit_id": unit_id, "opened_on": on}


class _Known(NamedTuple):
    id: UUID
    owner_id: UUID | None
    state: str
    revisit_on: date | None


def _area(unit_id: UUID, name: Mapping[str, Any], known: _Known | None, last: date | None) -> Area:
    if known is None:
        return Area(unit_id, name, None, None, UNCONTACTED, None, last)
    revisit = known.revisit_on if known.state == "declined" else None
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
    session: AsyncSession, unit_ids: Sequence[UUID], on: date
) -> dict[UUID, _Known]:
    """The engagement of each unit that was open at the end of the day, as it was then."""
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
        )
        .order_by(Engagement.id)
    )
    known = {row[0]: _Known(*row[1:]) for row in found if row[0] and row[3] != "closed"}
    former = await _former(session, [one.id for one in known.values()], midnight)
    return {unit_id: _as_it_was(one, former) for unit_id, one in known.items()}


Former = Mapping[tuple[UUID, str], Any]


async def _former(session: AsyncSession, ids: Sequence[UUID], midnight: datetime) -> Former:
    """What fields were that have changed since, by record and field."""
    entry = AuditEntry
    changed = select(entry.record_id, entry.field, entry.before).where(
        entry.record_id.in_(ids),
        entry.field.in_(("owner_id", "revisit_on")),
        entry.at >= midnight,
    )
    newest_first = await session.execute(changed.order_by(entry.id.desc()))
    return {(id_, field): (before or {}).get("value") for id_, field, before in newest_first}


def _as_it_was(one: _Known, former: Former) -> _Known:
    was: dict[str, Any] = {}
    if (one.id, "owner_id") in former:
        owner = former[one.id, "owner_id"]
        was["owner_id"] = UUID(owner) if owner else None
    if (one.id, "revisit_on") in former:
        day = former[one.id, "revisit_on"]
        was["revisit_on"] = date.fromisoformat(day) if day else None
    return one._replace(**was)


async def _contacts(
    session: AsyncSession, unit_ids: Sequence[UUID], quarter: str, on: date
) -> dict[UUID, date]:
    """The last contact of each unit that was held in the quarter, to the day."""
    first, end = days_of(quarter)
    found = await session.execute(
        select(DialogueEntry.org_unit_id, func.max(cast(DialogueEntry.held_on, Date)))
        .where(
            DialogueEntry.org_unit_id.in_(unit_ids),
            DialogueEntry.held_on >= first,
            DialogueEntry.held_on < min(end, on + timedelta(1)),
        )
        .group_by(DialogueEntry.org_unit_id)
    )
    return {unit_id: day for unit_id, day in found if unit_id is not None}
