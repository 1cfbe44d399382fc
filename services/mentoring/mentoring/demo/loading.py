"""Loads the demonstration of mentoring into a database that knows no organisation yet."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.demo.adoptions import adoptions
from mentoring.demo.dialogues import dialogues
from mentoring.demo.fits import fit
from mentoring.demo.forwards import forwards
from mentoring.demo.gathering import gathered_trail
from mentoring.demo.needs import needs
from mentoring.demo.people import bring_in
from mentoring.demo.places import lay_out
from mentoring.demo.plans import plans
from mentoring.demo.quarters import quarters
from mentoring.demo.services import offer
from mentoring.demo.surveys import surveys
from mentoring.demo.telling import DAYS, Demonstration
from mentoring.people.org_units import OrgUnit
from mentoring.processes.trail import Transition, keep_trail


async def load(session: AsyncSession, at: datetime) -> int:
    """Add the invented county and its work until a moment, and tell of it.

    Answers how many steps its records took: none when there is an organisation already, which then
    stays as it is.
    """
    if await session.scalar(select(OrgUnit.id).limit(1)) is not None:
        return 0
    keep_trail(session, "demo")
    async with gathered_trail(session):
        await _tell(Demonstration(session, at))
    return await session.scalar(select(func.count()).select_from(Transition)) or 0


async def _tell(demo: Demonstration) -> None:
    """First what there is, then what happened."""
    with standing_at(demo.moment(demo.ago(DAYS + 3))):
        for part in (lay_out, bring_in, offer, fit):
            await part(demo)
    demo.standings.clear()
    told = (dialogues, surveys, plans, adoptions, needs, forwards, quarters)
    await demo.tell(story for stories in told for story in stories(demo))
