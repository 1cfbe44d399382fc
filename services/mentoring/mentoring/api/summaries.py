"""Koosteet over HTTP: the state of a unit in part 1, suggestions in part 2."""

from collections.abc import Sequence
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field

from common.answering import IfMatch
from common.query import CommaList, asked
from common.shapes import Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Written
from mentoring.api.acting import Face, add_actions
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.of_units import OfUnits, units_asked
from mentoring.api.records import Because, Code, Reason, Record, Remark, newest_page, record_members
from mentoring.api.suggestions import NewSuggestion, Suggestion, suggestion_members
from mentoring.api.suggestions import shown as suggestion_shown
from mentoring.bridge import suggestions, summaries
from mentoring.bridge.applicability import Fit
from mentoring.bridge.catalogue import Lifecycle, ServiceKind
from mentoring.bridge.sharing import SUMMARIES
from mentoring.bridge.suggestions import Suggestion as Line
from mentoring.bridge.summaries import P3
from mentoring.bridge.summaries import Summary as Row
from mentoring.listing import permitted
from mentoring.naming import add_names
from mentoring.processes.acting import Warned, locked_record, the_record
from mentoring.text_warnings import warnings_for

router = routes("/summaries", "summaries")
Texts = Annotated[list[FreeText], Field(max_length=50)]
Said = Annotated[Sequence[Annotated[str, Field(max_length=2000)]], Field(max_length=50)]


class NewPartOne(Shape):
    """The state of digitalisation in the unit, with its own challenges and needs."""

    state: Annotated[FreeText, Field(max_length=8000)] | None = None
    challenges: Texts = []
    needs: Texts = []

    def texts(self) -> list[str | None]:
        return [self.state, *self.challenges, *self.needs]

    def columns(self) -> dict[str, Any]:
        return {
            "current_state": self.state,
            "challenges": self.challenges,
            "needs": self.needs,
        }


class NewSummary(Shape):
    """A kooste of a unit of any level, and the mapping it rests on."""

    org_unit_id: UUID
    mapping_id: UUID | None = None
    part_1: NewPartOne = NewPartOne()
    owner_id: UUID | None = None


class SummaryChange(Shape):
    """Members that are not sent stay; `part_1` is sent whole. Not once it is shared."""

    mapping_id: UUID | MISSING | None = MISSING
    part_1: NewPartOne | MISSING = MISSING
    owner_id: UUID | MISSING | None = MISSING


class PartOne(Shape):
    """The state of digitalisation in the unit, with its own challenges and needs."""

    state: Annotated[str | None, Field(max_length=8000)]
    challenges: Said
    needs: Said


class Summary(Record):
    """One version of a unit's kooste. From `shared` on its content is frozen."""

    mapping_id: UUID | None
    part_1: PartOne
    part_2: Annotated[Sequence[Suggestion], Field(max_length=1000)]
    figures: dict[str, Any]
    number: Annotated[WholeNumber | None, Field(description="From 1 in its unit.")]
    frozen_at: Moment | None
    content_hash: Annotated[str | None, Field(description="SHA-256 of the canonical JSON.")]


class Returned(Shape):
    comment: Reason


class Candidate(Shape):
    """A digital service, and what is known of it in the unit."""

    digital_service_id: UUID
    code: Code
    names: Written
    kind: ServiceKind
    lifecycle: Lifecycle
    applicability: Fit
    is_suggested: bool


class Candidates(Shape):
    """What might be suggested; what the unit has in use stands apart."""

    candidates: Annotated[Sequence[Candidate], Field(max_length=1000)]
    live: Annotated[Sequence[Candidate], Field(max_length=1000)]


MEMBERS = ("mapping_id", "part_1", "figures", "number", "frozen_at", "content_hash")


async def _all_shown(
    desk: Desk, rows: Sequence[Row], warned: Sequence[Warned] = ()
) -> list[dict[str, Any]]:
    lines = await suggestions.suggestions_of(desk.session, [row.id for row in rows])
    told = [
        {name: getattr(row, name) for name in MEMBERS}
        | record_members(desk, P3, row, warned)
        | {"part_2": [suggestion_members(desk, one) for one in lines if one.summary_id == row.id]}
        for row in rows
    ]
    await add_names(desk.session, [*told, *chain(*(one["part_2"] for one in told))])
    return told


