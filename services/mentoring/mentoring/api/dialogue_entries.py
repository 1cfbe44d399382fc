"""Entries of a dialogue over HTTP: read, put right, shared with the unit."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.answering import IfMatch
from common.errors import Wrongly, say
from common.shapes import Day, Flag, Moment, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Desk, Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.observed import NewObservation, Observation
from mentoring.api.records import Code, Reason, Subject, WarningSaid, warnings_said
from mentoring.bridge.contacts import correct_entry
from mentoring.bridge.dialogue import (
    Audience,
    Channel,
    Contribution,
    DialogueEntry,
    EntryKind,
    Participant,
    Purpose,
    observations_of,
)
from mentoring.bridge.dialogue import Observation as Row
from mentoring.bridge.engagements import Engagement
from mentoring.people.access import note_access
from mentoring.processes.acting import locked_record, the_record
from mentoring.text_warnings import warnings_for

router = routes("/dialogue-entries", "engagements")


Staff = Annotated[
    list[UUID], Field(max_length=50, description="Persons who took part, where they are named.")
]


class NewEntry(Shape):
    """A contact that was held, or is planned: it has a day."""

    kind: EntryKind
    channel: Channel
    purpose: Purpose
    audience: Audience
    participants: Annotated[list[Participant], Field(min_length=1, max_length=6)]
    staff_ids: Staff = []
    two_way: Flag = False
    held_on: KnownDay | None = None
    planned_on: KnownDay | None = None
    contribution: Contribution | None = None
    programme: Code | None = None
    text: Annotated[FreeText, Field(max_length=4000)] | None = None
    reason: Reason | None = None
    shared_with_unit: Flag = False
    observations: Annotated[list[NewObservation], Field(max_length=50)] = []

    @model_validator(mode="after")
    def has_a_day(self) -> "NewEntry":
        if self.held_on is None and self.planned_on is None:
            raise Wrongly("required", say("required"), below="/held_on")
        return self

    def entry_of(self, one: Engagement) -> DialogueEntry:
        """The entry of this engagement."""
        place: dict[str, Any] = {"org_unit_id": one.org_unit_id, "owner_id": one.owner_id}
        seen = [
            Row(**place, shared_with_unit=self.shared_with_unit, **told.model_dump())
            for told in self.observations
        ]
        fields = self.model_dump() | {"participants": [str(one) for one in self.participants]}
        return DialogueEntry(engagement_id=one.id, **place, **fields | {"observations": seen})


class Entry(Shape):
    """A contact of an engagement."""

    id: UUID
    engagement_id: UUID
    org_unit_id: UUID | None
    kind: EntryKind
    channel: Channel
    purpose: Purpose
    audience: Audience
    participants: Annotated[list[Participant], Field(max_length=6)]
    staff_ids: Staff
    two_way: bool
    held_on: Day | None
    planned_on: Day | None
    text: Annotated[str | None, Field(max_length=4000)]
    shared_with_unit: bool
    observations: Annotated[list[Observation], Field(max_length=50)]
    version: WholeNumber
    created_at: Moment
    created_by: Subject
    warnings: Annotated[list[WarningSaid], Field(max_length=20)] | MISSING = MISSING


class EntryChange(Shape):
    """What may be put right in an entry; what is not sent stays.

    One day stays; another day may need a reason, as a new contact does.
    """

    text: Annotated[FreeText, Field(max_length=4000)] | None = None
    reason: Reason | None = None
    staff_ids: Staff | MISSING = MISSING
    two_way: Flag | MISSING = MISSING
    held_on: KnownDay | None = None
    planned_on: KnownDay | None = None
    shared_with_unit: Flag | MISSING = MISSING


async def entry_said(desk: Desk, entry: DialogueEntry) -> dict[str, Any]:
    """An entry with what was seen, and with what its texts should be looked at for."""
    seen = await observations_of(desk.session, entry)
    plain = Entry.model_fields.keys() - {"warnings", "observations"}
    told = {name: getattr(entry, name) for name in plain} | {"observations": seen}
    texts = [entry.text, *(one.text for one in seen)]
    return told | warnings_said(desk, warnings_for(texts))


@router.get("/{entry_id}", response_model=Entry)
async def get_dialogue_entry(entry_id: UUID, desk: Reading) -> dict[str, Any]:
    """One entry; that it was read is written down (domain.md 7.5)."""
    entry = await the_record(desk.session, DialogueEntry, entry_id, desk.by, "dialogue_entry")
    await note_access(desk.session, desk.by, "dialogue_entry", entry.id)
    desk.answer.version = entry.version
    return await entry_said(desk, entry)


@router.patch("/{entry_id}", response_model=Entry)
async def change_dialogue_entry(
    entry_id: UUID, sent: EntryChange, desk: Writing, expected: IfMatch
) -> dict[str, Any]:
    """Put an entry right, or share it with the unit, with what was seen in it."""
    entry = await locked_record(desk.session, DialogueEntry, entry_id, desk.by, "dialogue_entry")
    expected.check(entry.version)
    await correct_entry(desk.session, entry, desk.by, sent.model_dump(exclude_unset=True))
    desk.answer.version = entry.version
    return await entry_said(desk, entry)
