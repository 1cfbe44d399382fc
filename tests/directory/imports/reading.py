"""A deployment's areas and lists in memory, for the readers that need no database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from directory.codes.areas import Areas, County, Municipality
from directory.codes.codes import Code
from directory.codes.first import FIRST_CODES
from directory.codes.first_areas import FIRST_COUNTIES, FIRST_MUNICIPALITIES
from directory.imports.place_lists import Lists
from directory.imports.places_file import Known, PlacesRead, ReadPlace, places_table, read_places
from tests.directory.imports.sending import place, places_csv

TODAY = date(2026, 11, 22)
AREAS = Areas.of(
    [Municipality(**one) for one in FIRST_MUNICIPALITIES],
    [County(**one) for one in FIRST_COUNTIES],
    "09",
)
LISTS = Lists.of([Code(**one) for one in FIRST_CODES])


def known(*, keeps: bool = False, organisations: Mapping[str, UUID] | None = None) -> Known:
    return Known(AREAS, LISTS, organisations or {}, TODAY, keeps_outside_county=keeps)


def read(content: bytes, *, is_xlsx: bool = False, **more: Any) -> PlacesRead:
    return read_places(places_table(content, is_xlsx=is_xlsx), known(**more))


def read_rows(rows: Sequence[Mapping[str, str]], **more: Any) -> PlacesRead:
    return read(places_csv(rows), **more)


def read_one(**cells: str) -> ReadPlace:
    """A good row with these cells instead."""
    return read_rows([place(**cells)]).places[0]


def errors(found: ReadPlace) -> dict[str, str]:
    """The code of each error by the column that has it."""
    return {one.field: one.code for one in found.findings if one.is_error}


def warnings(found: ReadPlace) -> dict[str, str]:
    return {one.field: one.code for one in found.findings if not one.is_error}


def codes_of(found: ReadPlace) -> list[str]:
    return [service["service_code"] for service in found.fields["services"]]
