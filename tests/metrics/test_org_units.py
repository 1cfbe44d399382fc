"""The copy of mentoring's organisation: as it was told last, on any day (domain.md 5, S13)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from metrics.listeners import (
    HEARING,
    OrgUnitCreated,
    OrgUnitEnded,
    OrgUnitMoved,
    OrgUnitRenamed,
    OrgUnitVersion,
    UnitKind,
)
from metrics.org_units import OrgUnit

UNIT, A, B = uuid4(), uuid4(), uuid4()
NAMES = {"fi": "Kotihoito", "sv": "Hemvård", "en": None}
FIRST, MOVED = date(2020, 1, 1), date(2025, 5, 15)
KINDS = [OrgUnitCreated, OrgUnitRenamed, OrgUnitMoved, OrgUnitEnded]


def span(first: date, end: date | None, parent: UUID) -> OrgUnitVersion:
    return OrgUnitVersion(valid_from=first, ended_on=end, names=NAMES, parent_id=parent)


def event(kind: type[Any], sequence: int, *versions: OrgUnitVersion, **more: Any) -> Any:
    fields = {
        "org_unit_id": UNIT,
        "kind": UnitKind.UNIT,
        "parent_id": A,
        "names": NAMES,
        "valid_from": FIRST,
        "ended_on": None,
        "code": "4110",
        "versions": versions,
        "at": datetime(2026, 11, 22, 12, tzinfo=UTC),
        "sequence": sequence,
    }
    return kind.model_validate(fields | more)


async def kept(session: AsyncSession) -> OrgUnit:
    found = select(OrgUnit).execution_options(populate_existing=True)
    return (await session.scalars(found)).one()


def parent_on(unit: OrgUnit, day: date) -> str | None:
    version = unit.on(day)
    return version["parent_id"] if version else None


async def test_S13_a_moved_unit_stands_where_it_stood_on_each_day(session: AsyncSession) -> None:
    moved = event(OrgUnitMoved, 2, span(FIRST, MOVED, A), span(MOVED, None, B))

    await HEARING[OrgUnitCreated](session, event(OrgUnitCreated, 1, span(FIRST, None, A)))
    await HEARING[OrgUnitMoved](session, moved)

    unit = await kept(session)
    assert (unit.kind, unit.code, unit.valid_from, unit.ended_on) == ("unit", "4110", FIRST, None)
    days = (date(2019, 12, 31), date(2025, 5, 14), MOVED)
    assert [parent_on(unit, day) for day in days] == [None, f"{A}", f"{B}"]


async def test_S13_an_ended_unit_stays_with_its_past(session: AsyncSession) -> None:
    end = date(2026, 1, 1)

    await HEARING[OrgUnitEnded](session, event(OrgUnitEnded, 3, span(FIRST, end, A)))

    unit = await kept(session)
    assert unit.ended_on == end
    assert unit.on(end) is None
    assert unit.on(date(2025, 12, 31)) == span(FIRST, end, A).model_dump(mode="json")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_older_changes_nothing(session: AsyncSession, kind: type[Any]) -> None:
    await HEARING[OrgUnitMoved](session, event(OrgUnitMoved, 5, span(FIRST, None, B)))

    for sequence in (5, 4):
        await HEARING[kind](session, event(kind, sequence, span(FIRST, None, A)))

    assert parent_on(await kept(session), MOVED) == f"{B}"


async def test_a_unit_told_before_versions_were_has_one(session: AsyncSession) -> None:
    await HEARING[OrgUnitCreated](session, event(OrgUnitCreated, 1, code=None))

    unit = await kept(session)
    assert (unit.code, unit.on(MOVED)) == (None, span(FIRST, None, A).model_dump(mode="json"))
