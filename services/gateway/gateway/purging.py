"""Keeping the memory of this process true while the world changes."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.bus import Bus, overhear
from common.clock import now
from gateway import meters
from gateway.cache import Cache
from gateway.callers import Callers, Tokens
from gateway.kept import Kept
from gateway.listeners import KEY_CHANGED, SOURCES, name_of, purge_for

AGAIN = 1.0
"""Seconds: a purge is repeated once, for a read model that was a moment behind its event."""

LOOK = 0.2
"""Seconds between looks at whether the connection has come back."""


@dataclass
class Memory:
    """All that this process remembers of others."""

    cache: Cache[Kept]
    callers: Callers
    tokens: Tokens
    breaks: int = 0
    """How often the connection to NATS broke or came back."""

    async def hear(self, cloud: dict[str, Any]) -> None:
        if name_of(cloud) == KEY_CHANGED:
            self.callers.forget(cloud["data"]["key_id"])
            self.tokens.forget(cloud["data"]["key_id"])
            return
        purge = purge_for(cloud)
        if purge is None:
            return
        self.cache.purge(purge.tags, hard=purge.hard)
        lag = now() - datetime.fromisoformat(cloud["time"])
        meters.PURGE_LAG.observe(max(0.0, lag.total_seconds()))
        loop = asyncio.get_running_loop()
        loop.call_later(AGAIN, lambda: self.cache.purge(purge.tags, hard=purge.hard))

    def may_have_missed(self) -> None:
        """NATS is away, or is back: nothing that is remembered is known to be true."""
        self.cache.purge_everything()
        self.callers.forget_all()

    async def stay_true(self, bus: Bus) -> None:
        """Overhear as long as this client lives; it survives a short break by itself."""

        async def missed() -> None:
            self.cache.trusted = False
            self.breaks += 1

        bus.lost.append(missed)
        try:
            await overhear(bus.client, SOURCES, self.hear)
            while not bus.client.is_closed:
                if bus.client.is_connected and not self.cache.trusted:
                    await self._begin_to_trust(bus)
                await asyncio.sleep(LOOK)
        finally:
            self.cache.trusted = False
            bus.lost.remove(missed)

    async def _begin_to_trust(self, bus: Bus) -> None:
        """Only once the server has said that it knows what we want to hear."""
        before = self.breaks
        try:
            await bus.client.flush(2)
        except TimeoutError:
            return
        self.may_have_missed()
        self.cache.trusted = before == self.breaks
