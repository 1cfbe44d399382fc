"""Writing remote channels."""

from typing import Any, Literal
from uuid import UUID

from common.identity import Caller
from common.shapes import Flag, Shape
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
from directory.api.remote import RemoteChannel, channel_shown
from directory.api.things_writing import Things, writing_routes
from directory.api.writing import Audiences, Desk
from directory.model.making import channel_of
from directory.partners.organisations import Organisation
from directory.points.points import Visibility
from directory.remote.channels import ChannelForm
from directory.remote.channels import RemoteChannel as Row

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


async def _shown(desk: Desk, row: Row, owner: Organisation, by: Caller) -> dict[str, Any]:
    return channel_shown(channel_of(row, owner), desk.answer, by, ("hours",))


router = writing_routes(Things("remote channel", Row, NewRemoteChannel, RemoteChannel, _shown))
