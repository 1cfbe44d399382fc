"""Units of the tree as rows: what changed of them is written, told, and followed by engagements."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, tell_all
from mentoring import events
from mentoring.bridge.due_engagements import close_due_engagements, open_due_engagements
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit, OrgUnitVersion
from mentoring.people.standing import Standing
from mentoring.people.tree import Life, Version, first_change
from mentoring.processes.trail import AuditEntry

Kept = Mapping[date | None, OrgUnitVersion]
"""The rows of a unit by their first days."""
SLICE = 50


async def keep_lives(
    session: AsyncSession, before: Mapping[UUID, Life], lives: Sequence[Life], by: Standing
) -> None:
    """Write these units as they are now, and tell what changed since `before`.

    The tree is held and has no faults. A result area that begins gets its engagement; that of a
    unit that is no more is closed when no work is open under it (P1).
    """
    new = [one for one in lives if one.id not in before]
    changed = [one for one in lives if one.id in before and before[one.id] != one]
    await _add(session, new, by)
    for slice_ in _slices(changed):
        await _change(session, slice_, by)
    told = (_events(before.get(one.id), one) for one in [*new, *changed])
    await tell_all(session, chain.from_iterable(told))
    await open_due_engagements(session, [one.id for one in new])
    await close_due_engagements(session, [one.id for one in changed])


async def _add(session: AsyncSession, lives: Sequence[Life], by: Standing) -> None:
    """In slices: what a flush costs grows faster than what it writes."""
    for slice_ in _slices(lives):
        session.add_all(_unit(life, by) for life in slice_)
        await session.flush()
    for slice_ in _slices(lives):
        session.add_all(_row(life.id, one, by) for life in slice_ for one in life.versions)
        await session.flush()


def _slices(lives: Sequence[Life]) -> Iterator[Sequence[Life]]:
    return (lives[start : start + SLICE] for start in range(0, len(lives), SLICE))


def _unit(life: Life, by: Standing) -> OrgUnit:
    return OrgUnit(
        id=life.id,
        code=life.code,
        kind=UnitKind(life.kind),
        opened_on=life.first,
        closed_on=life.end,
        created_by=by.subject,
        updated_by=by.subject,
    )


async def _change(session: AsyncSession, lives: Sequence[Life], by: Standing) -> None:
    """First what becomes shorter, then what becomes longer: no two versions overlap meanwhile."""
    ids = [life.id for life in lives]
    units = await session.scalars(
        select(OrgUnit).where(OrgUnit.id.in_(ids)).execution_options(populate_existing=True)
    )
    unit_of = {unit.id: unit for unit in units}
    kept: dict[UUID, dict[date | None, OrgUnitVersion]] = {id_: {} for id_ in ids}
    versions = select(OrgUnitVersion).where(OrgUnitVersion.org_unit_id.in_(ids))
    for row in await session.scalars(versions.execution_options(populate_existing=True)):
        kept[row.org_unit_id][row.valid.lower] = row
    for life in lives:
        unit_of[life.id].closed_on = life.end
        unit_of[life.id].touch(by.subject)
        await _shorten(session, life, kept[life.id], by)
    await session.flush()
    for life in lives:
        for one in life.versions:
            if one.first in kept[life.id]:
                _fill(kept[life.id][one.first], one, by)
            else:
                session.add(_row(life.id, one, by))
    await session.flush()


async def _shorten(session: AsyncSession, life: Life, kept: Kept, by: Standing) -> None:
    wanted = {one.first: one for one in life.versions}
    for first, row in kept.items():
        one = wanted.get(first) if first else None
        if one is None:
            await _drop(session, row, by)
        elif (one.end or date.max) < (row.valid.upper or date.max):
            row.valid = Range(one.first, one.end)


async def _drop(session: AsyncSession, row: OrgUnitVersion, by: Standing) -> None:
    """A version that never comes to be, or became one with its neighbour; the trail keeps it."""
    gone = {"name": row.name, "parent_id": f"{row.parent_id}", "valid": f"{row.valid}"}
    session.add(
        AuditEntry(
            noun=OrgUnitVersion.__tablename__,
            record_id=row.id,
            version=row.version,
            field="valid",
            before={"value": gone},
            after=None,
            by=by.subject,
        )
    )
    await session.delete(row)


def _fill(row: OrgUnitVersion, one: Version, by: Standing) -> None:
    says = (row.valid.upper, row.name, row.parent_id)
    if says != (one.end, one.name, one.parent_id):
        row.valid, row.name, row.parent_id = Range(one.first, one.end), {**one.name}, one.parent_id
        row.touch(by.subject)


def _row(unit_id: UUID, one: Version, by: Standing) -> OrgUnitVersion:
    return OrgUnitVersion(
        org_unit_id=unit_id,
        parent_id=one.parent_id,
        name={**one.name},
        valid=Range(one.first, one.end),
        created_by=by.subject,
        updated_by=by.subject,
    )


def _events(before: Life | None, life: Life) -> Iterator[Event]:
    if before is None:
        yield events.OrgUnitCreated(**_said(life, life.first))
        return
    renamed, moved = (first_change(before, life, what) for what in ("name", "parent_id"))
    if renamed is not None:
        yield events.OrgUnitRenamed(**_said(life, renamed))
    if moved is not None:
        yield events.OrgUnitMoved(**_said(life, moved))
    if before.end != life.end:
        yield events.OrgUnitEnded(**_said(life, life.end or life.first))


def _said(life: Life, day: date) -> dict[str, Any]:
    """A unit from a day on, with all of its time."""
    then = life.on(day)
    versions = [
        events.OrgUnitVersion(
            valid_from=one.first,
            ended_on=one.end,
            names={**one.name},
            parent_id=one.parent_id,
        )
        for one in life.versions
    ]
    return {
        "org_unit_id": life.id,
        "kind": UnitKind(life.kind),
        "parent_id": then.parent_id,
        "names": {**then.name},
        "valid_from": day,
        "ended_on": life.end,
        "code": life.code,
        "versions": versions,
    }
