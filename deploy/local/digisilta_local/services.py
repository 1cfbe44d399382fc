"""What each service is told, and the words that run it. No service learns another one's secrets."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digisilta_local.databases import Server
from digisilta_local.names import PROVISION, SERVICES
from digisilta_local.ports import free_port
from digisilta_local.spawning import Order

LONGEST_SOCKET_PATH = 107
"""Bytes that Linux allows."""
BEHIND = ("directory", "mentoring", "metrics")
"""The services that only the gateway asks."""
COUNTY = "09"
"""Päijät-Häme, the county of the demonstration."""


@dataclass(frozen=True)
class Place:
    """Where everything is, once it is known."""

    database: Server
    nats: str
    """`host:port` of the embedded server, or a whole address that everybody uses."""
    sockets: Mapping[str, str]
    """`unix:///path.sock` or `http://127.0.0.1:port` of the services behind the gateway."""
    port: int
    """The gateway's."""

    def nats_url(self, login: str, password: str) -> str:
        return self.nats if "://" in self.nats else f"nats://{login}:{password}@{self.nats}"


def new_secrets() -> dict[str, Any]:
    """Passwords that fit into an address, made once for a data folder."""
    return {
        "superuser": new_password(),
        "pepper": secrets.token_urlsafe(48),
        "passwords": {login: new_password() for login in (*SERVICES, PROVISION)},
    }


def new_password() -> str:
    """It begins with a letter: NATS would read 7k… as a number and -x… as a mistake."""
    return "p" + secrets.token_urlsafe(24)


def sockets_in(run: Path) -> dict[str, str]:
    """Unix sockets in this folder, or ports of loopback where the path would be too long."""
    found = {}
    for service in BEHIND:
        path = run / f"{service}.sock"
        fits = len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
        found[service] = f"unix://{path}" if fits else f"http://127.0.0.1:{free_port()}"
    return found


PASSED_ON = frozenset(
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "PYTHONWARNINGS",
        "PYTHONDONTWRITEBYTECODE",
        "LD_LIBRARY_PATH",
        "COLUMNS",
    ]
)


def inherited(service: str | None = None) -> dict[str, str]:
    """What a program needs of our own environment, and what a person has set for this service.

    Nothing else of a shell goes to a process or into a file: it may hold anybody's tokens.
    """
    own = f"{service.upper()}_" if service else "/"
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(("LC_", own))
    }


def environment_of(service: str, place: Place, kept: Mapping[str, Any]) -> dict[str, str]:
    """All variables for one service. What a person has set about it counts, but for addresses."""
    login = kept["passwords"][service]
    told = {
        "DATABASE_URL": place.database.url_for(service, login),
        "NATS_URL": place.nats_url(service, login),
        "CALLER_KEYS": kept["caller_keys"],
    }
    chosen = {"DIRECTORY_COUNTY": COUNTY} if service == "directory" else {}
    if service == "gateway":
        told |= {"CALLER_KEY": kept["caller_key"], "PEPPER": kept["pepper"]}
        told |= {"KEY_ENVIRONMENT": "test", "PUBLIC_BASE": f"http://127.0.0.1:{place.port}"}
        told |= {f"{name.upper()}_URL": place.sockets[name] for name in BEHIND}
    ours = {f"{service.upper()}_{name}": value for name, value in told.items()}
    return chosen | inherited(service) | ours


def environments(place: Place, kept: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {service: environment_of(service, place, kept) for service in SERVICES}


def serving(service: str, where: str, environment: Mapping[str, str]) -> Order:
    """Bring the database of one service to its newest form, then serve there."""
    if where.startswith("unix://"):
        place = ["--uds", where.removeprefix("unix://")]
    else:
        place = ["--port", where.rpartition(":")[2]]
    program = [[service, "migrate"], [service, "serve", *place]]
    return Order(service, program, environment)


def gateway_serving(port: int, management: int, environment: Mapping[str, str]) -> Order:
    ports = ["--port", str(port), "--management-port", str(management)]
    serve = ["gateway", "serve", "--host", "127.0.0.1", *ports]
    return Order("gateway", [["gateway", "migrate"], serve], environment)
