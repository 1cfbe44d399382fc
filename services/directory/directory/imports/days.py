"""A file of dated days beside the database, and written into it (rules O28-O32)."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell_all
from common.clock import now
from directory.events import PointUpdated
from directory.hours.opening_hours import State
from directory.imports.comparing import Outcome
from directory.imports.hours_file import DayRead, HoursRead, SpanOfDay
from directory.imports.results import RowResult, code_counts, row_counts
from directory.imports.writing import POINTS, copy_records, lock_source
from directory.points.changing import told
from directory.points.points import SupportPoint

MOST_ROWS_KEPT = 10_000
"""Wrong rows that are told one by one; all are counted."""
COLUMNS = ("point_id", "day", "state", "spans")
BEGIN = text(
    "create temporary table incoming_day"
    " (point_id uuid, day date, state text, spans jsonb) on commit drop"
)
LOOKED_AT = text("analyze incoming_day")
END = text("drop table if exists incoming_day")
PLACES = text(
    "select origin_id, id, state = 'archived' as archived, municipality_code"
    " from support_point where data_source = :source"
)
SKIPPED = text(
    "select origin_id from import_row where outcome = 'skipped' and origin_id is not null"
    " and import_id = (select id from import where data_source = :source"
    " and format <> 'hours_csv' and state = 'applied' order by applied_at desc limit 1)"
)
STATED = text(
    "select distinct point_id from day_hours"
    " where source = :source and day between :first and :last"
)
DIFFERENT = text(
    "select i.point_id, count(*) filter (where d.point_id is null) as created,"
    " count(*) filter (where d.point_id is not null) as updated"
    " from incoming_day i left join day_hours d on d.point_id = i.point_id and d.day = i.day"
    " where d.point_id is null or (d.source = :source"
    " and (d.state, d.spans) is distinct from (i.state, i.spans)) group by i.point_id"
)
WRITE = text(
    "insert into day_hours as d (point_id, day, source, state, spans)"
    " select point_id, day, :source, state, spans from incoming_day order by point_id, day"
    " on conflict (point_id, day) do update set state = excluded.state, spans = excluded.spans"
    " where d.source = excluded.source"
    " and (d.state, d.spans) is distinct from (excluded.state, excluded.spans)"
)


@dataclass(frozen=True)
class Places:
    """The places of a source by its own ids; `left_out` are those that its import has skipped."""

    ids: Mapping[str, UUID]
    municipalities: Mapping[UUID, str | None]
    left_out: frozenset[str]


@dataclass
class DaysComparison:
    """What the file would change. The days wait in a table of this transaction."""

    rows: list[RowResult]
    counts: dict[str, Any]
    changed: list[UUID]
    municipality_codes: set[str | None]
    data_source: str

    async def write(self, session: AsyncSession) -> None:
        """The days at once (O26), and an event for each point of which one has changed."""
        if not self.changed:
            return
        await session.execute(WRITE, {"source": self.data_source})
        counted = (
            update(POINTS)
            .where(POINTS.c.id.in_(self.changed))
            .values(
                days_revision=POINTS.c.days_revision + 1,
                version=POINTS.c.version + 1,
                updated_at=now(),
            )
            .returning(*POINTS.c)
        )
        points = (await session.execute(counted)).mappings().all()
        await tell_all(
            session, [PointUpdated(**told(SupportPoint(**one), ["hours"])) for one in points]
        )


async def places_of(session: AsyncSession, data_source: str) -> Places:
    """Which ids of the file mean a point: those that the source's places file has brought."""
    await lock_source(session, data_source)
    points = (await session.execute(PLACES, {"source": data_source})).all()
    skipped = await session.scalars(SKIPPED, {"source": data_source})
    ids = {point.origin_id: point.id for point in points if not point.archived}
    archived = {point.origin_id for point in points if point.archived}
    return Places(
        ids=ids,
        municipalities={point.id: point.municipality_code for point in points},
        left_out=frozenset({*skipped, *archived} - ids.keys()),
    )


