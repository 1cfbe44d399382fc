"""An import as it is read: its counts, its sentences, its rows."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.shapes import Moment, Page, Shape
from common.text import Written
from directory.api.shown import Listed as Words
from directory.imports.batches import ImportFormat, ImportState, OutsideCounty

FIRST_ERRORS = 20
Outcome = Literal["created", "updated", "unchanged", "skipped", "error"]
Count = Annotated[int, Field(ge=0, lt=2**31)]


class RowCounts(Shape):
    """`accepted` are all but `skipped` and `error`; rows of hours are told by days instead."""

    read: Count
    accepted: Count
    created: Count
    updated: Count
    unchanged: Count
    skipped: Count
    error: Count


class PointCounts(Shape):
    """`drafts`: points of the file that residents do not see. `left_source`: not in the file."""

    created: Count
    updated: Count
    unchanged: Count
    published: Count
    suspended: Count
    drafts: Count
    left_source: Count


class DayCounts(Shape):
    """Places times dates, from the first to the last of the file."""

    first: Annotated[str, Field(max_length=10, examples=["2026-05-01"])]
    last: Annotated[str, Field(max_length=10, examples=["2026-08-22"])]
    with_spans: Count
    closed: Count
    unknown: Count
    without_rows: Count
    created: Count
    updated: Count
    unchanged: Count


class WordCounts(Shape):
    different: Count
    in_all: Count


class Counts(Shape):
    """By outcome. Of a dry run they count what would be created, updated and so on."""

    rows: RowCounts
    points: PointCounts
    days: DayCounts | None
    codes: Annotated[dict[str, int], Field(description="Errors and warnings by their code.")]
    unknown_columns: Words
    ignored_words: WordCounts


class RowFinding(Shape):
    """What is said of a row: an error refuses it, a warning does not."""

    field: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=80, examples=["unknown-municipality"])]
    value: Annotated[str, Field(max_length=200)] | None
    text: Written
    severity: Literal["error", "warning"]


class ImportRow(Shape):
    """One row of the file; `number` is its line, the header being 1."""

    number: Count
    outcome: Outcome
    origin_id: Annotated[str, Field(max_length=80)] | None
    point_id: UUID | None
    errors: Annotated[list[RowFinding], Field(max_length=200)]


class ImportRows(Page[ImportRow]):
    """One page of rows, in the order of the file."""


class Import(Shape):
    """What a file has done; while `state` is `checked`, what it would do."""

    id: UUID
    format: ImportFormat
    data_source: Annotated[str, Field(max_length=40, examples=["kirjastot"])]
    outside_county: OutsideCounty
    state: ImportState
    counts: Counts
    summary: Annotated[
        list[Written],
        Field(max_length=20, description="The counts in sentences; of a dry run, what would be."),
    ]
    errors: Annotated[list[ImportRow], Field(max_length=FIRST_ERRORS)]
    created_at: Moment
    applied_at: Moment | None
    version: int
    allowed_actions: Words
