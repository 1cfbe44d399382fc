"""Lays down streams and durables, and prints what servers elsewhere need to be told.

Runs before the services, in development and production; a second run changes nothing.
"""

import json
import re
from pathlib import Path
from typing import Any

from common.bus import streams
from common.identity import new_key_pair
from digisilta_local import backbone, databases, nats_server, services
from digisilta_local.names import PROVISION, SERVICES

VARIABLE = re.compile(r'"(\$[A-Z][A-Z_]+)"')


async def lay_down(url: str, *, replicas: int = 1, mib: int = 512) -> list[streams.Change]:
    """Make the server agree with the description; answer what was changed. Raises nats errors."""
    wanted = backbone.wanted_streams(replicas=replicas, mib=mib)
    return await streams.lay_down(url, wanted, backbone.wanted_durables())


def users_conf(*, certificates: bool) -> str:
    """The logins and their rights, to be included by a nats.conf.

    With certificates a login is the DNS name in them; otherwise the server takes the password of
    mentoring from its environment variable MENTORING_NATS_PASSWORD.
    """
    users = [_user(PROVISION, None, certificates=certificates)]
    users += [
        _user(name, may, certificates=certificates) for name, may in backbone.rights().items()
    ]
    return _printed({"users": users}, name="authorization")


def _user(name: str, may: dict[str, Any] | None, *, certificates: bool) -> dict[str, Any]:
    made = nats_server.user(name, f"${name.upper()}_NATS_PASSWORD", may)
    return {key: value for key, value in made.items() if key != "password" or not certificates}


def nats_conf() -> str:
    """The settings of the embedded server, but for where a container listens."""
    conf = nats_server.configuration(4222, 8222, Path("/data"), [])
    del conf["authorization"]
    conf["listen"] = "0.0.0.0:4222"
    lines = [f"{name}: {json.dumps(value)}" for name, value in conf.items()]
    return "\n".join([*lines, "include users.conf", ""])


def roles_sql() -> str:
    """For psql: the roles and databases, with the passwords as its variables."""
    made = [
        statement
        for service in SERVICES
        for statement in databases.statements(service, f":'{service}_password'")
    ]
    made += [f"create extension if not exists {name}" for name in databases.EXTENSIONS]
    return "".join(f"{statement};\n" for statement in made)


def _printed(value: Any, name: str) -> str:
    """NATS reads JSON; only its variables must stand without quotes."""
    text = VARIABLE.sub(r"\1", json.dumps(value, indent=1))
    return f"{name}: {text}\n"


def secrets_env() -> str:
    """New secrets for the containers, as a file `.env` that Docker Compose reads."""
    made = services.new_secrets()
    caller_key, caller_keys = new_key_pair()
    lines = {"POSTGRES_PASSWORD": made["superuser"]}
    lines |= {f"{name.upper()}_NATS_PASSWORD": word for name, word in made["passwords"].items()}
    lines |= {f"{name.upper()}_PASSWORD": services.new_password() for name in SERVICES}
    lines |= {"PEPPER": made["pepper"], "CALLER_KEY": caller_key, "CALLER_KEYS": caller_keys}
    return "".join(f"{name}='{value}'\n" for name, value in lines.items())
