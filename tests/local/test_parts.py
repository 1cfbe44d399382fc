"""The parts of `digisilta up` that need no server."""

import asyncio
import fcntl
import io
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from digisilta_local import greeting, nats_server, provision, services, settings
from digisilta_local.backbone import PLACES, rights
from digisilta_local.databases import Server, server_at
from digisilta_local.home import Home
from digisilta_local.output import LONGEST, Output, next_line
from digisilta_local.ports import free_port, is_free
from digisilta_local.probes import Answer, ask
from digisilta_local.program import run_all
from digisilta_local.spawning import Apart, Gone, Order, Stem
from digisilta_local.supervisor import Pauses
from digisilta_local.trouble import Trouble
from tests.local.running import FAKES


def test_the_first_restart_is_at_once_and_the_next_ones_wait_longer() -> None:
    pauses = Pauses()

    waited = [pauses.after(lived=0.1) for _ in range(8)]

    assert waited == [0.0, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_ten_seconds_of_life_are_forgiven() -> None:
    pauses = Pauses(next=5.0)

    assert pauses.after(lived=10.0) == 0.0
    assert pauses.after(lived=1.0) == 0.2


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, '{"status": "ok", "parts": {"database": "ok"}}', "ok"),
        (200, '{"status": "degraded", "parts": {"nats": "degraded"}}', "degraded (nats degraded)"),
        (503, '{"status": "failed", "parts": {"database": "failed"}}', "failed (database failed)"),
        (200, "ok", "ok"),
        (404, "[]", "answers 404"),
    ],
)
def test_an_answer_is_told_in_words(status: int, body: str, words: str) -> None:
    assert Answer(status, body).in_words() == words


async def test_nobody_there_is_no_answer(tmp_path: Path) -> None:
    stale = tmp_path / "stale.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(stale))

    assert await ask(f"unix://{stale}") is None
    assert await ask(f"unix://{tmp_path}/none.sock") is None
    assert await ask("http://127.0.0.1:1/ready") is None


async def test_a_line_too_long_is_cut_and_nothing_is_lost() -> None:
    said = asyncio.StreamReader(limit=LONGEST)
    said.feed_data(b"x" * (2 * LONGEST) + b"\nshort\nno end")
    said.feed_eof()

    lines = []
    while (line := await next_line(said)) is not None:
        lines.append(line)

    assert "".join(lines) == "x" * (2 * LONGEST) + "short" + "no end"
    assert max(map(len, lines)) <= LONGEST
    assert lines[-2:] == ["short", "no end"]


def test_names_have_colours_on_a_terminal_only(tmp_path: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        output = Output(stream, tmp_path)
        output.line("nats", "hello")
        output.close()

    assert terminal.getvalue() == "\033[36mnats     \033[0m | hello\n"
    assert pipe.getvalue() == "nats      | hello\n"


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ('{"at": "2026-11-22", "level": "info", "message": "GET /v1/match 200"}', False),
        ('{"at": "2026-11-22", "level": "warning", "message": "slow"}', True),
        ("[7] 2026/11/22 09:00:00.000000 [INF] Server is ready", False),
        ("[7] 2026/11/22 09:00:00.000000 [ERR] no disk", True),
        ("2026-11-22 09:00:00.000 EET [7] LOG:  checkpoint starting", False),
        ("2026-11-22 09:00:00.000 EET [7] FATAL:  no disk", True),
        ("ImportError: no such thing", True),
    ],
)
def test_what_goes_as_it_should_stays_in_the_log(
    line: str, *, is_shown: bool, tmp_path: Path
) -> None:
    terminal = io.StringIO()
    output = Output(terminal, tmp_path)

    output.line("nats", line)
    output.close()

    assert (line in terminal.getvalue()) is is_shown
    assert line in (tmp_path / "nats.log").read_text()


def test_a_log_is_kept_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digisilta_local.output.BIGGEST", 1000)
    output = Output(io.StringIO(), tmp_path)

    for number in range(100):
        output.line("metrics", f"line {number} {'x' * 50}")
    output.close()

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["metrics.log", "metrics.log.1"]
    assert all(file.stat().st_size <= 1000 for file in files)


