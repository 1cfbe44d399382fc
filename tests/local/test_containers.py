"""What is shipped for containers agrees with what `digisilta up` does on one machine."""

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from digisilta_local import databases, nats_server, postgres, provision, services
from digisilta_local.databases import Server
from digisilta_local.names import SERVICES
from tests.servers import UNSAFE, Postgres, new_postgres

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/contract/compose/compose-spec.json").read_text())
"""Of the Compose Specification, with its licence beside it."""


@pytest.fixture
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.fixture
def dot_env() -> dict[str, str]:
    """What `digisilta secrets > .env` writes."""
    lines = (line.partition("=") for line in provision.secrets_env().splitlines())
    return {name: value.strip("'") for name, _, value in lines}


def mistakes(compose: object) -> list[str]:
    checker = jsonschema.validators.Draft201909Validator(SCHEMA)
    return [wrong.message for wrong in checker.iter_errors(compose)]


def test_the_compose_file_keeps_to_the_specification(compose: dict[str, Any]) -> None:
    assert mistakes(compose) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        {"image": 18},
        {"imagee": "postgres:18"},
        {"depends_on": {"nats": {"condition": "service_well"}}},
        {"healthcheck": {"test": {"CMD": "true"}}},
    ],
)
def test_a_broken_compose_file_is_caught(compose: dict[str, Any], spoilt: dict[str, Any]) -> None:
    compose["services"]["postgres"] |= spoilt

    assert mistakes(compose) != []


def test_the_log_of_the_container_quotes_no_row_either(compose: dict[str, Any]) -> None:
    assert postgres.NO_VALUES in compose["services"]["postgres"]["command"]


def test_what_waits_for_another_names_one_that_exists(compose: dict[str, Any]) -> None:
    named = {name for one in compose["services"].values() for name in one.get("depends_on", {})}
    mounted = {
        mount.split(":")[0]
        for one in compose["services"].values()
        for mount in one.get("volumes", [])
    }

    assert named <= set(compose["services"])
    files = {mount for mount in mounted if mount.startswith("./")}
    assert all((ROOT / file).exists() for file in files), files
    assert mounted - files == set(compose["volumes"])


def test_every_variable_of_the_compose_file_is_among_the_secrets(dot_env: dict[str, str]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == set(dot_env)


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_is_told_the_same_as_a_process(
    compose: dict[str, Any], service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    kept = services.new_secrets() | {"caller_key": "k", "caller_keys": "ks"}
    place = services.Place(
        Server("127.0.0.1", 5432, "postgres", "s"),
        "127.0.0.1:4222",
        services.sockets_in(Path("/run")),
        8080,
    )

    in_a_process = services.environment_of(service, place, kept)

    in_a_container = compose["services"][service]["environment"]
    assert set(in_a_container) - {"PROBE"} == set(in_a_process)


@pytest.mark.parametrize(
    ("file", "printed"),
    [
        ("deploy/nats/nats.conf", provision.nats_conf),
        ("deploy/nats/users.conf", lambda: provision.users_conf(certificates=False)),
        ("deploy/postgres/roles.sql", provision.roles_sql),
    ],
)
def test_what_is_printed_for_servers_elsewhere_is_fresh(file: str, printed: Any) -> None:
    assert (ROOT / file).read_text() == printed(), f"print it anew into {file}"


def test_nats_takes_its_configuration_with_any_secrets(dot_env: dict[str, str]) -> None:
    argv = [str(nats_server.binary()), "-t", "-c", str(ROOT / "deploy/nats/nats.conf")]

    checked = subprocess.run(argv, env=dot_env, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr


@pytest.fixture
def official(tmp_path: Path) -> Iterator[Postgres]:
    """An empty PostgreSQL, as the official image has one before its first start is over."""
    server = new_postgres(tmp_path, *UNSAFE)
    server.start()
    yield server
    server.stop()


def test_the_roles_of_the_container_are_those_of_the_machine(
    official: Postgres, dot_env: dict[str, str]
) -> None:
    path = f"{official.folder}:{os.environ['PATH']}"
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(official.port), "PGPASSWORD": official.password}
    more = {"PATH": path, "ROLES_SQL": str(ROOT / "deploy/postgres/roles.sql")}
    script = ROOT / "deploy/postgres/10-roles.sh"

    subprocess.run([str(script)], env=where | more | dot_env, check=True)

    passwords = {name: dot_env[f"{name.upper()}_PASSWORD"] for name in SERVICES}
    server = Server("127.0.0.1", official.port, "postgres", official.password)
    asyncio.run(databases.lay(server, passwords))
    assert os.access(script, os.X_OK)


def test_the_image_gets_what_it_copies_and_no_more() -> None:
    said = (ROOT / "deploy/Dockerfile").read_text()
    let_in = (ROOT / ".dockerignore").read_text().splitlines()

    copied = re.findall(r"^COPY (?!--from)(\S+) ", said, re.MULTILINE)

    tops = {path.split("/")[0] if "$" in path else path for path in copied}
    assert tops == {"requirements.lock", "libs/common", "services", "deploy/local"}
    assert "*" in let_in
    assert {line[1:] for line in let_in if line.startswith("!")} == {
        "requirements.lock",
        "libs",
        "services",
        "deploy/local",
    }
    assert "\nUSER digisilta\n" in said
