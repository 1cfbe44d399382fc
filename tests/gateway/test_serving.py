"""The whole gateway as a process: two sockets, its own operations, revocation, a clean end."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import nats
import pytest_asyncio
from sqlalchemy import text as sql

from common.bus.streams import provision, stream_of
from common.db import Transactions
from digisilta_local.ports import free_port
from gateway.api_keys import ApiKey, create_first_admin, revoke_key
from gateway.app import contracts
from gateway.contract import cut
from gateway.exposed import EXPOSED
from tests.gateway.fake_service import PEPPER, PRIVATE_KEY, PUBLIC_KEYS, Fake, fake_served
from tests.services import eventually

SHIPPED = """
import json, sys
from gateway import app, contract
contract.shipped = lambda: open({path!r}, "rb").read()
sys.argv = ["gateway", "serve", "--port", "{port}", "--management-port", "{management}"]
from gateway.__main__ import main
main()
"""


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    port: int
    management: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def operators(self, path: str) -> str:
        return f"http://127.0.0.1:{self.management}{path}"


def environment(database: str, nats_url: str, service: Path) -> dict[str, str]:
    told = {
        "DATABASE_URL": database, "NATS_URL": nats_url, "PEPPER": PEPPER.decode(),
        "CALLER_KEY": PRIVATE_KEY, "CALLER_KEYS": PUBLIC_KEYS, "KEY_ENVIRONMENT": "test",
        "DIRECTORY_URL": f"unix://{service}", "MENTORING_URL": f"unix://{service}",
        "METRICS_URL": f"unix://{service}",
    }  # fmt: skip
    return {"PATH": os.defpath} | {f"GATEWAY_{name}": value for name, value in told.items()}


@pytest_asyncio.fixture
async def running(
    database: str, nats_url: str, folder: Path, tmp_path: Path
) -> AsyncIterator[Running]:
    admin = await nats.connect(nats_url)
    await provision(admin.jetstream(), [stream_of("gateway", max_bytes=10_000_000)], {})
    await admin.close()
    document = cut(EXPOSED, {"gateway": contracts()["openapi"]}, partly=True)
    (tmp_path / "contract.json").write_text(json.dumps(document))
    where = free_port(), free_port()
    code = SHIPPED.format(path=str(tmp_path / "contract.json"), port=where[0], management=where[1])
    log = tmp_path / "log"
    env = environment(database, nats_url, folder / "town.sock")
    async with fake_served(Fake(), folder / "town.sock"):
        with log.open("wb") as told:
            process = subprocess.Popen([sys.executable, "-c", code], env=env, stderr=told)
        made = Running(process, *where, log)
        try:
            await eventually(lambda: is_ready(made), within=30)
            yield made
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 15)


async def is_ready(made: Running) -> bool:
    assert made.process.poll() is None, made.log.read_text()
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.get(made.operators("/ready"))
    except httpx.HTTPError:
        return False
    parts: dict[str, str] = answer.json()["parts"]
    return parts.get("nats") == "ok"


async def test_a_whole_gateway(
    running: Running, transactions: Transactions, tmp_path: Path
) -> None:
    async with transactions.begin() as session:
        made = await create_first_admin(session, "test", PEPPER)
    assert made is not None
    key, text = made
    async with httpx.AsyncClient(base_url=running.base) as client:
        anyone = (await client.get("/v1/me")).json()
        me = await client.get("/v1/me", headers={"X-API-Key": text})
        contract = await client.get("/v1/openapi.json")
        again = await client.get(
            "/v1/openapi.json", headers={"If-None-Match": contract.headers["etag"]}
        )
        async with transactions.begin() as session:
            await revoke_key(session, key.id, "lost")
        revoked_at = time.monotonic()
        await eventually(lambda: is_refused(client, text))
        took = time.monotonic() - revoked_at
        hidden = [(await client.get(path)).status_code for path in ("/live", "/ready", "/metrics")]
        ready = (await client.get(running.operators("/ready"))).json()
        metrics = (await client.get(running.operators("/metrics"))).text

    assert anyone["kind"] == "anyone"
    assert me.json()["key_id"] == key.id
    assert me.json()["name"] == key.name
    assert me.headers["cache-control"] == "no-store"
    assert set(contract.json()["paths"]) == {"/v1/me", "/v1/openapi.json"}
    assert again.status_code == 304
    assert took < 5
    assert hidden == [404, 404, 404]
    assert ready["status"] == "ok"
    assert ready["parts"]["directory"] == "ok"
    for name in ("gateway_cache_total", "gateway_circuit_state", "auth_failures_total",
                 "gateway_upstream_duration_seconds", "http_server_request_duration_seconds",
                 "gateway_cache_purge_lag_seconds"):  # fmt: skip
        assert name in metrics
    await eventually(lambda: is_written(running.log, '"route": "/v1/me"'))
    assert text not in running.log.read_text()


async def is_refused(client: httpx.AsyncClient, key: str) -> bool:
    return (await client.get("/v1/me", headers={"X-API-Key": key})).status_code == 401


async def is_written(log: Path, words: str) -> bool:
    return words in log.read_text()


async def test_what_was_used_in_the_last_minute_is_noted_at_the_end(
    running: Running, transactions: Transactions
) -> None:
    async with transactions.begin() as session:
        made = await create_first_admin(session, "test", PEPPER)
    assert made is not None
    key, text = made
    async with httpx.AsyncClient(base_url=running.base) as client:
        answer = await client.get("/v1/me", headers={"X-API-Key": text})

    running.process.terminate()
    await asyncio.to_thread(running.process.wait, 15)

    assert answer.status_code == 200
    async with transactions() as session:
        assert (await session.get_one(ApiKey, key.id)).last_used_at is not None


async def test_nobody_is_described_without_a_look_at_the_keys(
    running: Running, transactions: Transactions
) -> None:
    async with transactions() as session, httpx.AsyncClient(base_url=running.base) as client:
        await session.execute(sql("lock table api_key in access exclusive mode"))

        answer = await client.get("/v1/me", timeout=4)

    assert answer.json()["kind"] == "anyone"
    assert answer.json()["key_id"] is None


async def test_a_taken_port_is_said_in_one_sentence(
    running: Running, database: str, nats_url: str, folder: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = SHIPPED.format(path=str(running.log.with_name("contract.json")), port=port,
                              management=0)  # fmt: skip
        ended = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", code],
            env=environment(database, nats_url, folder / "town.sock"),
            capture_output=True,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr == (
        f"gateway: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    )
