"""What is looked after now and then: letters that wait, tickets that may have moved on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select, update

from common.bus import alone, end, for_ever
from common.clock import now
from common.db import Transactions
from mentoring.people.standing import SYSTEM
from mentoring.processes.trail import keep_trail
from mentoring.support.connectors import Connectors
from mentoring.support.delivering import NotYet, deliver
from mentoring.support.items import Direction, ForwardedItem, ForwardMessage
from mentoring.support.news import heed
from mentoring.support.targets import ConnectorName, ForwardTarget

log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds."""
OPEN = ("sent", "acknowledged", "in_progress", "waiting_info", "resolved")
"""States in which a ticket may still say something new."""
PATIENCE = timedelta(minutes=2)
"""After it, a letter is tried although nobody told of it: NATS may be away."""
PAUSE = timedelta(minutes=5)
"""Between two looks at one ticket."""
MOST = 50


async def make_round(transactions: Transactions, connectors: Connectors) -> None:
    """Bring out what waits, then look at tickets. One item's trouble is not another's."""
    for item_id in await _with_letters(transactions):
        try:
            await deliver(transactions, connectors, item_id)
        except (OSError, NotYet) as trouble:
            log.warning("a letter of %s waits: %r", item_id, trouble)
    for item_id in await _to_follow(transactions, connectors):
        try:
            await follow(transactions, connectors, item_id)
        except OSError as trouble:
            log.warning("the ticket of %s was not read: %r", item_id, trouble)


async def follow(transactions: Transactions, connectors: Connectors, item_id: UUID) -> None:
    """Read the ticket of an item, with no transaction open, and heed it. Raises OSError."""
    async with transactions.begin() as session:
        seen = update(ForwardedItem).where(ForwardedItem.id == item_id).values(followed_at=now())
        await session.execute(seen)
        item = await session.get_one(ForwardedItem, item_id)
        external_id, connector = item.external_id, connectors.get(item.target.connector)
    if connector is None or external_id is None:
        return
    news = await connector.read(external_id)
    if news is None:
        return
    async with transactions.begin() as session:
        keep_trail(session, SYSTEM.subject)
        item = await session.get_one(ForwardedItem, item_id, with_for_update=True)
        if item.external_id == external_id:
            await heed(session, item, news)


async def _with_letters(transactions: Transactions) -> Sequence[UUID]:
    query = (
        select(ForwardedItem.id)
        .join(ForwardMessage, ForwardMessage.item_id == ForwardedItem.id)
        .where(
            ForwardMessage.direction == Direction.OUT,
            ForwardMessage.delivered_at.is_(None),
            ForwardMessage.route == ForwardedItem.route,
            ForwardMessage.created_at < now() - PATIENCE,
            or_(ForwardMessage.claimed_until.is_(None), ForwardMessage.claimed_until < now()),
        )
        .distinct()
        .limit(MOST)
    )
    async with transactions() as session:
        return (await session.scalars(query)).all()


async def _to_follow(transactions: Transactions, connectors: Connectors) -> Sequence[UUID]:
    known = [one for one in connectors if one is ConnectorName.ZAMMAD]
    query = (
        select(ForwardedItem.id)
        .join(ForwardTarget, ForwardTarget.id == ForwardedItem.target_id)
        .where(
            ForwardedItem.state.in_(OPEN),
            ForwardedItem.external_id.is_not(None),
            ForwardTarget.connector.in_(known),
            or_(ForwardedItem.followed_at.is_(None), ForwardedItem.followed_at < now() - PAUSE),
        )
        .order_by(ForwardedItem.followed_at.asc().nulls_first())
        .limit(MOST)
    )
    async with transactions() as session:
        return (await session.scalars(query)).all()


@asynccontextmanager
async def kept_posted(
    transactions: Transactions, connectors: Connectors, database_url: str
) -> AsyncIterator[None]:
    """Make rounds beside the service, in one of its processes at a time."""

    async def rounds() -> None:
        while True:
            await make_round(transactions, connectors)
            await asyncio.sleep(EVERY)

    async with asyncio.TaskGroup() as beside:
        task = beside.create_task(for_ever(partial(alone, database_url, "post", rounds)))
        yield
        await end([task])
