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
    for source in sources:
        await _listen(client, f"digisilta.{source}.>", heard)


async def gossip(client: Client, topic: str, words: dict[str, Any]) -> None:
    """Tell the other processes of this service something that may be lost ("gateway.limits").

    While NATS is away nothing is said: old gossip must not be sent later.
    """
    if client.is_connected:
        await client.publish(f"gossip.{topic}", json.dumps(words, separators=(",", ":")).encode())


async def listen_to_gossip(client: Client, topic: str, heard: Heard) -> None:
    """Hear what every process of this service says about this, oneself included."""
    await _listen(client, f"gossip.{topic}", heard)


async def witness(client: Client, service: str, words: dict[str, Any], word_id: str) -> None:
    """Put the head of an audit chain where nobody can delete it; returns when it is stored.

    Raises `TimeoutError` or another error of NATS when it is not: the caller tries again.
    """
    payload = json.dumps(words, separators=(",", ":")).encode()
    headers = {"Nats-Msg-Id": word_id}
    await client.jetstream().publish(f"audit.{service}.head", payload, headers=headers)


async def _listen(client: Client, subject: str, heard: Heard) -> None:
    async def message(msg: Msg) -> None:
        await heard(json.loads(msg.data))

    await client.subscribe(subject, cb=message)
