"""The cells of one place: address, location, contacts, texts. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from common.text import has_identity_code
from directory.codes.areas import Areas, MunicipalityConflict
from directory.imports.findings import Finding, warning
from directory.imports.table import FromNumber, Table, clean
from directory.points.contacts import is_contact
from directory.points.coordinates import OutsideFinlandError, SwappedError, wgs84

LONGEST_CELL = 500
LONGEST = {"id": 80, "services": 10_000, "hours": 2000, "exceptions": 2000} | dict.fromkeys(
    ("description", "description_sv", "description_en"), 10_000
)
"""Characters of a cell."""
NAME, SUMMARY, DESCRIPTION = 100, 150, 2500
POSTAL_CODE = re.compile(r"[0-9]{5}")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FINNISH_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class Cells:
    """One row by our columns, and what was found wrong with it so far."""

    def __init__(self, table: Table, number: int, cells: Sequence[str]) -> None:
        self.table, self.number = table, number
        self.findings: list[Finding] = []
        cleaned = [clean(cell) for cell in cells]
        named = zip(table.columns, cleaned, strict=False)
        self.texts = {column: text for column, text in named if column}
        if any(cleaned[len(table.columns) :]):
            self.wrong("id", "too-many-cells")
        self._scan(cleaned)

    def __contains__(self, column: str) -> bool:
        return column in self.table.known

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    @property
    def are_wrong(self) -> bool:
        return any(finding.is_error for finding in self.findings)

    def wrong(self, column: str, code: str, value: str | None = None) -> None:
        self.findings.append(Finding(self.table.name_of(column), code, value))

    def warn(self, column: str, code: str, value: str | None = None) -> None:
        self.findings.append(warning(self.table.name_of(column), code, value))

    def listed(self, column: str) -> list[str]:
        """The words of a cell between vertical bars, each once."""
        parts = (" ".join(part.split()) for part in self[column].split("|"))
        return list(dict.fromkeys(part for part in parts if part))

    def _scan(self, cleaned: Sequence[str]) -> None:
        """Refuse controls and identity codes (domain.md 7.2), also in columns nobody reads."""
        together = "\n".join(cleaned)
        if not "".join(cleaned).isprintable() and any(_has_control(cell) for cell in cleaned):
            column = next(n for n, cell in enumerate(cleaned) if _has_control(cell))
            self._at(column, "control-character")
        if has_identity_code(together):
            for column, cell in enumerate(cleaned):
                if has_identity_code(cell):
                    self._at(column, "identity-code-in-text")
        for name, text in self.texts.items():
            if len(text) > LONGEST.get(name, LONGEST_CELL):
                self.wrong(name, "too-long")

    def _at(self, place: int, code: str) -> None:
        header = self.table.header
        name = header[place] if place < len(header) and header[place] else f"#{place + 1}"
        self.findings.append(Finding(name, code))


def text_of(fi: str, sv: str = "", en: str = "") -> dict[str, str | None]:
    return {"fi": fi, "sv": sv or None, "en": en or None}


def read_name(cells: Cells) -> dict[str, Any]:
    """`name`; Finnish is required, and none is longer than 100 characters."""
    if not cells["name"]:
        cells.wrong("name", "required")
    for column in ("name", "name_sv", "name_en"):
        if len(cells[column]) > NAME:
            cells.wrong(column, "too-long", cells[column])
    return {"name": text_of(cells["name"], cells["name_sv"], cells["name_en"])}


def read_municipality(cells: Cells, areas: Areas) -> str | None:
    """The code of what is written: a code, a name, an alias, or both (rule D13)."""
    written = cells["municipality"]
    if not written:
        cells.wrong("municipality", "required")
        return None
    try:
        code = areas.code_of(written)
    except MunicipalityConflict:
        cells.wrong("municipality", "municipality-conflict", written)
        return None
    if code is None:
        cells.wrong("municipality", "unknown-municipality", written)
    return code


def read_address(cells: Cells, code: str | None) -> dict[str, Any]:
    """`address` and `municipality_code`."""
    postal_code = cells["postal_code"]
    if postal_code and not POSTAL_CODE.fullmatch(postal_code):
        cells.wrong("postal_code", "bad-postal-code", postal_code)
    street, office = cells["street"], cells["post_office"]
    address = {
        "street": text_of(street, cells["street_sv"]) if street else None,
        "postal_code": str(postal_code) or None,
        "post_office": text_of(office) if office else None,
        "municipality_code": code,
        "additional": None,
        "country": "FI",
    }
    return {"address": address, "municipality_code": code}


def read_location(cells: Cells) -> dict[str, Any]:
    """`lat`, `lon` in WGS 84, of degrees or of metres in EPSG:3067 (rules D1, D2)."""
    nowhere = dict.fromkeys(("lat", "lon", "coordinate_source", "accuracy_m"))
    if "lat" not in cells or "lon" not in cells:
        return {}
    if not cells["lat"] and not cells["lon"]:
        return nowhere
    lat, lon = _number(cells, "lat"), _number(cells, "lon")
    if lat is None or lon is None:
        return {}
    written = f"{cells['lat']} {cells['lon']}"
    try:
        found = wgs84(lat, lon)
    except SwappedError:
        cells.wrong("lat", "swapped-coordinates", written)
        return {}
    except OutsideFinlandError:
        cells.wrong("lat", "outside-finland", written)
        return {}
    return nowhere | {"lat": found.lat, "lon": found.lon, "coordinate_source": "imported"}


def read_contacts(cells: Cells) -> dict[str, Any]:
    """`contacts` of the columns www, phone and e-mail; what does not fit is warned about."""
    if not {"web", "phone", "email"} & cells.table.known:
        return {}
    listed = []
    for kind in ("web", "phone", "email"):
        value = _contact(kind, cells[kind])
        if isinstance(cells[kind], FromNumber):
            cells.warn(kind, "number-cell", cells[kind])
        elif value and is_contact(kind, value):
            listed.append(contact(kind, value))
        elif value:
            cells.warn(kind, "bad-contact", value)
    return {"contacts": listed}


def contact(kind: str, value: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "value": value,
        "label": None,
        "languages": [],
        "charge": None,
        "charge_note": None,
        "is_service_number": False,
        "public": True,
    }


def read_texts(cells: Cells) -> dict[str, Any]:
    """`summary` when all languages are short enough, else `description`."""
    if "description" not in cells:
        return {}
    fi, sv, en = (cells[name] for name in ("description", "description_sv", "description_en"))
    longest = max(len(fi), len(sv), len(en))
    if longest > DESCRIPTION:
        cells.wrong("description", "too-long")
    if not fi:
        if sv or en:
            cells.warn("description", "finnish-missing")
        return {"summary": None, "description": None}
    said = text_of(fi, sv, en)
    short = longest <= SUMMARY
    return {"summary": said if short else None, "description": None if short else said}


def read_date(cells: Cells, column: str, today: date) -> date | None:
    """`2026-05-01` or `1.5.2026`, today at the latest."""
    written = cells[column]
    if not written:
        return None
    day = day_of(written)
    if day is None:
        cells.wrong(column, "bad-date", written)
    elif day > today:
        cells.wrong(column, "date-in-future", written)
    return day


def day_of(written: str) -> date | None:
    """The date that is written in one of the two forms; None when there is no such date."""
    finnish = FINNISH_DATE.fullmatch(written)
    try:
        if finnish:
            return date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
        return date.fromisoformat(written) if ISO_DATE.fullmatch(written) else None
    except ValueError:
        return None


def link_of(text: str) -> str:
    """A link gets `https://` when it has no scheme. It is stored, never visited."""
    return text if not text or SCHEME.match(text) else f"https://{text}"


def _contact(kind: str, text: str) -> str:
    if kind == "web":
        return link_of(text)
    if kind == "phone" and text.startswith("("):
        return text[1:].replace(")", "", 1)
    return text


def _number(cells: Cells, column: str) -> float | None:
    """With a decimal point or a decimal comma."""
    text = cells[column].replace(",", ".").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,20})?", text):
        cells.wrong(column, "bad-number" if text else "required", cells[column] or None)
        return None
    return float(text)


def _has_control(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in text)
