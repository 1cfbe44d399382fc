"""PostgreSQL: one engine a process, one transaction a request or a message."""

import enum
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import DateTime, Enum, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from common.idempotency import begin_once

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB,
    list[dict[str, Any]]: JSONB,
    enum.Enum: Enum(
        enum.Enum, native_enum=False, length=40, values_callable=lambda of: [m.value for m in of]
    ),
}
"""How Python types are stored: moments with a zone, enumerations by value, objects as JSONB."""

Transactions = async_sessionmaker[AsyncSession]
CONNECT, LOCK = 5.0, "5s"
"""How long to wait for a connection to be made, and for what others hold."""
POOL: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": 2.0, "hide_parameters": True}
"""With LOCK it is less than the 8 seconds after which the gateway says that nothing came."""


def metadata() -> MetaData:
    """Give a service its own tables, with constraint names that migrations can rely on."""
    return MetaData(naming_convention=CONSTRAINT_NAMES)


def sqlstate(wrong: BaseException) -> str:
    """PostgreSQL's five characters (SQLSTATE), or nothing."""
    return str(getattr(getattr(wrong, "orig", None), "sqlstate", "") or "")


@asynccontextmanager
async def connected(url: str, lock_wait: str = "0") -> AsyncIterator[Transactions]:
    """`lock_wait`: how long a statement waits for what others hold; "0" is for ever."""
    patience = {"timeout": CONNECT, "server_settings": {"lock_timeout": lock_wait}}
    engine = create_async_engine(url, connect_args=patience, **POOL)
    try:
        yield async_sessionmaker(engine, expire_on_commit=False)
    finally:
        await engine.dispose()


async def _transaction(request: Request) -> AsyncIterator[AsyncSession]:
    transactions: Transactions = request.app.state.transactions
    async with transactions.begin() as session:
        request.state.session = session
        await begin_once(session, request)
        yield session


# scope="function" commits before the response leaves: with the default scope a failed
# commit would still have told the client 200.
Session = Annotated[AsyncSession, Depends(_transaction, scope="function")]
