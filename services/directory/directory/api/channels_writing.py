"""Writing remote channels."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import MISSING

from common.answering import IfMatch
from common.identity import Caller
from common.shapes import Flag, Shape
from common.strict import router as strict_router
from directory import publishing
from directory.api.hours import NewHours
from directory.api.parts import (
    Codes,
    Contacts,
    Description,
    Languages,
    LevelCodes,
    Link,
    Name,
    Summary,
)
from directory.api.patching import Sent, held_by, merged, patch_of, told_of
from directory.api.remote import RemoteChannel, channel_shown
from directory.api.writing import (
    Action,
    Audiences,
    Checker,
    Desk,
    Editor,
    NewVerification,
    Verification,
    columns,
)
from directory.model.making import channel_of
from directory.partners.organisations import the_organisation
from directory.points.points import Visibility
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow
from directory.remote.channels import ChannelForm
from directory.remote.channels import RemoteChannel as Row

router = strict_router("/remote-channels", "remote channels")
Charge = Literal["free_of_charge", "chargeable", "other"]


class NewRemoteChannel(Shape):
    """A new channel, as a draft."""

    organisation_id: UUID
    form: ChannelForm
    name: Name
    summary: Summary | None = None
    description: Description | None = None
    contacts: Contacts = []
    url: Link | None = None
    visibility: Visibility = Visibility.PUBLIC
    audiences: Audiences = ["resident"]
    target_groups: Codes = []
    levels: LevelCodes = []
    needs: Codes = []
    topics: Codes = []
    languages_spoken: Languages = ["fi"]
    requires_identification: Flag = False
    charge: Charge = "free_of_charge"
    hours: NewHours | None = None
    is_default: Flag = False


class RemoteChannelChange(Shape):
    """Merge patch (RFC 7396): what is not sent stays."""

    organisation_id: UUID | MISSING = MISSING
    form: ChannelForm | MISSING = MISSING
    name: Name | MISSING = MISSING
    summary: Summary | MISSING | None = MISSING
    description: Description | MISSING | None = MISSING
    contacts: Contacts | MISSING = MISSING
    url: Link | MISSING | None = MISSING
    visibility: Visibility | MISSING = MISSING
    audiences: Audiences | MISSING = MISSING
    target_groups: Codes | MISSING = MISSING
    levels: LevelCodes | MISSING = MISSING
    needs: Codes | MISSING = MISSING
    topics: Codes | MISSING = MISSING
    languages_spoken: Languages | MISSING = MISSING
    requires_identification: Flag | MISSING = MISSING
    charge: Charge | MISSING = MISSING
    hours: NewHours | MISSING | None = MISSING
    is_default: Flag | MISSING = MISSING


Change = Annotated[Sent, *patch_of(RemoteChannelChange)]


@router.post("", status_code=201, response_model=RemoteChannel)
async def create_remote_channel(new: NewRemoteChannel, by: Editor, desk: Desk) -> dict[str, Any]:
    """Enter a remote channel as a draft."""
    refuse_unless_granted(by, [None])
    fields = columns(new.model_dump(mode="json", by_alias=True), new.hours)
    desk.judge(fields)
    row = await publishing.add_thing(desk.session, Row, fields)
    desk.made("/remote-channels", row)
    return await _said_back(desk, row, by)


@router.patch("/{channel_id}", response_model=RemoteChannel)
async def change_remote_channel(
    channel_id: UUID, sent: Change, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Change some of a remote channel (merge patch, with If-Match)."""
    desk.judge(sent)
    row = await publishing.the_thing(desk.session, Row, channel_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    change = merged(RemoteChannelChange, sent, held_by(row, sent))
    await publishing.change_thing(desk.session, row, columns(told_of(change), change.hours))
    return await _said_back(desk, row, by)


@router.post("/{channel_id}/verifications", status_code=201, response_model=Verification)
async def verify_remote_channel(
    channel_id: UUID, new: NewVerification, by: Checker, desk: Desk
) -> VerificationRow:
    """Say that the data of a remote channel is right, was changed, or that nobody answers."""
    row = await publishing.the_thing(desk.session, Row, channel_id)
    return await desk.verified(row, by, new)


@router.post("/{channel_id}/{action}", response_model=RemoteChannel)
async def act_on_remote_channel(
    channel_id: UUID, action: Action, by: Editor, desk: Desk, expected: IfMatch
) -> dict[str, Any]:
    """Publish, suspend or archive a remote channel."""
    row = await publishing.the_thing(desk.session, Row, channel_id)
    expected.check(row.version)
    refuse_unless_granted(by, [None])
    await publishing.act_on_thing(desk.session, row, action)
    return await _said_back(desk, row, by)


async def _said_back(desk: Desk, row: Row, by: Caller) -> dict[str, Any]:
    owner = await the_organisation(desk.session, row.organisation_id)
    desk.answer.version = row.version
    return channel_shown(channel_of(row, owner), desk.answer, by, ("hours",))
