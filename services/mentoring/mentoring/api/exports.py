"""Lists as files: CSV (RFC 4180, UTF-8) and XLSX by `Accept`, of all that the caller may read.

The file holds what the list says, page after page, and obeys the same permissions and filters.
"""

import asyncio
import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from openpyxl import Workbook
from starlette.types import Message, Receive, Scope, Send

from common.identity import caller_of
from common.strict import StrictRoute
from mentoring.api.columns import Path, cells_of, columns_of
from mentoring.api.warning_routes import WarningRoute
from mentoring.people.access import note_access
from mentoring.people.standing import standing_of

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST, PAGE, WIDEST = 10_000, 200, 100_000
"""Rows that one file holds at most, rows that are read at a time, and bytes that no row exceeds."""


OF_ONE = "One, with its version and what this caller may do with it."
"""What is said of a read that says nothing of itself."""
FILE = {"type": "string", "format": "binary", "maxLength": MOST * WIDEST}
SAMPLES = {CSV: "id,state\r\n0199e0a0-0000-7000-8000-00000000000a,active\r\n", XLSX: "…"}


class Told(NamedTuple):
    """An answer of the list itself."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


class ListRoute(StrictRoute, WarningRoute):
    """A route whose pages, or `rows_of_file`, are also told as one file; what it stores, it may
    warn of.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.is_paged = "Page[" in getattr(self.response_model, "__name__", "")
        rows = getattr(self.response_model, "rows_of_file", "")
        self.rows = "items" if self.is_paged else rows
        self.is_list = self.methods == {"GET"} and bool(self.rows)
        if self.methods == {"GET"} and not self.description:
            self.description = OF_ONE
        if self.is_list:
            content = {kind: {"schema": FILE, "example": told} for kind, told in SAMPLES.items()}
            self.responses = {**self.responses, 200: {"content": content}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = _wanted(scope) if self.is_list and scope["method"] == "GET" else None
        if kind is None:
            await super().handle(scope, receive, send)
            return
        rows: list[Any] = []
        cursor: str | None = None
        while len(rows) < MOST:
            told = await self._page(scope, receive, cursor)
            if told.status != 200:
                await _say(told, send)
                return
            page = json.loads(told.body)
            rows += page[self.rows]
            cursor = page.get("next")
            if cursor is None:
                break
        await self._note(scope)
        columns = columns_of(self.response_model, self.rows)
        name = "-".join(part for part in self.path.split("/") if part and part[0] != "{")
        file = await asyncio.to_thread(_file, kind, name, columns, rows)  # seconds, when it is long
        await file(scope, receive, send)

    async def _note(self, scope: Scope) -> None:
        """Whoever takes a file is written down (domain.md 7.5)."""
        request = Request(scope)
        async with request.app.state.transactions.begin() as session:
            by = await standing_of(session, await caller_of(request))
            await note_access(session, by, self.path.strip("/")[:40], None)

    async def _page(self, scope: Scope, receive: Receive, cursor: str | None) -> Told:
        """One page of the list, asked as JSON with all filters of the request."""
        sent = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        kept = [one for one in sent if one[0] not in ("limit", "cursor")]
        if self.is_paged:
            kept += [("limit", f"{PAGE}")] + ([("cursor", cursor)] if cursor else [])
        headers = [one for one in scope["headers"] if one[0] not in (b"accept", b"if-none-match")]
        asked = {**scope, "query_string": urlencode(kept).encode(), "headers": headers}
        heard: list[Message] = []

        async def hear(message: Message) -> None:
            heard.append(message)

        await super().handle({**asked, "state": dict(scope.get("state", {}))}, receive, hear)
        body = b"".join(one.get("body", b"") for one in heard[1:])
        return Told(heard[0]["status"], heard[0]["headers"], body)


def routes(path: str, tag: str) -> APIRouter:
    """A router for one noun of mentoring."""
    return APIRouter(prefix=path, tags=[tag], route_class=ListRoute, redirect_slashes=False)


def _wanted(scope: Scope) -> str | None:
    """The kind of file that the request prefers to JSON."""
    accepted = next((told for name, told in scope["headers"] if name == b"accept"), b"")
    kinds = [one.partition(b";")[0].strip().decode("latin-1") for one in accepted.split(b",")]
    found = next((one for one in kinds if one in (*FILES, "application/json", "*/*")), None)
    return found if found in FILES else None


async def _say(told: Told, send: Send) -> None:
    await send({"type": "http.response.start", "status": told.status, "headers": told.headers})
    await send({"type": "http.response.body", "body": told.body})


def _file(
    kind: str, name: str, columns: Sequence[Path], rows: Sequence[Mapping[str, Any]]
) -> Response:
    suffix = "csv" if kind == CSV else "xlsx"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
        "Cache-Control": "private, no-store",
    }
    head = [".".join(one) for one in columns]
    cells = [head, *(cells_of(row, columns) for row in rows)]
    return Response(FILES[kind](cells), 200, headers, kind)


def _as_csv(cells: Sequence[Sequence[Any]]) -> bytes:
    told = io.StringIO()
    csv.writer(told).writerows(cells)
    return b"\xef\xbb\xbf" + told.getvalue().encode()


def _as_xlsx(cells: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Digisilta")
    for row in cells:
        sheet.append(list(row))
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


FILES = {CSV: _as_csv, XLSX: _as_xlsx}
