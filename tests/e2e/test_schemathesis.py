"""The running product keeps its own contract, asked by a tool that nobody here wrote.

A short form of `python -m tests.e2e.fuzz`: the same questions each time, for about a minute.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.contract import shipped
from tests.e2e import fuzzing
from tests.e2e.fuzz import schemathesis
from tests.e2e.running import Running, digisilta_up


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One of its own: what is asked here changes and archives whatever there is."""
    with digisilta_up(tmp_path_factory.mktemp("fuzzed")) as running:
        yield running


def needs_a_key() -> str:
    """The paths whose GET is not for anybody: what the contract says of each."""
    paths = json.loads(shipped())["paths"].items()
    read = {path: operations["get"] for path, operations in paths if "get" in operations}
    private = [re.escape(path) for path, get in read.items() if {} not in get["security"]]
    return f"^({'|'.join(private)})$"


def test_anybody_may_ask_anything_of_what_is_public(fuzzed: Running, tmp_path: Path) -> None:
    reads = ("--include-method", "GET", "--exclude-path-regex", needs_a_key())

    done = schemathesis(fuzzed, ("--phases", "examples,coverage", *reads), tmp_path, key=None)

    assert done.returncode == 0, done.stdout[-20_000:]
    assert " passed" in done.stdout
    assert "Coverage (disabled)" not in done.stdout


def test_only_what_needs_a_key_is_left_out() -> None:
    left_out = re.compile(needs_a_key())

    assert left_out.search("/v1/event-counts")
    assert left_out.search("/v1/imports/{import_id}/rows")
    assert not left_out.search("/v1/me")
    assert not left_out.search("/v1/support-points")


def test_the_admin_may_ask_anything_of_everything(fuzzed: Running, tmp_path: Path) -> None:
    few = ("--phases", "examples,fuzzing,stateful", "--max-examples", "5")

    done = schemathesis(fuzzed, few, tmp_path, key=fuzzed.key)

    assert done.returncode == 0, done.stdout[-20_000:]
    assert "Stateful" in done.stdout


async def test_it_has_asked_and_nothing_broke(fuzzed: Running) -> None:
    async with httpx.AsyncClient(base_url=f"{fuzzed.url}/v1") as client:
        assert (await client.get("/support-points")).status_code == 200

    logs = "\n".join(fuzzed.logs.values())

    assert '"status": 500' not in logs
    assert "a bug" not in logs
    assert "Traceback" not in logs


class Positive:
    is_positive = True


class Meta:
    generation = type("Generation", (), {"mode": Positive})


class Case:
    def __init__(self, body: Any = None) -> None:
        self.meta, self.body, self.method = Meta, body, "POST"


def refused(code: str, pointer: str = "/minutes", status: int = 422) -> httpx.Response:
    wrong = {"in": "body", "pointer": pointer, "code": code}
    return httpx.Response(status, json={"type": "/problems/validation-error", "errors": [wrong]})


def test_a_refusal_that_the_contract_does_not_explain_is_seen() -> None:
    fuzzing.refused_with_a_reason(None, refused("not_in_list"), Case())
    fuzzing.refused_with_a_reason(None, refused("wrong_type"), Case({"minutes": 3.0}))

    for wrong in (refused("too_long"), refused("wrong_type")):
        with pytest.raises(AssertionError, match="/minutes"):
            fuzzing.refused_with_a_reason(None, wrong, Case({"minutes": 3.5}))


def test_an_error_that_is_no_problem_is_seen() -> None:
    with pytest.raises(AssertionError):
        fuzzing.is_a_problem(None, httpx.Response(404, json={"detail": "Not Found"}), Case())
