"""The whole product, as `make up` starts it: no stand-ins."""

import signal
from urllib.request import urlopen

import psutil
import pytest

from digisilta_local.greeting import TRIES
from tests.local.conftest import New
from tests.local.running import Digisilta, survivors

SOON = 10.0
"""Seconds from an empty folder until everything is ready, on two free cores."""


@pytest.fixture(scope="module")
def real(new_in_module: New) -> Digisilta:
    one = new_in_module(fakes=False).start()
    one.wait_until_ready()
    one.wait_until_flushed()
    return one


def test_everything_is_ready_soon_from_an_empty_folder(real: Digisilta) -> None:
    steps: dict[str, float] = real.state()["steps"]  # type: ignore[assignment]

    assert steps["ready"] < SOON * real.slowness, steps
    status = real.do("status")
    assert status.returncode == 0, status.stdout
    assert "your first admin key, shown once: dgs_test_" in real.said


def test_the_demonstration_of_mentoring_follows_soon(real: Digisilta) -> None:
    real.wait_for(r"An invented county and \d+ steps of its mentoring were added")
    steps: dict[str, float] = real.state()["steps"]  # type: ignore[assignment]

    assert steps["mentoring-demo"] - steps["ready"] < SOON / 2 * real.slowness, steps


@pytest.mark.parametrize("path", [path for _, path in TRIES])
def test_what_the_greeting_proposes_works(real: Digisilta, path: str) -> None:
    with urlopen(f"http://127.0.0.1:{real.port}{path}", timeout=10) as answer:
        said = answer.read()

    assert answer.status == 200
    assert len(said) > 100, said


@pytest.mark.parametrize("name", ["postgres", "nats", "directory", "gateway"])
def test_a_killed_process_is_back_within_five_seconds(real: Digisilta, name: str) -> None:
    pid = real.pid_of(name)

    psutil.Process(pid).send_signal(signal.SIGKILL)

    assert real.seconds_until_well_without(pid) < 5.0 * real.slowness
    real.wait_until_well()


def test_ctrl_c_stops_everything_and_the_second_start_has_less_to_do(real: Digisilta) -> None:
    steps: dict[str, float] = real.state()["steps"]  # type: ignore[assignment]
    everybody = real.everybody()

    took = real.interrupt()
    real.start()
    real.wait_until_ready()
    again: dict[str, float] = real.state()["steps"]  # type: ignore[assignment]
    slowness = real.slowness
    real.interrupt()

    assert took < 5.0 * slowness
    assert survivors(everybody) == []
    assert {"demo", "key", "mentoring-demo"} <= steps.keys()
    assert not {"demo", "key", "mentoring-demo"} & again.keys()
    assert "demo" not in again
