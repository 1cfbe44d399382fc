"""The trails over HTTP: auditors read all, administrators all but the values, others their own."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.paging import after, page_of
from common.query import asked
from common.shapes import Line, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Subject
from mentoring.people.audit import Trail, Wanted, entries, sees_values

router = routes("/audit-entries", "audit-entries")
ME = "me"
Value = dict[str, Any]


class AuditQuery(Paged):
    trail: Annotated[
        Trail, Field(description="Fields that changed, moves between states, or who read what.")
    ] = Trail.CHANGES
    noun: Annotated[str, Field(pattern="^[a-z_]{1,40}$", examples=["need"])] | None = None
    record_id: UUID | None = None
    by: Annotated[Subject, Field(description="Who did it; `me` is the caller.")] | None = None
    from_: Annotated[KnownDay | None, Field(alias="from", description="The first day.")] = None
    to: Annotated[KnownDay | None, Field(description="The last day.")] = None


class AuditEntry(Shape):
    """One line. What its trail does not know is null; values only for those who may see them."""

    id: int
    at: Moment
    by: Annotated[str, Field(max_length=200)]
    noun: Line
    record_id: UUID | None
    version: WholeNumber | None
    field: Line | None
    before: Annotated[Value | MISSING | None, Field(description='`{"value": …}`')] = MISSING
    after: Value | MISSING | None = MISSING
    action: Line | None
    from_state: Line | None
    to_state: Line | None


KNOWN = ("version", "field", "action", "from_state", "to_state")


def _shown(desk: Desk, row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("id", "at", "by", "noun", "record_id")}
    found |= {name: getattr(row, name, None) for name in KNOWN}
    if sees_values(desk.by) or row.by == desk.by.subject:
        found |= {name: getattr(row, name, None) for name in ("before", "after")}
    return found


@router.get("", response_model=Page[AuditEntry])
async def list_audit_entries(
    desk: Reading, query: Annotated[AuditQuery, asked(AuditQuery)]
) -> dict[str, Any]:
    """The newest first. Of texts that people write the trail says only that they changed."""
    filters = query.filters
    key = after(query.cursor, "newest", (int,), filters)
    by = desk.by.subject if query.by == ME else query.by
    wanted = Wanted(query.trail, query.noun, query.record_id, by, query.from_, query.to)
    rows = await entries(desk.session, desk.by, wanted, key[0] if key else None, query.limit + 1)
    found, following = page_of(rows, query.limit, lambda row: (row.id,), "newest", filters)
    return desk.answer.page([_shown(desk, row) for row in found], following)
