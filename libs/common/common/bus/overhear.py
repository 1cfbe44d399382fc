"""For memory that must forget: every process hears everything from now on, and keeps nothing."""

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

Heard = Callable[[dict[str, Any]], Awaitable[None]]


async def overhear(client: Client, sources: Iterable[str], heard: Heard) -> None:
    """Subscribe once; the client subscribes again by itself after each reconnect.

    What was told while the connection was broken is not heard: see `Bus.lost`.
    """

    async def message(msg: Msg) -> None:
        await heard(json.loads(msg.data))

    for source in sources:
        await client.subscribe(f"digisilta.{source}.>", cb=message)
