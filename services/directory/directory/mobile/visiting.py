"""How visits are planned, confirmed, moved and cancelled (rules V5, V7, Q2)."""

from collections.abc import Mapping
from datetime import timedelta
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
from directory.mobile.qualifications import Qualified, qualified
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit, QualificationMissing, VisitOverlap, VisitState
from directory.points.availability import AUTHORISATION
from directory.points.points import RecordState, SupportPoint

LONGEST, TRANSFER = timedelta(hours=24), timedelta(minutes=30)
TAKEN = (VisitState.PLANNED, VisitState.CONFIRMED)
"""States of visits that fill the time of their unit."""
BAD_TIME = Said(
    "Käynnin on alettava tulevaisuudessa ja kestettävä enintään vuorokausi.",
    "Besöket ska börja i framtiden och får vara högst ett dygn.",
    "A visit must begin in the future and last at most a day and a night.",
)
NO_UNIT = Said("Yksikköä ei ole.", "Enheten finns inte.", "There is no such unit.")
NO_HOST = Said("Pistettä ei ole.", "Punkten finns inte.", "There is no such point.")
TOLD: Mapping[str, type[Event]] = {
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
    rights = await rights_of(session, visit)
    await tell(session, VisitPlanned(**told(visit, rights, was_public=False)))
    return visit


async def confirm_visit(session: AsyncSession, visit: MobileVisit) -> Qualified:
    """Answers the rights of its people, as every change does.

    Raises NotInThisState, QualificationMissing.
    """
    visit.refuse_unless_allowed("confirm")
    was_public = visit.is_public
    visit.state = VisitState.CONFIRMED
    return await _changed(session, visit, "confirm", was_public=was_public)


async def move_visit(
    session: AsyncSession, visit: MobileVisit, fields: Mapping[str, Any]
) -> Qualified:
    """Another time, perhaps another stop. Raises NotInThisState, VisitOverlap, …"""
    visit.refuse_unless_allowed("move")
    was_public = visit.is_public
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.day = helsinki_day(visit.starts_at)
    await _refuse_bad_stop(session, visit)
    await _refuse_bad_time(session, visit)
    visit.sequence += 1
    return await _changed(session, visit, "move", was_public=was_public)


async def cancel_visit(
    session: AsyncSession, visit: MobileVisit, reason: Mapping[str, Any]
) -> Qualified:
    """Raises NotInThisState. Residents see that it is off until its planned end (V6)."""
    visit.refuse_unless_allowed("cancel")
    visit.announce = was_public = visit.is_public
    visit.state, visit.cancel_reason = VisitState.CANCELLED, dict(reason)
    visit.sequence += 1
    return await _changed(session, visit, "cancel", was_public=was_public)


async def change_visit(
    session: AsyncSession, visit: MobileVisit, fields: Mapping[str, Any]
) -> Qualified:
    """Services, people, note, announcement. Raises NotInThisState, QualificationMissing."""
    visit.refuse_unless_allowed("cancel")
    was_public = visit.is_public
    for name, value in fields.items():
        setattr(visit, name, value)
    return await _changed(session, visit, "change", was_public=was_public)


async def _changed(
    session: AsyncSession, visit: MobileVisit, action: str, *, was_public: bool
) -> Qualified:
    """Q2: on its date a confirmed visit has somebody qualified for assisted authorisation."""
    rights = await rights_of(session, visit)
    if visit.state is VisitState.CONFIRMED and _lacks_rights(visit, rights):
        raise QualificationMissing
    visit.changed()
    await session.flush()
    await tell(session, TOLD[action].model_validate(told(visit, rights, was_public=was_public)))
    return rights


def actions_of(visit: MobileVisit, rights: Qualified) -> list[str]:
    """What may be done with it now: none is confirmed that Q2 would refuse."""
    refused = "confirm" if _lacks_rights(visit, rights) else None
    return [action for action in visit.allowed_actions if action != refused]


async def rights_of(session: AsyncSession, visit: MobileVisit) -> Qualified:
    return await qualified(session, visit.qualified_person_ids)


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


def told(visit: MobileVisit, rights: Qualified, *, was_public: bool) -> dict[str, Any]:
    """What every event of a visit carries: its state after the change.

    `was_public` says whether residents might see it before.
    """
    return {
        "visit_id": visit.id,
        "unit_id": visit.unit_id,
        "municipality_code": visit.municipality_code,
        "host_point_id": visit.stop.get("host_point_id"),
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "service_codes": visit.service_codes,
        "qualified": _is_qualified(visit, rights),
        "calendar_sequence": visit.sequence,
        "public": visit.is_public,
        "was_public": was_public,
    }


def _lacks_rights(visit: MobileVisit, rights: Qualified) -> bool:
    return _is_qualified(visit, rights) is False


def _is_qualified(visit: MobileVisit, rights: Qualified) -> bool | None:
    """None without assisted authorisation."""
    asked = AUTHORISATION in visit.service_codes
    return rights.any_of(visit.qualified_person_ids, visit.day) if asked else None


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
    """In the future, a day at most; and one unit is in one place (V7)."""
    if not now() < visit.starts_at < visit.ends_at <= visit.starts_at + LONGEST:
        raise ValidationFailed(errors=[Wrong("body", "/starts_at", "out_of_range", BAD_TIME)])
    with session.no_autoflush:
        others = select(MobileVisit.id).where(
            MobileVisit.unit_id == visit.unit_id,
            MobileVisit.id != visit.id,
            MobileVisit.state.in_(TAKEN),
            MobileVisit.starts_at < visit.ends_at,
            MobileVisit.ends_at > visit.starts_at,
        )
        if (await session.scalars(others.limit(1))).first() is not None:
            raise VisitOverlap
