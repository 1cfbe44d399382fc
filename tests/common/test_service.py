"""How a service starts, says how it is, and stops; and its command line."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import nats
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from common import db
from common.bus.streams import provision, stream_of
from common.cli import run
from common.identity import ANYONE, HEADER
from common.service import build, readiness
from common.settings import ServiceSettings
from gateway.http import Unreachable, asking
from tests.common.conftest import OfficeDatabase
from tests.common.office import new_office, others, parcels
from tests.services import MINTER, NO_TOKEN, NOWHERE, PUBLIC_KEYS, as_caller, client_of, eventually


def office_at(database: str, nats_url: str, service: str = "office") -> FastAPI:
    told = {"database_url": database, "nats_url": nats_url, "caller_keys": PUBLIC_KEYS}
    return build(service, ServiceSettings.model_validate(told), [parcels, others])


async def test_it_is_ready_when_its_servers_are(database: str, nats_url: str) -> None:
    admin = await nats.connect(nats_url)
    await provision(admin.jetstream(), [stream_of("office", max_bytes=1024 * 1024)], {})
    app = office_at(database, nats_url)

    async with app.router.lifespan_context(app), client_of(app, "office") as client:

        async def all_well() -> httpx.Response | None:
            answer = await client.get("/ready", headers=NO_TOKEN)
            return answer if answer.json()["status"] == "ok" else None

        answer = await eventually(all_well)
        taken = await client.post(
            "/parcels", json={"label": "x"}, headers=as_caller("parcels:write")
        )

        async def published() -> int:
            info = await admin.jetstream().stream_info("DIGISILTA_OFFICE")
            return info.state.messages

        assert await eventually(published) == 1

    assert answer.json() == {
        "status": "ok",
        "parts": {"database": "ok", "nats": "ok", "outbox": "ok"},
    }
    assert answer.headers["cache-control"] == "no-store"
    assert taken.status_code == 201
    await admin.jetstream().delete_stream("DIGISILTA_OFFICE")
    await admin.close()


async def test_without_nats_it_works_and_says_that_it_is_degraded(database: str) -> None:
    app = office_at(database, NOWHERE)

    async with app.router.lifespan_context(app), client_of(app, "office") as client:
        ready = await client.get("/ready")
        taken = await client.post(
            "/parcels", json={"label": "x"}, headers=as_caller("parcels:write")
        )

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["parts"]["nats"] == "degraded"
    assert taken.status_code == 201


async def test_without_its_database_it_is_not_ready_and_says_when_to_come_back() -> None:
    nowhere = "postgresql+asyncpg://nobody:none@127.0.0.1:9/none?ssl=disable"
    app = new_office(nowhere)

    async with db.connected(nowhere) as app.state.transactions, client_of(app, "office") as client:
        ready, live = await client.get("/ready"), await client.get("/live")
        asked = await client.get("/parcels")

    assert (ready.status_code, ready.json()["parts"]) == (503, {"database": "failed"})
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert (asked.status_code, asked.json()["type"]) == (503, "/problems/service-unavailable")
    assert asked.headers["retry-after"] == "5"


async def test_a_database_that_goes_away_while_it_answers_is_503(
    office: FastAPI, client: httpx.AsyncClient, office_database: OfficeDatabase
) -> None:
    async with office.state.transactions() as ours:
        pid = (await ours.execute(text("select pg_backend_pid()"))).scalar_one()
    await office_database[1].execute(f"select pg_terminate_backend({pid})")

    asked = await client.get("/parcels")
    broken = await client.post("/break", headers=as_caller("parcels:write"))

    assert asked.status_code == 200, "the pool looks first whether a connection is alive"
    assert (broken.status_code, broken.json()["type"]) == (503, "/problems/service-unavailable")


@pytest.mark.parametrize(("part", "status"), [("failed", 503), ("degraded", 200)])
async def test_a_part_says_how_it_is(
    office: FastAPI, client: httpx.AsyncClient, part: str, status: int
) -> None:
    async def nats_part() -> dict[str, str]:
        return {"nats": part}

    office.state.parts.append(nats_part)

    assert (await readiness(office))["nats"] == part
    assert (await client.get("/ready")).status_code == status


async def test_it_counts_for_prometheus(outside: httpx.AsyncClient) -> None:
    answer = await outside.get("/metrics")

    assert answer.status_code == 200
    assert "http_server_request_duration_seconds" in answer.text


@asynccontextmanager
async def serving(app: FastAPI, socket: Path) -> AsyncIterator[None]:
    config = uvicorn.Config(app, uds=str(socket), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as beside:
        beside.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        yield
        server.should_exit = True


async def test_one_service_asks_another_over_a_socket(
    closed_office: FastAPI, tmp_path: Path
) -> None:
    socket = tmp_path / "office.sock"
    async with serving(closed_office, socket), asking(f"unix://{socket}") as office:
        token = {HEADER: MINTER.mint(ANYONE, "office")}
        answer = await office.ask("GET", "/opening", token)
        sent = await office.ask(
            "POST", "/values", token | {"content-type": "application/json"}, b'{"whole": 3}'
        )
        lost = await office.ask("GET", "/nowhere%2Fx?y=%25", token)

    assert answer.status == 200
    assert answer.headers["etag"]
    assert json.loads(sent.body) == {"whole": 3}
    assert lost.status == 404


async def test_a_service_that_is_away_is_unreachable(tmp_path: Path) -> None:
    async with asking(f"unix://{tmp_path}/away.sock") as office:
        for method in ("GET", "POST"):
            with pytest.raises(Unreachable):
                await office.ask(method, "/opening", {})
    async with asking("http://127.0.0.1:9") as office:
        with pytest.raises(Unreachable):
            await office.ask("GET", "/opening", {})


async def test_a_socket_path_that_is_too_long_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="107 bytes"):
        async with asking(f"unix://{tmp_path}/{'x' * 107}.sock"):
            pass


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """What a service answers to words on its command line: exit code, output, errors."""

    def said(*words: str, **settings: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["metrics", *words])
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            run("metrics")
        return int(left.value.code or 0), *capsys.readouterr()

    return said


@pytest.mark.parametrize("verb", ["serve", "migrate", "relay", "dead"])
def test_without_its_settings_a_service_refuses_to_start_and_names_them(
    said: Said, verb: str
) -> None:
    code, out, errors = said(verb, METRICS_NATS_URL=NOWHERE, METRICS_CALLER_KEYS="secret")

    assert (code, out) == (78, "")
    assert errors == "metrics: settings are refused: METRICS_DATABASE_URL\n"


@pytest.mark.parametrize("verb", ["openapi", "asyncapi"])
def test_a_contract_is_printed_without_any_settings(said: Said, verb: str) -> None:
    code, out, _ = said(verb)

    assert code == 0
    assert json.loads(out)[verb].startswith("3.")


def test_a_word_that_is_not_known_is_refused(said: Said) -> None:
    code, _, errors = said("dance")

    assert code == 2
    assert "serve" in errors


def test_a_service_is_a_command() -> None:
    words = [sys.executable, "-m", "metrics", "--help"]

    done = subprocess.run(words, capture_output=True, text=True, check=True)

    for word in ("serve", "migrate", "relay", "listen", "dead", "openapi", "asyncapi"):
        assert word in done.stdout
