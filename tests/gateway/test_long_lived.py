"""What a server does with what lives as long as it does."""

import gc
import socket

import pytest
import uvicorn

from gateway.serving import server


def test_what_is_there_from_the_beginning_is_never_looked_through_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept_out: list[int] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
        assert sockets == []
        kept_out.append(gc.get_freeze_count())

    monkeypatch.setattr(uvicorn.Server, "run", run)

    server(None, lifespan="off").run(sockets=[])

    gc.unfreeze()
    assert kept_out[0] > 1_000
