"""The tables that migrations make are the tables that the code means."""

import asyncio

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from common.cli import alembic_config
from tests.servers import FreshDatabase
from tests.services import MigratedDatabase

SERVICES = ["directory", "mentoring", "metrics", "gateway"]


@pytest.mark.parametrize("service", SERVICES)
async def test_no_table_has_drifted_from_its_migrations(
    service: str, migrated_database: MigratedDatabase
) -> None:
    url = await migrated_database(service, f"{service}_drift")

    await asyncio.to_thread(command.check, alembic_config(service, url))


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_stand_in_one_row(service: str) -> None:
    script = ScriptDirectory.from_config(alembic_config(service, "postgresql+asyncpg://x/y"))

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_wakes_its_relay_and_tidies_its_outbox(
    service: str, migrated_database: MigratedDatabase
) -> None:
    """Alembic sees neither triggers nor storage settings."""
    engine = create_async_engine(await migrated_database(service), poolclass=NullPool)
    async with engine.connect() as connection:
        triggers = "select count(*) from pg_trigger where tgname = 'outbox_wake'"
        options = "select reloptions from pg_class where relname = 'outbox'"
        assert (await connection.execute(text(triggers))).scalar_one() == 1
        told = (await connection.execute(text(options))).scalar_one()
    await engine.dispose()
    assert "autovacuum_vacuum_scale_factor=0" in told


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migration_can_be_taken_back(service: str, fresh_database: FreshDatabase) -> None:
    url = await fresh_database(f"{service}_back")
    config = alembic_config(service, url)

    await asyncio.to_thread(command.upgrade, config, "head")
    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")
    await asyncio.to_thread(command.check, config)