async def compare_days(
    session: AsyncSession, data_source: str, read: HoursRead, places: Places
) -> DaysComparison:
    """Put the days beside those that the source has stated before; no point is touched."""
    window = {"source": data_source, "first": read.first, "last": read.last}
    stated = set(await session.scalars(STATED, window))
    named = {places.ids[origin_id]: origin_id for origin_id in read.places}
    standing = {id_: origin_id for origin_id, id_ in places.ids.items() if id_ in stated}
    targets = standing | named
    await session.execute(END)
    await session.execute(BEGIN)
    await copy_records(session, "incoming_day", COLUMNS, _records(read, targets))
    await session.execute(LOOKED_AT)
    different = (await session.execute(DIFFERENT, {"source": data_source})).all()
    days = Counter(
        created=sum(one.created for one in different), updated=sum(one.updated for one in different)
    )
    return DaysComparison(
        rows=[_row(read, places, place) for place in range(min(len(read.wrong), MOST_ROWS_KEPT))],
        counts=_counts(read, len(targets), days, len(different)),
        changed=sorted(one.point_id for one in different),
        municipality_codes={places.municipalities[one.point_id] for one in different},
        data_source=data_source,
    )


def _records(
    read: HoursRead, targets: Mapping[UUID, str]
) -> Iterator[tuple[UUID, date, str | None, str]]:
    """A row for each place and date of the window; without rows in the file: unknown (O28)."""
    unknown = DayRead(state=State.UNKNOWN)
    spans_of = _spans_writer()
    for point_id in sorted(targets):
        origin_id = targets[point_id]
        for day in read.window:
            said = read.days.get((origin_id, day), unknown)
            state = said.state.value if said.state else None
            yield point_id, day, state, spans_of(tuple(sorted(said.spans)))


def _spans_writer() -> Callable[[tuple[SpanOfDay, ...]], str]:
    """Most days of a file look like another: each look is written once."""

    @cache
    def written(spans: tuple[SpanOfDay, ...]) -> str:
        return json.dumps(
            [
                {"from": _clock(one.start), "to": _clock(one.end), "state": one.state.value}
                for one in spans
            ]
        )

    return written


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _row(read: HoursRead, places: Places, place: int) -> RowResult:
    wrong = read.wrong[place]
    point_id = places.ids.get(wrong.origin_id)
    return RowResult(wrong.number, Outcome.ERROR, wrong.origin_id, point_id, [wrong.finding])


def _counts(read: HoursRead, places: int, days: Mapping[str, int], changed: int) -> dict[str, Any]:
    """Days are those of the places: with spans, closed, said to be unknown, without rows."""
    outcomes = {Outcome.ERROR: len(read.wrong), Outcome.SKIPPED: read.skipped.total()}
    states = _states(list(read.days.values()))
    in_all = places * len(read.window)
    return {
        "rows": row_counts(outcomes, accepted=read.accepted),
        "codes": code_counts([one.finding for one in read.wrong]),
        "points": {
            "created": 0,
            "updated": changed,
            "unchanged": places - changed,
            "published": 0,
            "suspended": 0,
            "drafts": 0,
            "left_source": 0,
        },
        "days": {
            "first": read.first.isoformat(),
            "last": read.last.isoformat(),
            **states,
            "without_rows": in_all - len(read.days),
            "created": days["created"],
            "updated": days["updated"],
            "unchanged": in_all - days["created"] - days["updated"],
        },
        "unknown_columns": [],
        "ignored_words": {"different": 0, "in_all": 0},
    }


def _states(days: Sequence[DayRead]) -> dict[str, int]:
    whole = Counter(day.state for day in days if not day.spans)
    return {
        "with_spans": sum(bool(day.spans) for day in days),
        "closed": whole[State.CLOSED],
        "unknown": whole[State.UNKNOWN],
    }
