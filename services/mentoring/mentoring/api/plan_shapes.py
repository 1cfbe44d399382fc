"""What is sent about plans and their items, and how they look."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.errors import Said, Wrongly
from common.shapes import Day, Shape, Whole
from common.text import FreeText, Written
from mentoring.api.dated import KnownDay
from mentoring.api.records import Because, Code, Reason, Record
from mentoring.bridge.dialogue import Audience, Contribution, Purpose
from mentoring.bridge.plan_items import ItemKind

Title = Annotated[FreeText, Field(min_length=1, max_length=200)]
Goal = Annotated[FreeText, Field(min_length=1, max_length=2000)]
Year = Annotated[Whole, Field(ge=2020, le=2100, examples=[2026])]
Items = Annotated[list[UUID], Field(max_length=50)]
LINKS = {"training_session_id": "training", "adoption_id": "adoption"}
ONE_LINK = Said(
    "Anna joko koulutus tai käyttöönotto.",
    "Ange antingen en utbildning eller ett införande.",
    "Give either a training or an adoption.",
)

ITEM = {
    "kind": "training",
    "title": "Henkilöstön koulutus etävastaanoton pitämiseen",
    "starts_on": "2027-02-01",
    "due_on": "2027-03-31",
    "unit_owner_id": "0199e0a0-0000-7000-8000-00000000000b",
    "training_session_id": "0199e0a0-0000-7000-8000-00000000000c",
    "depends_on": [],
    "purpose": "skill_support",
    "audience": "professional",
    "contribution": "change_encourager",
}
ITEM_CHANGE = {
    "title": "Henkilöstön koulutus kahdessa ryhmässä",
    "due_on": "2027-04-30",
    "owner_id": "0199e0a0-0000-7000-8000-00000000000d",
}


class NewPlan(Shape):
    """A plan of a unit and year, as a draft."""

    org_unit_id: UUID
    year: Year
    goal: Goal | None = None
    owner_id: UUID | None = None


class PlanChange(Shape):
    """A merge patch."""

    goal: Goal | MISSING | None = MISSING
    owner_id: UUID | MISSING | None = MISSING


class Commented(Shape):
    comment: Reason


class MovedItem(Shape):
    """What changes of an item; what is not sent stays."""

    plan_item_id: UUID
    title: Title | MISSING = MISSING
    starts_on: KnownDay | MISSING = MISSING
    due_on: KnownDay | MISSING = MISSING
    unit_owner_id: UUID | MISSING = MISSING


class Revised(Because):
    """A revision that both sides agree to."""

    agreed_with_id: Annotated[UUID, Field(description="A person of the other side.")]
    items: Annotated[list[MovedItem], Field(max_length=200)] = []


PLAN_NEEDS: dict[str, type[Shape]] = {"return": Commented, "revise": Revised, "cancel": Because}


class PlanLine(Shape):
    """An item of a plan in short."""

    id: UUID
    kind: ItemKind
    title: Annotated[str, Field(max_length=200)]
    state: Code
    starts_on: Day | None
    due_on: Day | None
    done_on: Day | None
    unit_owner_id: UUID | None
    depends_on: Items


class Plan(Record):
    """What a unit will do in a year, and when."""

    year: Year
    goal: Annotated[str | None, Field(max_length=2000)]
    revision: Annotated[Whole, Field(description="0 before it is agreed; 1 is the baseline.")]
    items: Annotated[Sequence[PlanLine], Field(max_length=1000)]


class PlanDays(Shape):
    starts_on: Day | None
    due_on: Day | None


class ItemDays(PlanDays):
    done_on: Day | None


class ItemDiff(Shape):
    """An item that came after the baseline has none; one that was dropped has no slip."""

    plan_item_id: UUID
    baseline: PlanDays | None
    now: ItemDays
    slip_days: Whole | None


class BaselineDiff(Shape):
    """How far a plan has moved from what was agreed first, in days."""

    plan_id: UUID
    revision: Whole
    slip_days: Annotated[Whole, Field(description="Of the last day of the baseline's items.")]
    items: Annotated[Sequence[ItemDiff], Field(max_length=1000)]


class Linked(Shape):
    """The training or the adoption by which an item is done."""

    training_session_id: UUID | None = None
    adoption_id: UUID | None = None

    @model_validator(mode="after")
    def has_one_link(self) -> "Linked":
        if all(getattr(self, name) is not None for name in LINKS):
            raise Wrongly("invalid", ONE_LINK, below="/adoption_id")
        return self


class NewPlanItem(Linked, json_schema_extra={"examples": [ITEM]}):
    """One thing on the timetable of a unit."""

    kind: ItemKind
    title: Title
    starts_on: KnownDay
    due_on: KnownDay
    unit_owner_id: Annotated[UUID, Field(description="Its owner on the unit's side.")]
    owner_id: UUID | None = None
    digital_service_id: UUID | None = None
    depends_on: Items = []
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None = None
    programme: Code | None = None


class PlanItemChange(Shape, json_schema_extra={"examples": [ITEM_CHANGE]}):
    """A merge patch. Days that were agreed move by a revision of the plan."""

    kind: ItemKind | MISSING = MISSING
    title: Title | MISSING = MISSING
    starts_on: KnownDay | MISSING = MISSING
    due_on: KnownDay | MISSING = MISSING
    unit_owner_id: UUID | MISSING = MISSING
    owner_id: UUID | MISSING | None = MISSING
    digital_service_id: UUID | MISSING | None = MISSING
    training_session_id: UUID | MISSING | None = MISSING
    adoption_id: UUID | MISSING | None = MISSING
    depends_on: Items | MISSING = MISSING
    purpose: Purpose | MISSING = MISSING
    audience: Audience | MISSING = MISSING
    contribution: Contribution | MISSING | None = MISSING
    programme: Code | MISSING | None = MISSING

    @model_validator(mode="after")
    def has_one_link(self) -> "PlanItemChange":
        if all(isinstance(getattr(self, name), UUID) for name in LINKS):
            raise Wrongly("invalid", ONE_LINK, below="/adoption_id")
        return self


class Blocked(Because):
    forwarded_item_id: Annotated[UUID | None, Field(description="What it waits for.")] = None


ITEM_NEEDS: dict[str, type[Shape]] = {"block": Blocked, "drop": Because}


class PlanItem(Record):
    """One thing on the timetable of a unit, from a training to months of work."""

    plan_id: UUID
    kind: ItemKind
    title: Annotated[str, Field(max_length=200)]
    starts_on: Day | None
    due_on: Day | None
    done_on: Day | None
    unit_owner_id: UUID | None
    digital_service_id: UUID | None
    digital_service_name: Written | None
    training_session_id: UUID | None
    adoption_id: UUID | None
    blocked_by_id: UUID | None
    depends_on: Items
    purpose: Purpose
    audience: Audience
    contribution: Contribution | None
    programme: Code | None


def without_links(fields: dict[str, Any]) -> dict[str, Any]:
    """Columns for what was sent: the link as noun and id."""
    sent = {name: fields.pop(name) for name in LINKS if name in fields}
    if sent:
        name = next((one for one, id_ in sent.items() if id_ is not None), None)
        fields["linked_noun"] = LINKS[name] if name else None
        fields["linked_id"] = sent[name] if name else None
    return fields
