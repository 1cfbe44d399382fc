"""Sheets that people send, CSV or XLSX, as rows of trimmed text. Formulas and macros are not run.

Pure, but for openpyxl.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.errors import Said

MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 5 * 1024 * 1024, 50 * 1024 * 1024, 5_000
MOST_COLUMNS, LAST_ROW = 100, 1_048_576
ZIP = b"PK"
DELIMITERS = ";,\t"
FORMULAS = ("=", "+", "-", "@")
"""Before these our own exports put an apostrophe."""
FINNISH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
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
SENTENCES = {
    "too_large": Said(
        "Tiedosto on liian suuri: enintään 5 Mt.",
        "Filen är för stor: högst 5 MB.",
        "The file is too large: at most 5 MB.",
    ),
    "too_many_rows": Said(
        "Tiedostossa on liian monta riviä: enintään 5 000.",
        "Filen har för många rader: högst 5 000.",
        "The file has too many rows: at most 5,000.",
    ),
    "not_a_spreadsheet": Said(
        "Tiedostoa ei voi lukea taulukkona (XLSX).",
        "Filen kan inte läsas som en tabell (XLSX).",
        "The file cannot be read as a spreadsheet (XLSX).",
    ),
    "no_header": Said(
        "Ensimmäiseltä riviltä puuttuu sarake: {names}.",
        "På första raden saknas kolumnen: {names}.",
        "The first row lacks a column: {names}.",
    ),
}


class UnreadableSheet(Exception):  # noqa: N818  a fact about a file
    def __init__(self, code: str, **about: str) -> None:
        self.code = code
        self.said = Said(*(one.format(**about) for one in SENTENCES[code]))
        super().__init__(self.said.en)


class SheetRow(NamedTuple):
    """A row that holds something; `number` is its line in the file, the header being 1."""

    number: int
    cells: Mapping[str, str]
    """By column; an empty cell is an empty text."""


class Sheet(NamedTuple):
    columns: frozenset[str]
    """Those of ours that the header has."""
    unknown: Sequence[str]
    """What the header has besides."""
    rows: Sequence[SheetRow]


def read_sheet(content: bytes, columns: Collection[str], required: Collection[str]) -> Sheet:
    """The table of a CSV file, or of the first sheet of a workbook. Raises UnreadableSheet."""
    if len(content) > MOST_BYTES:
        raise UnreadableSheet("too_large")
    lines = list(_of_workbook(content) if content.startswith(ZIP) else _of_text(content, columns))
    header = [_clean(name) for name in lines[0][1]] if lines else []
    ours = [name.casefold() for name in header]
    missing = [name for name in required if name not in ours]
    if missing:
        raise UnreadableSheet("no_header", names=", ".join(missing))
    if len(lines) > MOST_ROWS + 1:
        raise UnreadableSheet("too_many_rows")
    rows = [SheetRow(number, _cells(ours, columns, cells)) for number, cells in lines[1:]]
    unknown = [name for name in header if name and name.casefold() not in columns]
    return Sheet(frozenset(columns) & frozenset(ours), unknown, rows)


def day_of(cell: str) -> date:
    """`2026-01-31` or `31.1.2026`. Raises ValueError."""
    finnish = FINNISH_DAY.fullmatch(cell)
    if finnish:
        return date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
    if len(cell) != len("2026-01-31"):
        raise ValueError(cell)
    return date.fromisoformat(cell)


def _cells(header: Sequence[str], columns: Collection[str], cells: Sequence[str]) -> dict[str, str]:
    found = dict.fromkeys(columns, "")
    for name, cell in zip(header, cells, strict=False):
        if name in found and not found[name]:
            found[name] = _clean(cell)
    return found


def _clean(cell: str) -> str:
    text = unicodedata.normalize("NFC", cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULAS else text


def _of_text(content: bytes, columns: Collection[str]) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(content)
    first = text.partition("\n")[0].casefold()
    delimiter = max(DELIMITERS, key=lambda one: _known(first.split(one), columns))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as wrong:
        raise UnreadableSheet("not_a_spreadsheet") from wrong


def _known(names: Iterable[str], columns: Collection[str]) -> int:
    return sum(name.strip().strip('"') in columns for name in names)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte-order mark; when it is not UTF-8, Windows-1252."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _of_workbook(content: bytes) -> list[tuple[int, Sequence[str]]]:
    with _refusing_broken():
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            # zipfile reads no more of a part than it declares
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet("too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        found = list(islice(_lines(book.worksheets[0]), MOST_ROWS + 2))
        book.close()
    return found


def _lines(sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    # Rows that stand far apart are filled up by openpyxl: no more than a sheet can have.
    rows = islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), LAST_ROW)
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


@contextmanager
def _refusing_broken() -> Iterator[None]:
    try:
        yield
    except UnreadableSheet:
        raise
    except BROKEN as wrong:
        raise UnreadableSheet("not_a_spreadsheet") from wrong
