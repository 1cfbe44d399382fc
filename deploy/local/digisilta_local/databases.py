"""A role and a database for each service, on the embedded server or on somebody else's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import asyncpg

from digisilta_local.trouble import Trouble

EXTENSIONS = ("pg_stat_statements",)
"""Those that need a superuser, and where they are there."""


@dataclass(frozen=True)
class Server:
    """Where a PostgreSQL is, and the login that may make roles there."""

    host: str
    port: int
    user: str
    password: str
    ssl: str = "disable"
    database: str = "postgres"

    def url_for(self, service: str, password: str) -> str:
        """The address of one service, for SQLAlchemy with asyncpg."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        login = f"{service}:{quote(password, safe='')}"
        return f"postgresql+asyncpg://{login}@{host}:{self.port}/{service}?ssl={self.ssl}"


def server_at(url: str) -> Server:
    """Read an administrator's address. Raises Trouble: it is none."""
    where = urlsplit(url)
    if not where.scheme.startswith("postgres") or not where.hostname or not where.username:
        raise Trouble("DIGISILTA_DATABASE_URL must look like postgresql://admin:…@host:5432/name.")
    asked = parse_qs(where.query)
    ssl = (asked.get("ssl") or asked.get("sslmode") or ["prefer"])[0]
    return Server(
        host=where.hostname,
        port=where.port or 5432,
        user=unquote(where.username),
        password=unquote(where.password or ""),
        ssl=ssl,
        database=where.path.removeprefix("/") or "postgres",
    )


def statements(service: str, password: str, *, admin: str | None = None) -> Iterator[str]:
    """SQL for one service; `password` is written as SQL. `admin`: who must join the role first,
    as one who is no superuser can only then give it a database.
    """
    yield f"create role {service} login password {password}"
    yield f"alter role {service} set max_parallel_workers_per_gather = 0"
    if admin is not None:
        yield f'grant {service} to "{admin}"'
    yield f"create database {service} owner {service}"
    yield f"revoke connect on database {service} from public"


async def lay(server: Server, passwords: Mapping[str, str]) -> None:
    """Make what is missing. Raises Trouble: it cannot, with the SQL for one who can."""
    try:
        await _lay(server, passwords)
    except (OSError, asyncpg.PostgresError) as wrong:
        raise Trouble(f"PostgreSQL at {server.host}:{server.port} refuses: {wrong}") from wrong
    await _try_logins(server, passwords)


async def _lay(server: Server, passwords: Mapping[str, str]) -> None:
    db = await _connected(server)
    try:
        may = await db.fetchrow(
            "select rolsuper, rolcreaterole and rolcreatedb as makes from pg_roles"
            " where rolname = current_user"
        )
        there = {name for (name,) in await db.fetch("select datname from pg_database")}
        missing = [service for service in passwords if service not in there]
        if missing and not (may["rolsuper"] or may["makes"]):
            raise Trouble(_please_run(missing, passwords))
        admin = None if may["rolsuper"] else server.user
        for service, password in passwords.items():
            await _lay_one(db, service, password, admin)
        if may["rolsuper"]:
            await _extend(db)
    finally:
        await db.close()


async def _lay_one(db: Any, service: str, password: str, admin: str | None) -> None:
    roles = await db.fetch("select from pg_roles where rolname = $1", service)
    databases = await db.fetch("select from pg_database where datname = $1", service)
    for statement in statements(service, _quoted(password), admin=admin):
        makes_role = statement.startswith(("create role", "alter role", "grant"))
        if not (roles if makes_role else databases):
            await db.execute(statement)


async def _extend(db: Any) -> None:
    """Into the database `postgres`: what they show is about the whole server."""
    for name in EXTENSIONS:
        if await db.fetchval("select true from pg_available_extensions where name = $1", name):
            await db.execute(f"create extension if not exists {name}")


async def checkpoint(server: Server) -> bool:
    """As a superuser: afterwards the server stops at once, and starts at once after a kill.

    False when the server went away meanwhile: it will do the same when it is back.
    """
    try:
        db = await _connected(server)
        await db.execute("checkpoint")
        await db.close()
    except (OSError, asyncpg.PostgresError):
        return False
    return True


async def _try_logins(server: Server, passwords: Mapping[str, str]) -> None:
    for service, password in passwords.items():
        as_service = Server(server.host, server.port, service, password, server.ssl, service)
        try:
            await (await _connected(as_service)).close()
        except asyncpg.PostgresError as wrong:
            raise Trouble(
                f"The login {service} on {server.host}:{server.port} was made before and has"
                f" another password ({wrong}). An administrator can set ours:\n\n"
                f"  alter role {service} password {_quoted(password)};"
            ) from wrong


async def _connected(server: Server) -> Any:
    return await asyncpg.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        database=server.database,
        ssl=False if server.ssl == "disable" else server.ssl,
        timeout=10,
    )


def _please_run(missing: list[str], passwords: Mapping[str, str]) -> str:
    lines = (
        f"  {statement};"
        for service in missing
        for statement in statements(service, _quoted(passwords[service]))
    )
    said = "This login may make neither roles nor databases. A database administrator must run:"
    return f"{said}\n\n" + "\n".join(lines) + "\n\nThen start again."


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
