"""Odd requests, byte by byte, against the protocol of the public socket (performance.md 3.2)."""

import inspect
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import Server

from digisilta_local.ports import free_port

ROOT = Path(__file__).parents[2]
GOOD = b"GET /after HTTP/1.1\r\nHost: a\r\n\r\n"
PATHS = os.pathsep.join(str(ROOT / one) for one in ("", "libs/common", "services/gateway"))


@pytest.fixture(scope="module")
def other_port() -> int:
    """Of the same process, as operators have one."""
    return free_port()


@pytest.fixture(scope="module")
def port(other_port: int) -> Iterator[int]:
    where = free_port()
    argv = [sys.executable, "-m", "tests.gateway.guarded_app", str(where), str(other_port)]
    process = subprocess.Popen(argv, cwd=ROOT, env={"PYTHONPATH": PATHS, "PATH": ""})
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", where)) == 0:
                break
        time.sleep(0.05)
    yield where
    process.terminate()
    assert process.wait(10) in (0, -15)


def said(port: int, *pieces: bytes, pause: float = 0.0, within: float = 5) -> bytes:
    """Everything that is answered until the server closes, or has been silent for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=within) as client:
        for piece in pieces:
            try:
                client.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        client.settimeout(0.7)
        read = b""
        try:
            while more := client.recv(65536):
                read += more
        except (TimeoutError, ConnectionResetError):
            pass
        return read


def statuses(read: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", read)]


def bodies(read: bytes) -> list[Any]:
    found = re.findall(rb"\r\n\r\n(\{.*?\})(?=HTTP/1\.1 |\Z)", read, re.DOTALL)
    return [json.loads(one) for one in found]


def request(line: bytes, *fields: bytes, body: bytes = b"") -> bytes:
    return line + b"\r\n" + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


GET, POST = b"GET / HTTP/1.1", b"POST / HTTP/1.1"
CHUNKED = b"Transfer-Encoding: chunked"
END = b"0\r\n\r\n"
H = b"Host: a"
ODD = {
    "length and encoding": request(POST, H, b"Content-Length: 5", CHUNKED, body=END),
    "two lengths": request(POST, H, b"Content-Length: 5", b"Content-Length: 5", body=b"12345"),
    "other lengths": request(POST, H, b"Content-Length: 5", b"Content-Length: 6", body=b"12345"),
    "list of lengths": request(POST, H, b"Content-Length: 1, 1", body=b"1"),
    "signed length": request(POST, H, b"Content-Length: +5", body=b"12345"),
    "xchunked": request(POST, H, b"Transfer-Encoding: xchunked", body=END),
    "chunked, identity": request(POST, H, b"Transfer-Encoding: chunked, identity", body=END),
    "two encodings": request(POST, H, CHUNKED, CHUNKED, body=END),
    "gzip, chunked": request(POST, H, b"Transfer-Encoding: gzip, chunked", body=END),
    "encoding in 1.0": request(b"POST / HTTP/1.0", H, CHUNKED, body=END),
    "space before colon": request(GET, b"Host : a"),
    "folded line": request(GET, H, b"X-A: 1", b" 2"),
    "bare CR": request(GET, H, b"X-A: 1\r2"),
    "NUL": request(GET, H, b"X-A: 1\x002"),
    "bare LF": b"GET / HTTP/1.1\nHost: a\n\n",
    "LF after size": request(POST, H, CHUNKED, body=b"1\nx\r\n0\r\n\r\n"),
    "hex prefix": request(POST, H, CHUNKED, body=b"0x1\r\nx\r\n0\r\n\r\n"),
    "no host": request(GET, b"X-A: 1"),
    "two hosts": request(GET, H, b"Host: b"),
    "absolute address": request(b"GET http://other/a HTTP/1.1", H),
    "fragment": request(b"GET /a#b HTTP/1.1", H),
    "version 0.9": request(b"GET / HTTP/0.9", H),
    "lower case": request(b"get / HTTP/1.1", H),
    "tab": request(b"GET\t/ HTTP/1.1", H),
    "space in path": request(b"GET /a b HTTP/1.1", H),
    "raw UTF-8": request("GET /ä HTTP/1.1".encode(), H),
    "star": request(b"GET * HTTP/1.1", H),
}
OTHERS = {
    "version 2.0": (request(b"GET / HTTP/2.0", H), 505),
    "connect": (request(b"CONNECT a:443 HTTP/1.1", H), 405),
    "2 MB header": (request(GET, H, b"X-A: " + b"x" * 2_000_000), 431),
    "10,000 headers": (request(GET, H, *[b"X-%d: 1" % n for n in range(10_000)]), 431),
    "17 KiB of headers": (
        request(GET, H, *[b"X-%d: %b" % (n, b"x" * 300) for n in range(60)]),
        431,
    ),
    "long target": (request(b"GET /" + b"x" * 4096 + b" HTTP/1.1", H), 414),
    "very long target": (request(b"GET /" + b"x" * 100_000 + b" HTTP/1.1", H), 414),
}
REFUSED = {name: (sent, 400) for name, sent in ODD.items()} | OTHERS


@pytest.mark.parametrize("name", REFUSED)
def test_an_odd_request_is_refused_and_nothing_after_it_is_answered(port: int, name: str) -> None:
    sent, status = REFUSED[name]

    read = said(port, sent + GOOD)

    assert statuses(read) == [status]
    head = read.partition(b"\r\n\r\n")[0].lower()
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    assert b"strict-transport-security" in head
    assert b"x-request-id" in head
    assert bodies(read)[0]["status"] == status


@pytest.mark.parametrize("name", ["two hosts", "gzip, chunked", "length and encoding", "no host"])
def test_it_is_refused_in_one_byte_pieces_too(port: int, name: str) -> None:
    sent = ODD[name]

    read = said(port, *(sent[n : n + 1] for n in range(len(sent))))

    assert statuses(read) == [400]


@pytest.mark.parametrize(
    ("language", "word"), [("fi", "kirjaimia"), ("sv", "bokstäver"), ("en", "letters")]
)
@pytest.mark.parametrize("target", ["/v1/search?q=Sysmä", "/v1/Sysmä"])
def test_letters_that_are_not_encoded_are_told_how_to_be_written(
    port: int, target: str, language: str, word: str
) -> None:
    wanted = f"Accept-Language: {language}".encode()

    told = bodies(said(port, request(f"GET {target} HTTP/1.1".encode(), H, wanted)))[0]

    assert told["status"] == 400
    assert "%C3%A4" in told["detail"]
    assert word in told["detail"]


def test_an_address_that_is_odd_in_another_way_is_told_nothing_of_letters(port: int) -> None:
    told = bodies(said(port, request(b"GET /a\x7fb HTTP/1.1", H)))[0]

    assert told["status"] == 400
    assert "%C3%A4" not in told["detail"]


def test_a_head_in_one_byte_pieces_is_a_head(port: int) -> None:
    sent = request(POST, H, b"Content-Length: 3", body=b"abc")

    read = said(port, *(sent[n : n + 1] for n in range(len(sent))))

    assert bodies(read)[0]["body"] == "abc"


def test_a_large_packet_of_many_requests_is_no_large_head(port: int) -> None:
    assert statuses(said(port, GOOD * 700)) == [200] * 700


def test_a_trailer_is_no_header(port: int) -> None:
    sent = request(POST, H, CHUNKED, body=b"3\r\nabc\r\n0\r\nX-Caller: forged\r\n\r\n")

    [seen] = bodies(said(port, sent))

    assert seen["body"] == "abc"
    assert "x-caller" not in dict(seen["headers"])


def test_a_chunk_extension_is_dropped(port: int) -> None:
    sent = request(POST, H, CHUNKED, body=b"3;a=b\r\nabc\r\n0\r\n\r\n")

    assert bodies(said(port, sent))[0]["body"] == "abc"


def test_a_body_that_is_mostly_framing_is_refused(port: int) -> None:
    head = request(POST, H, CHUNKED)
    pieces = [b"1;" + b"x" * 8_000 + b"\r\na\r\n" for _ in range(6)]

    read = said(port, head, *pieces, END, pause=0.05)

    assert statuses(read) == [400]


def test_a_malformed_body_is_refused_though_it_has_begun(port: int) -> None:
    read = said(port, request(POST, H, CHUNKED), b"zzz\r\n", pause=0.1)

    assert statuses(read) == [400]


def test_answers_keep_their_order(port: int) -> None:
    paths = [b"/a", b"/slow/b", b"/c", b"/slow/d", b"/e"]
    sent = b"".join(request(b"GET " + path + b" HTTP/1.1", H) for path in paths)

    assert [one["path"].encode() for one in bodies(said(port, sent))] == paths


@pytest.mark.parametrize("odd", ["two hosts", "bare LF", "LF after size"])
def test_a_refusal_never_overtakes_an_earlier_answer(port: int, odd: str) -> None:
    slow = request(b"GET /slow/a HTTP/1.1", H)

    read = said(port, slow + slow + ODD[odd] + GOOD)

    assert statuses(read) == [200, 200, 400]


def test_after_connection_close_nothing_is_answered(port: int) -> None:
    read = said(port, request(GET, H, b"Connection: close") + GOOD)

    assert statuses(read) == [200]


def test_an_upgrade_is_answered_as_it_stands_and_closed(port: int) -> None:
    read = said(port, request(GET, H, b"Connection: upgrade", b"Upgrade: h2c") + GOOD)

    assert statuses(read) == [200]
    assert b"connection: close" in read


def test_a_head_that_never_ends_is_given_up(port: int) -> None:
    read = said(port, b"GET / HTTP/1.1\r\n", *[b"X-A: 1\r\n"] * 5, pause=0.5)

    assert statuses(read) == [408]


def test_a_body_that_never_comes_is_given_up(port: int) -> None:
    read = said(port, request(POST, H, b"Content-Length: 9", body=b"a"), b"", pause=2.2)

    assert statuses(read) == [408]


def test_an_idle_connection_is_not_an_unfinished_head(port: int) -> None:
    read = said(port, b"", GOOD, pause=2.2)

    assert statuses(read) == [200]


@contextmanager
def crowd(port: int) -> Iterator[list[socket.socket]]:
    """More connections than one port takes; none of them asks anything."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(25)
        ]
    time.sleep(0.2)


