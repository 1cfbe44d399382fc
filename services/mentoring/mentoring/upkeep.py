"""What passing time does: result areas get their engagement, those of ended units are closed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import alone, end, for_ever
from common.db import Transactions
from mentoring.bridge.due_engagements import close_due_engagements, open_due_engagements
from mentoring.bridge.use import retire_what_ended
from mentoring.learning.planning import advance_quarter_plans
from mentoring.people.ending_time import tell_of_ending_time
from mentoring.people.org_units import hold_tree
from mentoring.people.retention import purge_nightly
from mentoring.people.standing import SYSTEM
from mentoring.processes.trail import keep_trail

EVERY = 60.0
"""Seconds."""
Due = Callable[[AsyncSession], Awaitable[object]]


async def _engagements(session: AsyncSession) -> None:
    """While nobody changes the tree, or an area could get two."""
    await hold_tree(session)
    await open_due_engagements(session)
    await close_due_engagements(session)


DUE: Sequence[Due] = (
    _engagements,
    advance_quarter_plans,
    retire_what_ended,
    tell_of_ending_time,
    purge_nightly,
)
"""Each in a transaction of its own; done twice at once or again it changes nothing more."""
UNTRACED = frozenset({purge_nightly})
"""It writes a report: a trail of its changes would name those whom it makes nobody."""


@dataclass
class Upkeep:
    """The timed work of one process."""

    transactions: Transactions

    async def keep(self) -> None:
        """Run until something breaks; the caller starts it again."""
        while True:
            await self.once()
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Everything that is due now."""
        for due in DUE:
            async with self.transactions.begin() as session:
                if due not in UNTRACED:
                    keep_trail(session, SYSTEM.subject)
                await due(session)


@asynccontextmanager
async def kept_up(upkeep: Upkeep, database_url: str) -> AsyncIterator[None]:
    """Do the upkeep beside the service, in one of its processes at a time."""
    step = partial(alone, database_url, "upkeep", upkeep.keep)
    async with asyncio.TaskGroup() as beside:
        task = beside.create_task(for_ever(step))
        yield
        await end([task])
