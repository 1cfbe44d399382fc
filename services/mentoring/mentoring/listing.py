"""Lists of records: those that the caller may read, newest first, page by page."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.permissions import readable
from mentoring.people.standing import Standing
from mentoring.store import Recorded

Kind = TypeVar("Kind", bound=Recorded)
MOST = 10_000
"""Rows that one export holds."""


def permitted(by: Standing, resource: str, kind: type[Kind], /, **equal: Any) -> Select[Kind]:
    """The rows of a kind that the caller may read, where columns have one of these values.

    A value that is None or empty asks nothing; a collection means any of them.
    """
    query = select(kind).where(readable(by, resource, kind))
    for name, wanted in equal.items():
        column = getattr(kind, name)
        if isinstance(wanted, tuple | list | set | frozenset):
            query = query.where(column.in_(wanted)) if wanted else query
        elif wanted is not None:
            query = query.where(column == wanted)
    return query


async def newest(
    session: AsyncSession, query: Select[Kind], after: tuple[Any, ...] | None, most: int
) -> Sequence[Kind]:
    """At most so many rows, newest first, after the one with this key."""
    kind: Any = query.column_descriptions[0]["entity"]
    if after is not None:
        query = query.where(kind.id < after[0])
    return (await session.scalars(query.order_by(kind.id.desc()).limit(most))).all()


def by_id(record: Recorded) -> tuple[UUID]:
    """The place of a record in a list of the newest."""
    return (record.id,)


async def count_of(session: AsyncSession, query: Select[Any]) -> int:
    """How many rows a query finds: of those that may be read, and no others."""
    counted = await session.scalar(select(func.count()).select_from(query.subquery()))
    return int(counted or 0)
