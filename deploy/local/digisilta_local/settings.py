"""What a person may choose: read from the environment, once, by the command line."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digisilta_local.trouble import Trouble


@dataclass(frozen=True)
class Settings:
    home: Path
    """The data folder, absolute."""
    port: int
    """Where the gateway listens on 127.0.0.1."""
    database_url: str | None
    """An administrator's address on another PostgreSQL; None: the embedded one."""
    nats_url: str | None
    """Another NATS, for everybody; None: the embedded one."""


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises Trouble: DIGISILTA_PORT is no port."""
    return Settings(
        home=Path(environment.get("DIGISILTA_HOME") or ".digisilta").absolute(),
        port=_port(environment.get("DIGISILTA_PORT") or "8080"),
        database_url=environment.get("DIGISILTA_DATABASE_URL") or None,
        nats_url=environment.get("DIGISILTA_NATS_URL") or None,
    )


def _port(said: str) -> int:
    if said.isascii() and said.isdigit() and 0 < int(said) < 65536:
        return int(said)
    raise Trouble(f"DIGISILTA_PORT is {said!r}; it must be a number from 1 to 65535.")
