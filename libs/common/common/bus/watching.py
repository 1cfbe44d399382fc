"""How the bus of a service is, looked at every few seconds for /ready, /metrics and alerts."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from nats.aio.client import Client
from sqlalchemy import text

from common.bus import meters
from common.db import Transactions

EVERY = 5.0
LAG = 60.0
"""Seconds that an event may wait in the outbox before the service says that it is degraded."""
REFUSED_FOR = 60.0
"""Seconds that a refusal counts: while the right is missing, it is refused again before."""

WAITING = text(
    "select count(*), coalesce(extract(epoch from clock_timestamp() - min(told_at)), 0)"
    " from outbox where published_at is null"
)
PARKED = text(
    "select hearer, count(*) filter (where first is null),"
    " count(*) filter (where first is not null)"
    " from (select hearer, first_value(retry_at) over"
    " (partition by hearer, key order by stream_seq) as first from dead_event) parked"
    " group by hearer"
)


@dataclass
class Health:
    """What is known of the bus of this process."""

    client: Client
    lag: float = 0.0
    refusals: dict[str, float] = field(default_factory=dict)
    parked: set[str] = field(default_factory=set)

    def refuse(self, what: str) -> bool:
        """Note a missing right or a wrong password; answer whether it is news."""
        news = what not in self.refused()
        self.refusals[what] = monotonic()
        return news

    def refused(self) -> list[str]:
        """What NATS has refused in the last minute, in its own words."""
        since = monotonic() - REFUSED_FOR
        self.refusals = {what: when for what, when in self.refusals.items() if when > since}
        return list(self.refusals)

    def parts(self) -> dict[str, str]:
        """For /ready: `failed`, a refusal, is a deployment fault (503); `degraded` is not (200)."""
        nats = "ok" if self.client.is_connected else "degraded"
        return {
            "nats": "failed" if self.refused() else nats,
            "outbox": "ok" if self.lag < LAG else "degraded",
        }

    async def watch(self, transactions: Transactions) -> None:
        """Run until the database is away; the caller starts it again."""
        meters.NATS_CONNECTED.set_function(lambda: self.client.is_connected)
        meters.NATS_REFUSED.set_function(lambda: len(self.refused()))
        while True:
            await self.look(transactions)
            await asyncio.sleep(EVERY)

    async def look(self, transactions: Transactions) -> None:
        async with transactions() as session:
            waiting, lag = (await session.execute(WAITING)).one()
            parked = (await session.execute(PARKED)).all()
        self.lag = float(lag)
        meters.OUTBOX_WAITING.set(waiting)
        meters.OUTBOX_LAG.set(self.lag)
        counts = dict.fromkeys(self.parked, (0, 0))
        counts |= {hearer: (dead, early) for hearer, dead, early in parked}
        self.parked = set(counts)
        for hearer, (dead, early) in counts.items():
            meters.DEAD_EVENTS.labels(hearer).set(dead)
            meters.WAITING_EVENTS.labels(hearer).set(early)
