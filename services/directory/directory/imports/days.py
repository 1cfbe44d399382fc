"""A file of dated days beside the database, and written into it (rules O28-O32)."""

from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell_all
from common.clock import now
from directory.events import PointUpdated
from directory.imports.comparing import Outcome
from directory.imports.hours_file import WrongRow
from directory.imports.results import RowResult, row_counts
from directory.imports.stated_days import HoursSaid
from directory.imports.turns import in_turns
from directory.imports.writing import POINTS, copy_text, lock_source
from directory.points.changing import told
from directory.points.points import SupportPoint

POINTS_AT_ONCE = 50
"""Points that are counted up and told together: others have their turn after them."""
COLUMNS = ("point_id", "day", "state", "spans")
BEGIN = text(
    "create temporary table incoming_day"
    " (point_id uuid, day date, state text, spans jsonb) on commit drop"
)
WITHOUT_ROWS = text(
    "insert into incoming_day"
    " select p, d::date, 'unknown', '[]' from unnest(cast(:points as uuid[])) p cross join"
    " generate_series(cast(:first as timestamp), cast(:last as timestamp), interval '1 day') d"
    " where not exists"
    " (select 1 from incoming_day i where i.point_id = p and i.day = d::date)"
)
"""A date of the window without rows in the file is unknown (O28)."""
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

    @property
    def ignored_words(self) -> Mapping[str, int]:
        return {}

    async def write(self, session: AsyncSession) -> None:
        """The days at once (O26), and an event for each point of which one has changed."""
        if not self.changed:
            return
        await session.execute(WRITE, {"source": self.data_source})
        for begin in range(0, len(self.changed), POINTS_AT_ONCE):
            await _count_up(session, self.changed[begin : begin + POINTS_AT_ONCE])


async def _count_up(session: AsyncSession, points: Sequence[UUID]) -> None:
    counted = (
        update(POINTS)
        .where(POINTS.c.id.in_(points))
        .values(
            days_revision=POINTS.c.days_revision + 1,
            version=POINTS.c.version + 1,
            updated_at=now(),
        )
        .returning(*POINTS.c)
    )
    rows = (await session.execute(counted)).mappings().all()
    await tell_all(session, [_told(SupportPoint(**one)) async for one in in_turns(rows)])


def _told(point: SupportPoint) -> PointUpdated:
    return PointUpdated(**told(point, ["hours"], was_public=point.is_public))


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
    session: AsyncSession,
    data_source: str,
    pieces: AsyncIterator[HoursSaid | list[WrongRow] | bytes],
    places: Places,
) -> DaysComparison:
    """Put the days beside those that the source has stated before; no point is touched.

    The pieces are those of `stated_days`: the counts come first, the days last.
    Raises UnreadableFile.
    """
    said = await anext(pieces)
    if not isinstance(said, HoursSaid):
        raise TypeError(said)
    window = {"source": data_source, "first": said.first, "last": said.last}
    stated = set(await session.scalars(STATED, window))
    targets = {id_ for id_ in places.ids.values() if id_ in stated}
    targets |= {places.ids[origin_id] for origin_id in said.places}
    await session.execute(END)
    await session.execute(BEGIN)
    rows: list[RowResult] = []
    await copy_text(session, "incoming_day", COLUMNS, _days_of(pieces, places, rows))
    await session.execute(LOOKED_AT)
    filled = {"points": sorted(targets), "first": said.first, "last": said.last}
    await session.execute(WITHOUT_ROWS, filled)
    await session.execute(LOOKED_AT)
    different = (await session.execute(DIFFERENT, {"source": data_source})).all()
    days = Counter(
        created=sum(one.created for one in different), updated=sum(one.updated for one in different)
    )
    return DaysComparison(
        rows=rows,
        counts=_counts(said, len(targets), days, len(different)),
        changed=sorted(one.point_id for one in different),
        municipality_codes={places.municipalities[one.point_id] for one in different},
        data_source=data_source,
    )


async def _days_of(
    pieces: AsyncIterable[object], places: Places, rows: list[RowResult]
) -> AsyncIterator[bytes]:
    """Lines of COPY; the wrong rows between them are put into `rows`."""
    async for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        elif isinstance(piece, list):
            rows += [_row(wrong, places) for wrong in piece]


def _row(wrong: WrongRow, places: Places) -> RowResult:
    point_id = places.ids.get(wrong.origin_id)
    return RowResult(wrong.number, Outcome.ERROR, wrong.origin_id, point_id, [wrong.finding])


def _counts(said: HoursSaid, places: int, days: Mapping[str, int], changed: int) -> dict[str, Any]:
    """Days are those of the places: with spans, closed, said to be unknown, without rows."""
    outcomes = {Outcome.ERROR: said.wrong, Outcome.SKIPPED: said.skipped}
    in_all = places * said.window
    return {
        "rows": row_counts(outcomes, accepted=said.accepted),
        "codes": dict(said.codes),
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
            "first": said.first.isoformat(),
            "last": said.last.isoformat(),
            **said.states,
            "without_rows": in_all - said.days,
            "created": days["created"],
            "updated": days["updated"],
            "unchanged": in_all - days["created"] - days["updated"],
        },
        "unknown_columns": [],
        "ignored_words": {"different": 0, "in_all": 0},
    }
