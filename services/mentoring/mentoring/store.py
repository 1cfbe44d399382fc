"""The base of every table in this service, and what every record has."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

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


class InProcess(Recorded, kw_only=True):
    """A record that moves from state to state by a table of `mentoring.processes`."""

    noun: ClassVar[str]
    """The name of its table of states and of its events."""

    state: Mapped[str] = mapped_column(String(40))
    org_unit_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    owner_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    """Of the mentors who works on it: a person."""


add_event_tables(Row.metadata)
add_idempotency_table(Row.metadata)
