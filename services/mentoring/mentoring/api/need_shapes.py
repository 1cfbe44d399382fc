"""What is sent about needs, and how they look."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.errors import Said, Wrongly
from common.shapes import Day, Flag, Moment, Number, Shape
from common.text import FreeText, Written
from mentoring.api.records import Because, Code, Record, Remark, Subject
from mentoring.bridge.links import Link
from mentoring.bridge.needs import OriginKind, Priority, Size

Title = Annotated[FreeText, Field(min_length=1, max_length=200)]
Words = Annotated[FreeText, Field(min_length=1, max_length=2000)]
Group = Annotated[FreeText, Field(min_length=1, max_length=500)]
Aims = Annotated[list[UUID], Field(max_length=20)]
ONE_PLACE = Said(
    "Anna joko yksikkö tai kumppani.",
    "Ange antingen en enhet eller en partner.",
    "Give either a unit or a partner.",
)
ONE_LINK = Said(
    "Anna yksi: suunnitelman kohta, käyttöönotto, koulutus tai jalkautuminen.",
    "Ange en: en punkt i planen, ett införande, en utbildning eller ett evenemang.",
    "Give one: a plan item, an adoption, a training or an outreach event.",
)
LINKS = {
    "plan_item_id": "plan_item",
    "adoption_id": "adoption",
    "training_session_id": "training",
    "outreach_event_id": "outreach",
}

NEED = {
    "title": "Koulutusta etävastaanoton pitämiseen",
    "public_summary": "Kotihoidon henkilöstö harjoittelee etävastaanoton pitämistä.",
    "org_unit_id": "0199e0a0-0000-7000-8000-00000000000a",
    "origin": "dialogue",
    "topic": "using_service",
    "size": "training",
    "strategic_aim_ids": [],
    "share_with_supervisor": False,
}
BY_A_TRAINING = {
    "reason": "Koulutus sovittiin yksikön viikkopalaveriin.",
    "training_session_id": "0199e0a0-0000-7000-8000-00000000000c",
}


class NewNeed(Shape, json_schema_extra={"examples": [NEED]}):
    """A need of a unit or of a partner."""

    title: Title
    public_summary: Annotated[
        Words | None, Field(description="What other areas may see of it.")
    ] = None
    org_unit_id: UUID | None = None
    partner_id: UUID | None = None
    origin: OriginKind = OriginKind.SELF_SERVICE
    digital_service_id: UUID | None = None
    topic: Code | None = None
    size: Size | None = None
    strategic_aim_ids: Aims = []
    share_with_supervisor: Annotated[
        Flag, Field(description="Whether the own supervisor may see a request of quick help.")
    ] = False
    owner_id: UUID | None = None

    @model_validator(mode="after")
    def has_one_place(self) -> "NewNeed":
        if (self.org_unit_id is None) is (self.partner_id is None):
            raise Wrongly("required", ONE_PLACE, below="/org_unit_id")
        return self


class NeedChange(Shape):
    """A merge patch."""

    title: Title | MISSING = MISSING
    public_summary: Words | MISSING | None = MISSING
    digital_service_id: UUID | MISSING | None = MISSING
    topic: Code | MISSING = MISSING
    size: Size | MISSING = MISSING
    priority: Priority | MISSING = MISSING
    strategic_aim_ids: Aims | MISSING = MISSING
    share_with_supervisor: Flag | MISSING = MISSING
    owner_id: UUID | MISSING | None = MISSING
    unit_owner_id: UUID | MISSING | None = MISSING


class NeedFrom(Shape):
    """The title of what an observation becomes; else its first words, if the unit reads them."""

    title: Title | None = None
    public_summary: Words | None = None


class Sameness(StrEnum):
    SAME = "same"
    DIFFERENT = "different"


class Answered(Shape):
    """Whether a candidate is the same need."""

    need_id: UUID
    answer: Sameness


class Triaged(Remark):
    topic: Code
    size: Size
    priority: Priority
    duplicates: Annotated[
        list[Answered], Field(max_length=50, description="An answer for each candidate.")
    ] = []


class Concretised(Remark):
    goal: Words
    affected_group: Group
    outcome: Annotated[Words, Field(description="What will be seen when it is met.")]
    unit_owner_id: Annotated[UUID, Field(description="Its owner on the unit's side.")]


class Met(Remark):
    outcome: Annotated[Words, Field(description="What came of it.")]


class PlannedOn(Remark, json_schema_extra={"examples": [BY_A_TRAINING]}):
    """Exactly one link."""

    plan_item_id: UUID | None = None
    adoption_id: UUID | None = None
    training_session_id: UUID | None = None
    outreach_event_id: UUID | None = None

    @model_validator(mode="after")
    def has_one_link(self) -> "PlannedOn":
        if sum(getattr(self, name) is not None for name in LINKS) != 1:
            raise Wrongly("required", ONE_LINK, below="/plan_item_id")
        return self

    def link(self) -> tuple[Link, str]:
        """The work, and a pointer to where it is named."""
        name = next(one for one in LINKS if getattr(self, one) is not None)
        return Link(LINKS[name], getattr(self, name)), f"/{name}"


class Forwarded(Remark):
    target_id: UUID
    text: Words


class MergedInto(Remark):
    target_id: Annotated[UUID, Field(description="A need; merged ones stand for their root.")]


class DeclinedNeed(Remark):
    reason_code: Code


NEEDED: dict[str, type[Shape]] = {
    "triage": Triaged,
    "concretise": Concretised,
    "solve_now": Met,
    "confirm": Met,
    "plan": PlannedOn,
    "unplan": Because,
    "forward": Forwarded,
    "merge": MergedInto,
    "unmerge": Because,
    "decline": DeclinedNeed,
    "reopen": Because,
}


class NeedOrigin(Shape):
    kind: OriginKind
    org_unit_id: UUID | None
    org_unit_name: Written | None
    partner_id: UUID | None
    partner_name: Written | None
    source_id: UUID | None


class PlannedWork(Shape):
    """The work that is planned for a need, and how far it is."""

    noun: Code
    id: UUID
    state: Code
    starts_on: Day | None
    due_on: Day | None


class Need(Record):
    """A need. Who reads it because it was merged sees its public summary, state and plan."""

    title: Annotated[str | None, Field(max_length=200)]
    public_summary: Annotated[str | None, Field(max_length=2000)]
    partner_id: UUID | None
    partner_name: Written | None
    digital_service_id: UUID | None
    digital_service_name: Written | None
    size: Size | None
    topic: Code | None
    priority: Priority | None
    goal: Annotated[str | None, Field(max_length=2000)]
    affected_group: Annotated[str | None, Field(max_length=500)]
    outcome: Annotated[str | None, Field(max_length=2000)]
    result: Annotated[str | None, Field(max_length=2000)]
    unit_owner_id: UUID | None
    strategic_aim_ids: Aims
    share_with_supervisor: Flag
    raised_on: Day
    due_on: Day | None
    met_on: Day | None
    declined_because: Code | None
    forwarded_item_id: UUID | None
    merged_into: UUID | None
    benefits: Annotated[
        list[UUID], Field(max_length=500, description="Units of what was merged into it.")
    ]
    origins: Annotated[list[NeedOrigin], Field(max_length=500)]
    planned: PlannedWork | None


class Candidate(Shape):
    """A need that may be the same; of another area's, only the public summary."""

    need_id: UUID
    score: Number
    state: Code
    org_unit_id: UUID | None
    org_unit_name: Written | None
    title: Annotated[str | None, Field(max_length=200)]
    public_summary: Annotated[str | None, Field(max_length=2000)]
    answer: Sameness | None


class TimelineEntry(Shape):
    """A step of the process, or a note that the reader may see."""

    at: Moment
    kind: Code
    record_id: UUID
    action: Code | None
    from_state: Code | None
    to_state: Code | None
    by: Subject | None
    text: Annotated[str | None, Field(max_length=4000)]
