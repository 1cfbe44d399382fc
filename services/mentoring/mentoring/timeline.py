"""One timeline of a unit: what happened to its records, and the dialogue, as the reader may see it.

Each step is seen by whoever may read its record, each note by whoever may read that note (rule 1).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    false,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import NotFound
from mentoring.bridge.dialogue import DialogueEntry
from mentoring.bridge.need_readers import APART
from mentoring.bridge.needs import Need
from mentoring.bridge.summaries import PUBLISHED, Summary
from mentoring.people.org_units import OrgUnit
from mentoring.people.permissions import may_somewhere, readable
from mentoring.people.standing import Standing
from mentoring.processes.machines import MACHINES
from mentoring.processes.trail import Transition
from mentoring.store import InProcess, Row

NOTE = "dialogue_entry"
Key = tuple[datetime, int, str]
"""Where a moment stands: newest first, notes before steps of the same instant."""


WHOLE: Mapping[type[InProcess], Any] = {Need: APART}
"""A merged need is read by others through its summary alone: what happened to it is not theirs."""


UNPUBLISHED = SimpleNamespace(org_unit_id=Summary.org_unit_id, published=false)
"""All koosteet as if none were shared, for queries: those who find them there see drafts."""


class Moment(NamedTuple):
    """A step of a record, or a note of the dialogue."""

    key: Key
    kind: str
    record_id: UUID
    by: str
    action: str
    from_state: str | None = None
    to_state: str | None = None
    on: date | None = None
    text: str | None = None

    @property
    def at(self) -> datetime:
        return self.key[0]


async def refuse_unknown_unit(session: AsyncSession, unit_id: UUID) -> None:
    """Raises NotFound."""
    if await session.get(OrgUnit, unit_id) is None:
        raise NotFound


def kinds_of_records() -> Iterator[type[InProcess]]:
    """Every kind of record that moves by a table and may stand under a unit."""
    for mapper in Row.registry.mappers:
        if issubclass(mapper.class_, InProcess) and mapper.class_.noun in MACHINES:
            yield mapper.class_


async def timeline(
    session: AsyncSession,
    by: Standing,
    unit_id: UUID,
    kinds: Collection[str],
    page: tuple[Key | None, int],
) -> Sequence[Moment]:
    """At most so many moments of a unit after a key, newest first; of these kinds, or of all."""
    after, most = page
    found = [
        *(await _steps(session, by, unit_id, kinds, after, most)),
        *(await _notes(session, by, unit_id, after, most) if not kinds or NOTE in kinds else ()),
    ]
    return sorted(found, key=lambda one: one.key, reverse=True)[:most]


async def _steps(
    session: AsyncSession,
    by: Standing,
    unit_id: UUID,
    kinds: Collection[str],
    after: Key | None,
    most: int,
) -> list[Moment]:
    seen = [
        select(kind.id).where(
            kind.org_unit_id == unit_id, readable(by, resource, WHOLE.get(kind, kind))
        )
        for kind in kinds_of_records()
        if (not kinds or kind.noun in kinds)
        and may_somewhere(by, "r", resource := MACHINES[kind.noun].resource)
    ]
    if not seen:
        return []
    those = union_all(*seen)  # as conditions joined by or, no index would serve them
    steps = select(Transition, _reason(by)).where(Transition.record_id.in_(those))
    query = _page(steps, Transition, Transition.at, (0, after, most))
    return [
        Moment(
            (one.at, 0, str(one.id)),
            one.noun,
            one.record_id,
            one.by,
            one.action,
            one.from_state,
            one.to_state,
            text=reason,
        )
        for one, reason in await session.execute(query)
    ]


def _reason(by: Standing) -> ColumnElement[str | None]:
    """Why a step was taken, for those who could read the record as it was before: what is said of
    the draft of a kooste stays with those who wrote it.
    """
    drafts = select(Summary.id).where(readable(by, Summary.noun, UNPUBLISHED))
    hidden = and_(
        Transition.noun == Summary.noun,
        Transition.from_state.not_in(PUBLISHED),
        Transition.record_id.not_in(drafts),
    )
    return case((hidden, null()), else_=Transition.reason)


async def _notes(
    session: AsyncSession, by: Standing, unit_id: UUID, after: Key | None, most: int
) -> list[Moment]:
    query = select(DialogueEntry).where(
        DialogueEntry.org_unit_id == unit_id, readable(by, NOTE, DialogueEntry)
    )
    query = _page(query, DialogueEntry, DialogueEntry.created_at, (1, after, most))
    return [
        Moment(
            (one.created_at, 1, str(one.id)),
            NOTE,
            one.id,
            one.created_by,
            one.kind,
            on=one.day,
            text=one.text,
        )
        for one in await session.scalars(query)
    ]


def _page(query: Any, kind: Any, at: Any, page: tuple[int, Key | None, int]) -> Any:
    rank, after, most = page
    id_: ColumnElement[str] = cast(kind.id, String).collate("C")
    if after is not None:
        query = query.where(tuple_(at, literal(rank), id_) < tuple_(*map(literal, after)))
    return query.order_by(at.desc(), id_.desc()).limit(most)
