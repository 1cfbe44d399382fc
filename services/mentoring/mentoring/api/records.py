"""What every record of a process says of itself, and how lists of them are asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from common.errors import RoleRequired
from common.paging import CursorText, Key, after, page_of
from common.problems import language_of
from common.query import Query, Whole
from common.shapes import Line, Moment, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Written
from mentoring.api.dated import known_quarter
from mentoring.api.desk import Desk
from mentoring.listing import Chosen, Kind, by_id, newest
from mentoring.people.permissions import relations
from mentoring.people.roles import Role
from mentoring.processes.acting import Warned, allowed_actions
from mentoring.processes.machines import Machine
from mentoring.store import InProcess

Part = TypeVar("Part")
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
QuarterSaid = Annotated[str, Field(pattern=r"^\d{4}Q[1-4]$", examples=["2026Q4"])]
Quarter = Annotated[QuarterSaid, AfterValidator(known_quarter)]
"""A quarter in a request; what is answered is a `QuarterSaid`."""
Subject = Annotated[str, Field(max_length=200)]
"""Who it was, as the identity provider calls them."""
Reason = Annotated[FreeText, Field(max_length=2000)]


def one_of(words: Iterable[str]) -> str:
    """The pattern of one of these words, for a part of a comma list."""
    return f"(?:{'|'.join(words)})"


class WarningSaid(Shape):
    """What should be looked at; the request was accepted."""

    code: Code
    detail: Line


Warnings = Annotated[Sequence[WarningSaid], Field(max_length=20)]
"""Beside what was stored; `WarningRoute` fills it from the texts of the request."""


class Record(Shape):
    """The first members of every record."""

    id: UUID
    state: Annotated[str, Field(max_length=40, description="Open list.")]
    version: WholeNumber
    org_unit_id: UUID | None
    org_unit_name: Written | None
    owner_id: Annotated[UUID | None, Field(description="The mentor who works on it.")]
    owner_name: Annotated[str | None, Field(max_length=120)]
    created_at: Moment
    created_by: Subject
    updated_at: Moment
    allowed_actions: Annotated[
        list[str], Field(max_length=40, description="What this caller may do with it now.")
    ]
    warnings: Warnings | MISSING = MISSING


class Remark(Shape):
    """An action that needs nothing may still say why."""

    reason: Reason | None = None


class Because(Shape):
    """An action that needs a reason."""

    reason: Reason


Words = Annotated[
    Annotated[Line, Field(min_length=2, max_length=80)] | None,
    Field(description="Part of a text; capital or small letters.", examples=["etävastaanotto"]),
]
"""What is looked for in texts of a list."""


class Paged(Query):
    limit: Annotated[Whole, Field(ge=1, le=200, description="Items on a page.")] = 50
    cursor: CursorText = None

    @property
    def filters(self) -> dict[str, Any]:
        """What is asked for, the page apart."""
        return self.model_dump(exclude={"limit", "cursor"})


def refuse_to_assign(
    desk: Desk, resource: str, record: InProcess, fields: Mapping[str, Any]
) -> None:
    """Whose work a record is, or that it is nobody's, mentors and the lead say alone.

    Raises RoleRequired.
    """
    theirs = relations(desk.by, resource, record)
    if "owner_id" in fields and theirs.isdisjoint({Role.MENTOR, Role.LEAD}):
        raise RoleRequired


async def newest_page(
    desk: Desk, query: Paged, wanted: Chosen[Kind]
) -> tuple[Sequence[Kind], str | None]:
    """The rows of one page, newest first, and the cursor of the next.

    Raises InvalidCursor.
    """
    key = after(query.cursor, "newest", (UUID,), query.filters)
    rows = await newest(desk.session, wanted, key, query.limit + 1)
    return page_of(rows, query.limit, by_id, "newest", query.filters)


def page_within(
    query: Paged, rows: Iterable[Part], key_of: Callable[[Part], Key], kinds: Sequence[type]
) -> tuple[Sequence[Part], str | None]:
    """One page of the few rows inside a record, the highest keys first.

    Raises InvalidCursor.
    """
    key = after(query.cursor, "newest", kinds, query.filters)
    rest = sorted(rows, key=key_of, reverse=True)
    rest = [row for row in rest if key is None or key_of(row) < key]
    return page_of(rest[: query.limit + 1], query.limit, key_of, "newest", query.filters)


def record_members(
    desk: Desk, machine: Machine, record: InProcess, warnings: Sequence[Warned] = ()
) -> dict[str, Any]:
    """The members of `Record`, with what this caller may do."""
    found = {
        name: getattr(record, name)
        for name in ("id", "state", "version", "org_unit_id", "owner_id")
    } | {name: getattr(record, name) for name in ("created_at", "created_by", "updated_at")}
    found["allowed_actions"] = allowed_actions(machine, record, desk.by)
    return found | warnings_said(desk, warnings)


def warnings_said(desk: Desk, warnings: Sequence[Warned]) -> dict[str, Any]:
    """The member `warnings` in the caller's language; nothing when there is none."""
    language = language_of(desk.request.headers.get("accept-language"))
    told = [{"code": one.code, "detail": getattr(one.detail, language)} for one in warnings]
    return {"warnings": told} if told else {}
