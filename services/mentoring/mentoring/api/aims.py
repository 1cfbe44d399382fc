"""Aims, goals, focus areas and decisions about the team, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.errors import RoleRequired
from common.query import CommaList, asked
from common.shapes import Day, Line, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Text, Written
from mentoring.api.dated import Dated, KnownDay, days_said
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Warnings, newest_page
from mentoring.county import CODE
from mentoring.people import aims
from mentoring.people.aims import AimTag
from mentoring.people.keeping import keep, locked, rewrite
from mentoring.people.permissions import may_somewhere
from mentoring.people.teams import FocusArea as FocusRow
from mentoring.people.teams import FocusState
from mentoring.people.teams import ProgrammeGoal as GoalRow
from mentoring.people.teams import StrategicAim as AimRow
from mentoring.people.teams import TeamDecision as DecisionRow

router = routes("", "team")
Tags = Annotated[list[AimTag], Field(max_length=3)]
Period = Annotated[str, Field(pattern=r"^\d{4}(Q[1-4]|S[12]|-\d{4})?$", examples=["2026S1"])]


class NewDecision(Shape):
    decided_on: KnownDay
    text: FreeText
    parties: Annotated[list[Line], Field(max_length=20, examples=[["toimialajohto"]])]


class Decision(Shape):
    id: UUID
    decided_on: Day
    text: Annotated[str, Field(max_length=2000)]
    parties: Annotated[list[str], Field(max_length=20)]
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class NewFocusArea(Shape):
    name: Text
    period: Period
    rank: Annotated[WholeNumber, Field(ge=1, le=100)]
    state: FocusState = FocusState.PROPOSED


class FocusAreaChange(Shape):
    name: Text | MISSING = MISSING
    period: Period | MISSING = MISSING
    rank: Annotated[WholeNumber, Field(ge=1, le=100)] | MISSING = MISSING
    state: FocusState | MISSING = MISSING


class FocusArea(Shape):
    id: UUID
    name: Written
    period: Line
    rank: WholeNumber
    state: FocusState
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class NewAim(Dated):
    """What the county aims at, in its own words."""

    name: Text
    quotation: FreeText | None = None
    description: Text | None = None
    tags: Tags = []


class Aim(Shape):
    id: UUID
    name: Written
    quotation: Annotated[str | None, Field(max_length=2000)]
    description: Written | None
    tags: Tags
    valid_from: Day
    valid_to: Day | None
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class NewGoal(Dated):
    """A goal of the programme that pays for the work."""

    code: Annotated[Line, Field(pattern=CODE, examples=["RRP"])]
    name: Text
    quotation: FreeText | None = None


class Goal(Shape):
    id: UUID
    code: Line
    name: Written
    quotation: Annotated[str | None, Field(max_length=2000)]
    valid_from: Day
    valid_to: Day | None
    version: WholeNumber
    warnings: Warnings | MISSING = MISSING


class FocusQuery(Paged):
    period: Period | None = None
    state: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(FocusState)})", 4), Field(examples=["active"])
    ] = ()


class ValidQuery(Paged):
    as_of: Annotated[KnownDay | None, Field(description="Those that hold on this day.")] = None


def _refuse_unless_kept(desk: Desk) -> None:
    if not may_somewhere(desk.by, "w", "team"):
        raise RoleRequired


async def _page(desk: Desk, query: Paged, wanted: Any, shown: Any) -> dict[str, Any]:
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page([shown(row) for row in found], following)


def _as_is(row: Any) -> Any:
    return row


def _dated(row: Any) -> dict[str, Any]:
    """A row with days, with its columns as members."""
    names = {one.key for one in row.__table__.columns} - {"valid"}
    kept = Aim.model_fields if isinstance(row, AimRow) else Goal.model_fields
    return {name: getattr(row, name) for name in names & set(kept)} | days_said(row.valid)


async def _kept(desk: Desk, row: Any, path: str) -> Any:
    _refuse_unless_kept(desk)
    desk.made(path, await keep(desk.session, row, desk.by.subject))
    return row


@router.get("/team/decisions", response_model=Page[Decision])
async def list_team_decisions(desk: Reading, query: Annotated[Paged, asked(Paged)]) -> Any:
    """What was decided about the team, for those who see its working time."""
    return await _page(desk, query, aims.of_team(desk.by, DecisionRow), _as_is)


@router.post("/team/decisions", status_code=201, response_model=Decision)
async def add_team_decision(new: NewDecision, desk: Using) -> DecisionRow:
    """Write down what was decided about the team, when and with whom."""
    row: DecisionRow = await _kept(desk, DecisionRow(**new.model_dump()), "/team/decisions")
    return row


@router.get("/focus-areas", response_model=Page[FocusArea])
async def list_focus_areas(desk: Reading, query: Annotated[FocusQuery, asked(FocusQuery)]) -> Any:
    """What mentoring puts first in a period."""
    wanted = aims.focus_areas(desk.by, query.period, query.state)
    return await _page(desk, query, wanted, _as_is)


@router.post("/focus-areas", status_code=201, response_model=FocusArea)
async def add_focus_area(new: NewFocusArea, desk: Using) -> FocusRow:
    """Propose what comes first, or write down what was agreed."""
    row: FocusRow = await _kept(desk, FocusRow(**new.model_dump()), "/focus-areas")
    return row


@router.patch("/focus-areas/{focus_area_id}", response_model=FocusArea)
async def change_focus_area(
    focus_area_id: UUID, sent: FocusAreaChange, desk: Using, expected: IfMatch
) -> FocusRow:
    """Rank it anew, or say that it is active, part of normal operations, or dropped."""
    _refuse_unless_kept(desk)
    row = await locked(desk.session, FocusRow, focus_area_id)
    expected.check(row.version)
    await rewrite(desk.session, row, desk.by.subject, sent.model_dump())
    desk.answer.version = row.version
    return row


@router.get("/strategic-aims", response_model=Page[Aim])
async def list_strategic_aims(
    desk: Reading, query: Annotated[ValidQuery, asked(ValidQuery)]
) -> Any:
    """What the county aims at."""
    return await _page(desk, query, aims.valid_on(desk.by, AimRow, query.as_of), _dated)


@router.post("/strategic-aims", status_code=201, response_model=Aim)
async def add_strategic_aim(new: NewAim, desk: Using) -> dict[str, Any]:
    """Write down an aim of the county."""
    row = AimRow(**_fields(new), tags=[str(tag) for tag in new.tags], valid=new.days)
    return _dated(await _kept(desk, row, "/strategic-aims"))


@router.get("/programme-goals", response_model=Page[Goal])
async def list_programme_goals(
    desk: Reading, query: Annotated[ValidQuery, asked(ValidQuery)]
) -> Any:
    """The goals of the programme that pays for the work."""
    return await _page(desk, query, aims.valid_on(desk.by, GoalRow, query.as_of), _dated)


@router.post("/programme-goals", status_code=201, response_model=Goal)
async def add_programme_goal(new: NewGoal, desk: Using) -> dict[str, Any]:
    """Write down a goal of the programme."""
    row = GoalRow(**_fields(new), valid=new.days)
    return _dated(await _kept(desk, row, "/programme-goals"))


def _fields(new: Dated) -> dict[str, Any]:
    return new.model_dump(exclude={"valid_from", "valid_to", "tags"})
