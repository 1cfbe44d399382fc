"""Mentoring's own words on the command line: `purge`, `import-units` and `demo`."""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from common.cli import More
from common.db import connected
from mentoring.people.org_command import add_import_units
from mentoring.people.retention import purge
from mentoring.settings import Settings


def own_verbs(verbs: Any) -> Mapping[str, More]:
    """Add the verbs; answer what each does."""
    verbs.add_parser("demo", help="load an invented county; an organisation that is there stays")
    return {
        "purge": _add_purge(verbs),
        "import-units": add_import_units(verbs),
        "demo": load_demo,
    }


def load_demo(_: argparse.Namespace) -> int:
    """Nothing else wants the invented county: it is imported when it is asked for."""
    return int(import_module("mentoring.demo.command").demo_verb())


def _add_purge(verbs: Any) -> Callable[[argparse.Namespace], int]:
    verb = verbs.add_parser("purge", help="take away what has been kept long enough")
    verb.add_argument("--dry-run", action="store_true", help="only tell what it would take")
    return purge_now


def purge_now(args: argparse.Namespace) -> int:
    """What the night does by itself (7.5), now. Prints the rows by kind."""
    found = asyncio.run(_purge(Settings().database_url, is_dry=args.dry_run))
    print("Would be purged:" if args.dry_run else "Purged:")  # noqa: T201  what it is asked for
    for kind, rows in found.items():
        print(f"  {kind}: {rows}")  # noqa: T201
    return 0


async def _purge(database_url: str, *, is_dry: bool) -> dict[str, int]:
    async with connected(database_url) as transactions, transactions.begin() as session:
        return await purge(session, is_dry=is_dry)
