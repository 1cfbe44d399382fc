"""`directory import points FILE` and `directory import hours FILE`: files from the command line."""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from common.db import connected
from common.errors import Refusal
from directory.imports import running
from directory.imports.batches import Import, ImportFormat, ImportHasErrors, OutsideCounty
from directory.imports.comparing import Outcome
from directory.imports.findings import SENTENCES, UnreadableFile
from directory.imports.results import Compared
from directory.imports.running import ZIP, Sent
from directory.imports.summary import summary_of
from directory.imports.table import Row
from directory.settings import Settings

SOURCE = re.compile(r"[a-z0-9_-]{1,40}")
CALLER = "command line"
DONE, REFUSED, BAD_INPUT = 0, 1, 2
LINES_SHOWN = 5
"""The first lines that are named for each code."""


@dataclass(frozen=True)
class _Wishes:
    is_dry: bool
    force: bool


def add_import_verb(verbs: Any) -> Callable[[argparse.Namespace], int]:
    """Add `import` to the verbs of the service; answer what it does."""
    verb = verbs.add_parser("import", help="bring points or opening hours in from a file")
    kinds = verb.add_subparsers(dest="kind", required=True, metavar="KIND")
    points = kinds.add_parser("points", help="places, CSV or XLSX")
    _add_common(points)
    points.add_argument(
        "--outside-county",
        choices=[choice.value for choice in OutsideCounty],
        default=OutsideCounty.SKIP.value,
        help="what becomes of places outside the county",
    )
    _add_common(kinds.add_parser("hours", help="opening hours day by day, CSV, plain or gzip"))
    return import_file


def import_file(args: argparse.Namespace) -> int:
    """0: done. 1: refused because of its errors. 2: there is no such file, or it is none."""
    try:
        content = Path(args.file).read_bytes()
    except OSError as wrong:
        return _bad(f"{args.file}: {wrong.strerror}")
    settings = Settings()
    sent = Sent(
        format=_format_of(args.kind, content),
        data_source=args.source,
        content=content,
        county=settings.county,
        outside_county=OutsideCounty(getattr(args, "outside_county", "skip")),
        watch=_bar,
    )
    wishes = _Wishes(args.dry_run, args.force)
    try:
        compared, row = asyncio.run(_run(settings.database_url, sent, wishes))
    except UnreadableFile as wrong:
        return _bad(f"{args.file}: {wrong.said.en}")
    except Refusal as refusal:
        return _bad(refusal.detail.en)
    print(summary(sent, compared, row))  # noqa: T201  what it is asked for
    if row.applied_at is None and not wishes.is_dry:
        print(TOO_MANY, file=sys.stderr)  # noqa: T201
        return REFUSED
    return DONE


TOO_MANY = (
    "Nothing was imported: more than 20 % of the rows have errors. "
    "Mend the file, or say --force to import the other rows."
)


async def _run(database_url: str, sent: Sent, wishes: _Wishes) -> tuple[Compared, Import]:
    async with connected(database_url) as transactions, transactions.begin() as session:
        compared = await running.compare(session, sent)
        if wishes.is_dry:
            return compared, await running.try_dry(session, sent, compared, CALLER)
        try:
            running.refuse_too_many_errors(compared, force=wishes.force)
        except ImportHasErrors:
            return compared, await running.keep_refused(session, sent, compared, CALLER)
        row = await running.apply_at_once(session, sent, compared, CALLER, force=True)
        return compared, row


def summary(sent: Sent, compared: Compared, row: Import) -> str:
    """What the file has done, or would do, in lines for a person."""
    lines = [f"Import {row.id} from {sent.data_source}"]
    lines += [f"  {said.en}" for said in summary_of(row)]
    if row.counts["unknown_columns"]:
        lines.append(f"  unknown columns: {', '.join(row.counts['unknown_columns'])}")
    lines += [_code(compared, code, count) for code, count in row.counts["codes"].items()]
    return "\n".join(lines)


def _code(compared: Compared, code: str, count: int) -> str:
    """A code with its sentence, and the first lines of the file that have it."""
    lines = [row.number for row in compared.rows if any(one.code == code for one in row.findings)]
    wrong = any(
        one.code == code and one.is_error
        for row in compared.rows
        if row.outcome is Outcome.ERROR
        for one in row.findings
    )
    kind = "error" if wrong else "note"
    shown = ", ".join(map(str, lines[:LINES_SHOWN]))
    more = " and others" if len(lines) > LINES_SHOWN else ""
    name = "Line" if len(lines) == 1 else "Lines"
    return f"  {kind} {code}: {count}. {SENTENCES[code].en} {name} {shown}{more}."


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="path of the file", metavar="FILE")
    parser.add_argument(
        "--source",
        required=True,
        type=_source,
        metavar="NAME",
        help="the register that the file comes from: a-z, 0-9, _ and -",
    )
    parser.add_argument("--dry-run", action="store_true", help="only tell what it would do")
    parser.add_argument("--force", action="store_true", help="also with many errors")


def _source(text: str) -> str:
    if not SOURCE.fullmatch(text):
        raise argparse.ArgumentTypeError("a source is 1 to 40 of a-z, 0-9, _ and -")
    return text


def _format_of(kind: str, content: bytes) -> ImportFormat:
    if kind == "hours":
        return ImportFormat.HOURS_CSV
    return ImportFormat.XLSX if content.startswith(ZIP) else ImportFormat.CSV


def _bar(rows: Iterable[Row]) -> Iterable[Row]:
    """A bar on the standard error, when it is a terminal."""
    bar: Iterable[Row] = tqdm(rows, unit=" rows", desc="reading", disable=None, file=sys.stderr)
    return bar


def _bad(said: str) -> int:
    print(f"directory import: {said}", file=sys.stderr)  # noqa: T201
    return BAD_INPUT
