"""`/imports`: files of places and of opening hours, tried dry or applied (section 11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import Field

from common import paging
from common.answering import Answer, Answers, IfMatch
from common.db import Session
from common.errors import RoleRequired, Said, UnsupportedMediaType, ValidationFailed, Wrong
from common.identity import Caller, holding
from common.query import Query, Whole, YesOrNo, asked
from common.strict import router as strict_router
from directory.api.asking import Cursor
from directory.api.imports_shown import FIRST_ERRORS, Import, ImportRows, Outcome
from directory.imports import batches, running
from directory.imports.batches import ImportFormat, OutsideCounty
from directory.imports.findings import UnreadableFile
from directory.imports.results import Compared
from directory.imports.running import Sent
from directory.imports.summary import summary_of
from directory.imports.table import MOST_BYTES
from directory.model.keeper import Keeper
from directory.points.rights import refuse_unless_granted

router = strict_router("/imports", "imports")
GRANTS = "staff; the municipalities of the points that are written"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = ("text/csv", XLSX, "application/gzip", "application/octet-stream")
FILE = {"schema": {"type": "string", "format": "binary", "maxLength": MOST_BYTES}}
PLACES = "id;nimi;kunta;palvelut\r\n1;Harjun digitukipiste;Lahti;service_guidance\r\n"
BODY: Mapping[str, Any] = {
    "required": True,
    "content": dict.fromkeys(MEDIA_TYPES, FILE) | {"text/csv": FILE | {"example": PLACES}},
}


async def _importer(
    caller: Annotated[Caller, holding("directory:import", grants=GRANTS)],
) -> Caller:
    if caller.kind != "staff":
        raise RoleRequired
    return caller


Importer = Annotated[Caller, Depends(_importer)]


class ImportQuery(Query):
    format: Annotated[ImportFormat, Field(description="What the file is.")]
    data_source: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9_-]{1,40}$",
            max_length=40,
            description="The register that the file comes from.",
            examples=["kirjastot"],
        ),
    ]
    outside_county: Annotated[
        OutsideCounty, Field(description="What becomes of places outside the county.")
    ] = OutsideCounty.SKIP
    dry_run: Annotated[YesOrNo, Field(description="Only tell what it would do.")] = False
    force: Annotated[YesOrNo, Field(description="Also with errors in many rows.")] = False


class ApplyQuery(Query):
    force: Annotated[YesOrNo, Field(description="Also with errors in many rows.")] = False


class RowsQuery(Query):
    outcome: Outcome | None = None
    limit: Annotated[Whole, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


@dataclass(frozen=True)
class _Desk:
    """Where files are taken in: the transaction, the answer, the deployment's county."""

    session: Session
    answer: Answer
    county: str

    async def shown(self, row: batches.Import) -> dict[str, Any]:
        """The import with its first errors."""
        first: Sequence[batches.ImportRow] = await batches.rows_of(
            self.session, row.id, "error", limit=FIRST_ERRORS
        )
        self.answer.version = row.version
        told = {name: getattr(row, name) for name in Import.model_fields if hasattr(row, name)}
        return told | {"errors": first, "summary": summary_of(row)}


async def _desk(request: Request, session: Session, answer: Answers) -> _Desk:
    keeper: Keeper = request.app.state.keeper
    keeper.old_after(session)
    return _Desk(session, answer, request.app.state.settings.county)


Desk = Annotated[_Desk, Depends(_desk)]


@router.post(
    "",
    status_code=201,
    response_model=Import,
    openapi_extra={"requestBody": BODY, "x-max-body": MOST_BYTES},
)
async def import_file(
    request: Request,
    by: Importer,
    query: Annotated[ImportQuery, asked(ImportQuery)],
    desk: Desk,
) -> dict[str, Any]:
    """Send a file of places or hours: it is applied at once, or tried dry and kept to be applied.

    At most 20 MB (50 MB unpacked) with 50,000 places or 500,000 rows of hours; a file with more
    is refused as a whole. A file that is tried dry is kept a week. The answer comes when all rows
    are done, for a large file within a minute; what takes longer is for the command line.
    """
    _refuse_other_media(request)
    sent = Sent(
        format=query.format,
        data_source=query.data_source,
        content=await request.body(),
        county=desk.county,
        outside_county=query.outside_county,
        beside_others=True,
    )
    compared = await _compared(desk.session, sent, by)
    if query.dry_run:
        row = await running.try_dry(desk.session, sent, compared, by.subject)
    else:
        row = await running.apply_at_once(
            desk.session, sent, compared, by.subject, force=query.force
        )
    desk.answer.location = f"/imports/{row.id}"
    return await desk.shown(row)


@router.get("/{import_id}", response_model=Import)
async def get_import(import_id: UUID, _: Importer, desk: Desk) -> dict[str, Any]:
    """What a file has done, or would do."""
    return await desk.shown(await batches.the_import(desk.session, import_id))


@router.get("/{import_id}/rows", response_model=ImportRows)
async def list_import_rows(
    import_id: UUID,
    _: Importer,
    session: Session,
    answer: Answers,
    query: Annotated[RowsQuery, asked(RowsQuery)],
) -> dict[str, Any]:
    """What became of the rows of a file; of a file of hours only the errors are kept."""
    row = await batches.the_import(session, import_id)
    told = {"import": str(row.id), "outcome": query.outcome}
    key = paging.after(query.cursor, "number", [int], told)
    after = key[0] if key else 0
    found = await batches.rows_of(
        session, row.id, query.outcome, after=after, limit=query.limit + 1
    )
    rows, following = paging.page_of(found, query.limit, lambda one: (one.number,), "number", told)
    return answer.page(rows, following)


@router.post("/{import_id}/apply", response_model=Import)
async def apply_import(
    import_id: UUID,
    by: Importer,
    query: Annotated[ApplyQuery, asked(ApplyQuery)],
    desk: Desk,
    expected: IfMatch,
) -> dict[str, Any]:
    """Write a file that was tried dry; it is compared again with what is there now."""
    row = await batches.the_import(desk.session, import_id, for_update=True)
    expected.check(row.version)
    row.refuse_unless_checked()
    compared = await _compared(desk.session, running.sent_before(row, desk.county), by)
    await running.apply_tried(desk.session, row, compared, force=query.force)
    return await desk.shown(row)


async def _compared(session: Session, sent: Sent, by: Caller) -> Compared:
    """Raises ValidationFailed, MunicipalityNotAllowed."""
    try:
        compared = await running.compare(session, sent)
    except UnreadableFile as wrong:
        named = Wrong("body", "/", wrong.code.replace("-", "_"), wrong.said)
        raise ValidationFailed(errors=[named]) from wrong
    refuse_unless_granted(by, compared.municipality_codes)
    return compared


def _refuse_other_media(request: Request) -> None:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in MEDIA_TYPES:
        names = ", ".join(MEDIA_TYPES)
        raise UnsupportedMediaType(
            Said(
                f"Tiedoston tyypin on oltava {names}.",
                f"Filens typ ska vara {names}.",
                f"The type of the file must be {names}.",
            )
        )
