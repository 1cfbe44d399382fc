"""api.md sections 10 and 30: names of requests, their log lines and times."""

import json
import logging
from io import StringIO

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from prometheus_client import REGISTRY

from common.logs import JsonLines, write_json_lines
from tests.common.office import PASSWORD
from tests.services import as_caller

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("the-request-1", True),
        ("x" * 64, True),
        ("short", False),
        ("x" * 65, False),
        ("with blank", False),
        ("a_b_c_d_e_f", False),
    ],
)
async def test_a_request_keeps_its_name_or_gets_one(
    outside: AsyncClient, sent: str, kept: bool
) -> None:
    for path in ("/opening", "/nowhere", "/crash"):
        answer = await outside.get(path, headers={"x-request-id": sent})

        named = answer.headers["x-request-id"]
        assert (named == sent) is kept
        assert 8 <= len(named) <= 64


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", True),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", False),
        (f"00-{TRACE}-{'0' * 16}-01", False),
        (f"ff-{TRACE}-b7ad6b7169203331-01", False),
        ("garbage", False),
    ],
)
async def test_a_trace_is_continued(outside: AsyncClient, sent: str, kept: bool) -> None:
    answer = await outside.get("/nowhere", headers={"traceparent": sent})

    assert (answer.json()["trace_id"] == TRACE) is kept
    assert len(answer.json()["trace_id"]) == 32


async def test_every_request_has_one_line_without_anything_that_was_sent(
    outside: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="request"):
        await outside.get("/parcels/0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac?secret=x", headers={})
        await outside.head("/opening")

    asked, head = [record for record in caplog.records if record.name == "request"]
    line = json.loads(JsonLines("office").format(asked))
    assert (line["route"], line["method"], line["status"]) == ("/parcels/{parcel_id}", "GET", 400)
    assert (line["service"], line["level"], line["logger"]) == ("office", "info", "request")
    assert line["ms"] >= 0
    assert len(line["trace_id"]) == 32
    assert head.__dict__["method"] == "HEAD"
    assert "secret" not in json.dumps(line)
    assert "0192f0c1" not in json.dumps(line)


async def test_a_bug_is_told_once_in_the_log_and_not_to_the_caller(
    outside: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await outside.get("/crash")

    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    line = json.loads(JsonLines("office").format(record))
    assert line["trace_id"] == answer.json()["trace_id"]
    assert line["message"] == "a bug: RuntimeError"
    assert "in crash" in line["error"]
    assert line["error"].endswith("builtins.RuntimeError")
    assert PASSWORD not in json.dumps(line)


async def test_the_time_of_a_request_is_counted_by_its_template(outside: AsyncClient) -> None:
    labels = {
        "service": "office",
        "route": "/opening",
        "method": "GET",
        "status_class": "2xx",
    }
    name = "http_server_request_duration_seconds_count"
    before = REGISTRY.get_sample_value(name, labels) or 0

    await outside.get("/opening")

    assert REGISTRY.get_sample_value(name, labels) == before + 1


async def test_no_answer_names_its_server(outside: AsyncClient) -> None:
    answer = await outside.get("/opening")

    assert not {"server", "x-powered-by", "set-cookie"} & set(answer.headers)


SECRETS = [
    "dgs_test_Example001_0123456789ABCDEFGHIJKLMNOPQRSTUV3SAqe5",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "Bearer abc.def-123",
    "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJhaW5vIn0.c2ln",
]


def lines_of(service: str, level: str = "info") -> StringIO:
    write_json_lines(service, level)
    out = StringIO()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(out)
    return out


@pytest.fixture
def quiet_root():  # type: ignore[no-untyped-def]
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    logging.getLogger("uvicorn.error").filters.clear()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_masked(quiet_root: None, secret: str) -> None:
    out = lines_of("office")

    logging.getLogger("x").warning("sent %s to us", secret)

    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["message"] == "sent *** to us"


def test_the_password_in_an_address_is_masked(quiet_root: None) -> None:
    out = lines_of("office")

    logging.getLogger("x").warning("postgresql+asyncpg://office:hunter2@db:5432/office")

    assert json.loads(out.getvalue())["message"] == "postgresql+asyncpg://***@db:5432/office"


def test_no_character_splits_a_line(quiet_root: None) -> None:
    out = lines_of("office")

    logging.getLogger("x").warning("a\r\nb\x00c\x1bd\u2028e\u0085f")

    assert out.getvalue().count("\n") == 1
    assert len(out.getvalue().splitlines()) == 1
    assert not set("\r\x00\x1b\u2028\u0085") & set(out.getvalue())
    assert json.loads(out.getvalue())["message"] == "a\r\nb\x00c\x1bd\u2028e\u0085f"


def test_the_message_of_an_error_stays_out_of_the_log(quiet_root: None) -> None:
    out = lines_of("office")
    secret = "".join(["hun", "ter2"])

    try:
        try:
            raise ValueError(secret)
        except ValueError as wrong:
            raise RuntimeError(secret) from wrong
    except RuntimeError:
        logging.getLogger("x").exception("it broke")

    line = json.loads(out.getvalue())
    assert secret not in line["error"]
    assert "builtins.ValueError" in line["error"]
    assert line["error"].endswith("builtins.RuntimeError")


def test_uvicorn_does_not_repeat_a_bug(quiet_root: None) -> None:
    out = lines_of("office")

    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n")
    logging.getLogger("uvicorn.error").info("Started server process [1]")

    assert "ASGI" not in out.getvalue()
    assert "Started" in out.getvalue()


async def test_a_caller_may_not_make_log_lines(
    outside: AsyncClient, closed_office: FastAPI, quiet_root: None
) -> None:
    out = lines_of("office")

    await outside.get("/opening%0D%0A{}", headers=as_caller())

    assert len(out.getvalue().splitlines()) == 1
