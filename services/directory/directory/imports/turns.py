"""Long loops of the event loop in slices: others have their turn after every few milliseconds."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import TypeVar

SLICE = 0.005
"""Seconds of work after which others have their turn."""
T = TypeVar("T")


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """The items one by one, with turns for others between them."""
    begun = perf_counter()
    for item in items:
        yield item
        if perf_counter() - begun > SLICE:
            await asyncio.sleep(0)
            begun = perf_counter()