def test_nobody_reading_any_more_stops_nothing(tmp_path: Path) -> None:
    closed = io.StringIO()
    closed.close()
    output = Output(closed, tmp_path)

    output.line("nats", "hello")
    output.show("hello")
    output.close()

    assert (tmp_path / "nats.log").read_text() == "hello\n"


@pytest.mark.parametrize(
    ("url", "host", "ssl"),
    [
        ("postgresql://a:b%40c@db.example:6432/x?sslmode=require", "db.example", "require"),
        ("postgresql+asyncpg://a:b%40c@[::1]:6432/x?ssl=disable", "::1", "disable"),
        ("postgres://a:b%40c@db:6432/x", "db", "prefer"),
    ],
)
def test_an_address_of_another_postgresql_is_understood(url: str, host: str, ssl: str) -> None:
    server = server_at(url)

    assert server == Server(host, 6432, "a", "b@c", ssl, "x")
    written = f"[{host}]" if ":" in host else host
    assert server.url_for("metrics", "p/w") == (
        f"postgresql+asyncpg://metrics:p%2Fw@{written}:6432/metrics?ssl={ssl}"
    )


@pytest.mark.parametrize("url", ["localhost", "mysql://a:b@c/d", "postgresql:///x"])
def test_what_is_no_such_address_is_refused(url: str) -> None:
    with pytest.raises(Trouble, match="DIGISILTA_DATABASE_URL"):
        server_at(url)


def test_settings_have_defaults() -> None:
    chosen = settings.read({"DIGISILTA_NATS_URL": ""})

    assert chosen == settings.Settings(Path(".digisilta").absolute(), 8080, None, None)


def test_what_a_person_sets_reaches_the_service_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTORY_COUNTY", "06")
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", "theirs")
    monkeypatch.setenv("GATEWAY_STAFF_ORIGINS", '["http://localhost:5173"]')
    monkeypatch.setenv("PGSSLMODE", "require")
    kept = services.new_secrets() | {"caller_key": "k", "caller_keys": "ks"}
    server = Server("127.0.0.1", 5432, "postgres", "s")
    place = services.Place(server, "127.0.0.1:4222", {}, 8080)

    told = services.environment_of("directory", place, kept)

    assert told["DIRECTORY_COUNTY"] == "06"
    assert told["DIRECTORY_DATABASE_URL"] != "theirs"
    assert not {"GATEWAY_STAFF_ORIGINS", "PGSSLMODE"} & set(told)


def test_what_else_stands_in_a_shell_reaches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMEBODYS_TOKEN", "secret")
    monkeypatch.setenv("LC_TIME", "fi_FI.UTF-8")
    kept = services.new_secrets() | {"caller_key": "k", "caller_keys": "ks"}
    place = services.Place(Server("127.0.0.1", 5432, "postgres", "s"), "127.0.0.1:4222", {}, 8080)

    told = services.environment_of("directory", place, kept)

    assert "SOMEBODYS_TOKEN" not in told
    assert told["LC_TIME"] == "fi_FI.UTF-8"
    assert "SOMEBODYS_TOKEN" not in services.inherited()


def test_a_path_too_long_for_a_socket_becomes_a_port() -> None:
    short, long = services.sockets_in(Path("/x")), services.sockets_in(Path("/x" * 60))

    assert short["metrics"] == "unix:///x/metrics.sock"
    assert long["metrics"].startswith("http://127.0.0.1:")


def test_a_program_ends_at_its_first_failure(capfd: pytest.CaptureFixture[str]) -> None:
    asked = "import digisilta_local.program as p; import sys; sys.exit(p.run_all({program!r}))"
    program = [["this"], ["json.tool", "/nowhere"], ["this"]]

    ended = subprocess.run([sys.executable, "-c", asked.format(program=program)], check=False)

    assert ended.returncode != 0
    assert capfd.readouterr().out.count("The Zen of Python") == 1
    assert run_all([]) == 0


async def test_where_nothing_can_be_forked_a_program_is_started_apart() -> None:
    order = Order("this", [["this"]], {"PATH": "/usr/bin"})

    running = await Apart().start(order)

    assert "The Zen of Python, by Tim Peters" in await running.lines()
    assert await running.ended == 0


