"""One service as the gateway asks it: a limit, a circuit, a signed caller, a time."""

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

from common.errors import Overloaded, ServiceUnavailable
from gateway import meters
from gateway.circuits import Circuit, State, is_failure
from gateway.http import Answered, Unreachable

AT_ONCE, QUEUE, PATIENCE = 100, 100, 1.0
RETRY_AFTER = "5"


class Asks(Protocol):
    async def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answered: ...


class Turns:
    """At most a hundred at once; a hundred more wait for a second, the rest are refused."""

    def __init__(self, at_once: int = AT_ONCE, queue: int = QUEUE) -> None:
        self.free, self.queue, self.waiting = asyncio.Semaphore(at_once), queue, 0

    async def take(self) -> None:
        """Raises Overloaded."""
        if not self.free.locked():
            await self.free.acquire()
            return
        if self.waiting >= self.queue:
            raise Overloaded(headers={"Retry-After": "1"})
        self.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await self.free.acquire()
        except TimeoutError:
            raise Overloaded(headers={"Retry-After": "1"}) from None
        finally:
            self.waiting -= 1

    def give_back(self) -> None:
        self.free.release()


class Upstream:
    def __init__(self, name: str, asks: Asks | None = None) -> None:
        self.name, self.asks = name, asks
        self.circuit, self.turns = Circuit(), Turns()
        self.seconds = meters.UPSTREAM.labels(name)
        meters.CIRCUIT.labels(name).set_function(lambda: self.circuit.state)

    @property
    def is_up(self) -> bool:
        return self.circuit.state is State.CLOSED

    async def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answered:
        """Raises ServiceUnavailable or Overloaded, both with Retry-After."""
        begun = time.monotonic()
        if self.asks is None:  # the process is still starting
            raise unavailable()
        if not self.circuit.may_ask(begun):
            raise unavailable(self.circuit.seconds_left(begun))
        await self.turns.take()
        try:
            answered = await self.asks.ask(method, target, headers, body)
        except Unreachable as gone:
            self.circuit.failed(time.monotonic())
            raise unavailable() from gone
        finally:
            self.turns.give_back()
            self.seconds.observe(time.monotonic() - begun)
        self._judge(answered)
        return answered

    def _judge(self, answered: Answered) -> None:
        patient = "retry-after" in answered.headers
        if is_failure(answered.status, with_retry_after=patient):
            self.circuit.failed(time.monotonic())
        else:
            self.circuit.succeeded()


def unavailable(seconds: int | str = RETRY_AFTER) -> ServiceUnavailable:
    return ServiceUnavailable(headers={"Retry-After": str(seconds)})
