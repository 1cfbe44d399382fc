"""An XLSX file as rows of text, read without macros, links and formulas (rule I8)."""

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from directory.imports.findings import UnreadableFile
from directory.imports.table import (
    MOST_BYTES,
    MOST_UNPACKED,
    FromDate,
    FromNumber,
    Row,
    Table,
    table_of,
)

SHEET = "Pisteet"
"""The sheet of places in our own export; in other files the first one is read."""
MOST_ROWS, MOST_COLUMNS, LAST_ROW = 50_000, 100, 1_048_576
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise for a file that is none, or that somebody has bent."""


def xlsx_table(content: bytes, names: Mapping[str, str], required: Collection[str]) -> Table:
    """The table of the sheet `Pisteet`, else of the first one. Raises UnreadableFile."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile("too-large", most="20 MB")
    with _refusing_broken():
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
        sheet = next((one for one in sheets if one.title == SHEET), sheets[0])
        rows = list(_rows(sheet))
        book.close()
    if not rows:
        raise UnreadableFile("not-a-table")
    return table_of(rows[0][1], rows[1:], names, required)


@contextmanager
def _refusing_broken() -> Iterator[None]:
    try:
        yield
    except UnreadableFile:
        raise
    except BROKEN as wrong:
        raise UnreadableFile("not-a-spreadsheet") from wrong


def _refuse_bomb(content: bytes) -> None:
    """The sizes that the parts declare: zipfile reads no more of a part than it declares."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise UnreadableFile("too-large", most="50 MB")


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows that hold something, with their numbers in the sheet."""
    found = 0
    # Rows that stand far apart are filled up by openpyxl: no more than a sheet can have.
    for number, cells in enumerate(
        islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), LAST_ROW), start=1
    ):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        found += 1
        if found > MOST_ROWS + 1:
            raise UnreadableFile("too-many-rows", most="50 000")
        yield number, texts


def _text(cell: object) -> str:
    """Text is text (rule I7); numbers and dates are marked as such."""
    text = ""
    match cell:
        case float() if cell.is_integer():
            text = FromNumber(int(cell))
        case int() | float() if not isinstance(cell, bool):
            text = FromNumber(cell)
        case datetime():
            text = FromDate(cell.date().isoformat())
        case date():
            text = FromDate(cell.isoformat())
        case time():
            text = FromDate(cell.isoformat("minutes"))
        case _:
            text = "" if cell is None else str(cell)
    return text
