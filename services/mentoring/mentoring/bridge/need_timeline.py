"""What has happened to a need: steps, and notes of the dialogue that it came from (rule 4, S23).

A reader of another area sees the steps of a merged need, and of notes those of the own area alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.dialogue import DialogueEntry, Observation
from mentoring.bridge.need_readers import sees_whole
from mentoring.bridge.needs import Need, NeedOrigin
from mentoring.people.access import note_access
from mentoring.people.permissions import may, readable
from mentoring.people.standing import Standing
from mentoring.processes.trail import Transition

MOST = 1000


class Moment(NamedTuple):
    """A step, an observation or a contact; what the reader may not see is null."""

    at: datetime
    kind: str
    record_id: UUID
    action: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    by: str | None = None
    text: str | None = None


async def timeline_of(session: AsyncSession, need: Need, by: Standing) -> Sequence[Moment]:
    """Oldest first, at most the last thousand. What was read of notes is written down (7.5)."""
    needs = [need, *await _merged(session, need, by)]
    steps = await _steps(session, {one.id: sees_whole(by, one) for one in needs})
    notes = await _notes(session, [one.id for one in needs], by)
    return sorted([*steps, *notes], key=lambda one: one.at)[-MOST:]


async def _merged(session: AsyncSession, need: Need, by: Standing) -> Iterable[Need]:
    found = await session.scalars(select(Need).where(Need.merged_into == need.id))
    return [one for one in found if may(by, "r", "need", one)]


async def _steps(session: AsyncSession, whole: dict[UUID, bool]) -> list[Moment]:
    wanted = select(Transition).where(Transition.record_id.in_(whole)).order_by(Transition.id)
    return [_step(one, whole=whole[one.record_id]) for one in await session.scalars(wanted)]


def _step(one: Transition, *, whole: bool) -> Moment:
    who, why = (one.by, one.reason) if whole else (None, None)
    return Moment(one.at, "step", one.record_id, one.action, one.from_state, one.to_state, who, why)


async def _notes(session: AsyncSession, need_ids: Sequence[UUID], by: Standing) -> list[Moment]:
    sources = select(NeedOrigin.source_id).where(NeedOrigin.need_id.in_(need_ids))
    seen = select(Observation).where(
        or_(Observation.id.in_(sources), Observation.need_id.in_(need_ids)),
        readable(by, "dialogue_entry", Observation),
    )
    observations = (await session.scalars(seen)).all()
    heard = select(DialogueEntry).where(
        DialogueEntry.id.in_([one.entry_id for one in observations if one.entry_id]),
        readable(by, "dialogue_entry", DialogueEntry),
    )
    entries = (await session.scalars(heard)).all()
    for entry in entries:
        await note_access(session, by, "dialogue_entry", entry.id)
    told = {entry.id for entry in entries}
    for seen_alone in (one for one in observations if one.entry_id not in told):
        await note_access(session, by, "observation", seen_alone.id)
    return [
        *(_note("observation", one) for one in observations),
        *(_note("dialogue_entry", one) for one in entries),
    ]


def _note(kind: str, one: Observation | DialogueEntry) -> Moment:
    return Moment(one.created_at, kind, one.id, by=one.created_by, text=one.text)
