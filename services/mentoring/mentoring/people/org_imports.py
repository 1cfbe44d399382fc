"""Sheets of the organisation: compared with the tree, row by row, and written at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id
from common.errors import Said
from mentoring.people import org_keeping, org_rows
from mentoring.people.org_keeping import MOST_VERSIONS, new_faults, tree_to_change
from mentoring.people.org_rows import OrgRow, RowWrong, row_of, wrong_cells, wrong_together
from mentoring.people.org_writing import keep_lives
from mentoring.people.standing import Standing
from mentoring.people.tree import (
    Fault,
    Life,
    NotPossible,
    Version,
    ended,
    first_change,
    joined,
    moved,
    renamed,
)
from mentoring.sheets import Sheet

SENTENCES: Mapping[str, Said] = org_keeping.SENTENCES | org_rows.SENTENCES
CHANGES = ("created", "renamed", "moved", "ended", "unchanged")


@dataclass
class Compared:
    """What a sheet makes of the tree. `counts` are of units; `rejected` of rows."""

    before: Mapping[UUID, Life]
    lives: Sequence[Life]
    """The units of the sheet that may be written, as they would be."""
    counts: Mapping[str, int]
    wrong: Sequence[RowWrong]
    """In the order of the sheet."""


@dataclass
class _Wanted:
    """The units of a sheet; those that turn out wrong leave it, with what stands on them."""

    before: Mapping[UUID, Life]
    absent: frozenset[str]
    """Languages without a column: there the names stay."""
    units: dict[str, list[OrgRow]] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    wrong: list[RowWrong] = field(default_factory=list)

    def leave_out(self, wrong: Iterable[tuple[str, RowWrong]]) -> bool:
        """Whether any unit had to go."""
        found = list(wrong)
        self.wrong += dict.fromkeys(one for _, one in found)
        for code, _ in found:
            self.units.pop(code, None)
        return bool(found)

    def id_of(self, code: str) -> UUID | None:
        """Of a unit of the tree, or of one that the sheet may add."""
        id_ = self.ids.get(code)
        return id_ if id_ in self.before or code in self.units else None


async def compare(session: AsyncSession, sheet: Sheet) -> Compared:
    """The sheet against the tree, which is held until the transaction ends; nothing is written.

    A unit with a wrong row is left out with all of its rows, and so is what would break the tree.
    """
    before = await tree_to_change(session)
    absent = frozenset(one for one in org_rows.LANGUAGES if f"name_{one}" not in sheet.columns)
    wanted = _Wanted(before, absent, ids={one.code: one.id for one in before.values()})
    _take(wanted, sheet)
    lives = await _fitting(session, wanted)
    counts = dict.fromkeys(CHANGES, 0)
    for life in lives:
        for change in _changes(before.get(life.id), life):
            counts[change] += 1
    counts["rejected"] = len(sheet.rows) - sum(map(len, wanted.units.values()))
    return Compared(before, lives, counts, sorted([*wanted.wrong, *_left_out(wanted, sheet)]))


def _left_out(wanted: _Wanted, sheet: Sheet) -> Iterator[RowWrong]:
    """Rows with nothing wrong in them that go with another one of their unit."""
    told = {one.number for one in wanted.wrong}
    told |= {row.number for rows in wanted.units.values() for row in rows}
    for row in sheet.rows:
        if row.number not in told:
            yield RowWrong(row.number, "code", "left_out_together")


async def write(session: AsyncSession, compared: Compared, by: Standing) -> None:
    """Write what a sheet makes of the tree, in the transaction in which it was compared."""
    await keep_lives(session, compared.before, compared.lives, by)


def _take(wanted: _Wanted, sheet: Sheet) -> None:
    """The units whose rows make sense by themselves."""
    rows, bad = [], set()
    for one in sheet.rows:
        wrong = list(wrong_cells(one))
        wanted.wrong += wrong
        if wrong:
            bad.add(one.cells["code"])
        else:
            rows.append(row_of(one))
    for code, group in groupby(sorted(rows, key=attrgetter("code", "first", "number")), _code):
        if code not in bad:
            wanted.units[code] = list(group)
            wanted.ids.setdefault(code, new_id())
    wanted.leave_out(
        (code, wrong)
        for code, of in wanted.units.items()
        for wrong in wrong_together(of, _kinds(wanted, code))
    )


def _code(row: OrgRow) -> str:
    return row.code


def _kinds(wanted: _Wanted, code: str) -> list[str]:
    known = wanted.before.get(wanted.ids[code])
    return [known.kind] if known else []


async def _fitting(session: AsyncSession, wanted: _Wanted) -> list[Life]:
    """The units that make a tree with all the others; whatever does not fit is left out."""
    while True:
        lives: dict[UUID, Life] = {}
        if wanted.leave_out(_unmade(wanted, lives)):
            continue
        changed = [one.id for one in lives.values() if wanted.before.get(one.id) != one]
        after = {**wanted.before, **lives}
        found = await new_faults(session, wanted.before, after, changed)
        if not wanted.leave_out(_blamed(wanted, after, set(changed), found)):
            return list(lives.values())


def _unmade(wanted: _Wanted, lives: dict[UUID, Life]) -> Iterator[tuple[str, RowWrong]]:
    """Make the units, and answer those that cannot be made."""
    for code, rows in list(wanted.units.items()):
        unknown = [one for one in rows if one.parent_code and not wanted.id_of(one.parent_code)]
        for row in unknown:
            yield code, RowWrong(row.number, "parent_code", "parent_unknown")
        if unknown:
            continue
        known = wanted.before.get(wanted.ids[code])
        try:
            life = _changed(wanted, known, rows) if known else _new(wanted, rows)
        except NotPossible as wrong:
            column = "ended_on" if wrong.code == "ends_before_it_begins" else "valid_from"
            yield code, RowWrong(rows[0].number, column, wrong.code)
        else:
            lives[life.id] = life


def _new(wanted: _Wanted, rows: Sequence[OrgRow]) -> Life:
    ends = [*(row.first for row in rows[1:]), rows[-1].end]
    versions = [
        Version(row.first, end, row.names, _parent(wanted, row))
        for row, end in zip(rows, ends, strict=True)
    ]
    return _bounded(Life(wanted.ids[rows[0].code], rows[0].code, rows[0].kind, joined(versions)))


def _changed(wanted: _Wanted, life: Life, rows: Sequence[OrgRow]) -> Life:
    end = rows[-1].end
    if end is not None and life.end is not None and end > life.end:
        life = ended(life, end)
    for row in rows:
        names = {**row.names, **{one: life.on(row.first).name.get(one) for one in wanted.absent}}
        life = moved(renamed(life, names, row.first), _parent(wanted, row), row.first)
    return _bounded(life if end is None else ended(life, end))


def _parent(wanted: _Wanted, row: OrgRow) -> UUID | None:
    return wanted.id_of(row.parent_code) if row.parent_code else None


def _bounded(life: Life) -> Life:
    if len(life.versions) > MOST_VERSIONS:
        raise NotPossible("too_many_versions")
    return life


def _blamed(
    wanted: _Wanted, after: Mapping[UUID, Life], changed: set[UUID], found: Iterable[Fault]
) -> Iterator[tuple[str, RowWrong]]:
    """Whose rows break the tree: the unit's own, or of what it stands under."""
    for fault in found:
        if fault.unit_id in changed:
            code = after[fault.unit_id].code
            yield code, RowWrong(_row_under(wanted, code, fault), "parent_code", fault.code)
            continue
        parents = {one.parent_id for one in after[fault.unit_id].versions if one.parent_id}
        for above in parents & changed:
            code = after[above].code
            because = "children_left" if fault.code == "parent_not_valid" else fault.code
            column = "ended_on" if because == "children_left" else "parent_code"
            yield code, RowWrong(wanted.units[code][-1].number, column, because)


def _row_under(wanted: _Wanted, code: str, fault: Fault) -> int:
    """The row that puts a unit where it may not be."""
    rows = wanted.units[code]
    there = (one for one in rows if _parent(wanted, one) == fault.parent_id)
    return next(there, rows[0]).number


def _changes(before: Life | None, life: Life) -> Iterator[str]:
    """What becomes of a unit, in the words of the counts."""
    if before is None:
        yield "created"
    elif before == life:
        yield "unchanged"
    else:
        if first_change(before, life, "name") is not None:
            yield "renamed"
        if first_change(before, life, "parent_id") is not None:
            yield "moved"
        if before.end != life.end:
            yield "ended"
