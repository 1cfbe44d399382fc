"""How long what is kept: the nightly purge (7.5). Each term is a county setting in months.

Done twice it does no harm. What was purged says so (`purged_at`); trails that are old are gone.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI, helsinki_day, new_id, now
from mentoring.bridge.dialogue import DialogueEntry, Observation
from mentoring.bridge.engagements import Engagement
from mentoring.county import setting
from mentoring.people.access import AccessEntry
from mentoring.people.anonymising import anonymise_members, anonymise_the_gone
from mentoring.people.audit import start_of
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.quarters import months_after
from mentoring.store import InProcess
from mentoring.support.forwarding import P14
from mentoring.support.items import ForwardedItem, ForwardMessage

PURGING = "digisilta.purging"
"""The setting of a transaction that may take from the trails."""
CONTACT = "record_contact"
"""The action whose reason is that of the note."""
NIGHT = time(2)
"""In Helsinki: not before this hour."""
TRAILS = ("transition", "audit_entry", "access_entry")
REFUSE = f"""
create or replace function refuse_rewriting() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('{PURGING}', true), '') = 'on' then
    if tg_op = 'UPDATE' then return new; end if;
    return old;
  end if;
  raise exception 'a trail only grows' using errcode = 'insufficient_privilege';
end $$"""
APART = {"synchronize_session": False}
"""Of statements: rows that the session holds are read again after the purge."""
Purge = Callable[[AsyncSession, date, date], Awaitable[int]]
"""Purges what ended before a day, and marks it with today; answers how many rows."""


def protect_trail() -> Iterator[str]:
    """The statements, one at a time, after which trails only grow; for a migration."""
    yield REFUSE
    for trail in TRAILS:
        yield (
            f"create or replace trigger only_grows before update or delete on {trail}"
            " for each row execute function refuse_rewriting()"
        )
        yield (
            f"create or replace trigger never_emptied before truncate on {trail}"
            " for each statement execute function refuse_rewriting()"
        )


async def purge(session: AsyncSession, *, is_dry: bool = False) -> dict[str, int]:
    """Rows by kind that were purged, or would be. Writes its report into the trail."""
    found: dict[str, int] = {}
    today = helsinki_day(now())
    async with session.begin_nested() as doing:
        await session.execute(text(f"select set_config('{PURGING}', 'on', true)"))
        for kind, (code, purging) in RULES.items():
            months = await setting(session, code)
            found[kind] = await purging(session, months_after(today, -months), today)
        await session.execute(text(f"select set_config('{PURGING}', 'off', true)"))
        if is_dry:
            await doing.rollback()
    if not is_dry:
        _report(session, found)
    session.expire_all()
    return found


async def purge_nightly(session: AsyncSession) -> None:
    """Purge once a day, in the night or as soon after it as somebody asks."""
    at = now()
    today = helsinki_day(at)
    if at < datetime.combine(today, NIGHT, HELSINKI):
        return
    done = select(AuditEntry.id).where(AuditEntry.noun == "purge", AuditEntry.at >= start_of(today))
    if await session.scalar(done.limit(1)) is None:
        await purge(session)


def _report(session: AsyncSession, found: Mapping[str, int]) -> None:
    session.add(
        AuditEntry(
            noun="purge",
            record_id=new_id(),
            version=1,
            field="rows",
            before=None,
            after={"value": dict(found)},
            by="system",
        )
    )


def _over(kind: type[InProcess], noun: str, states: frozenset[str], day: date) -> Any:
    """Ids of the records of a process that came to its end before a day, and stayed there; of those
    too that were taken away before it.
    """
    ended = func.max(Transition.at)
    over = select(kind.id).outerjoin(
        Transition,
        (Transition.record_id == kind.id)
        & (Transition.noun == noun)
        & Transition.to_state.in_(states),
    )
    is_over = kind.state.in_(states) | kind.archived_at.is_not(None)
    over = over.where(is_over).group_by(kind.id, kind.updated_at, kind.archived_at)
    return over.having(func.coalesce(kind.archived_at, ended, kind.updated_at) < start_of(day))


async def _dialogue_notes(session: AsyncSession, day: date, today: date) -> int:
    closed = _over(Engagement, "engagement", frozenset({"closed"}), day)
    notes = update(DialogueEntry).where(
        DialogueEntry.engagement_id.in_(closed), DialogueEntry.purged_at.is_(None)
    )
    purged = await _rows(session, notes.values(text=None, reason=None, purged_at=today))
    theirs = select(DialogueEntry.id).where(DialogueEntry.purged_at.is_not(None))
    seen = update(Observation).where(
        Observation.entry_id.in_(theirs), Observation.purged_at.is_(None)
    )
    await session.execute(seen.values(text="", purged_at=today), execution_options=APART)
    await _hush(session, closed, Transition.noun == "engagement", Transition.action == CONTACT)
    return purged


async def _forwarded_text(session: AsyncSession, day: date, today: date) -> int:
    closed = _over(ForwardedItem, "forward", P14.over, day)
    items = ForwardedItem.id.in_(closed) & ForwardedItem.purged_at.is_(None)
    theirs = ForwardMessage.item_id.in_(select(ForwardedItem.id).where(items))
    await session.execute(update(ForwardMessage).where(theirs).values(text=None))
    moves = Transition.record_id.in_(select(ForwardedItem.id).where(items))
    said = update(Transition).where(Transition.noun == "forward", moves)
    await session.execute(said.values(reason=None), execution_options=APART)
    await _hush(session, closed, Transition.noun == "forward")
    return await _rows(
        session, update(ForwardedItem).where(items).values(text=None, purged_at=today)
    )


async def _hush(session: AsyncSession, records: Any, *which: ColumnElement[bool]) -> None:
    """The trail repeats why; it keeps who moved what and when."""
    said = Transition.record_id.in_(records) & Transition.reason.is_not(None)
    await _rows(session, update(Transition).where(said, *which).values(reason=None))


async def _audit(session: AsyncSession, day: date, _: date) -> int:
    return await _older(session, AuditEntry, day)


async def _accesses(session: AsyncSession, day: date, _: date) -> int:
    return await _older(session, AccessEntry, day)


async def _older(session: AsyncSession, trail: Any, day: date) -> int:
    before: ColumnElement[bool] = trail.at < start_of(day)
    return await _rows(session, delete(trail).where(before))


async def _rows(session: AsyncSession, statement: Any) -> int:
    done: CursorResult[Any] = await session.execute(statement, execution_options=APART)  # type: ignore[assignment]
    return done.rowcount


RULES: dict[str, tuple[str, Purge]] = {
    "dialogue_notes": ("retention_dialogue_notes", _dialogue_notes),
    "forwarded_text": ("retention_forwarded_text", _forwarded_text),
    "memberships": ("retention_memberships", anonymise_members),
    "people": ("retention_memberships", anonymise_the_gone),
    "audit_entries": ("retention_audit", _audit),
    "access_entries": ("retention_access", _accesses),
}
"""By kind of row: the setting with its term, and what is done. Other nouns add theirs."""
