"""Letters of items leave: each an intent in the database, brought out with no transaction open.

Whoever is told of it, or looks for what waits, may try: a claim keeps others away meanwhile, and a
connector finds by our reference what an earlier try has left there.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from common.bus import Doing, Event
from common.clock import now
from common.db import Transactions
from mentoring.events.processes import TOLD
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import change
from mentoring.processes.trail import keep_trail
from mentoring.settings import Settings
from mentoring.support.connectors import Connectors, joined
from mentoring.support.connectors.connector import Letter, Ticket
from mentoring.support.items import IN_TURN, Direction, ForwardedItem, ForwardMessage
from mentoring.support.targets import ConnectorName, ForwardTarget

CLAIM = timedelta(seconds=30)
"""As long as the other system may still be at a letter whose answer did not come."""


class NotYet(Exception):  # noqa: N818  a reason to try again
    """Somebody else is at it, or the installation does not know how to reach the target."""


class Claimed(NamedTuple):
    message_id: UUID
    connector: ConnectorName
    letter: Letter


class Post:
    """The post of one installation: what it does when an item goes out."""

    def __init__(self, settings: Settings) -> None:
        self.connectors = joined(settings)
        self.database = settings.database_url

    def doing(self) -> Doing:
        """What is done about our own events; the names of the acts are those of their durables."""
        return {
            TOLD["forward.sent"]: self.send_forwarded,
            TOLD["forward.rerouted"]: self.reroute_forwarded,
            TOLD["forward.info_given"]: self.answer_forwarded,
            TOLD["forward.reopened"]: self.reopen_forwarded,
        }

    async def send_forwarded(self, event: Event) -> None:
        await self.deliver(event)

    async def reroute_forwarded(self, event: Event) -> None:
        await self.deliver(event)

    async def answer_forwarded(self, event: Event) -> None:
        await self.deliver(event)

    async def reopen_forwarded(self, event: Event) -> None:
        await self.deliver(event)

    async def deliver(self, event: Event) -> None:
        """Bring out what waits of the item that an event is about. Raises NotYet, OSError."""
        async with db.connected(self.database, db.LOCK) as transactions:
            await deliver(transactions, self.connectors, UUID(event.thing))


async def deliver(transactions: Transactions, connectors: Connectors, item_id: UUID) -> None:
    """Bring out what waits of an item, oldest first. Raises NotYet, OSError."""
    while (claimed := await _claim(transactions, item_id)) is not None:
        connector = connectors.get(claimed.connector)
        if connector is None:
            await _let_go(transactions, claimed.message_id)
            raise NotYet(claimed.connector)
        try:
            ticket = await connector.deliver(claimed.letter)
        except TimeoutError:
            raise  # it may be on its way still: the claim stands until that is over
        except OSError:
            await _let_go(transactions, claimed.message_id)
            raise
        async with transactions.begin() as session:
            await _delivered(session, claimed, ticket)


async def waiting(session: AsyncSession, item_id: UUID) -> ForwardMessage | None:
    """The oldest letter of an item's present route that has not arrived; locked."""
    query = (
        select(ForwardMessage)
        .join(ForwardedItem, ForwardedItem.id == ForwardMessage.item_id)
        .where(
            ForwardMessage.item_id == item_id,
            ForwardMessage.direction == Direction.OUT,
            ForwardMessage.delivered_at.is_(None),
            ForwardMessage.route == ForwardedItem.route,
        )
        .order_by(*IN_TURN)
        .limit(1)
        .with_for_update(of=ForwardMessage)
    )
    return (await session.scalars(query)).first()


async def _claim(transactions: Transactions, item_id: UUID) -> Claimed | None:
    async with transactions.begin() as session:
        message = await waiting(session, item_id)
        if message is None:
            return None
        if message.claimed_until is not None and message.claimed_until > now():
            raise NotYet(message.id)
        message.claimed_until = now() + CLAIM
        item = await session.get_one(ForwardedItem, item_id)
        target = await session.get_one(ForwardTarget, message.target_id)
        return Claimed(message.id, target.connector, _letter(item, message, target))


def _letter(item: ForwardedItem, message: ForwardMessage, target: ForwardTarget) -> Letter:
    return Letter(
        reference=item.reference,
        message_reference=message.reference,
        kind=message.kind,
        item_kind=item.kind,
        text=message.text or "",
        channel=target.channel or "",
        due_on=item.due_on,
        external_id=item.external_id,
    )


async def _let_go(transactions: Transactions, message_id: UUID) -> None:
    async with transactions.begin() as session:
        message = await session.get_one(ForwardMessage, message_id)
        message.claimed_until = None


async def _delivered(session: AsyncSession, claimed: Claimed, ticket: Ticket | None) -> None:
    """Note it, and what the item is called there."""
    keep_trail(session, SYSTEM.subject)
    message = await session.get_one(ForwardMessage, claimed.message_id)
    message.delivered_at, message.claimed_until = now(), None
    if ticket is None:
        return
    message.external_ref = ticket.number
    item = await session.get_one(ForwardedItem, message.item_id, with_for_update=True)
    if item.route == message.route:
        named = {"external_ref": ticket.number, "external_id": ticket.id}
        await change(session, item, SYSTEM, named)
