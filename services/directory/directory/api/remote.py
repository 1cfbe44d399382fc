"""`/remote-channels` and `/materials`: help without a place."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from common.answering import Answer, Answers
from common.clock import helsinki_day
from common.errors import NotFound
from common.identity import ANYONE, Anyone, Caller
from common.query import Query, asked
from common.shapes import Day, Moment, Page, Shape
from common.text import Written
from directory.api import written
from directory.api.asking import Include
from directory.api.hours import Hours
from directory.api.lifetimes import tells_now, tells_today
from directory.api.listing import page_in_order
from directory.api.model import Model, sees_actions, sees_drafts
from directory.api.openings import Openness
from directory.api.parts_shown import (
    Contact,
    Owner,
    Verified,
    owner_of,
    public_contacts,
    verified_of,
)
from directory.api.plain import router as plain_router
from directory.api.remote_asked import (
    ChannelsQuery,
    MaterialsQuery,
    channels_found,
    materials_found,
)
from directory.api.shown import Listed as Words
from directory.api.written import door_json
from directory.hours.opening_hours import hours_to
from directory.model.things import Channel, Guide, made_once
from directory.points.points import Archived, RecordState, Visibility

channels = plain_router("/remote-channels", "remote channels")
materials = plain_router("/materials", "materials")
Thing = TypeVar("Thing", Channel, Guide)


class RemoteChannel(Shape):
    """Phone, chat, video or chatbot. `requires_identification`: strong sign-in before help."""

    id: UUID
    form: Annotated[str, Field(examples=["remote_chat"])]
    name: Written
    summary: Written | None
    description: Written | None
    organisation: Owner
    contacts: Annotated[list[Contact], Field(max_length=20)]
    url: str | None
    audiences: Words
    target_groups: Words
    levels: Words
    needs: Words
    topics: Words
    languages_spoken: Words
    requires_identification: bool
    charge: str
    is_default: bool
    state: str
    visibility: str
    freshness: str
    verification: Verified
    updated_at: Moment
    version: int
    allowed_actions: Words
    openness: Openness | None
    hours: Hours | None


class MaterialFile(Shape):
    language: str
    url: str
    media_type: str
    bytes: int | None
    accessible: bool


class Material(Shape):
    """A guide, video, course, practice programme, brochure or web page."""

    id: UUID
    kind: Annotated[str, Field(examples=["guide"])]
    form: Annotated[str, Field(examples=["material"])]
    title: Written
    summary: Written | None
    organisation: Owner
    files: Annotated[list[MaterialFile], Field(max_length=20)]
    order_contact: Contact | None
    audiences: Words
    levels: Words
    needs: Words
    topics: Words
    minutes: int | None
    learning_platform_url: str | None
    reviewed_on: Day | None
    state: str
    visibility: str
    freshness: str
    verification: Verified
    updated_at: Moment
    version: int
    allowed_actions: Words


class RemoteChannels(Page[RemoteChannel]):
    """One page of remote channels, by name."""


class Materials(Page[Material]):
    """One page of materials, by title."""


class ChannelQuery(Query):
    include: Include = ()


@channels.get("", response_model=RemoteChannels)
async def list_remote_channels(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[ChannelsQuery, asked(ChannelsQuery)],
) -> Response:
    """Remote channels by name, or with `q` the best first; `include=openness`: how they stand."""
    answer.tagged("list:remote-channels", "list:organisations", "list:codes")
    found = channels_found(catalogue, query, caller, answer.read_at)
    shown, following = page_in_order(request, answer, found.things, query, found.order)
    tells_today(answer, catalogue)
    if found.is_of_now:
        tells_now(answer, catalogue, *found.changes)
    told = [channel_json(one, answer, caller, query.include) for one in shown]
    return written.page(told, following)


@channels.get("/{channel_id}", response_model=RemoteChannel)
async def get_remote_channel(
    channel_id: UUID,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[ChannelQuery, asked(ChannelQuery)],
) -> Response:
    """One remote channel."""
    channel = catalogue.channels.get(channel_id)
    found = _the(channel, caller, answer, "channel")
    tells_today(answer, catalogue)
    if "openness" in query.include:
        tells_now(answer, catalogue, found.door(answer.read_at).next_change)
    return written.as_json(channel_json(found, answer, caller, query.include))


@materials.get("", response_model=Materials)
async def list_materials(
    request: Request,
    caller: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[MaterialsQuery, asked(MaterialsQuery)],
) -> Response:
    """Materials by title, or with `q` the best first."""
    today = helsinki_day(answer.read_at)
    tells_today(answer, catalogue)
    answer.tagged("list:materials", "list:organisations", "list:codes")
    found = materials_found(catalogue, query, caller, today)
    shown, following = page_in_order(request, answer, found.things, query, found.order)
    told = [material_json(one, today, caller, query.language) for one in shown]
    return written.page(told, following)


@materials.get("/{material_id}", response_model=Material)
async def get_material(
    material_id: UUID, caller: Anyone, catalogue: Model, answer: Answers
) -> Response:
    """One material."""
    found = _the(catalogue.guides.get(material_id), caller, answer, "material")
    tells_today(answer, catalogue)
    return written.as_json(material_json(found, helsinki_day(answer.read_at), caller))


def channel_shown(
    channel: Channel, answer: Answer, caller: Caller, include: Iterable[str]
) -> dict[str, Any]:
    row, at = channel.row, answer.read_at
    told = {name: getattr(row, name) for name in RemoteChannel.model_fields if hasattr(row, name)}
    return told | {
        "organisation": owner_of(channel),
        "contacts": public_contacts(row.contacts),
        "freshness": channel.checked.on(helsinki_day(at)),
        "verification": verified_of(channel),
        "allowed_actions": _actions(row, caller),
        "openness": channel.door(at) if "openness" in include else None,
        "hours": hours_to(channel.hours) if "hours" in include else None,
    }


def material_shown(
    guide: Guide, today: date, caller: Caller, languages: Iterable[str] = ()
) -> dict[str, Any]:
    """A material with its files in some languages; with all when it has none in them (D11)."""
    row = guide.row
    told = {name: getattr(row, name) for name in Material.model_fields if hasattr(row, name)}
    files = [{"bytes": None, "accessible": False} | one for one in row.files]
    asked_for = [one for one in files if one["language"] in languages]
    return told | {
        "organisation": owner_of(guide),
        "files": asked_for or files,
        "freshness": guide.checked.on(today),
        "verification": verified_of(guide),
        "allowed_actions": _actions(row, caller),
    }


CHANNEL = written.Standing(RemoteChannel, "allowed_actions", "openness", "hours")
MATERIAL = written.Standing(Material, "allowed_actions")


def channel_json(channel: Channel, answer: Answer, caller: Caller, include: Iterable[str]) -> bytes:
    today, made = helsinki_day(answer.read_at), channel.made
    still = CHANNEL.of(made, None, today, lambda: channel_shown(channel, answer, ANYONE, ()))
    moving = (
        written.codes(_actions(channel.row, caller)),
        door_json(made, channel.door(answer.read_at)) if "openness" in include else b"null",
        made_once(made, Hours, None, lambda: _hours(channel)) if "hours" in include else b"null",
    )
    return still + b',"allowed_actions":%b,"openness":%b,"hours":%b}' % moving


def _hours(channel: Channel) -> bytes:
    return Hours.model_validate(hours_to(channel.hours)).model_dump_json(by_alias=True).encode()


def material_json(
    guide: Guide, today: date, caller: Caller, languages: Iterable[str] = ()
) -> bytes:
    spoken = {one["language"] for one in guide.row.files}.intersection(languages)
    made = guide.made if len(spoken) < 2 else {}
    members = partial(material_shown, guide, today, ANYONE, spoken)
    still = MATERIAL.of(made, frozenset(spoken), today, members)
    return still + b',"allowed_actions":%b}' % written.codes(_actions(guide.row, caller))


def _actions(row: Any, caller: Caller) -> list[str]:
    return row.allowed_actions if sees_actions(caller) else []


def _the(thing: Thing | None, caller: Caller, answer: Answer, noun: str) -> Thing:
    """Raises NotFound, also for what the caller may not know of, or Archived."""
    if thing is None:
        raise NotFound
    answer.tagged(f"{noun}:{thing.id}", f"organisation:{thing.organisation.id}")
    answer.version = thing.row.version
    may = sees_drafts(caller)
    is_known = may or thing.row.visibility is Visibility.PUBLIC
    if thing.row.state is RecordState.ARCHIVED and is_known:
        raise Archived(successor_id=None)
    if not (may or thing.is_shown(helsinki_day(answer.read_at))):
        raise NotFound
    return thing
