"""What goes with an engagement that is taken away: its contacts, and who was asked to take it."""

from collections.abc import Iterable

from sqlalchemy import select

from common.clock import now
from mentoring.bridge.dialogue import DialogueEntry, Observation
from mentoring.bridge.links import kind_of
from mentoring.people.standing import Standing
from mentoring.processes.acting import Doing, put_away
from mentoring.processes.machines import MACHINES
from mentoring.store import Archivable, InProcess


async def archive_engagement(one: InProcess, doing: Doing) -> None:
    """Its contacts, what was seen in them, and the requests to take it over."""
    session, handover = doing.session, kind_of("handover")
    entries = select(DialogueEntry).where(DialogueEntry.engagement_id == one.id)
    contacts = (await session.scalars(entries.with_for_update())).all()
    seen = select(Observation).where(Observation.entry_id.in_([entry.id for entry in contacts]))
    hide([*(await session.scalars(seen.with_for_update())).all(), *contacts], doing.by)
    asked = select(handover).where(
        handover.engagement_id == one.id, handover.state == MACHINES["handover"].start
    )
    for request in (await session.scalars(asked.with_for_update())).all():
        await put_away(session, request, doing.by)


def hide(rows: Iterable[Archivable], by: Standing) -> None:
    """Archive what belongs to a record and is told with it."""
    for row in rows:
        row.archived_at = now()
        row.touch(by.subject)
