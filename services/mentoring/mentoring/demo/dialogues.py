"""Engagements of the demonstration: ten result areas and a partner, and what was talked about."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from mentoring.bridge.contacts import add_entry
from mentoring.bridge.dialogue import (
    Audience,
    Channel,
    DialogueEntry,
    EntryKind,
    Observation,
    ObservationKind,
    Participant,
    Purpose,
)
from mentoring.bridge.engagement_work import ENGAGEMENTS
from mentoring.bridge.engagements import P1, Engagement, open_engagement
from mentoring.demo.telling import Demonstration, Story
from mentoring.people.partners import Told, keep_partner
from mentoring.processes.acting import change

PARTNER = UUID("019b76da-a800-72db-a36a-089abf335200")
"""The id that the directory's demonstration gives to `organisation:digikaverit`."""
FRIENDS = Told(
    PARTNER,
    {"fi": "Salpausharjun Digikaverit ry", "sv": None, "en": None},
    "third_sector",
    is_archived=False,
    sequence=0,
)
"""As it is called until the directory tells of it."""


class Relation(NamedTuple):
    """With a result area: when it was contacted, what became of it, and who works on it."""

    area: str
    mentor: str
    ends: str
    contacted: int = 0
    """So many days ago; 0 is never."""
    talks: int = 0


RELATIONS = (
    Relation("1", "mentor-1", "in_dialogue", 215, talks=6),
    Relation("2", "mentor-2", "in_dialogue", 200, talks=5),
    Relation("3", "mentor-1", "in_dialogue", 170, talks=4),
    Relation("4", "mentor-2", "in_dialogue", 130, talks=3),
    Relation("5", "mentor-3", "in_dialogue", 120, talks=3),
    Relation("6", "mentor-3", "paused", 190, talks=3),
    Relation("7", "mentor-4", "declined", 75),
    Relation("8", "mentor-4", "contacted", 12),
    Relation("9", "mentor-4", "closed", 180, talks=1),
    Relation("10", "mentor-3", "uncontacted"),
)
TALKS = (
    "Käytiin läpi tulosalueen digitavoitteet ja sovittiin kartoitettavista yksiköistä.",
    "Johto toivoo, että etävastaanotot otetaan ensin käyttöön kontrollikäynneissä.",
    "Lähiesihenkilöt kertoivat, että aikaa uuden opetteluun on vaikea löytää.",
    "Katsottiin koosteiden ehdotukset yhdessä ja sovittiin järjestyksestä.",
    "Työpajassa kuvattiin, miten työn kulku muuttuu digihoitopolun myötä.",
    "Seurattiin käyttöönottojen etenemistä; seuraava tapaaminen sovittiin.",
)
CHALLENGE = (
    "Asiakkaat eivät löydä sovelluksesta oikeaa yhteydenoton tapaa.",
    "Laitteita on vähemmän kuin vastaanottohuoneita.",
    "Henkilöstö kaipaa ohjeen etäyhteyden katkeamisen varalle.",
)
NOT_NOW = "Tulosalueella on käynnissä tilojen muutto."


def dialogues(demo: Demonstration) -> Iterator[Story]:
    for one in RELATIONS:
        if one.ends != "uncontacted":
            yield _relation(demo, one)
    yield _with_partner(demo)


async def _relation(demo: Demonstration, one: Relation) -> Story:
    yield demo.ago(one.contacted)
    wanted = select(Engagement).where(Engagement.org_unit_id == demo.units[one.area])
    engagement = (await demo.session.scalars(wanted)).one()
    lead = await demo.who("lead")
    await change(demo.session, engagement, lead, {"owner_id": demo.people[one.mentor]})
    contact = SimpleNamespace(entry_of=lambda _: _first_contact(demo, engagement))
    await demo.act(ENGAGEMENTS, engagement, "record_contact", one.mentor, **vars(contact))
    if one.ends == "declined":
        yield demo.ago(one.contacted - 6)
        later = {"reason_code": "no_time", "revisit_on": demo.ago(-60), "reason": NOT_NOW}
        await demo.act(ENGAGEMENTS, engagement, "decline", one.mentor, **later)
    async for day in _talks(demo, one, engagement):
        yield day
    if one.ends == "paused":
        yield demo.ago(35)
        rest = {"reason": NOT_NOW, "resume_on": demo.ago(-45)}
        await demo.act(ENGAGEMENTS, engagement, "pause", one.mentor, **rest)
    if one.ends == "closed":
        yield demo.ago(60)
        why = "Esimerkki: palvelu siirtyi toisen tulosalueen mentoroitavaksi."
        await demo.act(ENGAGEMENTS, engagement, "close", "lead", reason=why)


