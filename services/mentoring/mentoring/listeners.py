"""What mentoring hears, the fields it reads of it, and what it does about it."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import Doing, Event, Hearing
from mentoring.bridge.evidence import ToldFigures, keep_figures
from mentoring.bridge.use import hear_of_use
from mentoring.events import PublicNames
from mentoring.events.processes import TOLD
from mentoring.people.partners import Told, keep_partner
from mentoring.people.standing import SYSTEM
from mentoring.processes.trail import keep_trail
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
    """Keep the figures of a unit and quarter; use of a service becomes evidence of adoptions.

    Figures that are older than the kept ones say nothing any more (S27).
    """
    if not QUARTER.fullmatch(event.period):
        return
    keep_trail(session, SYSTEM.subject)
    said = [one.model_dump(mode="json") for one in event.figures]
    told = ToldFigures(
        org_unit_id=event.org_unit_id,
        quarter=event.period,
        revision=event.revision,
        sequence=event.sequence,
        figures=said,
    )
    kept = await keep_figures(session, told)
    if kept is not None:
        await hear_of_use(session, kept)


class _OrganisationEvent(Event):
    """An organisation as it is after the change."""

    type = "directory.organisation.changed"
    organisation_id: UUID
    name: PublicNames
    kind: str


class OrganisationCreated(_OrganisationEvent):
    """An organisation was entered."""

    type = "directory.organisation.created"


class OrganisationUpdated(_OrganisationEvent):
    """An organisation was changed."""

    type = "directory.organisation.updated"


class OrganisationArchived(_OrganisationEvent):
    """An organisation takes part no more."""

    type = "directory.organisation.archived"


async def hear_organisation(session: AsyncSession, event: _OrganisationEvent) -> None:
    """Keep who may be a partner, and what it is called."""
    gone = isinstance(event, OrganisationArchived)
    told = Told(event.organisation_id, event.name, event.kind, gone, event.sequence)
    await keep_partner(session, told)


HEARING: Hearing = {
    FiguresChanged: hear_figures,
    OrganisationCreated: hear_organisation,
    OrganisationUpdated: hear_organisation,
    OrganisationArchived: hear_organisation,
}


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
