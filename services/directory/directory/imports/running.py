"""An import from its file to its end: read, compared, tried dry or applied (rules I1-I4)."""

from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from directory.imports.batches import (
    Import,
    ImportFormat,
    ImportHasErrors,
    ImportState,
    OutsideCounty,
    keep_rows,
)
from directory.imports.beside import pieces
from directory.imports.days import compare_days, places_of
from directory.imports.places import compare_places, known_to
from directory.imports.places_file import stated_places
from directory.imports.results import Compared, holds_identity_code, share_of_errors
from directory.imports.stated_days import stated_days
from directory.imports.table import GZIP, Row

MOST_ERRORS = 0.2
"""The share of rows with errors above which nothing is applied, unless staff force it (I3)."""
SMALL = 100_000
"""Bytes of a plain file that is read in a moment: a child process would take longer to start."""
ZIP = b"PK\x03\x04"
Watch = Callable[[Iterable[Row]], Iterable[Row]]


@dataclass(frozen=True)
class Sent:
    """A file, and what is asked of it. `county` is the code of the deployment's own."""

    format: ImportFormat
    data_source: str
    content: bytes
    county: str
    outside_county: OutsideCounty = OutsideCounty.SKIP
    watch: Watch = iter
    """Called with the rows as they are read, for a progress bar."""
    beside_others: bool = False
    """Whether this process has others to answer meanwhile."""

    @property
    def needs_child(self) -> bool:
        """A packed file may be large, whatever its size."""
        is_packed = self.content.startswith((GZIP, ZIP))
        return self.beside_others and (is_packed or len(self.content) > SMALL)


async def compare(session: AsyncSession, sent: Sent) -> Compared:
    """Read the file beside the event loop, and compare it with the database; nothing is written.

    Raises UnreadableFile.
    """
    if sent.format is ImportFormat.HOURS_CSV:
        places = await places_of(session, sent.data_source)
        ids = {origin_id: str(id_) for origin_id, id_ in places.ids.items()}
        days = partial(stated_days, sent.content, ids, places.left_out, sent.watch)
        async with aclosing(pieces(days, in_child=sent.needs_child)) as found:
            return await compare_days(session, sent.data_source, found, places)
    keeps = sent.outside_county is OutsideCounty.KEEP
    known = await known_to(session, sent.county, keeps_outside=keeps)
    is_xlsx = sent.format is ImportFormat.XLSX
    rows = partial(stated_places, sent.content, known, is_xlsx=is_xlsx, watch=sent.watch)
    async with aclosing(pieces(rows, in_child=sent.needs_child)) as found:
        return await compare_places(session, sent.data_source, found)


async def try_dry(session: AsyncSession, sent: Sent, compared: Compared, caller: str) -> Import:
    """Keep what the file would do, and the file until it is applied.

    A file that holds an identity code is not kept: it is refused and must be sent anew.
    """
    refused = holds_identity_code(compared.rows)
    row = _import(sent, compared, caller)
    row.state = ImportState.REFUSED if refused else ImportState.CHECKED
    row.content = None if refused else sent.content
    return await _kept(session, row, compared)


async def apply_at_once(
    session: AsyncSession, sent: Sent, compared: Compared, caller: str, *, force: bool
) -> Import:
    """Write what the file says, in this transaction. Raises ImportHasErrors, Conflict."""
    refuse_too_many_errors(compared, force=force)
    row = _import(sent, compared, caller)
    row.apply()
    await compared.write(session)
    return await _kept(session, row, compared)


async def apply_tried(
    session: AsyncSession, row: Import, compared: Compared, *, force: bool
) -> Import:
    """Write a file that was tried dry; it has been compared again just now.

    Raises NotInThisState, ImportHasErrors, Conflict.
    """
    refuse_too_many_errors(compared, force=force)
    row.apply()
    row.counts = dict(compared.counts)
    await compared.write(session)
    await keep_rows(session, row, compared)
    return row


async def keep_refused(
    session: AsyncSession, sent: Sent, compared: Compared, caller: str
) -> Import:
    """Note that a file was not applied, and why."""
    row = _import(sent, compared, caller)
    row.state = ImportState.REFUSED
    return await _kept(session, row, compared)


def refuse_too_many_errors(compared: Compared, *, force: bool) -> None:
    """Raises ImportHasErrors with the counts."""
    if share_of_errors(compared.counts) > MOST_ERRORS and not force:
        raise ImportHasErrors(rows=compared.counts["rows"], codes=compared.counts["codes"])


def sent_before(row: Import, county: str) -> Sent:
    """The file of an import that was tried dry, in a process that has others to answer."""
    return Sent(
        format=row.format,
        data_source=row.data_source,
        content=row.content or b"",
        county=county,
        outside_county=OutsideCounty(row.outside_county),
        beside_others=True,
    )


def _import(sent: Sent, compared: Compared, caller: str) -> Import:
    return Import(
        format=sent.format,
        data_source=sent.data_source,
        outside_county=sent.outside_county.value,
        caller=caller[:80],
        counts=dict(compared.counts),
    )


async def _kept(session: AsyncSession, row: Import, compared: Compared) -> Import:
    session.add(row)
    await keep_rows(session, row, compared)
    return row
