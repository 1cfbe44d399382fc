"""What is measured is kept beside the benches, and fails when it is missed twice of three."""

import json
from pathlib import Path

import pytest

from bench import measuring
from bench.measuring import Bar, kept, until_held


@pytest.mark.parametrize(
    ("held", "code", "asked"),
    [
        ([True], 0, 1),
        ([False, True], 0, 2),
        ([False, False], 1, 2),
    ],
)
def test_what_is_missed_is_measured_again_and_fails_the_second_time(
    held: list[bool], code: int, asked: int
) -> None:
    left = list(held)

    assert until_held(lambda: left.pop(0)) == code
    assert len(held) - len(left) == asked


def test_it_is_kept_wherever_it_is_measured_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measuring, "OUT", tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    bars = [Bar("one", 2.0, 1.0), Bar("other", 2.0, 1.0, at_most=True)]

    is_held = kept("mill", ["| sacks |"], bars, {"sacks": 3})

    written = json.loads((tmp_path / "out" / "mill.json").read_text())
    assert not is_held
    assert (written["sacks"], [bar["held"] for bar in written["bars"]]) == (3, [True, False])
    said = capsys.readouterr().out
    assert "| sacks |\n\n- held: one" in said
    assert "- MISSED: other: 2.00 ≤ 1.0" in said
