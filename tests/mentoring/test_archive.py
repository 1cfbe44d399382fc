"""DELETE archives what nothing came of yet: it is found no more, and nothing is erased (3.1)."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from common.clock import standing_at
from mentoring.app import create_app  # noqa: F401  makes every process known
from mentoring.bridge.dialogue import DialogueEntry
from mentoring.bridge.engagement_work import ENGAGEMENTS
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.suggestions import Suggestion
from mentoring.people.org_units import OrgUnit
from mentoring.people.standing import SYSTEM
from mentoring.processes.acting import archive
from mentoring.processes.machines import MACHINES
from mentoring.processes.trail import AuditEntry, Transition, keep_trail
from mentoring.store import ARCHIVED_TOO, InProcess
from tests.mentoring.county import County, caller, slug
from tests.mentoring.worlds import engagement, summary
from tests.mentoring.worlds.world import NOW, world_of
from tests.services import names_told

INSIDE = {"plan_item": ("/plans", "plan_id", "items"), "suggestion": ("/summaries", "", "part_2")}
"""Kinds that have no list of their own: where they stand."""
LATER = [
    (noun, state)
    for noun, machine in MACHINES.items()
    for state in machine.states
    if state != machine.start
]


async def begun(session: AsyncSession, county: County, noun: str) -> InProcess:
    """A record in its start state; a suggestion is in a draft then."""
    if noun == "suggestion":
        kooste = await summary.make(session, county, "draft")
        found = await session.scalars(select(Suggestion).where(Suggestion.summary_id == kooste.id))
        record: InProcess = found.one()
    else:
        record = await world_of(noun).make(session, county, MACHINES[noun].start)
    await session.commit()
    return record


async def taken(client: AsyncClient, path: str, who: str = "lu", etag: str = "*") -> Response:
    return await client.delete(path, headers=caller(who) | {"If-Match": etag})


async def listed(client: AsyncClient, record: Any) -> list[str]:
    """Ids of the records among which this one stands."""
    path, member, items = INSIDE.get(record.noun, (MACHINES[record.noun].path, "", "items"))
    if record.noun in INSIDE:
        path += f"/{getattr(record, member or 'summary_id')}"
    answer = await client.get(path, headers=caller("lu"))
    assert answer.status_code == 200, answer.text
    told = answer.json()[items]
    return [one["id"] for one in told]


@pytest.mark.parametrize("noun", MACHINES)
async def test_a_record_in_its_start_state_is_archived_and_told_once(
    noun: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        record = await begun(session, county, noun)
        path = f"{MACHINES[noun].path}/{record.id}"
        before = await listed(client, record)

        answer = await taken(client, path)
        again = await taken(client, path)
        read = await client.get(path, headers=caller("lu"))
        after = await listed(client, record)

    assert (answer.status_code, answer.content) == (204, b""), answer.text
    assert [slug(one) for one in (again, read)] == ["not-found"] * 2
    assert (f"{record.id}" in before, f"{record.id}" in after) == (True, False)
    assert (await names_told(session)).count(f"mentoring.{noun}.archived") == 1
    steps = select(Transition).where(
        Transition.action == "archive", Transition.record_id == record.id
    )
    [step] = await session.scalars(steps)
    assert (step.noun, step.by) == (noun, "lu")
    assert step.from_state == step.to_state == MACHINES[noun].start


@pytest.mark.parametrize(("noun", "state"), LATER)
async def test_later_it_is_refused_and_what_is_allowed_is_named(
    noun: str, state: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        record = await world_of(noun).make(session, county, state)
        await session.commit()
        path = f"{MACHINES[noun].path}/{record.id}"

        refused = await taken(client, path)
        read = await client.get(path, headers=caller("lu"))

    assert (refused.status_code, slug(refused)) == (409, "not-in-this-state"), refused.text
    assert read.status_code == 200
    assert refused.json()["allowed_actions"] == read.json()["allowed_actions"]
    assert f"mentoring.{noun}.archived" not in await names_told(session)


async def test_it_is_checked_as_every_action_is(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        one = f"/engagements/{(await begun(session, county, 'engagement')).id}"
        need = f"/needs/{(await begun(session, county, 'need')).id}"

        blind = await client.delete(one, headers=caller("lu"))
        stale = await taken(client, one, etag='"v9"')
        other = await taken(client, one, "me2")
        strange = await taken(client, need, "sv")
        reader = await taken(client, one, "di")
        owner = await taken(client, one, "me1", etag='"v1"')

    assert [slug(one) for one in (blind, stale)] == ["precondition-required", "version-mismatch"]
    assert [slug(one) for one in (strange, other, reader)] == [
        "not-found",
        "unit-not-allowed",
        "role-required",
    ]
    assert owner.status_code == 204


async def test_the_trail_keeps_what_was_archived(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        one = await begun(session, county, "engagement")
        await taken(client, f"/engagements/{one.id}")

    fields = select(AuditEntry).where(AuditEntry.record_id == one.id)
    assert [entry.field for entry in await session.scalars(fields)] == ["archived_at"]
    kept = select(Engagement).where(Engagement.id == one.id)
    found = await session.execute(kept, execution_options={ARCHIVED_TOO: True})
    assert found.scalar_one().id == one.id


async def test_no_question_finds_what_is_archived(session: AsyncSession, county: County) -> None:
    row, other = Engagement, aliased(Engagement)
    questions: list[Any] = [
        select(row.id),
        select(other.id),
        select(select(row.id).subquery()),
        select(OrgUnit.id).where(exists().where(row.org_unit_id == OrgUnit.id)),
        select(OrgUnit.id).where(OrgUnit.id.in_(select(row.org_unit_id))),
        select(OrgUnit.id).join(row, row.org_unit_id == OrgUnit.id),
        select(OrgUnit.id).where(row.org_unit_id == OrgUnit.id),
        select(DialogueEntry.id).join(other, other.id == DialogueEntry.engagement_id),
        union_all(select(row.id), select(DialogueEntry.engagement_id)),
        select(func.max(row.id.cast(row.state.type))).having(func.count() > 0),
    ]
    one = await engagement.make(session, county, "uncontacted")
    await session.commit()

    before = [len((await session.execute(one)).all()) > 0 for one in questions]
    keep_trail(session, "test")
    await archive(session, ENGAGEMENTS, one, SYSTEM)
    after = [len((await session.execute(one)).all()) for one in questions]

    assert (set(before), set(after)) == ({True}, {0})
    assert await session.get(Engagement, one.id) is None
    assert await session.get(Engagement, one.id, with_for_update=True) is None
    counted = select(func.count()).select_from(select(row.id).subquery())
    assert await session.scalar(counted) == 0


async def test_what_is_held_is_read_again_although_it_is_archived(
    session: AsyncSession, county: County, client: AsyncClient
) -> None:
    one = await begun(session, county, "engagement")
    await taken(client, f"/engagements/{one.id}")

    await session.refresh(one)

    assert one.archived_at is not None
