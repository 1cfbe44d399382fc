"""What ticket systems tell: an item follows its ticket, moved by the system (P14, S17)."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import act, change
from mentoring.support.connectors.connector import News, Remark
from mentoring.support.delivering import waiting
from mentoring.support.forwarding import FORWARDING, P14, note
from mentoring.support.items import Direction, ForwardedItem, ForwardMessage, MessageKind
from mentoring.support.targets import ConnectorName, ForwardTarget
from mentoring.text_warnings import without_codes

WAYS = {
    "acknowledged": ("acknowledge",),
    "in_progress": ("start",),
    "waiting_info": ("start", "ask"),
    "resolved": ("start", "resolve"),
    "rejected": ("reject",),
}
"""The actions that lead to a state; those that an item has behind it are left out."""
REFERENCE = re.compile(r"\[DS-([0-9a-f]{32})-(\d{1,9})\]")
SAYING = frozenset({"ask", "resolve", "reject"})
"""Actions that keep what the target wrote."""
OVER = ("draft", "cancelled", "closed")
"""States in which nothing is expected from a target."""
LONGEST, SHORT = 4000, 2000
"""Characters that are kept of a remark, and of a reason."""


class Heard(NamedTuple):
    """What an action of the system is given instead of a body."""

    external_ref: str
    text: str | None
    reason: str | None
    remark_id: str | None
    resolution_code: str = "resolved_by_target"

    @property
    def question(self) -> str | None:
        return self.text


async def items_of(
    session: AsyncSession, connector: ConnectorName, number: str, title: str | None
) -> Sequence[ForwardedItem]:
    """The items of a ticket, by its number there or by our reference in its title; locked.

    There are several when their tickets were merged into one.
    """
    named = ForwardedItem.external_ref == number
    ours = REFERENCE.search(title or "")
    if ours is not None:
        by_us = (ForwardedItem.id == UUID(ours[1])) & (ForwardedItem.route == int(ours[2]))
        named = or_(named, by_us)
    there = select(ForwardTarget.id).where(ForwardTarget.connector == connector)
    query = select(ForwardedItem).where(
        named, ForwardedItem.target_id.in_(there), ForwardedItem.state.not_in(OVER)
    )
    return (await session.scalars(query.order_by(ForwardedItem.id).with_for_update())).all()


async def heed(session: AsyncSession, item: ForwardedItem, news: News) -> None:
    """Keep what was written, follow the ticket, and take the actions that lead to its state.

    While a letter of ours is on its way there, its state is not the answer to it.
    """
    named = {"external_ref": news.ticket.number, "external_id": news.ticket.id}
    await change(session, item, SYSTEM, named)
    fresh = await _fresh(session, item, news.remarks)
    latest = fresh[-1] if fresh else None
    is_waiting = await waiting(session, item.id) is not None
    is_said = not is_waiting and await _move(session, item, news.state, latest)
    for remark in fresh[:-1] if is_said else fresh:
        said = note(item, SYSTEM, MessageKind.REMARK, remark.text, Direction.IN)
        said.external_id = remark.id
        session.add(said)
    await session.flush()


async def _move(
    session: AsyncSession, item: ForwardedItem, wanted: str, latest: Remark | None
) -> bool:
    """Take the actions that are open now; answer whether one of them said the latest remark."""
    remark_id, text = latest or (None, None)
    is_said = False
    for action in WAYS.get(wanted, ()):
        if not P14.possible(action, item.state, ("system",)) or (action == "ask" and not text):
            continue
        said = text[:SHORT] if text and action in SAYING else None
        reason = said if action == "reject" else None
        heard = Heard(item.external_ref or "", said, reason, remark_id if said else None)
        await act(session, FORWARDING, item, action, SYSTEM, heard)
        is_said = is_said or said is not None
    return is_said


async def _fresh(
    session: AsyncSession, item: ForwardedItem, remarks: Sequence[Remark]
) -> list[Remark]:
    """Those that are not kept yet, without identity codes: a callback cannot be refused (7.2)."""
    heard = select(ForwardMessage.external_id).where(ForwardMessage.item_id == item.id)
    known = set(await session.scalars(heard))
    fresh = (one for one in remarks if one.text and one.id not in known)
    return [Remark(one.id, without_codes(one.text)[:LONGEST]) for one in fresh]
