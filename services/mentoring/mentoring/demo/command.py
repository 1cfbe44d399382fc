"""`mentoring demo`: loads the invented county into mentoring's database."""

import asyncio
import gc

from common.clock import now
from common.db import connected
from mentoring.demo.loading import load
from mentoring.settings import Settings


def demo_verb() -> int:
    gc.disable()  # all that is made is kept until the end: to look for garbage takes an eighth
    try:
        taken = asyncio.run(_load_into(Settings().database_url))
    finally:
        gc.enable()
    if taken:
        print(f"An invented county and {taken} steps of its mentoring were added.")  # noqa: T201
    else:
        print("There is an organisation already; nothing was added.")  # noqa: T201
    return 0


async def _load_into(database_url: str) -> int:
    async with connected(database_url) as transactions, transactions.begin() as session:
        return await load(session, now())
