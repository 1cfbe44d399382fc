"""Contacts of an engagement: written down, put right, shared with the unit (4.2, S29)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.errors import RoleRequired, ValidationFailed, Wrong, say
from mentoring.bridge.dialogue import (
    ContactInFuture,
    DialogueEntry,
    Observation,
    Participant,
    observations_of,
    refuse_load,
)
from mentoring.bridge.engagements import Engagement
from mentoring.events.processes import tells
from mentoring.people.permissions import may
from mentoring.people.persons import refuse_inactive
from mentoring.people.standing import Standing
from mentoring.processes.acting import change, tell_of
from mentoring.quarters import quarter_of

tells(
    "dialogue_entry",
    "recorded",
    "A contact was written down, held or planned; told again when its day is another.",
    engagement_id=UUID,
    kind=str,
    channel=str,
    quarter=str,
)


async def add_entry(session: AsyncSession, entry: DialogueEntry, by: Standing) -> None:
    """Write down a contact of an engagement and tell of it.

    Any mentor may contact a unit: what is not the mentor's engagement is the mentor's own contact.
    Raises RoleRequired, ContactInFuture, PersonInactive, ContactLoad, ValidationFailed when it has
    no day.
    """
    engagement = await session.get_one(Engagement, entry.engagement_id)
    rows: list[DialogueEntry | Observation] = [entry, *entry.observations]
    if not may(by, "w", "engagement", engagement):
        for row in rows:
            row.owner_id = by.person_id
    if not may(by, "w", "dialogue_entry", entry):
        raise RoleRequired
    _refuse_day(entry)
    await refuse_inactive(session, entry.staff_ids)
    await refuse_load(session, entry)
    for row in rows:
        row.created_by = row.updated_by = by.subject
    session.add(entry)
    await _tell(session, engagement, entry)


async def correct_entry(
    session: AsyncSession, entry: DialogueEntry, by: Standing, fields: Mapping[str, Any]
) -> None:
    """Put a locked entry right; what was seen in it is shared as it is.

    Raises RoleRequired, ContactInFuture, PersonInactive, ContactLoad, ValidationFailed when it has
    no day.
    """
    await refuse_stranger(session, entry, by)
    await refuse_inactive(session, fields.get("staff_ids", ()))
    day = entry.day
    await change(session, entry, by, fields)
    _refuse_day(entry)
    for seen in await observations_of(session, entry):
        await change(session, seen, by, {"shared_with_unit": entry.shared_with_unit})
    if entry.day != day:
        await refuse_load(session, entry)
        await _tell(session, await session.get_one(Engagement, entry.engagement_id), entry)


async def refuse_stranger(
    session: AsyncSession, note: DialogueEntry | Observation, by: Standing
) -> None:
    """Who wrote it changes it, and who works on the engagement today. Raises RoleRequired."""
    if may(by, "w", "dialogue_entry", note):
        return
    entry = note if isinstance(note, DialogueEntry) else None
    if isinstance(note, Observation) and note.entry_id is not None:
        entry = await session.get_one(DialogueEntry, note.entry_id)
    if entry is None:
        raise RoleRequired
    if not may(by, "w", "engagement", await session.get_one(Engagement, entry.engagement_id)):
        raise RoleRequired


def _refuse_day(entry: DialogueEntry) -> None:
    if entry.day is None:
        raise ValidationFailed(errors=[Wrong("body", "/held_on", "required", say("required"))])
    if entry.held_on is not None and entry.held_on > helsinki_day(now()):
        raise ContactInFuture


async def _tell(session: AsyncSession, engagement: Engagement, entry: DialogueEntry) -> None:
    if entry.two_way and Participant.LEADERSHIP in entry.participants and entry.held_on:
        engagement.had_dialogue = True
    await tell_of(
        session,
        "dialogue_entry",
        "recorded",
        engagement,
        dialogue_entry_id=entry.id,
        version=entry.version,
        engagement_id=engagement.id,
        kind=entry.kind,
        channel=entry.channel,
        quarter=quarter_of(entry.day) if entry.day else None,
    )
