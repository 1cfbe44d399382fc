"""Engagements that time opens and closes: with a result area, and with the end of a unit (P1)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from mentoring.bridge.engagement_work import ENGAGEMENTS
from mentoring.bridge.engagements import P1, Engagement, open_engagement
from mentoring.bridge.moving import open_work
from mentoring.events import UnitKind
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import act


async def open_due_engagements(
    session: AsyncSession, unit_ids: Collection[UUID] | None = None
) -> int:
    """One for each result area (of these, or of all) that exists today and never had one.

    Answers how many. One that somebody closed stays closed.
    """
    today = helsinki_day(now())
    due = select(OrgUnit.id).where(
        OrgUnit.kind == UnitKind.RESULT_AREA,
        OrgUnit.opened_on <= today,
        or_(OrgUnit.closed_on.is_(None), OrgUnit.closed_on > today),
        ~exists().where(Engagement.org_unit_id == OrgUnit.id),
        _among(unit_ids),
    )
    found = (await session.scalars(due.order_by(OrgUnit.opened_on, OrgUnit.id))).all()
    for unit_id in found:
        one = Engagement(state=P1.start, org_unit_id=unit_id, opened_on=today)
        await open_engagement(session, one, SYSTEM)
    return len(found)


async def close_due_engagements(
    session: AsyncSession, unit_ids: Collection[UUID] | None = None
) -> int:
    """Those of units (of these, or of all) that are no more and leave no open work.

    Answers how many. Where work is open, somebody gives it a new home and closes.
    """
    due = (
        select(Engagement)
        .join(OrgUnit, OrgUnit.id == Engagement.org_unit_id)
        .where(
            Engagement.state != "closed",
            OrgUnit.closed_on <= helsinki_day(now()),
            _among(unit_ids),
        )
        .with_for_update(of=Engagement)
    )
    closed = 0
    for one in (await session.scalars(due.order_by(Engagement.id))).all():
        if not await open_work(session, one):
            await act(session, ENGAGEMENTS, one, "close", SYSTEM)
            closed += 1
    return closed


def _among(unit_ids: Collection[UUID] | None) -> ColumnElement[bool]:
    return true() if unit_ids is None else OrgUnit.id.in_(unit_ids)
