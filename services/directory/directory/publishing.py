"""How units, channels and materials come, change and go. They differ in their words only."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Event, tell
from common.errors import NotFound
from common.identity import Caller
from directory.events import (
    ChannelArchived,
    ChannelCreated,
    ChannelPublished,
    ChannelSuspended,
    ChannelUpdated,
    MaterialUpdated,
    UnitCreated,
    UnitUpdated,
)
from directory.mobile.units import MobileUnit
from directory.partners.organisations import the_owner
from directory.points.points import Archived, RecordState
from directory.points.verifications import ALL, SubjectKind, Verification, verification_of
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material
from directory.sorting import sort_key

Thing = TypeVar("Thing", MobileUnit, RemoteChannel, Material)
CHANNEL_EVENTS: Mapping[str, type[Event]] = {
    "create": ChannelCreated,
    "change": ChannelUpdated,
    "publish": ChannelPublished,
    "suspend": ChannelSuspended,
    "archive": ChannelArchived,
}
SUBJECTS: Mapping[type[Any], SubjectKind] = {
    MobileUnit: SubjectKind.UNIT,
    RemoteChannel: SubjectKind.CHANNEL,
    Material: SubjectKind.MATERIAL,
}


async def the_thing(session: AsyncSession, kind: type[Thing], id_: UUID) -> Thing:
    """The row, locked for a change. Raises NotFound, Archived."""
    thing = await session.get(kind, id_, with_for_update=True)
    if thing is None:
        raise NotFound
    if thing.state is RecordState.ARCHIVED:
        raise Archived(successor_id=None)
    return thing


async def add_thing(session: AsyncSession, kind: type[Thing], fields: Mapping[str, Any]) -> Thing:
    """A new draft. Raises ValidationFailed when its organisation is not there."""
    await the_owner(session, fields["organisation_id"], of_points=kind is MobileUnit)
    thing = kind(**fields, sort_name=sort_key(_name(fields)["fi"]))
    session.add(thing)
    await session.flush()
    await tell(session, told(thing, "create", was_public=False))
    return thing


async def change_thing(session: AsyncSession, thing: Thing, fields: Mapping[str, Any]) -> Thing:
    if "organisation_id" in fields:
        of_points = isinstance(thing, MobileUnit)
        await the_owner(session, fields["organisation_id"], of_points=of_points)
    was_public = thing.is_public
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.sort_name = sort_key(_name(vars(thing))["fi"])
    thing.changed()
    await session.flush()
    await tell(session, told(thing, "change", was_public=was_public))
    return thing


async def act_on_thing(session: AsyncSession, thing: Thing, action: str) -> Thing:
    """Publish, suspend or archive. Raises NotInThisState, NotPublishable."""
    was_public = thing.is_public
    thing.move(action)
    await session.flush()
    await tell(session, told(thing, action, was_public=was_public))
    return thing


async def verify_thing(
    session: AsyncSession, thing: Thing, by: Caller, said: Mapping[str, Any]
) -> Verification:
    """Note that somebody checked it; only a check of everything refreshes it (rules F1, F6)."""
    verification = verification_of(SUBJECTS[type(thing)], thing.id, by, said)
    session.add(verification)
    if verification.freshens and ALL in verification.fields:
        thing.verified_at, thing.verified_by_role = verification.at, verification.by_role
    thing.changed()
    await session.flush()
    await tell(session, told(thing, "change", was_public=thing.is_public))
    return verification


def told(thing: MobileUnit | RemoteChannel | Material, action: str, *, was_public: bool) -> Event:
    """The event of what was done: the thing as it is after the change.

    `was_public` says whether residents might see it before.
    """
    owner = thing.organisation_id
    seen: dict[str, Any] = {"public": thing.is_public, "was_public": was_public}
    match thing:
        case RemoteChannel():
            kind = CHANNEL_EVENTS[action]
            said = {"channel_id": thing.id, "form": thing.form, "organisation_id": owner}
            return kind.model_validate(said | seen)
        case MobileUnit():
            event = UnitCreated if action == "create" else UnitUpdated
            return event(unit_id=thing.id, organisation_id=owner, **seen)
        case Material():
            return MaterialUpdated(material_id=thing.id, **seen)


def _name(fields: Mapping[str, Any]) -> Mapping[str, str]:
    name: Mapping[str, str] = fields["title"] if "title" in fields else fields["name"]
    return name
