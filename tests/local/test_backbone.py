"""The table of who hears whom agrees with the services' own listeners."""

from types import SimpleNamespace

import pytest

from common.bus import Doing, Event
from digisilta_local.backbone import PLACES, wanted_durables, wanted_streams
from digisilta_local.names import SERVICES
from tests.contract.promises import part_of


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_those_it_has_the_right_to_hear(service: str) -> None:
    listeners = part_of(service, "listeners")

    heard = {kind.service for kind in getattr(listeners, "HEARING", {})}

    assert set(PLACES[service].hears) == heard


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_does_what_it_has_a_durable_for(service: str) -> None:
    listeners = part_of(service, "listeners")

    assert set(PLACES[service].does) == done_by(listeners)


def done_by(listeners: object) -> set[tuple[str, str]]:
    doing: Doing = getattr(listeners, "DOING", {})
    return {(act.__name__, kind.event_name) for kind, act in doing.items()}


def test_what_a_service_does_is_called_as_in_the_table() -> None:
    class Filled(Event):
        type = "mill.sack.filled"

    async def weigh_sack(_: Filled) -> None: ...

    assert done_by(SimpleNamespace(DOING={Filled: weigh_sack})) == {
        ("weigh_sack", "mill.sack.filled")
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_overhears_those_it_has_the_right_to_overhear(service: str) -> None:
    listeners = part_of(service, "listeners")

    assert set(PLACES[service].overhears) == set(getattr(listeners, "SOURCES", ()))


def test_every_service_has_a_stream_and_audit_heads_one_more() -> None:
    streams = {stream.name for stream in wanted_streams()}

    assert streams == {f"DIGISILTA_{name.upper()}" for name in SERVICES} | {"DIGISILTA_AUDIT"}
    assert set(wanted_durables()) <= streams
