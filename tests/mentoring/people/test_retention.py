"""What has been kept long enough goes, and says that it is gone (7.5)."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, standing_at
from mentoring.bridge.dialogue import DialogueEntry, Observation, ObservationKind
from mentoring.people.access import AccessEntry
from mentoring.people.persons import Person
from mentoring.people.retention import RULES, protect_trail, purge, purge_nightly
from mentoring.people.teams import AbsenceCover, Background, MentorProfile, TeamMembership
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.support.items import ForwardedItem
from mentoring.upkeep import DUE
from tests.mentoring.county import County, act, caller
from tests.mentoring.worlds import engagement, forward
from tests.services import NOWHERE, PUBLIC_KEYS

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NONE = dict.fromkeys(RULES, 0)


async def purged(session: AsyncSession, at: datetime = NOW, **how: bool) -> Mapping[str, int]:
    """Only the kinds of which there were rows."""
    with standing_at(at):
        found = await purge(session, **how)
    await session.commit()
    return {kind: rows for kind, rows in found.items() if rows}


async def over(session: AsyncSession, noun: str, record_id: UUID, state: str, at: datetime) -> None:
    """A record came to its end at a moment."""
    session.add(
        Transition(
            noun=noun, record_id=record_id, action="close", from_state=None, to_state=state,
            by="lu", at=at,
        )
    )  # fmt: skip
    await session.commit()


async def a_note(session: AsyncSession, county: County, closed: datetime) -> UUID:
    """With a text; its engagement was closed at a moment."""
    one = await engagement.make(session, county, "closed")
    await session.flush()
    [note] = await session.scalars(
        select(DialogueEntry).where(DialogueEntry.engagement_id == one.id)
    )
    note.text, note.reason = "Puhuttiin asiasta.", "Toive."
    session.add(
        Observation(
            kind=ObservationKind.CHALLENGE,
            text="Aikaa ei ole.",
            org_unit_id=note.org_unit_id,
            owner_id=None,
            entry_id=note.id,
        )
    )
    await over(session, "engagement", one.id, "closed", closed)
    return note.id


async def test_the_text_of_notes_goes_five_years_after_the_engagement_closed(
    session: AsyncSession, county: County
) -> None:
    note = await a_note(session, county, datetime(2021, 11, 21, 21, 59, tzinfo=UTC))

    before = await purged(session, datetime(2026, 11, 20, 22, 1, tzinfo=UTC))
    found = await purged(session)
    again = await purged(session)

    row = await session.get_one(DialogueEntry, note)
    assert (before, found, again) == ({}, {"dialogue_notes": 1}, {})
    assert (row.text, row.reason, row.purged_at) == (None, None, date(2026, 11, 22))
    assert row.held_on is not None
    assert await session.scalar(select(func.count()).select_from(Transition)) == 1


async def seen_in(session: AsyncSession, note: UUID) -> tuple[str, date | None]:
    """The text of the observation of a note, and since when it is gone."""
    [row] = await session.scalars(select(Observation).where(Observation.entry_id == note))
    await session.refresh(row)
    return row.text, row.purged_at


async def test_with_a_note_goes_the_text_of_what_was_observed(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    old = await a_note(session, county, datetime(2021, 11, 1, tzinfo=UTC))
    new = await a_note(session, county, datetime(2022, 11, 1, tzinfo=UTC))

    await purged(session, datetime(2026, 11, 21, 10, tzinfo=UTC))
    first = [await seen_in(session, note) for note in (old, new)]
    await purged(session)
    second = await seen_in(session, old)
    entry = (await client.get(f"/dialogue-entries/{old}", headers=caller("lu"))).json()
    path = f"/dialogue-observations/{entry['observations'][0]['id']}/promote"
    unnamed = await client.post(path, headers=caller("lu"))
    named = await client.post(path, headers=caller("lu"), json={"title": "Aika"})

    assert first == [("", date(2026, 11, 21)), ("Aikaa ei ole.", None)]
    assert second == first[0]
    [observation] = entry["observations"]
    assert (observation["text"], observation["purged_at"]) == ("", "2026-11-21")
    assert unnamed.json()["errors"][0]["pointer"] == "/title"
    assert named.status_code == 201


async def test_what_was_taken_away_is_kept_no_longer_than_the_rest(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    one = await engagement.make(session, county, "uncontacted")
    await session.flush()
    [note] = await session.scalars(
        select(DialogueEntry).where(DialogueEntry.engagement_id == one.id)
    )
    note.text = "Puhuttiin asiasta."
    item = await forward.make(session, county, "draft")
    await session.commit()
    headers = caller("lu") | {"If-Match": "*"}
    with standing_at(datetime(2021, 11, 1, tzinfo=UTC)):
        await client.delete(f"/engagements/{one.id}", headers=headers)
        await client.delete(f"/forwarded-items/{item.id}", headers=headers)

    found = await purged(session, datetime(2026, 10, 30, tzinfo=UTC))
    rest = await purged(session)

    assert "dialogue_notes" not in found
    for row in (note, item):
        await session.refresh(row)
    assert (found["forwarded_text"], rest["dialogue_notes"]) == (1, 1)
    gone: list[Any] = [note.text, note.purged_at, item.text]
    assert gone == [None, date(2026, 11, 22), None]


async def test_notes_of_an_engagement_that_was_opened_again_stay(
    session: AsyncSession, county: County
) -> None:
    one = await engagement.make(session, county, "in_dialogue")
    await over(session, "engagement", one.id, "closed", datetime(2015, 1, 1, tzinfo=UTC))

    assert await purged(session) == {}


async def test_the_text_of_a_forwarded_item_goes_two_years_after_its_end(
    session: AsyncSession, county: County
) -> None:
    old = await forward.make(session, county, "closed")
    new = await forward.make(session, county, "closed")
    await over(session, "forward", old.id, "closed", datetime(2024, 11, 1, tzinfo=UTC))
    await over(session, "forward", new.id, "closed", datetime(2025, 11, 1, tzinfo=UTC))

    found = await purged(session)

    rows = {row.id: row for row in await session.scalars(select(ForwardedItem))}
    assert found == {"forwarded_text": 1}
    assert (rows[old.id].text, rows[old.id].purged_at) == (None, date(2026, 11, 22))
    assert rows[new.id].text is not None
    assert rows[new.id].purged_at is None


async def test_with_an_item_goes_why_it_was_rejected(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    item = await forward.make(session, county, "in_progress")
    await session.commit()
    with standing_at(datetime(2024, 11, 1, 10, tzinfo=UTC)):
        path = f"/forwarded-items/{item.id}"
        await act(client, "it", f"{path}/reject", {"reason": "Matti ei vastaa."})
        await act(client, "me1", f"{path}/report-back", {"told": "Ei onnistu."})
        closed = await act(client, "me1", f"{path}/close")

    found = await purged(session)

    moves = select(Transition.action, Transition.reason).where(Transition.noun == "forward")
    kept = (await session.execute(moves.order_by(Transition.id))).all()
    assert (closed.status_code, found["forwarded_text"]) == (200, 1)
    assert [tuple(one) for one in kept] == [
        ("reject", None),
        ("report_back", None),
        ("close", None),
    ]


async def test_the_county_decides_how_long(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    item = await forward.make(session, county, "closed")
    await over(session, "forward", item.id, "closed", datetime(2026, 11, 1, tzinfo=UTC))
    await client.patch(
        "/county-settings/retention_forwarded_text",
        headers=caller("ad") | {"If-Match": "*"},
        json={"value": 0},
    )

    assert await purged(session) == {"forwarded_text": 1}


async def a_membership(session: AsyncSession, county: County, who: str, end: date) -> UUID:
    """The person was in the team until a day, and has a profile."""
    row = await session.scalar(
        select(TeamMembership).where(TeamMembership.person_id == county.people[who])
    )
    assert row is not None
    row.valid = Range(date(2020, 1, 1), end)
    session.add(
        MentorProfile(
            person_id=county.people[who], background=Background.HEALTH, strengths="Kuuntelee."
        )
    )
    await session.commit()
    return row.id


async def test_a_membership_names_nobody_two_years_after_its_end(
    session: AsyncSession, county: County
) -> None:
    old = await a_membership(session, county, "me1", date(2024, 11, 22))
    new = await a_membership(session, county, "me2", date(2024, 11, 23))
    days = Range(date(2023, 8, 1), date(2023, 8, 16))
    me1, me2 = county.people["me1"], county.people["me2"]
    session.add(AbsenceCover(covered_id=me1, covering_id=me2, valid=days))
    await session.commit()

    found = await purged(session)

    rows = {row.id: row for row in await session.scalars(select(TeamMembership))}
    [cover] = (await session.scalars(select(AbsenceCover))).all()
    nobody = await session.get_one(Person, rows[old].person_id)
    assert found == {"memberships": 2}
    assert rows[old].purged_at == date(2026, 11, 22)
    assert (nobody.display_name, nobody.is_active) == ("–", False)
    assert rows[new].person_id == me2
    assert {cover.covered_id, cover.covering_id}.isdisjoint({me1, me2})
    profiles = {
        row.person_id: row.strengths for row in await session.scalars(select(MentorProfile))
    }
    assert profiles == {nobody.id: None, me2: "Kuuntelee."}
    assert (await session.get_one(Person, me1)).display_name == "Testi Me1"


async def test_S14_the_history_names_who_left_until_the_term_is_over(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    body = {"org_unit_id": str(county.units["a"]), "owner_id": str(county.people["me2"])}
    left = datetime(2024, 11, 1, 9, tzinfo=UTC)
    with standing_at(left):
        made = await client.post("/engagements", headers=caller("me2"), json=body)
        await act(client, "ad", f"/people/{county.people['me2']}/deactivate")
    path = f"/engagements/{made.json()['id']}"

    async def history() -> set[str]:
        session.expire_all()
        moves = await session.scalars(select(Transition.by))
        changes = await session.scalars(select(AuditEntry.by).where(AuditEntry.noun != "purge"))
        maker = (await client.get(path, headers=caller("lu"))).json()["created_by"]
        return {*moves, *changes, maker} - {"ad"}

    early = await purged(session, datetime(2026, 10, 30, tzinfo=UTC))
    before = await history()
    found = await purged(session)
    after = await history()

    person = await session.get_one(Person, county.people["me2"])
    assert early == {}
    assert before == {"me2"}
    assert found == {"memberships": 1, "people": 1}
    assert after == {person.subject} == {f"anonymised:{person.id}"}
    assert (person.display_name, person.work_email) == ("–", None)
    assert person.purged_at == date(2026, 11, 22)
    assert await purged(session) == {}


async def test_who_is_anonymised_is_in_no_list(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    with standing_at(datetime(2023, 1, 1, 9, tzinfo=UTC)):
        await act(client, "ad", f"/people/{county.people['pv']}/deactivate")
    await purged(session)

    listed = await client.get("/people?limit=200", headers=caller("ad"))
    single = await client.get(f"/people/{county.people['pv']}", headers=caller("ad"))

    assert len(listed.json()["items"]) == len(county.people) - 1
    assert single.status_code == 404


async def old_trails(session: AsyncSession) -> None:
    for year in (2021, 2024, 2026):
        at = datetime(year, 10, 1, tzinfo=UTC)
        session.add(AccessEntry(noun="need", record_id=None, by="me1", at=at))
        session.add(
            AuditEntry(
                noun="need", record_id=new_id(), version=1, field="x", before=None, after=None,
                by="me1", at=at,
            )
        )  # fmt: skip
    await session.commit()


async def test_the_purge_alone_takes_from_the_trails(session: AsyncSession, county: County) -> None:
    for statement in protect_trail():
        await session.execute(text(statement))
    await old_trails(session)

    found = await purged(session)

    audit = await session.scalars(select(AuditEntry.at).where(AuditEntry.noun == "need"))
    access = await session.scalars(select(AccessEntry.at))
    assert found == {"audit_entries": 1, "access_entries": 2}
    assert [at.year for at in audit] == [2024, 2026]
    assert [at.year for at in access] == [2026]
    assert await session.scalar(text("select current_setting('digisilta.purging', true)")) != "on"


async def test_a_dry_run_says_the_same_and_does_nothing(
    session: AsyncSession, county: County
) -> None:
    await old_trails(session)
    note = await a_note(session, county, datetime(2020, 1, 1, tzinfo=UTC))

    told = await purged(session, is_dry=True)

    row = await session.get_one(DialogueEntry, note)
    assert told == {"dialogue_notes": 1, "audit_entries": 1, "access_entries": 2}
    assert (row.text, row.purged_at) == ("Puhuttiin asiasta.", None)
    assert await session.scalar(select(func.count()).select_from(AccessEntry)) == 3
    assert await session.scalar(select(func.count()).where(AuditEntry.noun == "purge")) == 0
    assert await purged(session) == told


async def test_the_night_writes_one_report(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    await old_trails(session)
    for day, hour in ((21, 23), (22, 0), (22, 1), (22, 23), (23, 4)):
        with standing_at(datetime(2026, 11, day, hour, tzinfo=UTC)):
            await purge_nightly(session)
        await session.commit()

    answer = await client.get("/audit-entries?noun=purge", headers=caller("dp"))

    reports = [(one["at"], one["after"]["value"]) for one in answer.json()["items"]]
    assert reports == [
        ("2026-11-23T04:00:00Z", NONE),
        ("2026-11-22T00:00:00Z", NONE | {"audit_entries": 1, "access_entries": 2}),
    ]
    assert purge_nightly in DUE


async def test_an_operator_purges_or_sees_what_would_go(
    database: str, session: AsyncSession, county: County
) -> None:
    await old_trails(session)
    env = {"PATH": os.defpath, "MENTORING_DATABASE_URL": database}
    env |= {"MENTORING_NATS_URL": NOWHERE, "MENTORING_CALLER_KEYS": PUBLIC_KEYS}

    def run(*words: str) -> Any:
        argv = [sys.executable, "-m", "mentoring", "purge", *words]
        return subprocess.run(argv, env=env, capture_output=True, text=True, check=False)

    dry = await asyncio.to_thread(run, "--dry-run")
    done = await asyncio.to_thread(run)
    again = await asyncio.to_thread(run)

    assert dry.returncode == 0, dry.stderr
    told = [one.stdout.partition("\n")[2] for one in (dry, done, again)]
    assert told[0] == told[1] != told[2]
    assert "access_entries: 2\n" in done.stdout
    assert "access_entries: 0\n" in again.stdout
