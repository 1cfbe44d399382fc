"""Support networks of professionals, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.query import CommaList, asked
from common.shapes import Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import Text, Written
from mentoring.api.desk import Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Warnings, newest_page, one_of
from mentoring.api.web_links import WebLink
from mentoring.people.keeping import keep, locked, rewrite
from mentoring.people.support_networks import NetworkKind, networks
from mentoring.people.support_networks import SupportNetwork as Row

router = routes("/team/support-networks", "team")
Kind = Annotated[NetworkKind, Field(description="Whose network it is.")]
Channel = Annotated[WebLink | None, Field(description="Where it meets.")]


class NewSupportNetwork(Shape):
    """Professionals who help one another with digital matters."""

    name: Text
    kind: Kind
    channel_url: Channel = None


class SupportNetworkChange(Shape):
    name: Text | MISSING = MISSING
    kind: Kind | MISSING = MISSING
    channel_url: Channel | MISSING = MISSING


class SupportNetwork(Shape):
    """Professionals who help one another with digital matters."""

    id: UUID
    name: Written
    kind: NetworkKind
    channel_url: Annotated[str | None, Field(max_length=198)]
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class NetworkQuery(Paged):
    kind: Annotated[
        tuple[str, ...], CommaList(one_of(NetworkKind), 3), Field(examples=["digivastaavat"])
    ] = ()


@router.get("", response_model=Page[SupportNetwork])
async def list_support_networks(
    desk: Reading, query: Annotated[NetworkQuery, asked(NetworkQuery)]
) -> dict[str, Any]:
    """The networks of professionals, for every employee."""
    found, following = await newest_page(desk, query, networks(desk.by, query.kind))
    return desk.answer.page([*found], following)


@router.post("", status_code=201, response_model=SupportNetwork)
async def add_support_network(new: NewSupportNetwork, desk: Using) -> Row:
    """Write down a network. Who may: lead, mentors' supervisor, administrator."""
    row = Row(**new.model_dump())
    desk.refuse_unless("w", "team", row)
    await keep(desk.session, row, desk.by.subject)
    desk.answer.location, desk.answer.version = "/team/support-networks", row.version
    return row


@router.patch("/{support_network_id}", response_model=SupportNetwork)
async def change_support_network(
    support_network_id: UUID, sent: SupportNetworkChange, desk: Using, expected: IfMatch
) -> Row:
    """It is called otherwise, or meets elsewhere."""
    row = await locked(desk.session, Row, support_network_id)
    desk.refuse_unless("w", "team", row)
    expected.check(row.version)
    await rewrite(desk.session, row, desk.by.subject, sent.model_dump())
    desk.answer.version = row.version
    return row
