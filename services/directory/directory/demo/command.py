"""`directory demo`: loads the invented county into the directory's database."""

import argparse
import asyncio
import sys
from typing import Any

from common import db
from common.cli import More
from common.clock import helsinki_day, now
from directory.demo.loading import load
from directory.settings import Settings

COUNTY = "09"
"""Päijät-Häme, where the invented places lie."""
OTHER_COUNTY = 2


def add_demo_verb(verbs: Any) -> More:
    verbs.add_parser("demo", help="load an invented county; what is there already stays")
    return demo_verb


def demo_verb(_: argparse.Namespace) -> int:
    settings = Settings()
    if settings.county != COUNTY:
        print(f"The demonstration is of county {COUNTY}, not {settings.county}.", file=sys.stderr)  # noqa: T201
        return OTHER_COUNTY
    added = asyncio.run(_load_into(settings.database_url))
    print(f"{added} records of the demonstration were added.")  # noqa: T201
    return 0


async def _load_into(database_url: str) -> int:
    async with db.connected(database_url) as transactions, transactions.begin() as session:
        return await load(session, helsinki_day(now()))
