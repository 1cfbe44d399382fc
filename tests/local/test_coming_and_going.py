"""Starting, stopping and being refused: each test with a folder of its own."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from digisilta_local.processes import NAMESPACE
from tests.local.conftest import New
from tests.local.running import survivors
from tests.servers import UNSAFE, Nats, Postgres, new_nats, new_postgres

NOT_ROOT = tuple(NAMESPACE) if os.geteuid() == 0 else ()
"""Words before a command: it sees itself as nobody, and has no rights of root."""
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def test_ctrl_c_stops_everything_and_a_second_start_keeps_the_data(new: New) -> None:
    first = new().start()
    first.wait_until_ready()
    first.wait_for("mentoring has done demo")
    everybody = first.everybody()
    system_identifier = (first.home / "pg/global/pg_control").read_bytes()[:8]

    assert first.interrupt() < 5.0
    assert first.process is not None
    assert first.process.returncode == 0
    assert survivors(everybody) == []
    assert list((first.home / "run").iterdir()) == []

    first.start()
    first.wait_until_ready()
    assert (first.home / "pg/global/pg_control").read_bytes()[:8] == system_identifier
    assert "shown once" not in first.said
    for service in ("directory", "mentoring"):
        assert [one["words"] for one in first.asked(service)].count(["demo"]) == 1
    everybody = first.everybody()
    old_server = psutil.Process(first.pid_of("postgres"))
    old_server.suspend()  # as if it had much to write before it can end
    first.send(signal.SIGKILL)
    assert {one.name() for one in survivors(everybody, within=1.0)} == {"postgres"}

    first.start()
    first.wait_for("postgres ended")
    old_server.resume()
    first.wait_until_ready()
    everybody = first.everybody()
    first.send(signal.SIGKILL)
    assert survivors(everybody) == []

    (first.home / "logs/old").touch()  # not ours
    unheard = first.do("reset")
    asked = first.do("reset", says="n\n")
    assert (unheard.returncode, asked.returncode, (first.home / "pg").exists()) == (1, 1, True)
    agreed = first.do("reset", says="y\n")
    assert agreed.returncode == 0
    assert "What is not of Digisilta stays: logs." in agreed.stdout
    assert [path.name for path in sorted(first.home.rglob("*"))] == ["logs", "old"]


def test_a_taken_port_is_said_before_anything_is_started(new: New) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = (one := new(port=taken.getsockname()[1])).do("up")

    assert refused.returncode == 1
    assert f"Port {one.port} is taken" in refused.stderr
    assert "DIGISILTA_PORT=" in refused.stderr
    assert not (one.home / "pg").exists()


def test_refused_settings_stop_everything_with_the_last_lines(new: New) -> None:
    one = new()
    (one.notes / "mentoring.exit").write_text("78")
    half_made = one.home / "pg.new"  # by a first start that was interrupted
    half_made.mkdir(parents=True, mode=0o700)
    (half_made / "PG_VERSION").write_text("18\n")

    one.start("--only", "mentoring")

    assert one.ended(40.0) == 78
    assert "The settings of mentoring are refused" in one.said
    assert "settings are refused: MENTORING_PEPPER" in one.said
    assert one.said.count("is started again") == 0
    assert (half_made.exists(), (one.home / "pg").exists()) == (False, True)


def test_a_service_that_never_starts_is_given_up_and_a_stubborn_one_is_killed(new: New) -> None:
    one = new()
    (one.notes / "metrics.exit").write_text("3")
    (one.notes / "mentoring.stubborn").touch()

    one.start("--only", "mentoring,metrics")
    one.wait_for("metrics ended .code 3. and is started again")
    everybody = one.everybody()
    one.wait_for("mentoring +.*migrate")
    one.send(signal.SIGINT)
    one.wait_for("Ctrl-C once more kills")
    one.send(signal.SIGINT)

    assert one.ended(5.0) is not None
    assert survivors(everybody) == []


def test_an_ordinary_user_starts_it_and_a_failed_demonstration_stops_nothing(new: New) -> None:
    one = new(before=NOT_ROOT)
    (one.notes / "demo.exit").touch()

    one.start("--only", "directory")
    one.wait_for("Digisilta is ready, without its gateway")

    assert "`directory demo` ended with 1" in one.said
    assert "demo" not in one.state()["done"]
    postgres = psutil.Process(one.pid_of("postgres"))
    assert one.interrupt() < 5.0
    assert survivors([postgres]) == []


@AS_ROOT
def test_root_does_not_touch_the_folder_of_another_user(new: New) -> None:
    one = new()
    one.home.mkdir()
    os.chown(one.home, 65534, 65534)

    refused = one.do("up")

    assert refused.returncode == 1
    assert f"{one.home} belongs to nobody, and you are root" in refused.stderr
    assert list(one.home.iterdir()) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Postgres, Nats]]:
    """A PostgreSQL and a NATS that are not ours."""
    servers = new_postgres(tmp_path, *UNSAFE), new_nats(tmp_path)
    for server in servers:
        server.start()
    yield servers
    for server in servers:
        server.stop()


def test_servers_elsewhere_are_used_when_they_are_named(
    new: New, elsewhere: tuple[Postgres, Nats]
) -> None:
    postgres, nats = elsewhere
    _run(postgres, "create role maker login createrole createdb password 'm'")
    _run(postgres, "create role reader login password 'r'")
    url = f"postgresql://{{}}@127.0.0.1:{postgres.port}/postgres?sslmode=disable"
    reader = {"DIGISILTA_DATABASE_URL": url.format("reader:r"), "DIGISILTA_NATS_URL": nats.url}
    one = new(more=reader)
    one.home /= "x" * 100

    may_not = one.do("up", "--only", "mentoring")
    one.more = reader | {"DIGISILTA_DATABASE_URL": url.format("maker:m")}
    one.start("--only", "mentoring", "--no-demo")
    one.wait_for("Digisilta is ready, without its gateway")
    status = one.do("status")
    one.interrupt()

    assert may_not.returncode == 1
    assert "A database administrator must run:\n\n  create role directory" in may_not.stderr
    assert [line.split()[0] for line in status.stdout.splitlines()[1:]] == ["stem", "mentoring"]
    assert not (one.home / "pg").exists()
    assert "mentoring: the path of its socket would be too long: http://127.0.0.1:" in one.said
    assert ["demo"] not in [each["words"] for each in one.asked("mentoring")]
    told: dict[str, str] = one.asked("mentoring")[-1]["environment"]  # type: ignore[assignment]
    assert told["MENTORING_NATS_URL"] == nats.url
    set_for = _run(
        postgres,
        "select setconfig from pg_db_role_setting s, pg_roles r"
        " where r.oid = s.setrole and r.rolname = 'mentoring'",
    )
    assert set_for == ["{max_parallel_workers_per_gather=0}"]
    assert _run(postgres, "select has_database_privilege('reader', 'mentoring', 'connect')") == [
        "f"
    ]


def _run(postgres: Postgres, sql: str) -> list[str]:
    psql = [str(postgres.folder / "psql"), "-h", "127.0.0.1", "-p", str(postgres.port)]
    return subprocess.run(
        [*psql, "-U", "postgres", "-Atc", sql],
        env={"PGPASSWORD": postgres.password},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()


def test_words_for_a_service_need_a_running_digisilta(new: New) -> None:
    refused = new().do("import", "points", "points.csv")

    assert refused.returncode == 2
    assert "Digisilta does not run on" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_status_of_nothing_is_said_and_fails(new: New) -> None:
    status = new().do("status")

    assert (status.returncode, status.stderr) == (1, "")
    assert "Digisilta does not run on" in status.stdout
    assert "DIGISILTA_HOME" in status.stdout
    assert "DIGISILTA_HOME" in new().do("reset").stdout


def test_the_help_says_in_plain_words_what_each_verb_does(new: New) -> None:
    told = " ".join(new().do("--help").stdout.split())

    assert "the words of" not in told
    assert "make, list and revoke API keys" in told
    assert "read support points or opening hours from a file" in told
    assert "create the message streams on NATS" in told


@pytest.mark.parametrize("port", ["0", "65536", "web", "٨"])
def test_a_port_that_is_none_is_refused_by_name(new: New, port: str) -> None:
    refused = new(more={"DIGISILTA_PORT": port}).do("up")

    assert refused.returncode == 1
    assert "DIGISILTA_PORT is" in refused.stderr


def test_data_without_its_passwords_is_refused_with_a_sentence(new: New) -> None:
    one = new()
    (one.home / "pg").mkdir(parents=True, mode=0o700)

    refused = one.do("up")

    assert refused.returncode == 1
    assert "no secrets.json" in refused.stderr


def test_data_of_another_major_version_is_refused_with_a_sentence(new: New) -> None:
    one = new()
    (one.home / "pg").mkdir(parents=True, mode=0o700)
    (one.home / "pg/PG_VERSION").write_text("9\n")
    (one.home / "secrets.json").write_text(json.dumps({"superuser": "x", "passwords": {}}))

    refused = one.do("up")

    assert refused.returncode == 1
    assert "This data is PostgreSQL 9" in refused.stderr
