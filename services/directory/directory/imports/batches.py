"""What was imported: one row a file, one row a line of it that has something to say."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, deferred, mapped_column, undefer

from common.clock import now
from common.errors import NotFound, NotInThisState, Refusal, Said
from directory.imports.results import Compared, RowResult
from directory.imports.writing import copy_rows
from directory.store import Row, Versioned

KEPT = timedelta(days=7)
"""How long a file that was tried dry waits to be applied."""


class ImportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    HOURS_CSV = "hours_csv"


class OutsideCounty(StrEnum):
    """What becomes of places outside the county (rule I6)."""

    SKIP = "skip"
    KEEP = "keep"


class ImportState(StrEnum):
    """`checked`: tried dry and waiting for `apply`, a week. `applied` and `refused` are final."""

    CHECKED = "checked"
    APPLIED = "applied"
    REFUSED = "refused"


class ImportHasErrors(Refusal):
    slug, status = "import-has-errors", 409
    title = Said(
        "Tuonnissa on liian monta virhettä",
        "Importen har för många fel",
        "The import has too many errors",
    )


class Import(Versioned, Row, kw_only=True):
    __tablename__ = "import"

    format: Mapped[ImportFormat]
    data_source: Mapped[str] = mapped_column(String(40))
    outside_county: Mapped[str] = mapped_column(String(10))
    caller: Mapped[str] = mapped_column(String(80))
    counts: Mapped[dict[str, Any]]
    """Rows by outcome and code, points and days by what becomes of them."""
    content: Mapped[bytes | None] = deferred(
        mapped_column(LargeBinary, default=None), init=True, default=None
    )
    """The file, kept until it is applied, or a week."""
    state: Mapped[ImportState] = mapped_column(default=ImportState.CHECKED)
    applied_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def allowed_actions(self) -> list[str]:
        return ["apply"] if self.state is ImportState.CHECKED and not self.is_old else []

    @property
    def is_old(self) -> bool:
        return self.created_at < now() - KEPT

    def refuse_unless_checked(self) -> None:
        """Raises NotInThisState: it is applied already, refused, or older than a week."""
        if self.state is not ImportState.CHECKED or self.is_old:
            raise NotInThisState(allowed_actions=self.allowed_actions)

    def apply(self) -> None:
        """Raises NotInThisState."""
        self.refuse_unless_checked()
        self.state, self.applied_at, self.content = ImportState.APPLIED, now(), None
        self.changed()


class ImportRow(Row):
    """What became of one row of a file: `created`, `updated`, `unchanged`, `skipped` or `error`."""

    __tablename__ = "import_row"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """The line of the file, the header being 1."""
    outcome: Mapped[str] = mapped_column(String(20))
    origin_id: Mapped[str | None] = mapped_column(String(80))
    point_id: Mapped[UUID | None]
    errors: Mapped[list[dict[str, Any]]]
    """Errors and warnings: `field`, `code`, `value`, `text`, `severity`."""

    __table_args__ = (Index("ix_import_row_outcome", "import_id", "outcome", "number"),)


async def the_import(session: AsyncSession, import_id: UUID, *, for_update: bool = False) -> Import:
    """With its file when it is for update. Raises NotFound."""
    asked = select(Import).where(Import.id == import_id)
    if for_update:
        asked = asked.options(undefer(Import.content)).with_for_update()
    found = await session.scalar(asked)
    if found is None:
        raise NotFound
    return found


async def keep_rows(session: AsyncSession, row: Import, compared: Compared) -> None:
    """What became of each row of the file, in place of what was said before."""
    await session.flush()
    await session.execute(delete(ImportRow).where(ImportRow.import_id == row.id))
    kept = (_kept(row.id, one) for one in compared.rows)
    await copy_rows(session, cast("Table", ImportRow.__table__), kept)


async def rows_of(
    session: AsyncSession, import_id: UUID, outcome: str | None, *, after: int = 0, limit: int = 20
) -> Sequence[ImportRow]:
    """Rows in the order of the file, those behind the line `after`."""
    asked = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number > after)
    if outcome is not None:
        asked = asked.where(ImportRow.outcome == outcome)
    return (await session.scalars(asked.order_by(ImportRow.number).limit(limit))).all()


async def forget_old_files(session: AsyncSession) -> None:
    """Files that were tried dry and not applied within a week are refused and not kept.

    One that is being applied at this moment stays.
    """
    old = (
        select(Import.id)
        .where(Import.state == ImportState.CHECKED, Import.created_at < now() - KEPT)
        .with_for_update(skip_locked=True)
    )
    forgotten = {
        "state": ImportState.REFUSED,
        "content": None,
        "version": Import.version + 1,
        "updated_at": now(),
    }
    await session.execute(
        update(Import)
        .where(Import.id.in_(old))
        .values(forgotten)
        .execution_options(synchronize_session=False)
    )


def _kept(import_id: UUID, one: RowResult) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "number": one.number,
        "outcome": one.outcome,
        "origin_id": one.origin_id,
        "point_id": one.point_id,
        "errors": [finding.told() for finding in one.findings],
    }
