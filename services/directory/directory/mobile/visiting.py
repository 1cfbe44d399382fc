"""How visits are planned, confirmed, moved and cancelled (rules V5, V7, Q2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, tell
from common.clock import helsinki_day, now
from common.errors import NotFound, Said, ValidationFailed, Wrong
from directory.events import (
    VisitCancelled,
    VisitConfirmed,
    VisitMoved,
    VisitPlanned,
    VisitUpdated,
)
from directory.mobile.qualifications import Qualified, qualifications
from directory.mobile.units import MobileUnit
from directory.mobile.visits import (
    AUTHORISATION,
    MobileVisit,
    QualificationMissing,
    VisitOverlap,
    VisitState,
)
from directory.points.points import RecordState, SupportPoint

LONGEST, TRANSFER = timedelta(hours=24), timedelta(minutes=30)
TAKEN = (VisitState.PLANNED, VisitState.CONFIRMED)
"""States of visits that fill the time of their unit."""
BAD_TIME = Said(
    "Käynti alkaa tulevaisuudessa ja kestää enintään vuorokauden.",
    "Besöket börjar i framtiden och varar högst ett dygn.",
    "A visit begins in the future and lasts at most a day and a night.",
)
NO_UNIT = Said("Yksikköä ei ole.", "Enheten finns inte.", "There is no such unit.")
NO_HOST = Said("Pistettä ei ole.", "Punkten finns inte.", "There is no such point.")
TOLD: Mapping[str, type[Event]] = {
    "plan": VisitPlanned,
    "confirm": VisitConfirmed,
    "move": VisitMoved,
    "cancel": VisitCancelled,
    "change": VisitUpdated,
}


async def the_visit(session: AsyncSession, visit_id: UUID) -> MobileVisit:
    """The visit, locked for a change. Raises NotFound."""
    visit = await session.get(MobileVisit, visit_id, with_for_update=True)
    if visit is None:
        raise NotFound
    return visit


async def plan_visit(session: AsyncSession, fields: Mapping[str, Any]) -> MobileVisit:
    """A planned visit. Raises VisitOverlap, ValidationFailed (its unit, its time, its host)."""
    visit = MobileVisit(**fields, day=helsinki_day(fields["starts_at"]))
    await _refuse_bad_stop(session, visit)
    await _refuse_bad_time(session, visit)
    session.add(visit)
    await session.flush()
    await _tell(session, visit, "plan", was_public=False)
    return visit


async def confirm_visit(session: AsyncSession, visit: MobileVisit) -> MobileVisit:
    """Raises NotInThisState, QualificationMissing."""
    visit.refuse_unless_allowed("confirm")
    await _refuse_without_qualified(session, visit)
    was_public = visit.is_public
    visit.state = VisitState.CONFIRMED
    return await _changed(session, visit, "confirm", was_public=was_public)


async def move_visit(
    session: AsyncSession, visit: MobileVisit, fields: Mapping[str, Any]
) -> MobileVisit:
    """Another time, perhaps another stop. Raises NotInThisState, VisitOverlap, …"""
    visit.refuse_unless_allowed("move")
    was_public = visit.is_public
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.day = helsinki_day(visit.starts_at)
    await _refuse_bad_stop(session, visit)
    await _refuse_bad_time(session, visit)
    if visit.state is VisitState.CONFIRMED:
        await _refuse_without_qualified(session, visit)
    visit.sequence += 1
    return await _changed(session, visit, "move", was_public=was_public)


async def cancel_visit(
    session: AsyncSession, visit: MobileVisit, reason: Mapping[str, Any]
) -> MobileVisit:
    """Raises NotInThisState. Residents see that it is off until its planned end (V6)."""
    visit.refuse_unless_allowed("cancel")
    visit.announce = was_public = visit.is_public
    visit.state, visit.cancel_reason = VisitState.CANCELLED, dict(reason)
    visit.sequence += 1
    return await _changed(session, visit, "cancel", was_public=was_public)


async def change_visit(
    session: AsyncSession, visit: MobileVisit, fields: Mapping[str, Any]
) -> MobileVisit:
    """Services, people, note, announcement. Raises NotInThisState, QualificationMissing."""
    visit.refuse_unless_allowed("cancel")
    was_public = visit.is_public
    for name, value in fields.items():
        setattr(visit, name, value)
    if visit.state is VisitState.CONFIRMED:
        await _refuse_without_qualified(session, visit)
    return await _changed(session, visit, "change", was_public=was_public)


async def _changed(
    session: AsyncSession, visit: MobileVisit, action: str, *, was_public: bool
) -> MobileVisit:
    visit.changed()
    await session.flush()
    await _tell(session, visit, action, was_public=was_public)
    return visit


async def has_short_transfer(session: AsyncSession, visit: MobileVisit) -> bool:
    """V7: whether the unit has half an hour or less to its stop before or after this one."""
    near = select(MobileVisit.id).where(
        MobileVisit.unit_id == visit.unit_id,
        MobileVisit.id != visit.id,
        MobileVisit.state.in_(TAKEN),
        MobileVisit.starts_at <= visit.ends_at + TRANSFER,
        MobileVisit.ends_at >= visit.starts_at - TRANSFER,
    )
    return (await session.scalars(near.limit(1))).first() is not None


def told(visit: MobileVisit, qualified: Qualified, *, was_public: bool) -> dict[str, Any]:
    """What every event of a visit carries: its state after the change.

    `was_public` says whether residents might see it before.
    """
    asked = AUTHORISATION in visit.service_codes
    return {
        "visit_id": visit.id,
        "unit_id": visit.unit_id,
        "municipality_code": visit.municipality_code,
        "host_point_id": visit.stop.get("host_point_id"),
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "service_codes": visit.service_codes,
        "qualified": qualified.any_of(visit.qualified_person_ids, visit.day) if asked else None,
        "calendar_sequence": visit.sequence,
        "public": visit.is_public,
        "was_public": was_public,
    }


async def _tell(
    session: AsyncSession, visit: MobileVisit, action: str, *, was_public: bool
) -> None:
    qualified = Qualified(await qualifications(session), AUTHORISATION)
    said = told(visit, qualified, was_public=was_public)
    await tell(session, TOLD[action].model_validate(said))


async def _refuse_without_qualified(session: AsyncSession, visit: MobileVisit) -> None:
    """Q2: assisted authorisation needs somebody who is qualified on the visit's date."""
    if AUTHORISATION not in visit.service_codes:
        return
    qualified = Qualified(await qualifications(session), AUTHORISATION)
    if not qualified.any_of(visit.qualified_person_ids, visit.day):
        raise QualificationMissing


