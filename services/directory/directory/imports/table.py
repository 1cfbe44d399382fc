"""Bytes of a CSV file as rows of trimmed text: encodings, delimiters, header names. Pure."""

import csv
import gzip
import io
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.imports.findings import UnreadableFile

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
"""Limits of rule I8, in bytes."""
DELIMITERS = ";,\t"
GZIP = b"\x1f\x8b"
FORMULAS = ("=", "+", "-", "@")
"""What a spreadsheet program would take for a formula at the beginning of a cell."""

Row = tuple[int, Sequence[str]]
"""The line of the file, its header being 1, and the cells."""


class FromNumber(str):
    """A cell that a spreadsheet holds as a number: leading zeros may be lost."""

    __slots__ = ()


class FromDate(str):
    """A cell that a spreadsheet holds as a date, written `YYYY-MM-DD`."""

    __slots__ = ()


@dataclass(frozen=True)
class Table:
    """A header and rows. `columns` are our keys by place; None where the column is not known."""

    header: Sequence[str]
    columns: Sequence[str | None]
    rows: Iterable[Row]

    @property
    def unknown(self) -> list[str]:
        named = zip(self.header, self.columns, strict=True)
        return [name for name, column in named if column is None and name]

    @property
    def known(self) -> frozenset[str]:
        return frozenset(column for column in self.columns if column)

    def name_of(self, column: str) -> str:
        """What the file calls one of our columns."""
        return self.header[self.columns.index(column)] if column in self.columns else column


def csv_table(content: bytes, names: Mapping[str, str], required: Collection[str]) -> Table:
    """The table of a CSV file; `names` are our keys by the header's casefolded names.

    Raises UnreadableFile: too large, no table, a required column missing.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile("too-large", most="20 MB")
    text = decoded(content)
    delimiter = _delimiter(text, names)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader, [])
    except csv.Error as wrong:
        raise UnreadableFile("not-a-table") from wrong
    return table_of(header, _rows(reader), names, required)


def table_of(
    header: Sequence[str], rows: Iterable[Row], names: Mapping[str, str], required: Collection[str]
) -> Table:
    """Raises UnreadableFile when the header is none, or lacks a required column."""
    told = [clean(name) for name in header]
    columns = [names.get(name.casefold()) for name in told]
    twice = [None if column in columns[:place] else column for place, column in enumerate(columns)]
    if not any(twice) and not _is_header(told):
        raise UnreadableFile("not-a-table")
    missing = [name for name in required if name not in twice]
    if missing:
        raise UnreadableFile("no-header", names=", ".join(_said(name, names) for name in missing))
    return Table(told, twice, rows)


def _is_header(told: Sequence[str]) -> bool:
    """Whether names of columns stand there, though none of ours."""
    return sum(map(bool, told)) > 1 and all(name.isprintable() for name in told)


def _said(column: str, names: Mapping[str, str]) -> str:
    """The first name that a header may have for it, and ours: `päivä (day)`."""
    first = next(name for name, key in names.items() if key == column)
    return first if first == column else f"{first} ({column})"


def decoded(content: bytes) -> str:
    """UTF-8 with or without a byte-order mark; when it is not UTF-8, Windows-1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def unpacked(content: bytes) -> bytes:
    """The content of a gzip file, or the bytes as they are. Raises UnreadableFile."""
    if not content.startswith(GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as wrong:
        raise UnreadableFile("not-gzip") from wrong
    if len(plain) > MOST_UNPACKED:
        raise UnreadableFile("too-large", most="50 MB")
    return plain


def clean(cell: str) -> str:
    """Trimmed and NFC (rule I7), without the apostrophe that our exports put (rule I9).

    What a spreadsheet program made of the cell is kept in mind.
    """
    if isinstance(cell, FromNumber | FromDate):
        return cell
    text = (cell if cell.isascii() else unicodedata.normalize("NFC", cell)).strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULAS else text


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    lines: int
    try:
        for cells in reader:
            lines = reader.line_num  # type: ignore[attr-defined]  # csv's reader has it
            if any(cells):
                yield lines, cells
    except csv.Error as wrong:
        raise UnreadableFile("not-a-table") from wrong


def _delimiter(text: str, names: Mapping[str, str]) -> str:
    """The one by which most names of the header are known; else by which it has most columns."""
    begin = text[:10_000]

    def known(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter)
        try:
            header = next(reader, [])
        except csv.Error:
            return 0, 0
        return sum(clean(name).casefold() in names for name in header), len(header)

    return max(DELIMITERS, key=known)
