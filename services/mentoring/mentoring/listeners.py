"""What mentoring hears, the fields it reads of it, and what it does about it."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Doing, Event, Hearing
from mentoring.bridge.evidence import keep_figures
from mentoring.bridge.use import hear_of_use
from mentoring.events.processes import TOLD
from mentoring.quarters import QUARTER
from mentoring.settings import Settings
from mentoring.support import forwarding  # noqa: F401  makes its events known
from mentoring.support.delivering import Post


class Figure(BaseModel):
    """One figure of a unit and a period; without a value when it is withheld."""

    metric: str
    item: str | None
    value: Decimal | None
    received: int
    expected: int


class FiguresChanged(Event):
    """The figures of a unit and a period are others now."""

    type = "metrics.figures.changed"
    about = "org_unit_id"
    org_unit_id: UUID
    period: str
    revision: int
    figures: list[Figure]


async def hear_figures(session: AsyncSession, event: FiguresChanged) -> None:
    """Keep the figures of a unit and quarter; use of a service becomes evidence of adoptions."""
    if QUARTER.fullmatch(event.period):
        told = [one.model_dump(mode="json") for one in event.figures]
        kept = await keep_figures(session, event.org_unit_id, event.period, event.revision, told)
        await hear_of_use(session, kept)


HEARING: Hearing = {FiguresChanged: hear_figures}


async def send_forwarded(event: Event) -> None:
    await _deliver(event)


async def reroute_forwarded(event: Event) -> None:
    await _deliver(event)


async def answer_forwarded(event: Event) -> None:
    await _deliver(event)


async def reopen_forwarded(event: Event) -> None:
    await _deliver(event)


async def _deliver(event: Event) -> None:
    """In a process that only listens: by the settings of its environment."""
    await Post(Settings()).deliver(event)


DOING: Doing = {
    TOLD["forward.sent"]: send_forwarded,
    TOLD["forward.rerouted"]: reroute_forwarded,
    TOLD["forward.info_given"]: answer_forwarded,
    TOLD["forward.reopened"]: reopen_forwarded,
}
"""The names of the acts are those of their durables."""
