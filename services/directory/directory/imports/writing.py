"""Many rows at once: COPY for what is new, COPY to a temporary table and an update for the rest."""

from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from operator import itemgetter
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import Column, MetaData, String, Table, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import Conflict
from directory.imports.turns import in_turns
from directory.points.points import SupportPoint

PATIENCE = text("set local lock_timeout = '60s'")
LOCK = text("select pg_advisory_xact_lock(hashtextextended('import ' || :source, 0))")
POINTS = cast("Table", SupportPoint.__table__)
CHANGED = Table("changed_point", MetaData(), *(Column(c.name, c.type) for c in POINTS.columns))
"""The columns of points, in a table of one transaction."""
BEGIN = text("create temporary table changed_point (like support_point) on commit drop")
END = text("drop table changed_point")
Columns = Mapping[str, Any]
Pack = Callable[[Any], Any]


async def lock_source(session: AsyncSession, data_source: str) -> None:
    """One import of a source at a time; the second waits for the first, at most a minute."""
    await session.execute(PATIENCE)
    await session.execute(LOCK, {"source": data_source})


async def copy_rows(session: AsyncSession, table: Table, rows: Iterable[Columns]) -> None:
    """COPY rows with a value for every column, in this transaction."""
    columns = list(table.columns)
    names = [column.name for column in columns]
    packed = {column.name: pack for column in columns if (pack := _pack_of(column))}
    raw = await _driver(session)
    # asyncpg takes a plain iterable to its end in one go: others would wait for all of it.
    records = in_turns(_records(names, packed, rows))
    await raw.copy_records_to_table(table.name, records=records, columns=names)


async def copy_text(
    session: AsyncSession, table: str, columns: Sequence[str], lines: AsyncIterable[bytes]
) -> None:
    """COPY lines in PostgreSQL's own text format, in this transaction."""
    await (await _driver(session)).copy_to_table(table, source=lines, columns=columns)


async def _driver(session: AsyncSession) -> Any:
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


async def replace_points(session: AsyncSession, rows: Sequence[Columns]) -> None:
    """Write points whose version has been counted up by one.

    Raises Conflict when somebody has changed one of them since it was read.
    """
    if not rows:
        return
    await session.execute(BEGIN)
    await copy_rows(session, CHANGED, rows)
    written = await session.execute(
        update(POINTS)
        .where(POINTS.c.id == CHANGED.c.id, POINTS.c.version == CHANGED.c.version - 1)
        .values({column.name: CHANGED.c[column.name] for column in POINTS.columns})
    )
    await session.execute(END)
    if written.rowcount != len(rows):  # type: ignore[attr-defined]  # of a CursorResult
        raise Conflict(headers={"Retry-After": "1"})


def _records(
    names: Sequence[str], packed: Mapping[str, Pack], rows: Iterable[Columns]
) -> Iterator[tuple[Any, ...]]:
    values = itemgetter(*names)
    for row in rows:
        yield values({**row, **{name: pack(row[name]) for name, pack in packed.items()}})


def _pack_of(column: Any) -> Pack | None:
    """How a value of the column becomes what asyncpg takes; None when it is that already."""
    if isinstance(column.type, JSONB):
        return _json
    return _word if isinstance(column.type, String) else None


def _json(value: Any) -> str | None:
    return None if value is None else to_json(value).decode()


def _word(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
