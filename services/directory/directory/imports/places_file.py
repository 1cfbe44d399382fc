"""A file of places, row by row: what it states of each, and what is wrong with it. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from directory.codes.areas import Areas
from directory.hours.opening_hours import Hours, hours_to
from directory.hours.reading import Reading, read_hours
from directory.imports.columns import KEY_OF, REQUIRED
from directory.imports.findings import Finding, UnreadableFile
from directory.imports.hours_file import is_hours
from directory.imports.place_cells import (
    Cells,
    read_address,
    read_contacts,
    read_date,
    read_location,
    read_municipality,
    read_name,
    read_texts,
)
from directory.imports.place_lists import (
    Lists,
    read_accessibility,
    read_booking,
    read_lists,
    read_services,
    read_state,
)
from directory.imports.spreadsheet import xlsx_table
from directory.imports.table import GZIP, FromDate, Row, Table, csv_table, unpacked
from directory.partners.organisations import BUSINESS_ID, is_business_id
from directory.points.points import RecordState

MOST_PLACES, PLACES_AT_ONCE = 50_000, 25
"""Rows of a file (rule I8), and how many of them travel together."""
Watch = Callable[[Iterable[Row]], Iterable[Row]]


@dataclass(frozen=True)
class Known:
    """What the reader must know of the deployment. `today` is the Helsinki date."""

    areas: Areas
    lists: Lists
    organisations: Mapping[str, UUID]
    """By business id, and by casefolded name."""
    today: date
    keeps_outside_county: bool


@dataclass
class ReadPlace:
    """What one row states. `fields` are columns of the table `support_point`."""

    number: int
    origin_id: str
    fields: dict[str, Any] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    checked_on: date | None = None
    state_said: RecordState | None = None
    hours_unclear: bool = False
    new_organisation: str | None = None
    """The name of an organisation that is not known yet."""
    is_outside: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(finding.is_error for finding in self.findings)


@dataclass(frozen=True)
class PlacesRead:
    places: list[ReadPlace]
    unknown_columns: list[str]
    ignored_words: Counter[str]
    """Words of `palvelut` that mean nothing here, by how many places have them."""
    name_of: Callable[[str], str]
    """What the file calls one of our columns."""


def places_table(content: bytes, *, is_xlsx: bool) -> Table:
    """Raises UnreadableFile."""
    if is_xlsx:
        return xlsx_table(content, KEY_OF, REQUIRED)
    if content.startswith(GZIP):
        raise UnreadableFile("hours-file" if is_hours(unpacked(content)) else "packed-places")
    try:
        return csv_table(content, KEY_OF, REQUIRED)
    except UnreadableFile as wrong:
        if is_hours(content):
            raise UnreadableFile("hours-file") from wrong
        raise


def read_places(table: Table, known: Known, watch: Watch = iter) -> PlacesRead:
    """All rows of the file. An error in one does not stop the others (rule I3).

    Raises UnreadableFile: no rows, or more than 50,000.
    """
    places: list[ReadPlace] = []
    seen: set[str] = set()
    ignored: Counter[str] = Counter()
    rows = list(islice(table.rows, MOST_PLACES + 1))
    if len(rows) > MOST_PLACES:
        raise UnreadableFile("too-many-rows", most="50 000")
    for number, row in watch(rows):
        place = _place(Cells(table, number, row), known, ignored)
        if place.origin_id in seen:
            place = _wrong(place, Finding(table.name_of("id"), "duplicate-id", place.origin_id))
        seen.add(place.origin_id)
        places.append(place)
    if not places:
        raise UnreadableFile("no-rows")
    return PlacesRead(places, table.unknown, ignored, replace(table, rows=()).name_of)


def stated_places(
    content: bytes, known: Known, *, is_xlsx: bool, watch: Watch = iter
) -> Iterator[PlacesRead | list[ReadPlace]]:
    """The file without its places, and then these a few at a time. Raises UnreadableFile."""
    read = read_places(places_table(content, is_xlsx=is_xlsx), known, watch)
    yield replace(read, places=[])
    for begin in range(0, len(read.places), PLACES_AT_ONCE):
        yield read.places[begin : begin + PLACES_AT_ONCE]


def _wrong(place: ReadPlace, finding: Finding) -> ReadPlace:
    return replace(place, findings=[*place.findings, finding])


def _place(cells: Cells, known: Known, ignored: Counter[str]) -> ReadPlace:
    place = ReadPlace(cells.number, str(cells["id"]), findings=cells.findings)
    if cells.are_wrong:
        return place
    if not cells["id"]:
        cells.wrong("id", "required")
    code = read_municipality(cells, known.areas)
    if code is not None and not known.keeps_outside_county and not known.areas.is_own(code):
        place.is_outside = True
        return place
    place.fields = read_name(cells) | read_address(cells, code) | read_location(cells)
    place.fields |= read_contacts(cells) | read_texts(cells) | read_lists(cells, known.lists)
    _read_services(cells, place, known, ignored)
    _read_organisation(cells, place, known)
    _read_hours(cells, place, known.today)
    place.checked_on = read_date(cells, "checked", known.today)
    place.state_said = read_state(cells)
    return place


def _read_services(cells: Cells, place: ReadPlace, known: Known, ignored: Counter[str]) -> None:
    words = read_services(cells, known.lists)
    if words is not None:
        place.fields["services"] = words.services
        place.flags |= words.flags
        ignored.update(words.ignored)
        read_booking(cells, words.services, place.fields.get("contacts", []))
    place.fields |= read_accessibility(cells, words)


def _read_organisation(cells: Cells, place: ReadPlace, known: Known) -> None:
    written = cells["organisation"]
    if not written:
        return
    found = known.organisations.get(written.casefold())
    if found is not None:
        place.fields["organisation_id"] = found
    elif not BUSINESS_ID.fullmatch(written):
        place.new_organisation = written
    else:
        code = "unknown-organisation" if is_business_id(written) else "bad-business-id"
        cells.wrong("organisation", code, written)


def _read_hours(cells: Cells, place: ReadPlace, today: date) -> None:
    """The hours in words (3.6): what is not read for certain waits for a person (T8)."""
    columns = [name for name in ("hours", "exceptions") if name in cells]
    if not columns:
        return
    for name in columns:
        if isinstance(cells[name], FromDate):
            cells.wrong(name, "date-cell", cells[name])
            return
    week, apart = (read_hours(cells[name], today=today) for name in ("hours", "exceptions"))
    found = Hours(
        periods=(*week.hours().periods, *apart.exceptions),
        holiday_rules=(*week.holiday_rules, *apart.holiday_rules),
    )
    said = found.periods or found.holiday_rules
    place.fields["hours"] = hours_to(found) if said else {}
    for name, reading in (("hours", week), ("exceptions", apart)):
        if _is_unclear(reading, is_week=name == "hours"):
            place.hours_unclear = True
            cells.warn(name, "hours-unclear", ", ".join([*reading.flags, *reading.rest]) or None)
    if place.hours_unclear:
        place.flags |= {"check_hours"}


def _is_unclear(reading: Reading, *, is_week: bool) -> bool:
    """A rule for holidays without a name counts only when a person says so (T5)."""
    return (
        reading.is_draft
        or bool(reading.unnamed_holidays)
        or (not is_week and reading.week is not None)
    )
