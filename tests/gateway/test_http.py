"""The client that asks services, against a server that says exactly these bytes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway import http
from gateway.http import Answered, Asking, TooLate, Unreachable, asking, written

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@dataclass
class Scripted:
    """Answers each question with the next of these, on whatever connection it comes."""

    answers: list[bytes | None]
    """None: hang up without a word."""
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0
    pause: float = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                answer = self.answers.pop(0)
                if answer is None:
                    break
                for part in answer.split(b"|"):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(self.pause)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@asynccontextmanager
async def service(folder: Path, script: Scripted) -> AsyncIterator[Asking]:
    path = folder / "scripted.sock"
    server = await asyncio.start_unix_server(script.talk, str(path))
    async with server, asking(f"unix://{path}") as asks:
        yield asks


async def get(asks: Asking) -> Answered:
    return await asks.ask("GET", "/a", {"x-request-id": "12345678"})


async def test_one_connection_is_used_again(folder: Path) -> None:
    script = Scripted([OK, OK, OK])
    async with service(folder, script) as asks:
        answers = [await get(asks) for _ in range(3)]

    assert [answer.body for answer in answers] == [b"hi"] * 3
    assert script.connections == 1
    assert script.heads[0] == b"GET /a HTTP/1.1\r\nhost: service\r\nx-request-id: 12345678\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n|1\r\n!\r\n0\r\n\r\n",
         b"hi!"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n|HTTP/1.1 200 OK\r\n"
         b"Content-Length: 2\r\n\r\nhi", b"hi"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", b""),
    ],
    ids=["chunks", "1xx first", "204", "304"],
)  # fmt: skip
async def test_every_kind_of_end_is_understood(folder: Path, said: bytes, body: bytes) -> None:
    async with service(folder, Scripted([said, OK], pause=0.01)) as asks:
        first, second = await get(asks), await get(asks)

    assert first.body == body
    assert "link" not in first.headers
    assert second.body == b"hi"


async def test_fields_that_come_twice_are_joined(folder: Path) -> None:
    said = b"HTTP/1.1 200 OK\r\nVary: Accept\r\nvary: Origin\r\nContent-Length: 0\r\n\r\n"
    async with service(folder, Scripted([said])) as asks:
        answered = await get(asks)

    assert answered.headers["vary"] == "Accept, Origin"


async def test_a_connection_that_had_ended_is_replaced_for_a_get(folder: Path) -> None:
    script = Scripted([OK, None, OK])
    async with service(folder, script) as asks:
        await get(asks)
        answered = await get(asks)

    assert answered.body == b"hi"
    assert script.connections == 2


async def test_a_write_is_never_sent_twice(folder: Path) -> None:
    script = Scripted([OK, None, OK])
    async with service(folder, script) as asks:
        await get(asks)
        with pytest.raises(Unreachable):
            await asks.ask("POST", "/a", {}, b"{}")

    assert len(script.heads) == 2


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"not HTTP at all\r\n\r\n",
    ],
    ids=["length", "chunks", "head", "no HTTP"],
)
async def test_an_answer_that_is_cut_short_is_no_answer(folder: Path, said: bytes) -> None:
    script = Scripted([said])
    async with service(folder, script) as asks:
        with pytest.raises(Unreachable):
            await get(asks)
        assert asks.free == []

    assert len(script.heads) == 1


async def test_bytes_that_nobody_asked_for_end_the_connection(folder: Path) -> None:
    script = Scripted([OK + b"|" + OK, OK], pause=0.05)
    async with service(folder, script) as asks:
        await get(asks)
        await asyncio.sleep(0.1)
        answered = await get(asks)

    assert answered.body == b"hi"
    assert script.connections == 2


async def test_a_service_that_closes_is_not_asked_on_that_connection(folder: Path) -> None:
    said = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"
    script = Scripted([said, OK])
    async with service(folder, script) as asks:
        await get(asks)
        assert asks.free == []
        await get(asks)

    assert script.connections == 2


async def test_silence_and_slowness_have_their_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.3)
    monkeypatch.setattr(http, "WHOLE", 0.8)
    drip = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + b"|x" * 50
    loop = asyncio.get_running_loop()
    async with service(folder, Scripted([b"|", drip], pause=0.1)) as asks:
        begun = loop.time()
        with pytest.raises(Unreachable):
            await get(asks)
        silent, begun = loop.time() - begun, loop.time()
        with pytest.raises(Unreachable):
            await get(asks)
        slow = loop.time() - begun

    assert 0.1 < silent < 1
    assert 0.2 < slow < 2


async def test_bulk_has_more_time_on_the_same_connection(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.1)
    monkeypatch.setattr(http, "BULK_SILENCE", 1.2)
    async with service(folder, Scripted([b"|" + OK, b"|" + OK], pause=0.7)) as asks:
        answered = await asks.ask("POST", "/imports", {}, b"{}", is_bulk=True)
        with pytest.raises(TooLate):
            await get(asks)
    monkeypatch.setattr(http, "BULK_WHOLE", 0.2)
    async with service(folder, Scripted([b"|" + OK], pause=0.7)) as asks:
        with pytest.raises(TooLate):
            await asks.ask("POST", "/imports", {}, b"{}", is_bulk=True)

    assert answered.body == b"hi"


async def test_an_answer_without_measure_is_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST", 1_000)
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000
    async with service(folder, Scripted([said])) as asks:
        with pytest.raises(Unreachable):
            await get(asks)


async def test_idle_connections_are_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "IDLE", 0.1)
    async with service(folder, Scripted([OK, OK])) as asks:
        await get(asks)
        await asyncio.sleep(0.8)

        assert asks.free == []
        assert asks.all == set()


async def test_whoever_stops_waiting_takes_the_connection_along(folder: Path) -> None:
    script = Scripted([b"|" + OK, OK], pause=0.2)
    async with service(folder, script) as asks:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await get(asks)
        answered = await get(asks)

    assert answered.body == b"hi"
    assert script.connections == 2


async def test_nobody_there_is_said_at_once(folder: Path) -> None:
    async with asking(f"unix://{folder}/nobody.sock") as asks:
        with pytest.raises(Unreachable):
            await get(asks)


async def test_a_service_on_tcp_below_a_path_is_asked(folder: Path) -> None:
    script = Scripted([OK])
    server = await asyncio.start_server(script.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asking(f"http://127.0.0.1:{port}/inner/") as asks:
        await get(asks)

    assert script.heads[0].startswith(b"GET /inner/a HTTP/1.1\r\nhost: 127.0.0.1:")


def test_a_path_that_is_too_long_for_a_socket_is_named() -> None:
    with pytest.raises(ValueError, match="at most 107 bytes"):
        Asking("unix:///" + "x" * 107)


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "a\r\nx-caller: forged"])
def test_a_line_break_cannot_be_written(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        written("GET", "/a", "service", {"if-match": value}, None)


def test_a_write_without_a_body_says_so() -> None:
    assert b"content-length: 0\r\n" in written("POST", "/a", "service", {}, None)
