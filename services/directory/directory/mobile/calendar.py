"""Visits as an iCalendar feed (RFC 5545, directory.md 11.7): one event a visit, no recurrence."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from common.clock import HELSINKI
from directory.mobile.visits import MobileVisit, VisitState

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
TZNAME:EEST
DTSTART:19960331T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
DTSTART:19961027T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".splitlines()
"""Rules, never lists of dates: a list makes readers show summer visits an hour late."""
STATUS = {
    VisitState.PLANNED: "TENTATIVE",
    VisitState.CONFIRMED: "CONFIRMED",
    VisitState.HELD: "CONFIRMED",
    VisitState.CANCELLED: "CANCELLED",
}
LINE = 75
HOST = "digisilta"


def calendar_of(catalogue: Any, visits: Iterable[Any], language: str, at: datetime) -> bytes:
    """The feed in one language; `at` (UTC) is when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Digisilta//Mobile visits//FI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *ZONE,
    ]
    for visit in visits:
        lines.extend(_event(catalogue, visit, language, at))
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(catalogue: Any, visit: Any, language: str, at: datetime) -> Iterator[str]:
    row: MobileVisit = visit.row
    given = visit.services_on(catalogue.qualified)
    names = [said(catalogue.named("service", one.code), language) for one in given]
    yield "BEGIN:VEVENT"
    yield f"UID:{row.id}@{HOST}"
    yield f"SEQUENCE:{row.sequence}"
    yield f"DTSTAMP:{_utc(row.updated_at)}"
    yield f"LAST-MODIFIED:{_utc(min(row.updated_at, at))}"
    yield f"DTSTART;TZID=Europe/Helsinki:{_local(row.starts_at)}"
    yield f"DTEND;TZID=Europe/Helsinki:{_local(row.ends_at)}"
    yield f"SUMMARY:{escaped(_summary(catalogue, visit, language))}"
    yield f"DESCRIPTION:{escaped(_description(row, names, language))}"
    yield f"LOCATION:{escaped(_location(catalogue, row, language))}"
    if visit.lat is not None:
        yield f"GEO:{visit.lat:.6f};{visit.lon:.6f}"
    yield f"STATUS:{STATUS[row.state]}"
    yield "CATEGORIES:" + ",".join(escaped(name) for name in names or ["Digisilta"])
    yield "END:VEVENT"


def said(text: Any, language: str) -> str:
    """A text in the language asked, else in Finnish."""
    return str(text.get(language) or text["fi"])


def escaped(text: str) -> str:
    """RFC 5545 section 3.3.11."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line of at most 75 bytes a row, never cut inside a character."""
    rows: list[bytes] = []
    row = b""
    for character in line:
        written = character.encode()
        if len(row) + len(written) > LINE - bool(rows):
            rows.append(row)
            row = b""
        row += written
    rows.append(row)
    return b"\r\n ".join(rows) + b"\r\n"


def _description(row: MobileVisit, names: list[str], language: str) -> str:
    parts = [", ".join(names)]
    parts += [said(text, language) for text in (row.cancel_reason, row.note) if text]
    return "\n".join(part for part in parts if part)


def _summary(catalogue: Any, visit: Any, language: str) -> str:
    """The unit and where it comes: a row of visits differs by that alone."""
    where = _municipality(catalogue, visit.row, language) or said(visit.row.stop["name"], language)
    return f"{said(visit.unit.name, language)}, {where}"


def _location(catalogue: Any, row: MobileVisit, language: str) -> str:
    """The stop, its street, and its postal code and municipality, as far as they are known."""
    address = row.stop.get("address") or {}
    street = address.get("street")
    parts = [said(row.stop["name"], language), said(street, language) if street else ""]
    area = (address.get("postal_code"), _municipality(catalogue, row, language))
    parts.append(" ".join(part for part in area if part))
    return ", ".join(part for part in parts if part)


def _municipality(catalogue: Any, row: MobileVisit, language: str) -> str | None:
    known = catalogue.areas.municipalities.get(row.municipality_code)
    return known and said(known.name, language)


def _local(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).strftime("%Y%m%dT%H%M%S")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
