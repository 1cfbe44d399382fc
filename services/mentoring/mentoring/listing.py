"""Lists of records: those that the caller may read, newest first, page by page."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.permissions import readable
from mentoring.people.standing import Standing
from mentoring.processes.machines import MACHINES
from mentoring.store import InProcess, Recorded

Kind = TypeVar("Kind", bound=Recorded)
Work = TypeVar("Work", bound=InProcess)
Chosen = Select
"""The rows that a list is of."""


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


def of_units(query: Select[Work], units: Collection[UUID]) -> Select[Work]:
    """Those that stand under one of these units itself."""
    return query.where(_kind_of(query).org_unit_id.in_(units))


def without_owner(
    query: Select[Work], left: Collection[UUID], also: ColumnElement[bool] | None = None
) -> Select[Work]:
    """Those that are not over and have no owner, or one of those who left (S14); with what else
    needs an owner.
    """
    kind = _kind_of(query)
    ownerless = or_(
        kind.owner_id.is_(None), kind.owner_id.in_(left), false() if also is None else also
    )
    return query.where(kind.state.not_in(MACHINES[kind.noun].over), ownerless)


async def newest(
    session: AsyncSession, query: Select[Kind], after: tuple[Any, ...] | None, most: int
) -> Sequence[Kind]:
    """At most so many rows, newest first, after the one with this key."""
    kind = _kind_of(query)
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


def _kind_of(query: Select[Any]) -> Any:
    return query.column_descriptions[0]["entity"]
