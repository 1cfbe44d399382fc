"""The command line explains itself: each word and each option says what it does."""

import re

import pytest

from digisilta_local.__main__ import main
from tests.local.conftest import New

OPTION = re.compile(r"^  (?P<name>-\S.*?)(?:(?:  +|\n {10,})(?P<said>\S.*))?$", re.MULTILINE)
"""An option of a help text, as argparse writes it, with what it says about it."""


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def help_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit, match="0"):
        main([*words, "--help"])
    return capsys.readouterr().out


def unexplained(text: str) -> list[str]:
    return [found["name"] for found in OPTION.finditer(text) if not found["said"]]


@pytest.mark.parametrize("verb", ["up", "status", "reset", "provision", "secrets"])
def test_every_option_says_what_it_does(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert unexplained(help_of(capsys, verb)) == []


def test_help_names_the_services_that_may_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    said = help_of(capsys, "up")

    assert "directory, mentoring, metrics, gateway" in said
    assert "demonstration county" in said


def test_every_word_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys).partition("VERB\n")[2]
    lines = re.sub(r"\n {10,}", "  ", text).splitlines()
    words = [line.split(maxsplit=1) for line in lines if line.startswith("    ")]

    assert {word[0] for word in words} >= {"up", "status", "reset", "import", "keys", "run"}
    assert [word for word in words if len(word) == 1] == []


def test_an_option_without_a_sentence_is_seen() -> None:
    text = "options:\n  -h, --help  show this\n  --only A,B\n  --very-long-option\n          said\n"

    assert unexplained(text) == ["--only A,B"]


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        (("keys", "create"), "usage: digisilta keys create "),
        (("keys",), "usage: digisilta keys "),
        (("import", "points"), "usage: digisilta import points "),
        (("import", "hours"), "usage: digisilta import hours "),
        (("run", "metrics", "dead"), "usage: digisilta run metrics dead "),
        (("run", "directory"), "usage: digisilta run directory "),
        (("run",), "usage: digisilta run "),
    ],
)
def test_help_is_given_while_nothing_runs(new: New, words: tuple[str, ...], usage: str) -> None:
    said = new(fakes=False).do(*words, "--help")

    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(usage)


def test_what_is_no_question_for_help_still_needs_a_running_one(new: New) -> None:
    said = new(fakes=False).do("keys", "list")

    assert said.returncode == 2
    assert "does not run" in said.stderr
