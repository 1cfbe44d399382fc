"""What passing time does to the engagements of result areas and of ended units (P1, S01)."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from common.db import Transactions
from mentoring.bridge.due_engagements import close_due_engagements, open_due_engagements
from mentoring.bridge.engagements import P1, Engagement
from mentoring.bridge.needs import Need
from mentoring.people.org_keeping import end_unit
from mentoring.people.standing import SYSTEM
from mentoring.upkeep import Upkeep
from tests.mentoring.county import County
from tests.services import names_told

NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)


async def states(session: AsyncSession) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for unit_id, state in await session.execute(select(Engagement.org_unit_id, Engagement.state)):
        found.setdefault(str(unit_id), []).append(state)
    return found


async def test_S01_every_result_area_has_one_and_only_one(
    transactions: Transactions, session: AsyncSession, county: County
) -> None:
    await Upkeep(transactions).once()
    await Upkeep(transactions).once()

    areas = {str(county.units["a"]), str(county.units["b"])}
    assert await states(session) == {area: ["uncontacted"] for area in areas}
    assert await names_told(session) == ["mentoring.engagement.created"] * 2


async def test_S01_what_somebody_closed_stays_closed(session: AsyncSession, county: County) -> None:
    for unit in ("a", "b"):
        session.add(Engagement(state="closed", org_unit_id=county.units[unit], opened_on=date.min))
    await session.flush()

    assert await open_due_engagements(session) == 0


async def test_S13_an_end_to_come_closes_on_its_day_and_open_work_keeps_it_open(
    session: AsyncSession, county: County
) -> None:
    unit = county.units["u2"]
    with standing_at(NOVEMBER):
        session.add(Engagement(state=P1.start, org_unit_id=unit, opened_on=date(2026, 1, 1)))
        need = Need(state="raised", org_unit_id=unit, title="Tukea", raised_on=date.min)
        session.add(need)
        await session.flush()
        await end_unit(session, unit, date(2026, 12, 1), SYSTEM)
        assert await close_due_engagements(session) == 0, "the day has not come"

    with standing_at(datetime(2026, 12, 1, 10, tzinfo=UTC)):
        assert await close_due_engagements(session) == 0, "work is open"
        need.state = "declined"
        await session.flush()
        assert await close_due_engagements(session) == 1

    assert await states(session) == {str(unit): ["closed"]}
