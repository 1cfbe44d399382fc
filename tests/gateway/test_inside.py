"""The gateway's own operations are asked without a socket, and seen once."""

import logging

import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY

from common.identity import ANYONE, HEADER
from gateway.inside import Inside
from tests.common.office import new_office
from tests.services import MINTER


@pytest.fixture
def office() -> FastAPI:
    return new_office()


def as_anyone() -> dict[str, str]:
    return {HEADER: MINTER.mint(ANYONE, "office")}


async def test_it_leaves_the_line_and_the_time_to_the_door(
    office: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    name = "http_server_request_duration_seconds_count"
    labels = {"service": "office", "route": "/values", "method": "POST", "status_class": "2xx"}
    before = REGISTRY.get_sample_value(name, labels)

    with caplog.at_level(logging.INFO):
        headers = as_anyone() | {"content-type": "application/json"}
        answered = await Inside(office).ask("POST", "/values?", headers, b'{"whole": 1}')

    assert (answered.status, answered.body) == (200, b'{"whole":1}')
    assert answered.headers["x-request-id"]
    assert [record for record in caplog.records if record.name == "request"] == []
    assert REGISTRY.get_sample_value(name, labels) == before


async def test_a_refusal_is_an_answer(office: FastAPI) -> None:
    answered = await Inside(office).ask("GET", "/nowhere", as_anyone())

    assert answered.status == 404


async def test_a_bug_is_logged_there_and_raised_as_it_is(
    office: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RuntimeError):
        await Inside(office).ask("GET", "/crash", as_anyone())

    assert "a bug: RuntimeError" in caplog.text


async def test_a_bug_before_any_answer_is_raised_as_it_is(office: FastAPI) -> None:
    def broken() -> None:
        raise LookupError("no document")

    office.openapi = broken  # type: ignore[method-assign, assignment]

    with pytest.raises(LookupError, match="no document"):
        await Inside(office).ask("POST", "/values", as_anyone(), b"{}")
