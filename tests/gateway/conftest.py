"""What the tests of the gateway share."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from common.clock import now
from gateway import keys
from gateway.api_keys import ApiKey, Kind
from gateway.callers import Callers
from tests.gateway.fake_service import PEPPER, Fake, Place, open_door
from tests.servers import fresh_database, nats_server_, nats_url, postgres_server, postgres_url
from tests.servers import servers_home as servers_home
from tests.services import database, migrated_database, session, transactions

__all__ = [
    "database",
    "fresh_database",
    "migrated_database",
    "nats_server_",
    "nats_url",
    "postgres_server",
    "postgres_url",
    "session",
    "transactions",
]


@pytest.fixture
def service() -> str:
    return "gateway"


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder with a short name: a socket's path has at most 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="gw-") as made:
        yield Path(made)


class KeyTable:
    """Keys as the database would have them."""

    def __init__(self) -> None:
        self.rows: dict[bytes, ApiKey] = {}
        self.looked_up, self.takes = 0, 0.0

    async def look_up(self, hashes: Collection[bytes]) -> list[ApiKey]:
        self.looked_up += 1
        await asyncio.sleep(self.takes)
        return [self.rows[one] for one in hashes if one in self.rows]

    def add(self, *scopes: str, **fields: Any) -> str:
        """Make a key with these scopes; answer its text."""
        key_id, text = keys.new_key("test")
        told: dict[str, Any] = {
            "id": key_id,
            "partner_id": None,
            "environment": "test",
            "name": "a test",
            "kind": Kind.PARTNER,
            "key_hash": keys.fingerprint(text, PEPPER),
            "scopes": sorted(scopes),
            "municipalities": ["398"],
            "created_at": now(),
            "expires_at": now() + timedelta(days=1),
        }
        row = ApiKey(**told | fields)
        self.rows[row.key_hash] = row
        return text


@pytest.fixture
def key_table() -> KeyTable:
    return KeyTable()


@pytest_asyncio.fixture(scope="session")
async def open_place(folder: Path) -> AsyncIterator[Place]:
    callers = Callers(KeyTable().look_up, [PEPPER], "test")
    async with open_door(Fake(), folder, callers, io.StringIO()) as made:
        yield made


@pytest.fixture
def place(open_place: Place, key_table: KeyTable) -> Place:
    """The door with nothing in its memory, and keys of this test alone."""
    open_place.begin_anew(Callers(key_table.look_up, [PEPPER], "test"))
    return open_place


@pytest_asyncio.fixture
async def client(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    base = f"http://127.0.0.1:{place.port}"
    async with httpx.AsyncClient(base_url=base, timeout=12) as made:
        yield made