async def _shown(desk: Desk, row: Row, warned: Sequence[Warned] = ()) -> dict[str, Any]:
    return (await _all_shown(desk, [row], warned))[0]


FACE = Face(
    process=SUMMARIES,
    row=Row,
    shape=Summary,
    shown=_shown,
    needs={"submit": Remark, "return": Returned, "withdraw": Because},
)


class SummariesQuery(OfUnits):
    state: Annotated[
        tuple[str, ...], CommaList(f"({'|'.join(P3.states)})", 6), Field(examples=["shared"])
    ] = ()
    owner: UUID | None = None


@router.post("", status_code=201, response_model=Summary)
async def open_summary(new: NewSummary, desk: Writing) -> dict[str, Any]:
    """Begin a kooste. Who may: mentor, lead."""
    told = new.model_dump(exclude={"part_1"}) | new.part_1.columns()
    row = Row(**told)
    await summaries.open_summary(desk.session, row, desk.by)
    desk.made("/summaries", row)
    return await _shown(desk, row, warnings_for(new.part_1.texts()))


@router.get("", response_model=Page[Summary])
async def list_summaries(
    desk: Reading, query: Annotated[SummariesQuery, asked(SummariesQuery)]
) -> dict[str, Any]:
    """Those that the caller may read, newest first."""
    units = await units_asked(desk, query)
    wanted = permitted(
        desk.by, "summary", Row, state=query.state, org_unit_id=units, owner_id=query.owner
    )
    found, following = await newest_page(desk, query, wanted)
    return desk.answer.page(await _all_shown(desk, found), following)


@router.get("/{summary_id}", response_model=Summary)
async def get_summary(summary_id: UUID, desk: Reading) -> dict[str, Any]:
    row = await the_record(desk.session, Row, summary_id, desk.by, "summary")
    desk.answer.version = row.version
    return await _shown(desk, row)


@router.patch("/{summary_id}", response_model=Summary)
async def change_summary(
    summary_id: UUID, sent: SummaryChange, desk: Writing, expected: IfMatch
) -> dict[str, Any]:
    """Write on part 1, or rest it on another mapping, until it is shared."""
    row = await locked_record(desk.session, Row, summary_id, desk.by, "summary")
    expected.check(row.version)
    desk.refuse_unless("w", "summary", row)
    fields = sent.model_dump(exclude={"part_1"})
    part_1 = NewPartOne()
    if "part_1" in sent.model_fields_set:
        part_1 = NewPartOne.model_validate(sent.part_1)
        fields |= part_1.columns()
    await summaries.change_summary(desk.session, row, fields, desk.by)
    desk.answer.version = row.version
    return await _shown(desk, row, warnings_for(part_1.texts()))


@router.get("/{summary_id}/suggestion-candidates", response_model=Candidates)
async def list_suggestion_candidates(summary_id: UUID, desk: Reading) -> dict[str, Any]:
    """Services that are offered and may fit the unit; those it uses already are listed apart."""
    row = await the_record(desk.session, Row, summary_id, desk.by, "summary")
    found = await suggestions.candidates(desk.session, row, desk.today)
    return {
        "candidates": [_candidate(one) for one in found if not one.is_live],
        "live": [_candidate(one) for one in found if one.is_live],
    }


@router.post("/{summary_id}/suggestions", status_code=201, response_model=Suggestion)
async def add_suggestion(summary_id: UUID, new: NewSuggestion, desk: Writing) -> dict[str, Any]:
    """Suggest a digital service in part 2 of a draft. Who may: mentor, lead."""
    row = await locked_record(desk.session, Row, summary_id, desk.by, "summary")
    line = Line(
        summary_id=row.id, org_unit_id=row.org_unit_id, owner_id=row.owner_id, **new.model_dump()
    )
    await summaries.add_suggestion(desk.session, row, line, desk.by)
    desk.made("/suggestions", line)
    return await suggestion_shown(desk, line, warnings_for(new.texts()))


def _candidate(one: suggestions.Candidate) -> dict[str, Any]:
    service = one.service
    told = {name: getattr(service, name) for name in ("code", "names", "kind", "lifecycle")}
    told |= {"digital_service_id": service.id, "applicability": one.fit}
    return told | {"is_suggested": one.is_suggested}


add_actions(router, FACE)