def test_too_many_connections_are_told_so(port: int) -> None:
    with crowd(port) as held:
        held[-1].settimeout(2)
        assert statuses(held[-1].recv(4096)) == [503]

    assert statuses(said(port, GOOD)) == [200]


def test_a_crowd_at_one_port_keeps_nobody_from_the_other(port: int, other_port: int) -> None:
    with crowd(port) as held:
        held[-1].settimeout(2)
        assert statuses(held[-1].recv(4096)) == [503]

        assert statuses(said(other_port, GOOD)) == [200]


def test_the_parent_still_has_what_we_build_on() -> None:
    """An upgrade of uvicorn fails here and not at night."""
    used = {
        HttpToolsProtocol: {
            "__init__": "self config server_state app_state _loop",
            "connection_made": "self transport",
            "data_received": "self data",
            "on_message_begin": "self",
            "on_url": "self url",
            "on_header": "self name value",
            "on_headers_complete": "self",
            "on_body": "self body",
            "on_message_complete": "self",
            "_start_asgi_task": "self cycle app",
            "on_response_complete": "self",
            "_unset_keepalive_if_required": "self",
            "pause_writing": "self",
            "resume_writing": "self",
            "shutdown": "self",
        },
        Server: {"on_tick": "self counter"},
    }
    for kind, methods in used.items():
        for name, parameters in methods.items():
            assert " ".join(inspect.signature(getattr(kind, name)).parameters) == parameters
