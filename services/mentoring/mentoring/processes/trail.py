"""What happened to a record: who moved it and why, and which field changed from what to what (7.5).

Both tables only grow: the service's login may neither change nor delete their rows.
"""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Identity, Index, String, inspect
from sqlalchemy.event import listen
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from common.clock import now
from mentoring.store import Recorded, Row

UNTOLD = frozenset({"id", "version", "created_at", "created_by", "updated_at", "updated_by"})
CHANGED = "changed"
"""All that the trail says of a text that a person wrote."""


class Transition(Row):
    """An accepted action: from which state to which, by whom, why."""

    __tablename__ = "transition"
    __table_args__ = (
        Index("ix_transition_record", "record_id", "id"),
        Index("ix_transition_at", "at"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, init=False)
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(200), index=True)
    reason: Mapped[str | None] = mapped_column(String(2000), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    org_unit_id: Mapped[UUID | None] = mapped_column(default=None, index=True)


class AuditEntry(Row):
    """One field of one record: from what to what; of a free text only that it changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_record", "record_id", "id"),
        Index("ix_audit_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, init=False)
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    version: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    by: Mapped[str] = mapped_column(String(200), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)


def keep_trail(session: AsyncSession, by: str) -> None:
    """From now on every change of a record in this transaction is kept as this subject's."""
    session.info["by"] = by
    listen(session.sync_session, "before_flush", _write)


def _write(session: Session, _: UOWTransaction, __: Any) -> None:
    by = session.info["by"]
    new = list(session.new)
    written = [(row, True) for row in new] + [(row, False) for row in session.dirty]
    for row, is_new in written:
        if isinstance(row, Recorded):
            session.add_all(_entries(row, by, is_new=is_new))
    for row in session.deleted:
        if isinstance(row, Recorded):
            session.add_all(_last_entries(row, by))


def _entries(row: Recorded, by: str, *, is_new: bool) -> list[AuditEntry]:
    noun, found = str(inspect(row).mapper.local_table.name), []
    for column in inspect(row).mapper.column_attrs:
        name = column.key
        history = inspect(row).attrs[name].history
        if name in UNTOLD or not history.has_changes():
            continue
        before = None if is_new or not history.deleted else history.deleted[0]
        after = history.added[0] if history.added else None
        if before == after:
            continue
        told = (CHANGED, CHANGED) if name in row.free_texts else (before, after)
        found.append(
            AuditEntry(
                noun=noun,
                record_id=row.id,
                version=row.version,
                field=name,
                before=_said(None if is_new else told[0]),
                after=_said(None if after is None else told[1]),
                by=by,
            )
        )
    return found


def _last_entries(row: Recorded, by: str) -> list[AuditEntry]:
    """What a row that is taken away held."""
    mapper, found = inspect(row).mapper, []
    for column in mapper.column_attrs:
        name = column.key
        held = None if name in UNTOLD else getattr(row, name)
        if held is not None:
            found.append(
                AuditEntry(
                    noun=str(mapper.local_table.name),
                    record_id=row.id,
                    version=row.version,
                    field=name,
                    before=_said(CHANGED if name in row.free_texts else held),
                    after=None,
                    by=by,
                )
            )
    return found


def _said(value: Any) -> dict[str, Any] | None:
    """A value as JSON."""
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.value
    elif isinstance(value, list | tuple | set | frozenset):
        value = [one if isinstance(one, str | int | dict) else str(one) for one in value]
    elif not isinstance(value, str | int | float | dict):
        value = str(value)
    return {"value": value}
