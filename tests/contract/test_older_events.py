"""What was told before an event grew is still heard by everybody."""

import json
from typing import Any

import pytest

from common.bus import Event
from gateway.listeners import purge_for
from tests.contract.promises import EXAMPLES, heard

GREW = {
    path.stem: kept
    for path in sorted(EXAMPLES.glob("directory.*.json"))
    if "was_public" in (kept := json.loads(path.read_text()))["data"]
}
"""The examples of what says nowadays whether residents might see the thing before."""


def older(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {
        "data": {name: said for name, said in kept["data"].items() if name != "was_public"}
    }


@pytest.mark.parametrize("kind", [kind for _, kind in heard() if kind.full_name() in GREW])
def test_listeners_hear_an_event_that_does_not_say_how_it_was(kind: type[Event]) -> None:
    kept = GREW[kind.full_name()]

    before, now = kind.opened(older(kept)), kind.opened(kept)

    assert before == now


@pytest.mark.parametrize("name", GREW)
def test_the_gateway_hears_an_event_that_does_not_say_how_it_was(name: str) -> None:
    before, now = purge_for(older(GREW[name])), purge_for(GREW[name])

    assert before == now
    assert now is not None
