"""What passing time does: visits are held (V5), unchecked points lapse (F5), old files go."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import alone, end, for_ever, tell_all
from common.clock import helsinki_day, now
from common.db import Transactions
from directory.events import PointLapsed, VisitHeld
from directory.imports.batches import forget_old_files
from directory.mobile.qualifications import qualified
from directory.mobile.visiting import told
from directory.mobile.visits import MobileVisit, VisitState
from directory.partners.organisations import Organisation
from directory.points.freshness import COUNTY_DAYS, PARTNER_DAYS, Checked, Freshness, interval_days
from directory.points.points import RecordState, SupportPoint

EVERY, LAPSES_EVERY = 60.0, timedelta(hours=1)
SLICE = 300
"""How many rows one transaction changes and tells of."""
LAPSED = (Freshness.STALE, Freshness.EXPIRED)


@dataclass
class Upkeep:
    """The timed work of one process. Done twice at once it still tells everything once."""

    transactions: Transactions
    looked_for_lapses_at: datetime | None = None

    async def keep(self) -> None:
        """Run until something breaks; the caller starts it again."""
        while True:
            await self.once()
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Everything that is due now, in small transactions."""
        at, before = now(), self.looked_for_lapses_at
        held = SLICE
        while held == SLICE:
            async with self.transactions.begin() as session:
                held = await hold_past_visits(session, at)
        if before is None or not before <= at < before + LAPSES_EVERY:
            await self._tell_lapses(at)
            async with self.transactions.begin() as session:
                await forget_old_files(session)
            self.looked_for_lapses_at = at

    async def _tell_lapses(self, at: datetime) -> None:
        async with self.transactions() as session:
            ids = await lapsing_points(session, at)
        for start in range(0, len(ids), SLICE):
            async with self.transactions.begin() as session:
                await tell_lapses(session, ids[start : start + SLICE], at)


@asynccontextmanager
async def kept_up(upkeep: Upkeep, database_url: str) -> AsyncIterator[None]:
    """Do the upkeep beside the service, in one of its processes at a time."""
    step = partial(alone, database_url, "upkeep", upkeep.keep)
    async with asyncio.TaskGroup() as beside:
        task = beside.create_task(for_ever(step))
        yield
        await end([task])


async def hold_past_visits(session: AsyncSession, at: datetime) -> int:
    """Confirmed visits that are over at a moment become held; answers how many, at most SLICE.

    A visit that somebody is changing just now is left for the next time.
    """
    over = select(MobileVisit).where(
        MobileVisit.state == VisitState.CONFIRMED, MobileVisit.ends_at <= at
    )
    over = over.order_by(MobileVisit.ends_at).limit(SLICE).with_for_update(skip_locked=True)
    visits = (await session.scalars(over)).all()
    if visits:
        rights = await qualified(session)
        for visit in visits:
            visit.state = VisitState.HELD
            visit.changed()
        said = (told(visit, rights, was_public=True) for visit in visits)
        await tell_all(session, [VisitHeld(**one) for one in said])
    return len(visits)


async def lapsing_points(session: AsyncSession, at: datetime) -> list[UUID]:
    """Published points whose lapse, by Helsinki dates, is not what was last told of them."""
    asked = select(
        SupportPoint.id,
        SupportPoint.created_at,
        SupportPoint.verified_at,
        SupportPoint.lapsed_to,
        Organisation.kind,
    ).join(Organisation, Organisation.id == SupportPoint.organisation_id)
    soonest = at - timedelta(days=min(COUNTY_DAYS, PARTNER_DAYS))
    known_since = func.coalesce(SupportPoint.verified_at, SupportPoint.created_at)
    may = or_(SupportPoint.lapsed_to.is_not(None), known_since < soonest)
    rows = await session.execute(asked.where(SupportPoint.state == RecordState.PUBLISHED, may))
    return [
        one.id
        for one in rows
        if one.lapsed_to != _lapse(one.created_at, one.verified_at, one.kind, helsinki_day(at))
    ]


async def tell_lapses(session: AsyncSession, ids: Sequence[UUID], at: datetime) -> None:
    """Note what these points have lapsed to, and tell it (F5). Their version stays: nothing that
    anybody reads is stored by it.
    """
    these = select(SupportPoint, Organisation.kind).join(
        Organisation, Organisation.id == SupportPoint.organisation_id
    )
    these = these.where(SupportPoint.id.in_(ids), SupportPoint.state == RecordState.PUBLISHED)
    found = await session.execute(these.with_for_update(of=SupportPoint, skip_locked=True))
    events, today = [], helsinki_day(at)
    for point, kind in found:
        before, to = point.lapsed_to, _lapse(point.created_at, point.verified_at, kind, today)
        point.lapsed_to = to
        if to is not None and to != before:
            events.append(_lapsed(point, to))
    await tell_all(session, events)


def _lapse(
    created_at: datetime, verified_at: datetime | None, kind: str, today: date
) -> Freshness | None:
    on = verified_at and helsinki_day(verified_at)
    freshness = Checked(helsinki_day(created_at), on, interval_days(kind)).on(today)
    return freshness if freshness in LAPSED else None


def _lapsed(point: SupportPoint, to: Freshness) -> PointLapsed:
    fields = {name: getattr(point, name) for name in ("organisation_id", "municipality_code")}
    return PointLapsed.model_validate(fields | {"point_id": point.id, "to": to.value})
