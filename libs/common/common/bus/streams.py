"""The streams, the durables and the rights: described once, laid down by `digisilta provision`."""

from collections.abc import Iterable, Mapping
from typing import Any

import nats
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StoreCompression,
    StreamConfig,
)
from nats.js.errors import NotFoundError

DAY, MIB = 86_400, 1024 * 1024
MAX_AGE = 400 * DAY
API = "$JS.API"
Change = tuple[str, object]
__all__ = [
    "API",
    "DAY",
    "MAX_AGE",
    "MIB",
    "Change",
    "ConsumerConfig",
    "StreamConfig",
    "audit_stream",
    "differences",
    "durable_of",
    "lay_down",
    "provision",
    "rights",
    "stream_of",
]


def stream_of(service: str, *, replicas: int = 1, max_bytes: int = 512 * MIB) -> StreamConfig:
    """Where a service's events go. `max_bytes` is reserved at once on the server's disk."""
    return StreamConfig(
        name=f"DIGISILTA_{service.upper()}",
        description=f"What {service} tells",
        subjects=[f"digisilta.{service}.>"],
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.NEW,
        max_age=MAX_AGE,
        max_bytes=max_bytes,
        max_msg_size=256 * 1024,
        duplicate_window=600,
        num_replicas=replicas,
        compression=StoreCompression.S2,
        allow_direct=True,
        deny_delete=True,
        deny_purge=True,
    )


def audit_stream(*, replicas: int = 1, max_bytes: int = 64 * MIB) -> StreamConfig:
    """Heads of audit chains: kept for ever, and nobody may delete them."""
    return StreamConfig(
        name="DIGISILTA_AUDIT",
        description="Heads of the audit chains",
        subjects=["audit.>"],
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.NEW,
        max_bytes=max_bytes,
        max_msg_size=16 * 1024,
        duplicate_window=600,
        num_replicas=replicas,
        allow_direct=True,
        deny_delete=True,
        deny_purge=True,
    )


def durable_of(service: str, act: str, name: str) -> ConsumerConfig:
    """For a worker: it starts with what is told from now on. `act`: the function's name in DOING;
    `name`: the event's, without version.
    """
    hearer = f"{service}-{act.replace('_', '-')}"
    return ConsumerConfig(
        name=hearer,
        durable_name=hearer,
        filter_subjects=[f"digisilta.{name}.*"],
        deliver_policy=DeliverPolicy.NEW,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=30,
        max_ack_pending=100,
        max_deliver=-1,
    )


async def lay_down(
    url: str, streams: Iterable[StreamConfig], durables: Mapping[str, Iterable[ConsumerConfig]]
) -> list[Change]:
    """Connect as the login that may, and provision. Raises the errors of nats."""
    client = await nats.connect(
        url, name="digisilta-provision", allow_reconnect=False, connect_timeout=5
    )
    try:
        return await provision(client.jetstream(), streams, durables)
    finally:
        await client.close()


async def provision(
    jetstream: JetStreamContext,
    streams: Iterable[StreamConfig],
    durables: Mapping[str, Iterable[ConsumerConfig]],
) -> list[Change]:
    """Make the server agree with the description; answer what was changed.

    `durables` by the name of their stream. Raises the errors of NATS for what it refuses, such as
    taking `deny_delete` back, or more bytes than the disk has.
    """
    changes: list[Change] = []
    for stream in streams:
        changes += await _lay_stream(jetstream, stream)
    for name, consumers in durables.items():
        for consumer in consumers:
            changes += await _lay_consumer(jetstream, name, consumer)
    return changes


async def _lay_stream(jetstream: JetStreamContext, wanted: StreamConfig) -> list[Change]:
    try:
        there = (await jetstream.stream_info(wanted.name or "")).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return [(f"stream {wanted.name}", "created")]
    different = differences(there, wanted)
    if not different:
        return []
    await jetstream.update_stream(wanted)  # the whole: what is not sent falls to its default
    return [(f"stream {wanted.name}", different)]


async def _lay_consumer(
    jetstream: JetStreamContext, stream: str, wanted: ConsumerConfig
) -> list[Change]:
    try:
        there = (await jetstream.consumer_info(stream, wanted.name or "")).config
    except NotFoundError:
        await jetstream.add_consumer(stream, wanted)
        return [(f"consumer {wanted.name}", "created")]
    different = differences(there, wanted)
    if not different:
        return []
    await jetstream.add_consumer(stream, wanted)
    return [(f"consumer {wanted.name}", different)]


def differences(there: Any, wanted: Any) -> dict[str, tuple[object, object]]:
    """Fields that we set and that stand otherwise on the server."""
    ours = {name: value for name, value in vars(wanted).items() if value is not None}
    return {
        name: (getattr(there, name), value)
        for name, value in ours.items()
        if getattr(there, name) != value
    }


def rights(
    service: str,
    hears: Iterable[str],
    does: Iterable[tuple[str, str]],
    overhears: Iterable[str],
    *,
    gossips: bool = False,
) -> dict[str, dict[str, list[str]]]:
    """What one login may publish and subscribe, in the words of the server's configuration.

    `does`: (stream, durable). `gossips`: its processes talk to each other, and it may witness.
    """
    own = f"DIGISILTA_{service.upper()}"
    publish = {f"digisilta.{service}.>", *_looking_into(own)}
    for source in hears:
        stream = f"DIGISILTA_{source.upper()}"
        publish |= _looking_into(stream) | _having_a_consumer(stream, f"{service}-from-{source}")
    for stream, durable in does:
        mine = f"{stream}.{durable}"
        publish |= {f"{API}.CONSUMER.INFO.{mine}", f"{API}.CONSUMER.MSG.NEXT.{mine}"}
        publish |= {f"$JS.ACK.{mine}.>"}
    subscribe = {f"_INBOX_{service}.>"} | {f"digisilta.{source}.>" for source in overhears}
    if gossips:
        publish |= {f"gossip.{service}.>", f"audit.{service}.>"}
        subscribe |= {f"gossip.{service}.>"}
    return {"publish": {"allow": sorted(publish)}, "subscribe": {"allow": sorted(subscribe)}}


def _looking_into(stream: str) -> set[str]:
    return {f"{API}.STREAM.INFO.{stream}", f"{API}.STREAM.MSG.GET.{stream}"}


def _having_a_consumer(stream: str, name: str) -> set[str]:
    """`*` stands for a whole token only, so each name is spelt out."""
    mine = f"{stream}.{name}"
    verbs = {f"{API}.CONSUMER.{verb}.{mine}" for verb in ("CREATE", "DELETE", "INFO", "MSG.NEXT")}
    return verbs | {f"{API}.CONSUMER.CREATE.{mine}.>"}