async def test_a_traceback_begins_in_the_program_itself() -> None:
    here = {"PATH": "/usr/bin", "PYTHONPATH": str(FAKES)}

    running = await Apart().start(Order("broken", [["broken"]], here))
    said = await running.lines()

    assert await running.ended == 1
    assert said[1].endswith('broken.py", line 3, in <module>')
    assert said[-1] == "LookupError: nobody foresaw this"


async def test_a_stem_that_is_gone_says_so() -> None:
    with pytest.raises(Gone):
        await Stem({}).start(Order("this", [["this"]], {}))


def test_a_home_that_nobody_holds_can_be_held_once(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "home"), Home(tmp_path / "home")
    one.make()
    assert not other.is_locked()

    one.lock()

    assert other.is_locked()
    with pytest.raises(Trouble, match="already running"):
        other.lock()
    one.release()


def test_who_only_asks_whether_a_home_is_held_writes_nothing_and_holds_nobody_up(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    lock = home.folder / "lock"
    lock.write_text("4711")

    with lock.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        asked_beside = home.is_locked()

    assert not asked_beside
    assert home.holder() == 4711


def test_a_home_is_held_although_somebody_asks_at_that_moment(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    asking = (home.folder / "lock").open("a+b")
    fcntl.flock(asking, fcntl.LOCK_SH)

    timer = threading.Timer(0.05, asking.close)
    timer.start()
    home.lock()

    assert home.holder() == os.getpid()
    timer.join()
    home.release()


def test_a_picked_port_is_free_and_no_client_will_be_given_it() -> None:
    picked = {free_port() for _ in range(20)}

    assert len(picked) > 1
    assert all(is_free(port) and port < 32_768 for port in picked)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Trouble, match="DIGISILTA_HOME"):
        Home(tmp_path / "file" / "home").make()


def test_nats_reads_a_folder_with_finnish_letters(tmp_path: Path) -> None:
    conf = nats_server.configuration(free_port(), free_port(), tmp_path / "Työpöytä", [])
    nats_server.write_configuration(tmp_path / "nats.conf", conf)

    said = subprocess.run(
        [nats_server.binary(), "-t", "-c", tmp_path / "nats.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr


def test_the_greeting_says_how_status_is_asked_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("sys.argv", [str(Path.cwd() / ".venv/bin/digisilta"), "up"])

    assert "in another terminal: .venv/bin/digisilta status" in greeting.text(8080, "", ["gateway"])


def test_the_greeting_without_a_gateway_shows_no_addresses() -> None:
    assert "curl" not in greeting.text(8080, "", ["metrics"])


def test_no_login_may_do_everything_and_the_gateway_alone_gossips() -> None:
    everything = rights()

    assert set(everything) == set(PLACES)
    published = {name: may["publish"]["allow"] for name, may in everything.items()}
    assert [name for name, may in published.items() if "gossip.gateway.>" in may] == ["gateway"]
    assert all(f"digisilta.{name}.>" in may for name, may in published.items())
    assert not any(">" in may for may in published.values())


@pytest.mark.parametrize("certificates", [False, True])
def test_nats_itself_accepts_what_is_printed_for_it(
    tmp_path: Path, certificates: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = provision.users_conf(certificates=certificates)
    (tmp_path / "users.conf").write_text(users)
    (tmp_path / "nats.conf").write_text(provision.nats_conf())
    for name in (*PLACES, "provision"):
        monkeypatch.setenv(f"{name.upper()}_NATS_PASSWORD", "secret")

    argv = [str(nats_server.binary()), "-t", "-c", str(tmp_path / "nats.conf")]
    checked = subprocess.run(argv, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr
    assert ("password" in users) is not certificates


def test_new_secrets_are_never_the_same() -> None:
    first, second = provision.secrets_env(), provision.secrets_env()

    assert [line.partition("=")[0] for line in first.splitlines()] == [
        line.partition("=")[0] for line in second.splitlines()
    ]
    assert not set(first.splitlines()) & set(second.splitlines())
