"""What a running Digisilta promises: real PostgreSQL and NATS, and stand-ins for the services."""

import json
import re
import signal
import stat
from pathlib import Path

import psutil
import pytest

from tests.local.running import Digisilta

EVERYBODY = ["postgres", "nats", "stem", "directory", "mentoring", "metrics", "gateway"]
TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 \S")
KEY = "dgs_test_0123456789_firstadminkeyfirstadminkeyfirstadmink1"


def test_from_an_empty_folder_everything_becomes_ready(running: Digisilta) -> None:
    status = running.do("status")

    assert status.returncode == 0, status.stdout
    lines = [line.split() for line in status.stdout.splitlines()]
    assert [line[0] for line in lines] == ["process", *EVERYBODY]
    assert all(line[2:] == ["ready", "ok"] for line in lines[1:])
    assert f"Digisilta is ready at http://127.0.0.1:{running.port}" in running.said
    assert "curl 'http://127.0.0.1" in running.said


def test_the_first_key_is_shown_and_written_nowhere(running: Digisilta) -> None:
    assert running.said.count(KEY) == 1

    written = [file for file in running.home.rglob("*") if file.is_file() and _holds(file, KEY)]

    assert written == []


def test_the_demonstration_is_loaded_before_ready_is_said(running: Digisilta) -> None:
    assert running.said.index("directory has done demo") < running.said.index("is ready at")


def test_nobody_waits_for_the_demonstration_of_mentoring(running: Digisilta) -> None:
    running.wait_for("mentoring has done demo")

    told = running.said.index("Half a year of mentoring is being told")
    assert running.said.index("is ready at") < told < running.said.index("mentoring has done demo")


def test_every_line_begins_with_the_name_of_its_process(running: Digisilta) -> None:
    assert "directory | directory has done migrate\n" in running.said
    assert "metrics   | metrics has done migrate\n" in running.said
    assert "directory has done migrate" in (running.home / "logs/directory.log").read_text()
    assert "\033[" not in running.said


def test_our_own_lines_have_their_time_in_the_log(running: Digisilta) -> None:
    kept = (running.home / "logs/digisilta.log").read_text().splitlines()

    assert kept != []
    assert [line for line in kept if not TIME.match(line)] == []


def test_only_the_owner_may_look_into_the_folder(running: Digisilta) -> None:
    modes = {
        name: stat.S_IMODE((running.home / name).stat().st_mode)
        for name in (".", "run", "secrets.json", "nats.conf", "state.json")
    }

    assert modes == {
        ".": 0o700,
        "run": 0o700,
        "secrets.json": 0o600,
        "nats.conf": 0o600,
        "state.json": 0o600,
    }


@pytest.mark.parametrize("service", ["directory", "mentoring", "metrics"])
def test_a_service_learns_no_secret_but_its_own(running: Digisilta, service: str) -> None:
    kept = json.loads((running.home / "secrets.json").read_text())
    [asked, *_] = running.asked(service)
    told = json.dumps(asked["environment"])

    assert kept["passwords"][service] in told
    others = [word for name, word in kept["passwords"].items() if name != service]
    others += [kept["pepper"], kept["superuser"], json.loads(kept["caller_key"])["d"]]
    assert [word for word in others if word in told] == []
    assert "DIGISILTA_HOME" not in told


def test_the_gateway_is_told_where_the_services_are(running: Digisilta) -> None:
    [asked, *_] = running.asked("gateway")
    told: dict[str, str] = asked["environment"]  # type: ignore[assignment]

    assert told["GATEWAY_DIRECTORY_URL"] == f"unix://{running.home}/run/directory.sock"
    assert told["GATEWAY_KEY_ENVIRONMENT"] == "test"
    assert len(told["GATEWAY_PEPPER"]) >= 32


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_killed_process_is_back_within_five_seconds(running: Digisilta, name: str) -> None:
    pid = running.pid_of(name)

    psutil.Process(pid).send_signal(signal.SIGKILL)

    assert running.seconds_until_well_without(pid) < 5.0 * running.slowness
    assert running.do("status").returncode == 0


def test_a_second_up_on_the_same_folder_is_refused(running: Digisilta) -> None:
    assert running.process is not None

    second = running.do("up")

    assert second.returncode == 1
    assert f"already running on {running.home}, pid {running.process.pid}" in second.stderr


def test_reset_is_refused_while_it_runs(running: Digisilta) -> None:
    refused = running.do("reset", "--yes")

    assert refused.returncode == 1
    assert f"already running on {running.home}" in refused.stderr
    assert "Stop it first" in refused.stderr
    assert (running.home / "pg").exists()


def test_imports_are_passed_to_the_directory_with_its_environment(running: Digisilta) -> None:
    running.more = {"FAKE_EXIT": "3"}
    try:
        passed = running.do("import", "points", "--dry-run", "points.csv")
    finally:
        running.more = {}

    assert passed.returncode == 0, "a variable of the caller does not reach the service"
    assert passed.stdout == "directory import points --dry-run points.csv, called digisilta\n"
    told: dict[str, str] = running.asked("directory")[-1]["environment"]  # type: ignore[assignment]
    assert told["DIRECTORY_DATABASE_URL"].startswith("postgresql+asyncpg://directory:")


def test_words_about_keys_are_passed_to_the_gateway(running: Digisilta) -> None:
    assert running.do("keys", "list").stdout == "gateway keys list, called digisilta\n"


def test_any_words_of_a_service_are_passed_to_it(running: Digisilta) -> None:
    passed = running.do("run", "metrics", "import", "--x")

    assert passed.stdout == "metrics import --x, called digisilta run metrics\n"
    assert running.do("run", "nobody").returncode == 2


def test_laying_down_the_streams_again_changes_nothing(running: Digisilta) -> None:
    again = running.do("provision", "--stream-mib", "128")

    assert (again.returncode, again.stdout) == (0, "")


def _holds(file: Path, words: str) -> bool:
    return words.encode() in file.read_bytes()
