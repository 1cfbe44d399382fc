"""`/org-unit-imports`: the organisation from a sheet, tried dry or written."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from common.errors import UnsupportedMediaType, ValidationFailed, Wrong, say
from common.query import Query, YesOrNo, asked
from common.shapes import Shape
from common.text import Written
from mentoring.api.desk import Approving
from mentoring.api.exports import routes
from mentoring.people import org_imports
from mentoring.people.org_imports import SENTENCES, Compared
from mentoring.people.org_rows import COLUMNS, REQUIRED
from mentoring.sheets import MOST_BYTES, Sheet, UnreadableSheet, read_sheet

router = routes("/org-unit-imports", "org-units")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = ("text/csv", XLSX)
FILE = {"schema": {"type": "string", "format": "binary", "maxLength": MOST_BYTES}}
UNITS = (
    "code;kind;parent_code;name_fi;name_sv;name_en;valid_from;ended_on\r\n"
    "1000;division;;Ikääntyneiden palvelut;;;2025-01-01;\r\n"
    "1200;result_area;1000;Kotiin vietävät palvelut;;;2025-01-01;\r\n"
)
BODY: Mapping[str, Any] = {
    "required": True,
    "content": {"text/csv": FILE | {"example": UNITS}, XLSX: FILE},
}
MOST_NAMED = 1000
Count = Annotated[int, Field(ge=0, lt=2**31)]


class ImportQuery(Query):
    dry_run: Annotated[YesOrNo, Field(description="Only tell what it would do.")] = True


class UnitCounts(Shape):
    """Units, by what becomes of them; one may be renamed and moved. `rejected` counts rows."""

    created: Count
    renamed: Count
    moved: Count
    ended: Count
    unchanged: Count
    rejected: Count


class RejectedRow(Shape):
    """Why a row is rejected, with all other rows of its code."""

    number: Annotated[int, Field(description="Its line in the file, the header being 1.")]
    column: Annotated[str, Field(max_length=40, examples=["parent_code"])]
    code: Annotated[str, Field(max_length=40, examples=["parent_unknown"])]
    text: Written


class OrgUnitImport(Shape):
    """What a sheet has done; after a dry run, what it would do."""

    dry_run: bool
    counts: UnitCounts
    rows: Annotated[list[RejectedRow], Field(max_length=MOST_NAMED)]
    unknown_columns: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Field(max_length=100, description="What the header has besides; it is not read."),
    ]


@router.post(
    "",
    response_model=OrgUnitImport,
    openapi_extra={"requestBody": BODY, "x-max-body": MOST_BYTES},
    summary="Import organisation units",
)
async def import_org_units(
    request: Request, desk: Approving, query: Annotated[ImportQuery, asked(ImportQuery)]
) -> dict[str, Any]:
    """A row is a unit from a day on: its name and what it stands under. Several rows with one
    code and different first days are its history. What is wrong is left out and named, the rest is
    written in one transaction. The same sheet again changes nothing.
    """
    _refuse_other_media(request)
    desk.refuse_unless("w", "org_unit", None)
    sheet = await _sheet(await request.body())
    compared = await org_imports.compare(desk.session, sheet)
    if not query.dry_run:
        await org_imports.write(desk.session, compared, desk.by)
    return {
        "dry_run": query.dry_run,
        "counts": compared.counts,
        "rows": _rows(compared),
        "unknown_columns": [name[:200] for name in sheet.unknown],
    }


async def _sheet(content: bytes) -> Sheet:
    """Read beside the others. Raises ValidationFailed."""
    try:
        return await asyncio.to_thread(read_sheet, content, COLUMNS, REQUIRED)
    except UnreadableSheet as wrong:
        named = Wrong("body", "", wrong.code, wrong.said)
        raise ValidationFailed(wrong.said, errors=[named]) from wrong


def _rows(compared: Compared) -> list[dict[str, Any]]:
    return [
        one._asdict() | {"text": SENTENCES[one.code]._asdict()}
        for one in compared.wrong[:MOST_NAMED]
    ]


def _refuse_other_media(request: Request) -> None:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in MEDIA_TYPES:
        raise UnsupportedMediaType(say("media_types", names=", ".join(MEDIA_TYPES)))
