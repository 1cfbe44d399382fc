"""The base of every table in this service."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from common.bus import add_event_tables
from common.clock import new_id, now
from common.db import TYPES, metadata
from common.idempotency import add_idempotency_table


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    metadata = metadata()
    type_annotation_map = TYPES


class Versioned(MappedAsDataclass, kw_only=True):
    """What every row that people change has: an id, moments (UTC), the number of its ETag."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default_factory=now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=now)

    def changed(self) -> None:
        """Count the version up; the row was read for update."""
        self.version += 1
        self.updated_at = now()


add_event_tables(Row.metadata)
add_idempotency_table(Row.metadata)
