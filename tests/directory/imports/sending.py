"""Files for the tests of imports, and what an import leaves behind in the database."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.imports import running
from directory.imports.batches import Import, ImportFormat, OutsideCounty
from directory.imports.results import Compared
from directory.imports.running import Sent
from directory.points import changing
from directory.points.points import SupportPoint
from tests.services import names_told

PLAIN: Mapping[str, str] = {
    "id": "1",
    "nimi": "Keskustan kirjasto",
    "kunta": "Lahti",
    "katuosoite": "Kirkkokatu 31",
    "postinumero": "15110",
    "postitoimipaikka": "Lahti",
    "leveysaste": "60.983",
    "pituusaste": "25.661",
    "palvelut": "Digituki|Tietokoneet",
    "www": "https://example.fi/kirjasto",
    "puhelin": "03 123 456",
    "sähköposti": "kirjasto@example.fi",
}


def place(**cells: str) -> dict[str, str]:
    """A good row; the cells given instead."""
    return {**PLAIN, **cells}


def places_csv(rows: Sequence[Mapping[str, str]], delimiter: str = ";") -> bytes:
    """The rows as a file with the columns of the first."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


ONE = places_csv([place()])
TWO = places_csv([place(), place(id="2", nimi="Toinen kirjasto")])
HOURS = {"aukioloajat": "ma-pe 9-16"}


def places_xlsx(rows: Sequence[Mapping[str, Any]], sheet: str = "Pisteet") -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hours_csv(*rows: str) -> bytes:
    return "\r\n".join(["id;päivä;alkaa;päättyy;tila", *rows, ""]).encode()


def sent(content: bytes, kind: str = "csv", **more: Any) -> Sent:
    return Sent(
        **{
            "format": ImportFormat(kind),
            "data_source": "kirjastot",
            "content": content,
            "county": "09",
            "outside_county": OutsideCounty.SKIP,
        }
        | more
    )


async def compared(
    session: AsyncSession, content: bytes, kind: str = "csv", **more: Any
) -> Compared:
    return await running.compare(session, sent(content, kind, **more))


async def applied(
    session: AsyncSession, content: bytes, kind: str = "csv", force: bool = False, **more: Any
) -> Import:
    """Import a file; what was told before is forgotten, so that `names_told` is of this one."""
    await session.execute(text("delete from outbox"))
    file = sent(content, kind, **more)
    found = await running.compare(session, file)
    return await running.apply_at_once(session, file, found, "tester", force=force)


async def points(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """The points by their origin id, as columns."""
    rows = await session.execute(text("select * from support_point order by origin_id"))
    return {row["origin_id"]: _plain(dict(row)) for row in rows.mappings()}


async def the_point(session: AsyncSession, origin_id: str = "1") -> dict[str, Any]:
    return (await points(session))[origin_id]


async def local_point(session: AsyncSession, origin_id: str = "1") -> SupportPoint:
    """The point as the application changes it."""
    return await changing.the_point(session, (await the_point(session, origin_id))["id"])


async def days(session: AsyncSession, origin_id: str = "1") -> dict[str, Any]:
    """The imported days of a point: the state of the whole day, or its spans in short."""
    rows = await session.execute(
        text(
            "select d.day, d.state, d.spans from day_hours d join support_point p"
            " on p.id = d.point_id where p.origin_id = :origin order by d.day"
        ),
        {"origin": origin_id},
    )
    return {row.day.isoformat(): row.state or _short(_json(row.spans)) for row in rows}


async def told_of(session: AsyncSession) -> list[str]:
    return sorted(name.removeprefix("directory.") for name in await names_told(session))


def codes(found: Compared, number: int = 2) -> dict[str, str]:
    """What is said of a line of the file: the code by field."""
    row = next(row for row in found.rows if row.number == number)
    return {finding.field: finding.code for finding in row.findings}


def _short(spans: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"{one['from']}-{one['to']} {one['state']}" for one in spans)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in row.items()}


def _json(value: Any) -> Any:
    """JSON columns come as text or as values, by how the driver was set up."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value
