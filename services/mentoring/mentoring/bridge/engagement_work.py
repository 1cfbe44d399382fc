"""What is done about engagements: contacted, put off, talked with, closed, reopened (P1)."""

from sqlalchemy import select

from mentoring.bridge.archiving import archive_engagement
from mentoring.bridge.contacts import add_entry
from mentoring.bridge.dialogue import ContactInFuture, DialogueEntry, Participant
from mentoring.bridge.engagements import (
    P1,
    DialogueMissing,
    Engagement,
    OpenWork,
    RevisitTooLate,
    UnitEnded,
    refuse_second,
)
from mentoring.bridge.moving import move_work, open_work
from mentoring.bridge.titles import wrongs
from mentoring.county import setting
from mentoring.people.keeping import refuse_past
from mentoring.people.org_units import OrgUnit
from mentoring.people.roles import Role
from mentoring.processes.acting import Doing, Process, Rules
from mentoring.quarters import months_after, quarter_of


async def _record_contact(one: Engagement, doing: Doing) -> None:
    """What nobody owned is from now on the work of the mentor who was in contact."""
    if one.owner_id is None and doing.by.has(Role.MENTOR):
        one.owner_id = doing.by.person_id
    entry: DialogueEntry = doing.body.entry_of(one)
    if entry.held_on is None or entry.held_on > doing.today:
        raise ContactInFuture
    await add_entry(doing.session, entry, doing.by)
    one.revisit_on = one.declined_because = None
    doing.told |= {"quarter": quarter_of(entry.held_on)}


async def _open_dialogue(one: Engagement, doing: Doing) -> None:
    talked = select(DialogueEntry.id).where(
        DialogueEntry.engagement_id == one.id,
        DialogueEntry.two_way,
        DialogueEntry.held_on <= doing.today,
        DialogueEntry.participants.contains([Participant.LEADERSHIP.value]),
    )
    if (await doing.session.scalars(talked.limit(1))).first() is None:
        raise DialogueMissing
    one.had_dialogue = True
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _decline(one: Engagement, doing: Doing) -> None:
    refuse_past(doing.body.revisit_on, "/revisit_on", doing.today)
    months = await setting(doing.session, "revisit_max_months")
    if doing.body.revisit_on > months_after(doing.today, months):
        raise RevisitTooLate
    one.revisit_on, one.declined_because = doing.body.revisit_on, doing.body.reason_code
    doing.told |= {"quarter": quarter_of(doing.today), "revisit_on": one.revisit_on}


async def _pause(one: Engagement, doing: Doing) -> None:
    refuse_past(doing.body.resume_on, "/resume_on", doing.today)
    one.paused_until = doing.body.resume_on
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _resume(one: Engagement, doing: Doing) -> None:
    one.paused_until = None
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _close(one: Engagement, doing: Doing) -> None:
    home = getattr(doing.body, "moves_to", None)
    if home is not None:
        await move_work(doing.session, one, home, doing.by)
    elif open_ones := await open_work(doing.session, one):
        told = open_ones, doing.by, "/moves_to", "open_{noun}"
        raise OpenWork(errors=await wrongs(doing.session, *told))
    doing.told |= {"quarter": quarter_of(doing.today)}


async def _reopen(one: Engagement, doing: Doing) -> None:
    if one.org_unit_id is not None:
        unit = await doing.session.get_one(OrgUnit, one.org_unit_id)
        if not unit.exists_on(doing.today):
            raise UnitEnded
    await refuse_second(doing.session, one)
    doing.target = "in_dialogue" if one.had_dialogue else "uncontacted"
    doing.told |= {"quarter": quarter_of(doing.today)}


RULES: Rules = {
    "record_contact": _record_contact,
    "open_dialogue": _open_dialogue,
    "decline": _decline,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "reopen": _reopen,
    "archive": archive_engagement,
}
ENGAGEMENTS = Process(P1, RULES)
