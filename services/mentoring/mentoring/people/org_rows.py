"""Rows of a sheet of the organisation: what a row says, and what is wrong with it. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from common.errors import SENTENCES as SAID
from common.errors import Said, Wrongly
from common.shapes import without_controls
from common.text import has_identity_code
from mentoring.people.tree import DEPTH
from mentoring.sheets import SheetRow, day_of

REQUIRED = ("code", "kind", "parent_code", "name_fi", "valid_from")
COLUMNS = (*REQUIRED, "name_sv", "name_en", "ended_on")
LANGUAGES = ("fi", "sv", "en")
CODE = re.compile(r"[0-9A-Za-zÅÄÖåäö][0-9A-Za-zÅÄÖåäö_./-]{0,39}")
LONGEST_NAME = 200
SENTENCES = {
    name: SAID[name] for name in ("required", "too_long", "bad_format", "control_character")
} | {
    "identity_code_in_text": Said(
        "Solussa on henkilötunnus. Poista se.",
        "Cellen innehåller en personbeteckning. Ta bort den.",
        "The cell holds a personal identity code. Take it out.",
    ),
    "unknown_kind": Said(
        "Tason on oltava county, division, result_area tai unit.",
        "Nivån ska vara county, division, result_area eller unit.",
        "The kind must be county, division, result_area or unit.",
    ),
    "bad_day": Said(
        "Päivän muodon on oltava 2026-01-31 tai 31.1.2026.",
        "Datumets form ska vara 2026-01-31 eller 31.1.2026.",
        "A day must be written 2026-01-31 or 31.1.2026.",
    ),
    "kind_differs": Said(
        "Samalla koodilla on toinen taso.",
        "Samma kod har en annan nivå.",
        "The same code has another kind.",
    ),
    "duplicate_row": Said(
        "Sama koodi ja alkupäivä on jo aiemmalla rivillä.",
        "Samma kod och startdag finns redan på en tidigare rad.",
        "The same code and first day stand on an earlier row.",
    ),
    "versions_overlap": Said(
        "Rivin päivät menevät päällekkäin saman koodin seuraavan rivin kanssa.",
        "Radens dagar överlappar nästa rad med samma kod.",
        "The days of the row overlap the next row of the same code.",
    ),
    "versions_apart": Said(
        "Rivin ja saman koodin seuraavan rivin väliin jää päiviä.",
        "Det blir dagar mellan raden och nästa rad med samma kod.",
        "Days are left between the row and the next row of the same code.",
    ),
    "left_out_together": Said(
        "Saman koodin toisella rivillä on virhe, joten tämäkin rivi jää pois.",
        "En annan rad med samma kod har ett fel, därför utelämnas även denna rad.",
        "Another row of the same code has an error, so this row is left out too.",
    ),
}


class OrgRow(NamedTuple):
    """From its first day on, a unit is called so and stands there."""

    number: int
    code: str
    kind: str
    parent_code: str
    names: dict[str, str | None]
    first: date
    end: date | None


class RowWrong(NamedTuple):
    """What is wrong with a row of a sheet: its line, the column, a code of ours."""

    number: int
    column: str
    code: str


def wrong_cells(row: SheetRow) -> Iterator[RowWrong]:
    """What is wrong with single cells; what a cell holds is never repeated."""
    for column in COLUMNS:
        code = _wrong(column, row.cells[column])
        if code:
            yield RowWrong(row.number, column, code)


def _wrong(column: str, cell: str) -> str:
    if not cell:
        return "required" if column in REQUIRED and column != "parent_code" else ""
    if has_identity_code(cell):
        return "identity_code_in_text"
    if not _is_plain(cell):
        return "control_character"
    fits, code = FORMS.get(column, A_NAME)
    return "" if fits(cell) else code


def _is_plain(cell: str) -> bool:
    try:
        without_controls(cell)
    except Wrongly:
        return False
    return "\n" not in cell and "\t" not in cell


def _is_day(cell: str) -> bool:
    try:
        day_of(cell)
    except ValueError:
        return False
    return True


def _is_code(cell: str) -> bool:
    return CODE.fullmatch(cell) is not None


def _is_kind(cell: str) -> bool:
    return cell.casefold() in DEPTH


def _is_name(cell: str) -> bool:
    return len(cell) <= LONGEST_NAME


Form = tuple[Callable[[str], bool], str]
"""What a cell must be, and what is said of one that is not."""
A_CODE, A_DAY, A_NAME = (_is_code, "bad_format"), (_is_day, "bad_day"), (_is_name, "too_long")
FORMS: dict[str, Form] = {
    "code": A_CODE,
    "parent_code": A_CODE,
    "kind": (_is_kind, "unknown_kind"),
    "valid_from": A_DAY,
    "ended_on": A_DAY,
}


def row_of(row: SheetRow) -> OrgRow:
    """What a row without wrong cells says."""
    cells = row.cells
    return OrgRow(
        number=row.number,
        code=cells["code"],
        kind=cells["kind"].casefold(),
        parent_code=cells["parent_code"],
        names={one: cells[f"name_{one}"] or None for one in LANGUAGES},
        first=day_of(cells["valid_from"]),
        end=day_of(cells["ended_on"]) if cells["ended_on"] else None,
    )


def wrong_together(rows: Sequence[OrgRow], kinds: Collection[str]) -> Iterator[RowWrong]:
    """What is wrong between the rows of one unit, in the order of their first days.

    `kinds`: what the unit is already, if it is there.
    """
    known = set(kinds) or {rows[0].kind}
    for row in rows:
        if row.kind not in known:
            yield RowWrong(row.number, "kind", "kind_differs")
        if row.end is not None and row.end <= row.first:
            yield RowWrong(row.number, "ended_on", "ends_before_it_begins")
    for row, following in pairwise(rows):
        if row.first == following.first:
            yield RowWrong(following.number, "valid_from", "duplicate_row")
        elif row.end is not None and row.end != following.first:
            code = "versions_overlap" if row.end > following.first else "versions_apart"
            yield RowWrong(row.number, "ended_on", code)