async def _refuse_bad_stop(session: AsyncSession, visit: MobileVisit) -> None:
    """The unit, locked: two visits of it are never judged at once (V7); and the host."""
    with session.no_autoflush:
        unit = await session.get(MobileUnit, visit.unit_id, with_for_update=True)
        host = visit.stop.get("host_point_id")
        point = await session.get(SupportPoint, UUID(host)) if host else None
    if unit is None or unit.state is RecordState.ARCHIVED:
        raise ValidationFailed(errors=[Wrong("body", "/unit_id", "not_in_list", NO_UNIT)])
    if host and (point is None or point.state is RecordState.ARCHIVED):
        where = "/stop/host_point_id"
        raise ValidationFailed(errors=[Wrong("body", where, "not_in_list", NO_HOST)])


async def _refuse_bad_time(session: AsyncSession, visit: MobileVisit) -> None:
    if not now() < visit.starts_at < visit.ends_at <= visit.starts_at + LONGEST:
        raise ValidationFailed(errors=[Wrong("body", "/starts_at", "out_of_range", BAD_TIME)])
    await _refuse_overlap(session, visit, visit.starts_at, visit.ends_at)


async def _refuse_overlap(
    session: AsyncSession, visit: MobileVisit, starts_at: datetime, ends_at: datetime
) -> None:
    """V7: one unit is in one place."""
    with session.no_autoflush:
        others = select(MobileVisit.id).where(
            MobileVisit.unit_id == visit.unit_id,
            MobileVisit.id != visit.id,
            MobileVisit.state.in_(TAKEN),
            MobileVisit.starts_at < ends_at,
            MobileVisit.ends_at > starts_at,
        )
        if (await session.scalars(others.limit(1))).first() is not None:
            raise VisitOverlap
