"""What the bus need not keep any longer, looked for once a night."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import TextClause, text

from common.bus.streams import MAX_AGE
from common.clock import HELSINKI, now
from common.db import Transactions

KEEP_OUTBOX = timedelta(days=35)
"""Published rows are the backup of the stream: the relay tells again what it lost."""
KEEP_INBOX = timedelta(seconds=MAX_AGE) + timedelta(days=10) + KEEP_OUTBOX
"""As long as a stream may hold an event, told again or not: or a re-read would apply it twice."""
SLICE = 1000
NIGHT = 2
"""The hour in Helsinki; the next one is missing on one night of the year."""

OLD_OUTBOX = text(
    "delete from outbox where id in (select id from outbox"
    " where published_at < :before order by id limit :slice)"
)
OLD_INBOX = text(
    "delete from inbox where ctid = any(array(select ctid from inbox"
    " where begun_at < :before limit :slice))"
)


async def forget_old(transactions: Transactions, at: datetime) -> tuple[int, int]:
    """Delete in small transactions; answer how many rows of the outbox and of the inbox went."""
    outbox = await _forget(transactions, OLD_OUTBOX, at - KEEP_OUTBOX)
    inbox = await _forget(transactions, OLD_INBOX, at - KEEP_INBOX)
    return outbox, inbox


async def _forget(transactions: Transactions, old: TextClause, before: datetime) -> int:
    forgotten = 0
    while True:
        async with transactions.begin() as session:
            answer = await session.execute(old, {"before": before, "slice": SLICE})
            gone: int = answer.rowcount  # type: ignore[attr-defined]
        forgotten += gone
        if gone < SLICE:
            return forgotten


@dataclass
class Nights:
    """Which night's work is done."""

    done: date | None = None

    async def work(self, transactions: Transactions) -> None:
        """Run until something breaks; the caller starts it again, and the night is not over."""
        while True:
            local = now().astimezone(HELSINKI)
            if local.hour == NIGHT and local.date() != self.done:
                await forget_old(transactions, local)
                self.done = local.date()
            await asyncio.sleep(600)
