"""`directory import points FILE` and `directory import hours FILE`: files from the command line."""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Collection, Iterable
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
from directory.imports.results import Compared, share_of_errors
from directory.imports.running import MOST_ERRORS, ZIP, Sent
from directory.imports.summary import summary_of
from directory.imports.table import Row
from directory.settings import Settings

SOURCE = re.compile(r"[a-z0-9_-]{1,40}")
CALLER = "command line"
DONE, REFUSED, BAD_INPUT = 0, 1, 2
SHOWN, LONGEST_WORD = 5, 60
"""How many lines and words are named for each code, and how much of a word."""


@dataclass(frozen=True)
class _Wishes:
    is_dry: bool
    force: bool


def add_import_verb(verbs: Any) -> Callable[[argparse.Namespace], int]:
    """Add `import` to the verbs of the service; answer what it does."""
    verb = verbs.add_parser("import", help="bring points or opening hours in from a file")
    verb.set_defaults(called=verb.prog)
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
    """0: done. 1: refused because of its errors, or it would be. 2: no such file, or it is none."""
    try:
        content = Path(args.file).read_bytes()
    except OSError as wrong:
        return _bad(args, f"{args.file}: {wrong.strerror}")
    settings = Settings()
    sent = Sent(
        format=_format_of(args, content),
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
        return _bad(args, f"{args.file}: {wrong.said.en}")
    except Refusal as refusal:
        return _bad(args, refusal.detail.en)
    print(summary(sent, compared, row, is_dry=wishes.is_dry))  # noqa: T201  what it is asked for
    if row.applied_at is None and share_of_errors(row.counts) > MOST_ERRORS and not wishes.force:
        print(f"{WOULD if wishes.is_dry else DID}: {TOO_MANY}", file=sys.stderr)  # noqa: T201
        return REFUSED
    return DONE


DID, WOULD = "Nothing was imported", "The import itself would be refused"
TOO_MANY = (
    "more than 20 % of the rows have errors. "
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


def summary(sent: Sent, compared: Compared, row: Import, *, is_dry: bool) -> str:
    """What the file has done, or would do, in lines for a person."""
    lines = [f"Import {row.id} from {sent.data_source}"]
    lines += [f"  {said.en}" for said in summary_of(row, is_dry=is_dry)]
    if row.counts["unknown_columns"]:
        lines.append(f"  unknown columns: {', '.join(row.counts['unknown_columns'])}")
    if words := compared.ignored_words:
        by_weight = sorted(words, key=lambda word: -words[word])
        lines.append(f"  words left out: {_first(map(_quoted, by_weight))}")
    lines += [_code(compared, code, count) for code, count in row.counts["codes"].items()]
    return "\n".join(lines)


def _code(compared: Compared, code: str, count: int) -> str:
    """A code with its sentence, the first lines of the file that have it, and what they say."""
    found = [(row, one) for row in compared.rows for one in row.findings if one.code == code]
    wrong = any(one.is_error and row.outcome is Outcome.ERROR for row, one in found)
    lines = dict.fromkeys(str(row.number) for row, _ in found)
    said = dict.fromkeys(_quoted(value) for _, one in found if (value := one.told()["value"]))
    columns = dict.fromkeys(_quoted(one.field) for _, one in found)
    named = f" Named: {_first(said)}." if said else ""
    kind = "error" if wrong else "note"
    where = f"{_many('Line', lines)}.{named} {_many('Column', columns)}."
    return f"  {kind} {code}: {count}. {SENTENCES[code].en} {where}"


def _many(name: str, of: Collection[str]) -> str:
    return f"{name if len(of) == 1 else name + 's'} {_first(of)}"


def _first(of: Iterable[str]) -> str:
    """The first few, and whether there are others."""
    listed = list(of)
    more = " and others" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + more


def _quoted(value: str) -> str:
    """A cell as a terminal may show it: short, on one line, without control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in value)
    short = plain if len(plain) <= LONGEST_WORD else f"{plain[:LONGEST_WORD]}…"
    return f'"{short}"'


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


def _format_of(args: argparse.Namespace, content: bytes) -> ImportFormat:
    """By its first bytes; what is merely called a spreadsheet is refused as one."""
    if args.kind == "hours":
        return ImportFormat.HOURS_CSV
    is_called = Path(args.file).suffix.casefold() == ".xlsx"
    return ImportFormat.XLSX if is_called or content.startswith(ZIP) else ImportFormat.CSV


def _bar(rows: Iterable[Row]) -> Iterable[Row]:
    """A bar on the standard error, when it is a terminal."""
    bar: Iterable[Row] = tqdm(rows, unit=" rows", desc="reading", disable=None, file=sys.stderr)
    return bar


def _bad(args: argparse.Namespace, said: str) -> int:
    print(f"{args.called}: {said}", file=sys.stderr)  # noqa: T201
    return BAD_INPUT
