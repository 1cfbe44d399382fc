"""What goes from a record goes from its trail too, and so do the names of those who left (7.5)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.people.persons import Person
from mentoring.people.retention import protect_trail, purge
from mentoring.people.teams import TeamMembership
from mentoring.processes.trail import AuditEntry, Transition
from mentoring.support.targets import ForwardTarget
from tests.mentoring.bridge.test_engagements import CONTACT, opened
from tests.mentoring.county import County, act, caller
from tests.mentoring.support.items import sent, target

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 7, 9, tzinfo=UTC)


async def purged(session: AsyncSession) -> None:
    for statement in protect_trail():
        await session.execute(text(statement))
    with standing_at(NOW):
        await purge(session)
    await session.commit()


async def reasons(session: AsyncSession, record: str) -> Mapping[str, str | None]:
    found = await session.execute(
        select(Transition.action, Transition.reason).where(Transition.record_id == UUID(record))
    )
    return {action: reason for action, reason in found}  # noqa: C416  rows are no pairs


async def test_why_an_item_was_rejected_goes_with_its_text(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(LONG_AGO):
        path = await sent(client, county, await target(session))
        await act(client, "it", f"{path}/reject", {"reason": "Ei kuulu meille."})
        await act(client, "me1", f"{path}/report-back", {"told": "Kerrottu."})
        closed = await act(client, "me1", f"{path}/close")
    id_ = path.rpartition("/")[2]
    before = await reasons(session, id_)

    await purged(session)

    assert closed.status_code == 200, closed.text
    assert before["reject"] == "Ei kuulu meille."
    assert await reasons(session, id_) == dict.fromkeys(before)
    timeline = f"/org-units/{county.units['u']}/timeline"
    assert "Ei kuulu" not in (await client.get(timeline, headers=caller("lu"))).text


async def test_why_one_more_contact_was_needed_goes_with_the_note(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(LONG_AGO):
        path = await opened(client, county, "u")
        contact = CONTACT | {"held_on": "2020-01-07", "text": "Puhuttiin.", "reason": "Toive."}
        await act(client, "me1", f"{path}/record-contact", contact)
        closed = await act(client, "lu", f"{path}/close", {"reason": "Yksikkö lakkaa."})
    id_ = path.rpartition("/")[2]
    before = await reasons(session, id_)

    await purged(session)

    after = await reasons(session, id_)
    assert closed.status_code == 200, closed.text
    assert before["record_contact"] == "Toive."
    assert after == dict(before) | {"record_contact": None}


async def test_S14_6_nothing_names_who_left_when_the_term_is_over(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(datetime(2023, 1, 9, 9, tzinfo=UTC)):
        new = {"org_unit_id": f"{county.units['u']}", "year": 2023}
        once = {"Idempotency-Key": "a-key-of-somebody"}
        await client.post("/plans", headers=caller("me2") | once, json=new)
        of = await target(session, handlers=["me2", "it"])
        await act(client, "ad", f"/people/{county.people['me2']}/deactivate")
    [plan] = await session.scalars(select(DevelopmentPlan))
    plan.proposed_by, plan_id = "me2", plan.id
    session.add(_entry(of, "handlers", None, ["it", "me2"]))
    session.add(_entry(plan.id, "proposed_by", "me2", "me1"))
    await session.commit()

    await purged(session)

    for statement in await every_text(session):
        assert (await session.execute(text(statement))).all() == [], statement
    session.expire_all()
    assert (await session.get_one(ForwardTarget, of)).handlers == ["it"]
    person = await session.get_one(Person, county.people["me2"])
    assert (await session.get_one(DevelopmentPlan, plan_id)).proposed_by == person.subject
    kept = await session.scalar(select(AuditEntry.after).where(AuditEntry.field == "proposed_by"))
    assert kept == {"value": "me1"}, "others are named as before"


def _entry(record_id: UUID, field: str, before: Any, after: Any) -> AuditEntry:
    values = [None if one is None else {"value": one} for one in (before, after)]
    return AuditEntry(
        noun="x", record_id=record_id, version=1, field=field, before=values[0], after=values[1],
        by="lu", at=NOW,
    )  # fmt: skip


async def every_text(session: AsyncSession) -> list[str]:
    """A question for each column of the database: does the word stand in it?"""
    columns = await session.execute(
        text(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = current_schema() and table_name not in ('outbox', 'told')"
        )
    )
    word = "'\\mme2\\M'"
    return [f'select 1 from {table} where "{name}"::text ~ {word}' for table, name in columns]


async def test_the_trail_of_a_membership_names_nobody_any_more_either(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    person = f"{county.people['pr']}"
    body = {"person_id": person, "role": "mentor", "valid_from": "2022-01-01"}
    with standing_at(datetime(2022, 1, 1, 9, tzinfo=UTC)):
        made = await client.post("/team/memberships", headers=caller("lu"), json=body)
    row = await session.get_one(TeamMembership, UUID(made.json()["id"]))
    row.valid = Range(date(2022, 1, 1), date(2023, 1, 1))
    await session.commit()
    theirs = select(AuditEntry.after).where(
        AuditEntry.record_id == row.id, AuditEntry.field == "person_id"
    )
    before = (await session.scalars(theirs)).all()

    await purged(session)

    assert before == [{"value": person}]
    assert (await session.scalars(theirs)).all() == [{"value": "changed"}]
