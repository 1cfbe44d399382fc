"""What a unit aims at, and how it supports its own people, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.query import asked
from common.shapes import Day, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Subject, Warnings, newest_page
from mentoring.api.web_links import WebLink
from mentoring.people import unit_goals
from mentoring.people.keeping import keep
from mentoring.people.unit_goals import RESOURCE, UnitSupportPractice
from mentoring.people.unit_goals import UnitGoal as GoalRow

router = routes("/org-units", "org-units")
Links = Annotated[list[WebLink], Field(max_length=20, description="Where more is told.")]


class NewUnitGoal(Shape):
    """What the unit wants to reach."""

    text: FreeText
    due_on: KnownDay | None = None


class UnitGoal(Shape):
    """What the unit wants to reach."""

    id: UUID
    org_unit_id: UUID
    text: Annotated[str, Field(max_length=2000)]
    due_on: Day | None
    version: WholeNumber
    created_at: Moment
    created_by: Subject
    warnings: Warnings | MISSING = MISSING


class NewSupportPractice(Shape):
    """How digital support is given and got in the unit."""

    text: Annotated[FreeText, Field(max_length=4000)]
    links: Links = []


class SupportPractice(Shape):
    """How digital support is given and got in the unit; version 0 when nobody has told yet."""

    org_unit_id: UUID
    text: Annotated[str | None, Field(max_length=4000)]
    links: Annotated[list[Annotated[str, Field(max_length=198)]], Field(max_length=20)]
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


def _practice(desk: Desk, unit_id: UUID, row: UnitSupportPractice | None) -> dict[str, Any]:
    version = desk.answer.version = row.version if row else 0
    told = {"text": row.text if row else None, "links": row.links if row else []}
    return {"org_unit_id": unit_id, "version": version} | told


@router.get("/{unit_id}/goals", response_model=Page[UnitGoal])
async def list_unit_goals(
    unit_id: UUID, desk: Reading, query: Annotated[Paged, asked(Paged)]
) -> dict[str, Any]:
    """What the unit aims at, for those who read its development plan."""
    await unit_goals.refuse_hidden(desk.session, unit_id, desk.by)
    wanted = unit_goals.goals_of(desk.by, unit_id)
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page([*found], following)


@router.post("/{unit_id}/goals", status_code=201, response_model=UnitGoal)
async def add_unit_goal(unit_id: UUID, new: NewUnitGoal, desk: Using) -> GoalRow:
    """Write down what the unit aims at. Who may: those who write its development plan."""
    await unit_goals.refuse_hidden(desk.session, unit_id, desk.by)
    row = GoalRow(org_unit_id=unit_id, **new.model_dump())
    desk.refuse_unless("w", RESOURCE, row)
    await unit_goals.refuse_ended(desk.session, unit_id, desk.today)
    await keep(desk.session, row, desk.by.subject)
    desk.answer.location = f"/org-units/{unit_id}/goals"
    desk.answer.version = row.version
    return row


@router.get("/{unit_id}/support-practice", response_model=SupportPractice)
async def get_support_practice(unit_id: UUID, desk: Reading) -> dict[str, Any]:
    """How digital support is given and got in the unit."""
    await unit_goals.refuse_hidden(desk.session, unit_id, desk.by)
    return _practice(desk, unit_id, await unit_goals.practice_of(desk.session, unit_id))


@router.put("/{unit_id}/support-practice", response_model=SupportPractice)
async def set_support_practice(
    unit_id: UUID, sent: NewSupportPractice, desk: Using, expected: IfMatch
) -> dict[str, Any]:
    """Tell how it is now. Who may: those who write the unit's development plan."""
    await unit_goals.refuse_hidden(desk.session, unit_id, desk.by)
    known = await unit_goals.practice_of(desk.session, unit_id, lock=True)
    fields = sent.model_dump()
    row = known or UnitSupportPractice(org_unit_id=unit_id, **fields)
    desk.refuse_unless("w", RESOURCE, row)
    expected.check(known.version if known else 0)
    await unit_goals.refuse_ended(desk.session, unit_id, desk.today)
    await unit_goals.write_practice(desk.session, row, desk.by.subject, fields)
    return _practice(desk, unit_id, row)
