"""Who tells, hears and overhears: the streams, durables and rights on NATS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.bus import streams
from common.bus.streams import ConsumerConfig, StreamConfig
from digisilta_local.names import SERVICES


@dataclass(frozen=True)
class Place:
    """One service on the bus. A contract test compares `hears` with the service's HEARING."""

    hears: tuple[str, ...] = ()
    overhears: tuple[str, ...] = ()
    does: tuple[tuple[str, str], ...] = ()
    """What its workers do: (the act's name in DOING, the event's name)."""
    gossips: bool = False
    """Whether its processes talk to each other and witness the audit chain."""


PLACES: Mapping[str, Place] = {
    "directory": Place(hears=("mentoring",)),
    "mentoring": Place(
        hears=("directory", "metrics"),
        does=(
            ("send_forwarded", "mentoring.forward.sent"),
            ("reroute_forwarded", "mentoring.forward.rerouted"),
            ("answer_forwarded", "mentoring.forward.info_given"),
            ("reopen_forwarded", "mentoring.forward.reopened"),
        ),
    ),
    "metrics": Place(hears=("directory", "mentoring")),
    "gateway": Place(overhears=("directory", "gateway"), gossips=True),
}


def wanted_streams(*, replicas: int = 1, mib: int = 512) -> list[StreamConfig]:
    """One a service and one for audit heads. `mib` MiB of each are reserved on the disk at once."""
    told = [
        streams.stream_of(service, replicas=replicas, max_bytes=mib * streams.MIB)
        for service in SERVICES
    ]
    return [*told, streams.audit_stream(replicas=replicas)]


def wanted_durables() -> dict[str, list[ConsumerConfig]]:
    """The consumers of the workers, by the name of their stream."""
    found: dict[str, list[ConsumerConfig]] = {}
    for service, place in PLACES.items():
        for act, name in place.does:
            durable = streams.durable_of(service, act, name)
            found.setdefault(_stream_with(name), []).append(durable)
    return found


def rights() -> dict[str, dict[str, Any]]:
    """What each login may publish and subscribe, in the words of the NATS configuration."""
    return {
        service: streams.rights(
            service, place.hears, _work_of(service), place.overhears, gossips=place.gossips
        )
        for service, place in PLACES.items()
    }


def _work_of(service: str) -> list[tuple[str, str]]:
    """(stream, durable) of each of its workers."""
    return [
        (_stream_with(name), str(streams.durable_of(service, act, name).name))
        for act, name in PLACES[service].does
    ]


def _stream_with(event: str) -> str:
    return f"DIGISILTA_{event.split('.')[0].upper()}"