async def _talks(demo: Demonstration, one: Relation, engagement: Engagement) -> Story:
    """Spread over the days since the contact; the first one opens the dialogue."""
    last = 40 if one.ends == "paused" else 5 if one.ends == "in_dialogue" else 90
    for number in range(one.talks):
        first = one.contacted - 8
        yield demo.ago(first - (first - last) * number // max(one.talks - 1, 1))
        entry = _talk(demo, engagement, number)
        await add_entry(demo.session, entry, await demo.who(one.mentor))
        if number == 0:
            await demo.act(ENGAGEMENTS, engagement, "open_dialogue", one.mentor)
        if number < len(CHALLENGE):
            await _observe(demo, entry, CHALLENGE[number], one.mentor)


async def _with_partner(demo: Demonstration) -> Story:
    yield demo.ago(110)
    await keep_partner(demo.session, FRIENDS)
    mentor = await demo.who("mentor-4")
    engagement = Engagement(
        state=P1.start,
        partner_id=PARTNER,
        owner_id=demo.people["mentor-4"],
        opened_on=demo.today,
    )
    await open_engagement(demo.session, engagement, mentor)
    entry = _first_contact(demo, engagement)
    await demo.act(ENGAGEMENTS, engagement, "record_contact", "mentor-4", entry_of=lambda _: entry)
    yield demo.ago(80)
    planned = _talk(demo, engagement, 0)
    planned.held_on, planned.planned_on = None, demo.ago(-9)
    await add_entry(demo.session, planned, await demo.who("mentor-4"))


async def _observe(demo: Demonstration, entry: DialogueEntry, text: str, who: str) -> None:
    by = await demo.who(who)
    observation = Observation(
        kind=ObservationKind.CHALLENGE,
        text=text,
        org_unit_id=entry.org_unit_id,
        owner_id=entry.owner_id,
        entry_id=entry.id,
        barriers=["finding_service"],
        shared_with_unit=entry.shared_with_unit,
        created_by=by.subject,
        updated_by=by.subject,
    )
    demo.session.add(observation)
    await demo.session.flush()


def _first_contact(demo: Demonstration, one: Engagement) -> DialogueEntry:
    said = "Esiteltiin digimentorointi ja ehdotettiin ensimmäistä tapaamista."
    parties = [Participant.LEADERSHIP, Participant.MENTOR]
    told = (EntryKind.OUTREACH_CONTACT, Channel.PHONE, parties, said)
    return _entry(one, told, demo.today)


def _talk(demo: Demonstration, one: Engagement, number: int) -> DialogueEntry:
    kind = EntryKind.WORKSHOP if number == 4 else EntryKind.MEETING
    channel = Channel.TEAMS if number % 2 else Channel.IN_PERSON
    parties = [Participant.LEADERSHIP, Participant.PROFESSIONAL, Participant.MENTOR]
    entry = _entry(one, (kind, channel, parties, TALKS[number]), demo.today)
    entry.two_way, entry.shared_with_unit = True, number % 3 != 2
    return entry


def _entry(
    one: Engagement, told: tuple[EntryKind, Channel, list[Participant], str], on: date
) -> DialogueEntry:
    kind, channel, participants, text = told
    return DialogueEntry(
        engagement_id=one.id,
        org_unit_id=one.org_unit_id,
        owner_id=one.owner_id,
        kind=kind,
        channel=channel,
        purpose=Purpose.AWARENESS,
        audience=Audience.PROFESSIONAL,
        participants=[str(party) for party in participants],
        held_on=on,
        text=text,
    )
