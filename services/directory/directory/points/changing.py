"""How support points come, change and go; each change is told in the same breath."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell
from common.clock import helsinki_day
from common.errors import Duplicate, NotFound, Said, ValidationFailed, Wrong
from common.identity import Caller
from directory.events import (
    PointArchived,
    PointCreated,
    PointPublished,
    PointSuspended,
    PointUpdated,
    PointVerified,
)
from directory.partners.organisations import the_organisation, the_owner
from directory.points.freshness import Checked, interval_days
from directory.points.points import Archived, RecordState, SupportPoint
from directory.points.verifications import (
    SubjectKind,
    Verification,
    newest_checks,
    verification_of,
    whole_check,
)
from directory.sorting import sort_key

GROUPS: Mapping[str, tuple[str, ...]] = {
    "names": ("name",),
    "address": ("address", "municipality_code"),
    "location": ("lat", "lon", "coordinate_source", "accuracy_m"),
    "contacts": ("contacts",),
    "hours": ("hours",),
    "services": ("services",),
    "accessibility": ("accessibility",),
    "texts": ("summary", "description"),
    "other": ("kind", "organisation_id", "audiences", "roles", "target_groups", "languages_spoken"),
}
"""Groups of fields that belong to a source or to people (rule R1)."""
UNREACHABLE = "unreachable"
"""The flag of a point at which twice in a row nobody answered (rule F6)."""
ACTION_EVENTS = {"publish": PointPublished, "suspend": PointSuspended, "archive": PointArchived}


async def the_point(
    session: AsyncSession, point_id: UUID, *, for_update: bool = False
) -> SupportPoint:
    """Raises NotFound, or Archived with the successor's id (rule D8)."""
    point = await session.get(SupportPoint, point_id, with_for_update=for_update or None)
    if point is None:
        raise NotFound
    if point.state is RecordState.ARCHIVED:
        raise Archived(successor_id=point.successor_id and str(point.successor_id))
    return point


async def add_point(session: AsyncSession, fields: Mapping[str, Any]) -> SupportPoint:
    """A new draft. Raises ValidationFailed for its organisation, Duplicate for its origin."""
    await the_owner(session, fields["organisation_id"], of_points=True)
    await _refuse_second_of_origin(session, fields)
    point = SupportPoint(**fields, sort_name=sort_key(fields["name"]["fi"]))
    session.add(point)
    await session.flush()
    await tell(session, PointCreated(**told(point, ["all"], was_public=False)))
    return point


async def change_point(
    session: AsyncSession, point: SupportPoint, fields: Mapping[str, Any]
) -> SupportPoint:
    """Set fields; the groups they belong to are people's from now on (rule R1).

    Raises ValidationFailed for its organisation.
    """
    if "organisation_id" in fields:
        await the_owner(session, fields["organisation_id"], of_points=True)
    was_public = point.is_public
    for name, value in fields.items():
        setattr(point, name, value)
    groups = groups_of(fields)
    if point.data_source is not None:
        point.field_owners = point.field_owners | dict.fromkeys(groups, "local")
    point.sort_name = sort_key(point.name["fi"])
    point.changed()
    await session.flush()
    await tell(session, PointUpdated(**told(point, groups or ["other"], was_public=was_public)))
    return point


async def act_on_point(
    session: AsyncSession, point: SupportPoint, action: str, successor_id: UUID | None = None
) -> SupportPoint:
    """Publish, suspend or archive. Raises NotInThisState, NotPublishable, ValidationFailed."""
    was_public = point.is_public
    point.move(action)
    if successor_id is not None:
        point.successor_id = await _successor(session, point, successor_id)
    await session.flush()
    await tell(session, ACTION_EVENTS[action](**told(point, ["state"], was_public=was_public)))
    return point


async def verify_point(
    session: AsyncSession, point: SupportPoint, by: Caller, said: Mapping[str, Any]
) -> Verification:
    """Note that somebody checked the point, or a part of it (rules F1, F6)."""
    verification = verification_of(SubjectKind.POINT, point.id, by, said)
    session.add(verification)
    await session.flush()
    organisation = await the_organisation(session, point.organisation_id)
    days = interval_days(organisation.kind)
    _freshen(point, await newest_checks(session, SubjectKind.POINT, point.id), days)
    point.changed()
    await session.flush()
    await tell(session, told_check(point, verification, days))
    return verification


def _freshen(point: SupportPoint, checks: Sequence[Verification], days: int) -> None:
    """What its checks, the newest first, make of the point (F1, F6).

    Those of the last `days` make it as fresh as the part that was checked longest ago.
    """
    since = checks[0].at - timedelta(days=days)
    whole = whole_check(one for one in checks if one.at >= since)
    if whole is not None and (point.verified_at is None or whole.at > point.verified_at):
        point.verified_at, point.verified_by_role = whole.at, whole.by_role
        point.lapsed_to = None
    others = [flag for flag in point.flags if flag != UNREACHABLE]
    if checks[0].freshens:
        point.flags = others
    elif len(checks) > 1 and not checks[1].freshens:
        point.flags = [*others, UNREACHABLE]


def told(point: SupportPoint, changed: Iterable[str], *, was_public: bool) -> dict[str, Any]:
    """What every event of a point carries: its state after the change.

    `was_public` says whether residents might see it before.
    """
    return {
        "point_id": point.id,
        "name": point.name,
        "organisation_id": point.organisation_id,
        "kind": point.kind,
        "municipality_code": point.municipality_code,
        "service_codes": point.service_codes,
        "version": point.version,
        "changed": sorted(changed),
        "public": point.is_public,
        "was_public": was_public,
    }


def groups_of(fields: Iterable[str]) -> list[str]:
    """The groups that some fields belong to."""
    names = set(fields)
    return [group for group, members in GROUPS.items() if names & set(members)]


def told_check(point: SupportPoint, check: Verification, days: int) -> PointVerified:
    """The event of a check; `days` is how long one of everything keeps the point fresh."""
    on = point.verified_at and helsinki_day(point.verified_at)
    checked = Checked(helsinki_day(point.created_at), on, days)
    return PointVerified(
        point_id=point.id,
        organisation_id=point.organisation_id,
        municipality_code=point.municipality_code,
        outcome=check.outcome,
        by_role=check.by_role,
        next_due=checked.next_due,
        version=point.version,
    )


async def _successor(session: AsyncSession, point: SupportPoint, successor_id: UUID) -> UUID:
    """Another point that is not archived itself. Raises ValidationFailed."""
    found = await session.get(SupportPoint, successor_id)
    if found is None or found is point or found.state is RecordState.ARCHIVED:
        said = Said("Pistettä ei ole.", "Punkten finns inte.", "There is no such point.")
        raise ValidationFailed(errors=[Wrong("body", "/successor_id", "not_in_list", said)])
    return found.id


async def _refuse_second_of_origin(session: AsyncSession, fields: Mapping[str, Any]) -> None:
    source, origin = fields.get("data_source"), fields.get("origin_id")
    if source is None or origin is None:
        return
    same = (SupportPoint.data_source == source, SupportPoint.origin_id == origin)
    first = await session.scalar(select(SupportPoint.id).where(*same))
    if first is not None:
        raise Duplicate(id=str(first))
