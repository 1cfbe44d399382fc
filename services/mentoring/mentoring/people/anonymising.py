"""Persons become nobody: an id that means no one stands where a name stood (7.5, S14.6)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, column, func, select, table, text, update, values
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id
from mentoring.people.persons import Person
from mentoring.people.teams import AbsenceCover, MentorProfile, TeamMembership
from mentoring.processes.trail import CHANGED, AuditEntry
from mentoring.support.targets import ForwardTarget

NOBODY = "anonymised:"
"""How a subject begins that is nobody's any more."""
NAME = "–"
COLUMNS = text(
    "select table_name, column_name from information_schema.columns"
    " where table_schema = current_schema() and data_type = 'character varying'"
    " and column_name in ('by', 'author', 'created_by', 'updated_by', 'proposed_by')"
)
"""Those, of any table, that hold who did something."""
NAMED = ("person_id", "covered_id", "covering_id")
"""Fields of what names nobody any more; the trail still said whom they named."""
FORMERS = bindparam("formers", type_=ARRAY(String))
FORGET = text(
    "delete from idempotency where caller = any(:formers) or at < now() - interval '24 hours'"
).bindparams(FORMERS)
"""Answers that nobody can ask for again hold names too."""
HIDE = text(
    "update audit_entry set"
    " before = case when (before -> 'value') ?| :formers then :changed else before end,"
    " after = case when (after -> 'value') ?| :formers then :changed else after end"
    " where (before -> 'value') ?| :formers or (after -> 'value') ?| :formers"
).bindparams(FORMERS, bindparam("changed", {"value": CHANGED}, type_=JSONB))
"""A value that was a subject, or a list with it."""
SLICE = 200
"""How many of a kind one purge takes; the rest is for the next night."""


async def anonymise_members(session: AsyncSession, day: date, today: date) -> int:
    """Memberships and covers that ended before a day name nobody any more."""
    members = await _ended(session, TeamMembership, day)
    for member in members:
        whose = member.person_id
        member.person_id, member.purged_at = await _nobody(session, today), today
        await session.flush()
        await _forget_profile(session, whose, member.person_id, today)
    covers = await _ended(session, AbsenceCover, day)
    for cover in covers:
        cover.covered_id = await _nobody(session, today)
        cover.covering_id, cover.purged_at = await _nobody(session, today), today
    await session.flush()
    await _hide_persons(session, [one.id for one in (*members, *covers)])
    return len(members) + len(covers)


async def _hide_persons(session: AsyncSession, records: Sequence[UUID]) -> None:
    """In the trail of these records it stands only that they named somebody else."""
    theirs = AuditEntry.record_id.in_(records) & AuditEntry.field.in_(NAMED)
    changed = {"value": CHANGED}
    for side in (AuditEntry.before, AuditEntry.after):
        hidden = update(AuditEntry).where(theirs, side.has_key("value")).values({side: changed})
        await session.execute(hidden, execution_options={"synchronize_session": False})


async def _ended(session: AsyncSession, kind: Any, day: date) -> list[Any]:
    """Rows whose last day was before a day; those that never held too, when they are as old."""
    end = func.coalesce(func.upper(kind.valid), func.date(kind.archived_at))
    query = select(kind).where(kind.purged_at.is_(None), end <= day)
    return list(await session.scalars(query.order_by(kind.id).limit(SLICE).with_for_update()))


async def _nobody(session: AsyncSession, today: date) -> UUID:
    """A new row that is no person."""
    id_ = new_id()
    nobody = Person(id=id_, subject=f"{NOBODY}{id_}", display_name=NAME, is_active=False)
    nobody.purged_at = today
    session.add(nobody)
    await session.flush()
    return id_


async def _forget_profile(session: AsyncSession, whose: UUID, nobody: UUID, today: date) -> None:
    """The profile of one who is a member no more, also of no other membership."""
    left = select(TeamMembership.id).where(TeamMembership.person_id == whose).limit(1)
    if await session.scalar(left) is not None:
        return
    profile = await session.scalar(select(MentorProfile).where(MentorProfile.person_id == whose))
    if profile is not None:
        profile.person_id, profile.purged_at = nobody, today
        profile.strengths, profile.languages = None, []


async def anonymise_the_gone(session: AsyncSession, day: date, today: date) -> int:
    """Persons who left before a day and belong to no team: their row, and all that names them."""
    member = select(TeamMembership.id).where(TeamMembership.person_id == Person.id).exists()
    gone = select(Person).where(
        Person.is_active.is_(False),
        Person.purged_at.is_(None),
        Person.deactivated_on < day,
        ~member,
    )
    people = (await session.scalars(gone.limit(SLICE).with_for_update())).all()
    subjects: dict[str, str] = {}
    for person in people:
        subjects[person.subject] = f"{NOBODY}{person.id}"
        person.subject = subjects[person.subject]
        person.display_name, person.work_email, person.purged_at = NAME, None, today
    await session.flush()
    if subjects:
        await _rename(session, subjects)
    return len(people)


async def _rename(session: AsyncSession, subjects: Mapping[str, str]) -> None:
    """Let other subjects stand everywhere that these stood: each table is looked through once."""
    others = values(column("former", String), column("subject", String), name="others")
    others = others.data(list(subjects.items()))
    for table_name, name in await session.execute(COLUMNS):
        named = column(name, String)
        renamed = update(table(table_name, named)).where(named == others.c.former)
        await session.execute(renamed.values({name: others.c.subject}))
    for former in subjects:
        handled = ForwardTarget.handlers.contains([former])
        left = func.array_remove(ForwardTarget.handlers, former)
        await session.execute(update(ForwardTarget).where(handled).values(handlers=left))
    for statement in (HIDE, FORGET):
        await session.execute(statement, {"formers": list(subjects)})
