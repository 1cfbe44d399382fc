"""A ticket system and a mail server stand beside the service, and the service knows them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from mentoring.settings import Settings
from mentoring.support.connectors import Connectors, joined
from mentoring.support.connectors import web as module
from tests.mentoring.support.mail_there import MailThere, mail_running
from tests.mentoring.support.zammad_there import ZammadThere, told_of, zammad_running
from tests.services import client_for, settings_for


@pytest_asyncio.fixture
async def zammad() -> AsyncIterator[ZammadThere]:
    async with zammad_running() as there:
        yield there


@pytest_asyncio.fixture
async def mail() -> AsyncIterator[MailThere]:
    async with mail_running() as there:
        yield there


@pytest.fixture
def told(zammad: ZammadThere, mail: MailThere) -> dict[str, Any]:
    """What the service is told about both."""
    by_mail = {"smtp_host": "127.0.0.1", "smtp_port": mail.port}
    return told_of(zammad) | by_mail | {"smtp_sender": "digisilta@example.fi"}


@pytest.fixture
def settings(database: str, told: dict[str, Any]) -> Settings:
    found = settings_for("mentoring", database, **told)
    assert isinstance(found, Settings)
    return found


@pytest.fixture
def connectors(settings: Settings) -> Connectors:
    return joined(settings)


@pytest_asyncio.fixture
async def client(database: str, told: dict[str, Any]) -> AsyncIterator[AsyncClient]:
    async with client_for("mentoring", database, **told) as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another system has a third of a second."""
    monkeypatch.setattr(module, "PATIENCE", 0.3)
