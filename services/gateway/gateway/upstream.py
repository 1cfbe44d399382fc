"""One service as the gateway asks it: a limit, a circuit, a signed caller, a time."""

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

from common.errors import Overloaded, ServiceUnavailable
from gateway import meters
from gateway.circuits import Circuit, State, is_failure
from gateway.http import Answered, TooLate, Unreachable

AT_ONCE, QUEUE, PATIENCE = 100, 100, 1.0
BULK_AT_ONCE, BULK_QUEUE = 10, 10
"""Apart from the others: what may take minutes must not take their turns."""
RETRY_AFTER = "5"


class Asks(Protocol):
    async def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        is_bulk: bool = False,
    ) -> Answered: ...


class Turns:
    """At most a hundred at once; a hundred more wait for a second, the rest are refused."""

    def __init__(self, at_once: int = AT_ONCE, queue: int = QUEUE) -> None:
        self.free, self.queue, self.waiting = asyncio.Semaphore(at_once), queue, 0

    async def __aenter__(self) -> None:
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

    async def __aexit__(self, *_: object) -> None:
        self.free.release()


class Upstream:
    def __init__(self, name: str, asks: Asks | None = None) -> None:
        self.name, self.asks = name, asks
        self.circuit, self.turns = Circuit(), Turns()
        self.bulk_turns = Turns(BULK_AT_ONCE, BULK_QUEUE)
        self.seconds = meters.UPSTREAM.labels(name)
        meters.CIRCUIT.labels(name).set_function(lambda: self.circuit.state)

    @property
    def is_up(self) -> bool:
        return self.circuit.state is State.CLOSED

    async def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        is_bulk: bool = False,
    ) -> Answered:
        """Raises ServiceUnavailable or Overloaded, both with Retry-After. Bulk may take longer, and
        its lateness says nothing about the service.
        """
        begun = time.monotonic()
        if self.asks is None:  # the process is still starting
            raise unavailable()
        if not self.circuit.may_ask(begun):
            raise unavailable(self.circuit.seconds_left(begun))
        turns = self.bulk_turns if is_bulk else self.turns
        try:
            async with turns:
                answered = await self.asks.ask(method, target, headers, body, is_bulk=is_bulk)
        except Unreachable as gone:
            if not (is_bulk and isinstance(gone, TooLate)):
                self.circuit.failed(time.monotonic())
            raise unavailable() from gone
        finally:
            self.circuit.trial_ended(begun)
            self.seconds.observe(time.monotonic() - begun)
        self._judge(answered)
        return answered

    def _judge(self, answered: Answered) -> None:
        patient = "retry-after" in answered.headers
        if is_failure(answered.status, with_retry_after=patient, is_problem=answered.is_problem):
            self.circuit.failed(time.monotonic())
        else:
            self.circuit.succeeded()


def unavailable(seconds: int | str = RETRY_AFTER) -> ServiceUnavailable:
    return ServiceUnavailable(headers={"Retry-After": str(seconds)})
