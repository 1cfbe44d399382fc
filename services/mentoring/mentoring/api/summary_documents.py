"""A frozen kooste to print: PDF for readers, Word for those who edit it on."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from common.answering import held
from common.errors import NotAcceptable, NotInThisState
from common.query import Query, asked
from mentoring.api.desk import Reading
from mentoring.api.exports import routes
from mentoring.bridge.summaries import P3, Summary
from mentoring.documents.content import Language
from mentoring.documents.printing import Format, file_name, printed, tag_of
from mentoring.documents.reading import content_of
from mentoring.processes.acting import allowed_actions, the_record

router = routes("/summaries", "summaries")
FILE = {"type": "string", "format": "binary", "maxLength": 10_000_000}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            Format.PDF.value: {"schema": FILE, "example": "%PDF-1.7"},
            Format.DOCX.value: {"schema": FILE, "example": "PK"},
        }
    }
}
"""Both formats begin with these letters."""
PRIVATE = {"Cache-Control": "private, no-cache"}


class DocumentQuery(Query):
    language: Annotated[
        Literal["fi", "sv", "en"],
        Field(description="Of headings and labels; texts stay as they were written."),
    ] = "fi"


@router.get("/{summary_id}/document", response_class=Response, responses=FILES)
async def get_summary_document(
    summary_id: UUID, desk: Reading, query: Annotated[DocumentQuery, asked(DocumentQuery)]
) -> Response:
    """A kooste that was shared, to print: an accessible PDF (PDF/UA-1), or a Word document.

    It says what was frozen when it was shared, what the unit has answered since, and whether it
    still holds. The same content gives the same bytes.
    """
    kind = _liked(desk.request.headers.get("accept", "*/*"))
    desk.answer.vary = "Accept"
    row = await the_record(desk.session, Summary, summary_id, desk.by, P3.resource)
    content = await content_of(desk.session, row)
    if content is None:
        raise NotInThisState(allowed_actions=allowed_actions(P3, row, desk.by))
    language = Language(query.language)
    tag, name = tag_of(content, language, kind), file_name(content, language, kind)
    headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{name}"'}
    known = desk.request.headers.get("if-none-match")
    if known and held(known, tag):
        return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept"} | PRIVATE)
    made = await printed(content, language, kind)
    return Response(made, media_type=kind, headers=headers)


def _liked(accepted: str) -> Format:
    """The format that the caller likes best, PDF when both are alike (RFC 9110, 12.5.1).

    Raises NotAcceptable.
    """
    liked = {one: _liking(accepted, one) for one in Format}
    best = max(liked, key=lambda one: liked[one])
    if liked[best] <= 0:
        raise NotAcceptable
    return best


def _liking(accepted: str, kind: Format) -> float:
    """The quality of the range that names the format most closely."""
    ranges = ("*/*", "application/*", str(kind))
    found = (-1, 0.0)
    for part in accepted.lower().split(",")[:20]:
        named, *parameters = (one.strip() for one in part.split(";"))
        said = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        quality = float(said) if said.replace(".", "", 1).isdecimal() else 0.0
        if named in ranges:
            found = max(found, (ranges.index(named), quality))
    return found[1]
