"""`digisilta reset` deletes what `up` has made, and nothing of anybody else."""

import json
from pathlib import Path

import pytest

from digisilta_local import deleting
from digisilta_local.__main__ import main
from digisilta_local.home import Home

SECRETS = {"superuser": "p", "passwords": {}}
MADE = (
    "pg/PG_VERSION", "pg/base/1/2", "pg.new/PG_VERSION", "js/jetstream/$G/streams/x",
    "run/directory.sock", "logs/directory.log", "logs/postgres.log.1", "secrets.json",
    "state.json", "state.json.new", "nats.conf", "lock", ".digisilta-password-abc",
)  # fmt: skip
STRANGE = ("thesis.txt", "js/app.js", "run/other.pid", "logs/holiday.log", "src/pg/x", "pw12345678")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("DIGISILTA_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def fill(home: Home, *names: str) -> None:
    for name in names:
        path = home.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(SECRETS) if name == "secrets.json" else "{}")


def files_in(home: Home) -> set[str]:
    files = (path for path in home.folder.rglob("*") if path.is_file())
    return {str(path.relative_to(home.folder)) for path in files}


def reset() -> int:
    with pytest.raises(SystemExit) as ended:
        main(["reset", "--yes"])
    return int(str(ended.value.code))


def test_a_folder_that_holds_nothing_else_goes_with_its_data(home: Home) -> None:
    fill(home, *MADE)

    assert reset() == 0

    assert not home.folder.exists()


def test_files_of_others_stay_with_the_folders_they_are_in(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(home, *MADE, *STRANGE)

    assert reset() == 0

    assert files_in(home) == set(STRANGE)
    stays = "What is not of Digisilta stays: js, logs, pw12345678, run, src, thesis.txt."
    assert stays in capsys.readouterr().out


@pytest.mark.parametrize(
    "names", [("thesis.txt",), ("pg/PG_VERSION", "js/jetstream/x", "state.json", "lock"), ()]
)
def test_a_folder_that_we_did_not_make_is_refused_and_stays_as_it_is(
    home: Home, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    home.folder.mkdir()
    fill(home, *names)

    assert reset() == 2

    assert files_in(home) == set(names)
    assert f"{home.folder} is no data folder of Digisilta" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["[]", "no json", '{"superuser": "p"}'])
def test_a_file_of_the_same_name_makes_no_folder_ours(home: Home, content: str) -> None:
    fill(home, "thesis.txt")
    (home.folder / "secrets.json").write_text(content)

    assert reset() == 2


def test_the_root_of_everything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGISILTA_HOME", "/")

    assert not deleting.is_ours(Home(Path("/")))
    assert reset() == 2


def test_a_folder_of_ours_whose_secrets_are_lost_can_be_reset(home: Home) -> None:
    fill(home, "pg/PG_VERSION")
    home.keep_state({"processes": {}, "gateway": "http://127.0.0.1:8080"})

    assert reset() == 0

    assert not home.folder.exists()


def test_a_link_is_deleted_and_not_what_it_leads_to(home: Home, tmp_path: Path) -> None:
    fill(home, "secrets.json")
    elsewhere = tmp_path / "big disk"
    elsewhere.mkdir()
    (elsewhere / "PG_VERSION").write_text("18")
    (home.folder / "pg").symlink_to(elsewhere)

    assert reset() == 0

    assert not home.folder.exists()
    assert (elsewhere / "PG_VERSION").exists()


def test_it_is_to_be_stopped_before_it_is_reset(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(home, *MADE)
    running = Home(home.folder)
    running.lock()

    assert reset() == 1

    said = capsys.readouterr().err
    assert "already running" in said
    assert "Stop it first" in said
    assert (home.pg / "PG_VERSION").exists()
    running.release()
