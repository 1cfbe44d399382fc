"""Identity codes in what is stored already: where they stand, never the texts (7.2)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, Enum, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from common.text import identity_codes
from mentoring.people.access import recorded_kinds
from mentoring.processes.trail import UNTOLD, Transition
from mentoring.store import ARCHIVED_TOO
from mentoring.text_warnings import texts_in

SHORT = 80
"""Characters of a column that holds a code or a name, and no sentence."""
SLICE = 500
MOST = 1000
"""Ids of a column that are told."""
Names = Mapping[str, InstrumentedAttribute[Any]]


@dataclass
class Hits:
    """The rows of a column that hold codes."""

    table: str
    column: str
    certain: int = 0
    possible: int = 0
    """Those with nothing worse than what may be a code."""
    record_ids: list[UUID] = field(default_factory=list)


async def scan(session: AsyncSession) -> list[Hits]:
    """Every column with texts of people in which something was found; archived rows too."""
    found: list[Hits] = []
    for kind in recorded_kinds():
        found += await _of(session, kind, kind.id, columns_of(kind))
    return found + await _of(session, Transition, Transition.record_id, {"reason": REASON})


REASON: InstrumentedAttribute[Any] = Transition.reason


def columns_of(kind: Any) -> Names:
    """Those of a kind of record that may hold what somebody wrote."""
    columns = kind.__table__.columns
    return {
        name: getattr(kind, name)
        for name in (attribute.key for attribute in kind.__mapper__.column_attrs)
        if name not in UNTOLD and _holds_text(columns[name].type)
    }


def _holds_text(type_: Any) -> bool:
    if isinstance(type_, String):
        return not isinstance(type_, Enum) and (type_.length is None or type_.length > SHORT)
    return isinstance(type_, JSON) or (isinstance(type_, ARRAY) and _holds_text(type_.item_type))


async def _of(session: AsyncSession, kind: Any, id_: Any, columns: Names) -> list[Hits]:
    if not columns:
        return []
    hits = [Hits(str(kind.__tablename__), name) for name in columns]
    query = select(id_, *columns.values()).order_by(id_)
    options = {ARCHIVED_TOO: True, "yield_per": SLICE}
    rows = await session.stream(query.execution_options(**options))
    async for some in rows.partitions():
        await asyncio.to_thread(_look, some, hits)
    return [one for one in hits if one.certain or one.possible]


def _look(rows: Sequence[Any], hits: Sequence[Hits]) -> None:
    """It takes the processor for long: in a thread of its own."""
    for record_id, *values in rows:
        for value, seen in zip(values, hits, strict=True):
            codes = [found.certain for text in texts_in(value) for found in identity_codes(text)]
            if codes:
                seen.certain += any(codes)
                seen.possible += not any(codes)
                seen.record_ids = list(dict.fromkeys([*seen.record_ids, record_id]))[:MOST]
