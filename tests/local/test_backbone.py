"""The table of who hears whom agrees with the services' own listeners."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest

from digisilta_local.backbone import PLACES, wanted_durables, wanted_streams
from digisilta_local.names import SERVICES


def listeners_of(service: str) -> ModuleType | None:
    name = f"{service}.listeners"
    return import_module(name) if find_spec(name) else None


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_those_it_has_the_right_to_hear(service: str) -> None:
    listeners = listeners_of(service)

    heard = {kind.service for kind in getattr(listeners, "HEARING", {})}

    assert set(PLACES[service].hears) == heard


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_does_what_it_has_a_durable_for(service: str) -> None:
    listeners = listeners_of(service)

    done = {(act.__name__, kind.name) for kind, act in getattr(listeners, "DOING", {}).items()}

    assert set(PLACES[service].does) == done


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_overhears_those_it_has_the_right_to_overhear(service: str) -> None:
    listeners = listeners_of(service)

    assert set(PLACES[service].overhears) == set(getattr(listeners, "SOURCES", ()))


def test_every_service_has_a_stream_and_audit_heads_one_more() -> None:
    streams = {stream.name for stream in wanted_streams()}

    assert streams == {f"DIGISILTA_{name.upper()}" for name in SERVICES} | {"DIGISILTA_AUDIT"}
    assert set(wanted_durables()) <= streams
