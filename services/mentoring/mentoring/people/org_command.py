"""`mentoring import-units FILE`: the organisation from a sheet, from the command line."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.db import connected
from mentoring.people import org_imports
from mentoring.people.org_imports import SENTENCES, Compared
from mentoring.people.org_rows import COLUMNS, REQUIRED
from mentoring.people.standing import Standing
from mentoring.processes.trail import keep_trail
from mentoring.settings import Settings
from mentoring.sheets import Sheet, UnreadableSheet, read_sheet

DONE, REJECTED, BAD_INPUT = 0, 1, 2
BY = Standing("command line")


def add_import_units(verbs: Any) -> Callable[[argparse.Namespace], int]:
    """Add `import-units` to the verbs of the service; answer what it does."""
    verb = verbs.add_parser("import-units", help="bring the organisation in from a sheet")
    verb.add_argument("file", help="CSV or XLSX", metavar="FILE")
    verb.add_argument("--dry-run", action="store_true", help="only tell what it would do")
    verb.set_defaults(called=verb.prog)
    return import_units


def import_units(args: argparse.Namespace) -> int:
    """0: done. 1: done, but for rows that were rejected. 2: no such file, or it is none."""
    try:
        content = Path(args.file).read_bytes()
        sheet = read_sheet(content, COLUMNS, REQUIRED)
    except OSError as wrong:
        return _bad(args, f"{args.file}: {wrong.strerror}")
    except UnreadableSheet as wrong:
        return _bad(args, f"{args.file}: {wrong.said.en}")
    compared = asyncio.run(_run(Settings().database_url, sheet, is_dry=args.dry_run))
    print(_summary(sheet, compared, is_dry=args.dry_run))  # noqa: T201  what it is asked for
    for row in compared.wrong:
        said = SENTENCES[row.code].en
        print(f"{args.file}:{row.number}: {row.column}: {said}", file=sys.stderr)  # noqa: T201
    return REJECTED if compared.wrong else DONE


async def _run(database_url: str, sheet: Sheet, *, is_dry: bool) -> Compared:
    async with connected(database_url) as transactions, transactions.begin() as session:
        keep_trail(session, BY.subject)
        compared = await org_imports.compare(session, sheet)
        if not is_dry:
            await org_imports.write(session, compared, BY)
        return compared


def _summary(sheet: Sheet, compared: Compared, *, is_dry: bool) -> str:
    counted = ", ".join(f"{name} {count}" for name, count in compared.counts.items())
    lines = [f"{'Would be' if is_dry else 'Units'}: {counted}"]
    if sheet.unknown:
        lines.append(f"Columns that were not read: {', '.join(sheet.unknown)}")
    return "\n".join(lines)


def _bad(args: argparse.Namespace, said: str) -> int:
    print(f"{args.called}: {said}", file=sys.stderr)  # noqa: T201
    return BAD_INPUT
