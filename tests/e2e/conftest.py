"""One Digisilta for all stories, seen through the gateway."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from tests.e2e.libraries import files, libraries, register, registrar, traveller
from tests.e2e.mentoring_desks import Desks
from tests.e2e.running import Running, digisilta_up

__all__ = ["files", "libraries", "register", "registrar", "traveller"]


@pytest.fixture(scope="session")
def digisilta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One Digisilta with its demonstration county, for all stories."""
    with digisilta_up(tmp_path_factory.mktemp("digisilta")) as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def anyone(digisilta: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A resident, without any credential."""
    async with httpx.AsyncClient(base_url=f"{digisilta.url}/v1", timeout=20) as client:
        yield client


@pytest_asyncio.fixture(scope="session")
async def admin(digisilta: Running) -> AsyncIterator[httpx.AsyncClient]:
    """The holder of the first admin key."""
    headers = {"X-API-Key": digisilta.key}
    async with httpx.AsyncClient(
        base_url=f"{digisilta.url}/v1", headers=headers, timeout=20
    ) as client:
        yield client


@pytest_asyncio.fixture(scope="session")
async def desks(digisilta: Running) -> AsyncIterator[Desks]:
    """Everybody's client in the demonstration of mentoring."""
    made = Desks(digisilta)
    await made.open()
    yield made
    await made.close()
