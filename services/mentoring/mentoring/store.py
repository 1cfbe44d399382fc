"""The base of every table in this service, and what every record has."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import String, text
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)

from common.bus import add_event_tables
from common.clock import new_id, now
from common.db import TYPES, metadata
from common.idempotency import add_idempotency_table


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    metadata = metadata()
    type_annotation_map = TYPES


class Recorded(MappedAsDataclass, kw_only=True):
    """Who made it and who changed it last; every change of it is kept in the audit trail."""

    free_texts: ClassVar[frozenset[str]] = frozenset()
    """Columns that people write: of these the trail says only that they changed."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    created_by: Mapped[str] = mapped_column(String(200), default="system")
    updated_at: Mapped[datetime] = mapped_column(default_factory=now)
    updated_by: Mapped[str] = mapped_column(String(200), default="system")
    archived_at: Mapped[datetime | None] = mapped_column(default=None)

    def touch(self, by: str) -> None:
        """A new version, by this subject."""
        self.version += 1
        self.updated_at, self.updated_by = now(), by


class Archivable(Recorded, kw_only=True):
    """Once it is archived no query finds it, unless with the execution option `ARCHIVED_TOO`."""


class InProcess(Archivable, kw_only=True):
    """A record that moves from state to state by a table of `mentoring.processes`."""

    noun: ClassVar[str]
    """The name of its table of states and of its events."""

    state: Mapped[str] = mapped_column(String(40))
    org_unit_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    owner_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    """Of the mentors who works on it: a person."""


ARCHIVED_TOO = "archived_too"
THERE = with_loader_criteria(
    Archivable,
    lambda kind: kind.archived_at.is_(None),
    include_aliases=True,
    propagate_to_loaders=False,
)


@listens_for(Session, "do_orm_execute")
def _leave_out_archived(asked: ORMExecuteState) -> None:
    """Of every question about our own tables; what is there already may still be read again."""
    mapper = asked.bind_mapper
    ours = mapper is None or mapper.registry is Row.registry
    new = asked.is_select and not asked.is_column_load
    if ours and new and not asked.execution_options.get(ARCHIVED_TOO):
        asked.statement = asked.statement.options(THERE)


add_event_tables(Row.metadata)
add_idempotency_table(Row.metadata)


async def wait_turn(session: AsyncSession, what: str) -> None:
    """One transaction at a time does this; the others wait until it has ended."""
    lock = text("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
    await session.execute(lock, {"what": what})
