"""The dated days of points, read in the compact form of the hours engine."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from directory.hours.json_values import items, span_from
from directory.hours.opening_hours import Day, Span, State
from directory.points.points import DayHours

SLICE = 200


async def days_of(
    session: AsyncSession, point_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[date, Day]]:
    """The days of some points; equal days share their spans."""
    found: dict[UUID, dict[date, Day]] = {}
    spans = cast(DayHours.spans, String)
    for start in range(0, len(point_ids), SLICE):
        these = point_ids[start : start + SLICE]
        asked = select(DayHours.point_id, DayHours.day, DayHours.state, spans, DayHours.source)
        for point_id, day, state, text, source in await session.execute(
            asked.where(DayHours.point_id.in_(these))
        ):
            kept = Day(day, State(state) if state else None, _spans(text), source)
            found.setdefault(point_id, {})[day] = kept
    return found


@lru_cache(maxsize=20_000)
def _spans(text: str) -> tuple[Span, ...]:
    return items(json.loads(text), "", span_from)
