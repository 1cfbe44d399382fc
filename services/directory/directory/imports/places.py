"""A file of places beside the database, and written into it in one transaction (11.1, 11.2)."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell_all
from common.clock import helsinki_day, now
from directory.codes.areas import areas_of
from directory.codes.codes import all_codes
from directory.imports.comparing import (
    Columns,
    Outcome,
    Verdict,
    compared,
    left,
    new_point,
)
from directory.imports.findings import Finding, warning
from directory.imports.owners import owners_of
from directory.imports.place_lists import Lists
from directory.imports.places_file import Known, PlacesRead, ReadPlace
from directory.imports.results import RowResult, code_counts, row_counts
from directory.imports.telling import events_of, verifications_of
from directory.imports.turns import in_turns
from directory.imports.writing import POINTS, copy_rows, lock_source, replace_points
from directory.partners.organisations import active_organisations, add_organisation
from directory.points.points import RecordState
from directory.points.verifications import Verification

MOST_WORDS = 50
"""Unknown columns that are named in the counts."""
TOLD_AT_ONCE = 50
"""Points of which is told together: others have their turn after them."""
NameOf = Callable[[str], str]


@dataclass
class PlacesComparison:
    """What the file would change. `new_organisations` are created when it is written."""

    rows: list[RowResult]
    verdicts: list[Verdict]
    new_organisations: list[dict[str, Any]]
    owner_kinds: Mapping[UUID, str]
    counts: dict[str, Any]
    ignored_words: Mapping[str, int]

    @property
    def municipality_codes(self) -> set[str | None]:
        return {verdict.columns["municipality_code"] for verdict in self.verdicts}

    async def write(self, session: AsyncSession) -> None:
        """Everything at once, each change told. Raises Conflict."""
        for fields in self.new_organisations:
            await add_organisation(session, fields)
        created = [one.columns for one in self.verdicts if one.outcome is Outcome.CREATED]
        updated = [one.columns for one in self.verdicts if one.outcome is Outcome.UPDATED]
        await copy_rows(session, POINTS, created)
        await replace_points(session, updated)
        if checked := list(verifications_of(self.verdicts)):
            await session.execute(insert(Verification), checked)
        # In the order of their keys, so that two imports never wait in a ring.
        verdicts = sorted(self.verdicts, key=lambda one: str(one.columns["id"]))
        for begin in range(0, len(verdicts), TOLD_AT_ONCE):
            some = events_of(verdicts[begin : begin + TOLD_AT_ONCE], self.owner_kinds)
            await tell_all(session, [event async for event in in_turns(some)])


async def known_to(session: AsyncSession, county: str, *, keeps_outside: bool) -> Known:
    """What the reader of a file must know, from the database."""
    organisations: dict[str, UUID] = {}
    for one in reversed(await active_organisations(session)):
        names = [name.casefold() for name in one.name.values() if name]
        organisations |= dict.fromkeys(names, one.id)
        if one.business_id:
            organisations[one.business_id] = one.id
    return Known(
        areas=await areas_of(session, county),
        lists=Lists.of(await all_codes(session)),
        organisations=organisations,
        today=helsinki_day(now()),
        keeps_outside_county=keeps_outside,
    )


async def compare_places(
    session: AsyncSession, data_source: str, pieces: AsyncIterator[PlacesRead | list[ReadPlace]]
) -> PlacesComparison:
    """Compare the rows with what the source said before (rule I5); nothing is written.

    The pieces are those of `stated_places`. Raises UnreadableFile.
    """
    read = await _gathered(pieces)
    await lock_source(session, data_source)
    asked = select(*POINTS.c).where(POINTS.c.data_source == data_source)
    found_rows = (await session.execute(asked)).mappings()
    held = {row["origin_id"]: dict(row) async for row in in_turns(found_rows)}
    owners = await owners_of(session, data_source, read.places)
    at, origin = now(), (data_source, owners.default)
    found = [
        _judged(place, held.get(place.origin_id), origin, at)
        async for place in in_turns(read.places)
    ]
    rows = [
        _result(place, held.get(place.origin_id), verdict, read.name_of)
        async for place, verdict in in_turns(zip(read.places, found, strict=True))
    ]
    named = {place.origin_id for place in read.places}
    gone = [
        left(point, at)
        async for origin_id, point in in_turns(held.items())
        if origin_id not in named
    ]
    verdicts = [one for one in (*found, *gone) if one and one.outcome is not Outcome.UNCHANGED]
    used = {verdict.columns["organisation_id"] for verdict in verdicts}
    new = [fields for fields in owners.new if fields["id"] in used]
    counts = _counts(read, rows)
    counts["points"] |= _states(found, gone)
    return PlacesComparison(rows, verdicts, new, owners.kinds, counts, read.ignored_words)


async def _gathered(pieces: AsyncIterator[PlacesRead | list[ReadPlace]]) -> PlacesRead:
    read = await anext(pieces)
    if not isinstance(read, PlacesRead):
        raise TypeError(read)
    async for piece in pieces:
        if isinstance(piece, list):
            read.places.extend(piece)
    return read


def _judged(
    place: ReadPlace, held: Columns | None, origin: tuple[str, UUID], at: datetime
) -> Verdict | None:
    """What becomes of the point of a row; None when the row is not taken."""
    if place.is_wrong or place.is_outside:
        return None
    if held is None:
        return new_point(place, origin, at)
    return None if held["state"] is RecordState.ARCHIVED else compared(held, place, at)


def _result(
    place: ReadPlace, held: Columns | None, verdict: Verdict | None, name_of: NameOf
) -> RowResult:
    findings, origin_id = list(place.findings), place.origin_id[:80] or None
    if verdict is not None:
        findings += _still_draft(verdict, name_of)
        return RowResult(place.number, verdict.outcome, origin_id, verdict.columns["id"], findings)
    point_id, outcome = held["id"] if held else None, Outcome.ERROR
    if not place.is_wrong:
        outcome, column = Outcome.SKIPPED, "municipality" if place.is_outside else "id"
        code = "outside-county" if place.is_outside else "archived"
        findings.append(warning(name_of(column), code))
    return RowResult(place.number, outcome, origin_id, point_id, findings)


def _still_draft(verdict: Verdict, name_of: NameOf) -> Iterator[Finding]:
    if verdict.columns["state"] is not RecordState.DRAFT:
        return
    missing = verdict.point.missing
    if "service" in missing:
        yield warning(name_of("services"), "no-service")
    elif missing:
        yield warning(name_of("name"), "not-publishable", ", ".join(missing))


def _counts(read: PlacesRead, rows: Sequence[RowResult]) -> dict[str, Any]:
    """Points that the file does not name are counted apart: see `_states`."""
    outcomes = Counter(row.outcome for row in rows)
    return {
        "rows": row_counts(outcomes),
        "codes": code_counts([finding for row in rows for finding in row.findings]),
        "points": {
            "created": outcomes[Outcome.CREATED],
            "updated": outcomes[Outcome.UPDATED],
            "unchanged": outcomes[Outcome.UNCHANGED],
        },
        "days": None,
        "unknown_columns": [name[:80] for name in read.unknown_columns[:MOST_WORDS]],
        "ignored_words": {
            "different": len(read.ignored_words),
            "in_all": read.ignored_words.total(),
        },
    }


def _states(found: Sequence[Verdict | None], gone: Sequence[Verdict | None]) -> dict[str, int]:
    """`drafts` are the points of the file that residents do not see after it."""
    verdicts = [one for one in (*found, *gone) if one]
    became = Counter(verdict.became for verdict in verdicts)
    return {
        "published": became[RecordState.PUBLISHED],
        "suspended": became[RecordState.SUSPENDED],
        "drafts": sum(one.columns["state"] is RecordState.DRAFT for one in found if one),
        "left_source": len(gone),
    }
