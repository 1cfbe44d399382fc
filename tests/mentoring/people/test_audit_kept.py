"""Nothing changes without a line of the trail, whoever does it (7.5)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from common.db import Transactions
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.mapping_answers import MappingAnswer
from mentoring.bridge.plan_items import ItemDependency
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.listeners import hear_figures
from mentoring.people.retention import purge_nightly
from mentoring.processes.trail import AuditEntry, keep_trail
from mentoring.upkeep import UNTRACED, Upkeep
from tests.mentoring.bridge.adopting import figures
from tests.mentoring.county import County, caller
from tests.mentoring.worlds import mapping as mappings
from tests.mentoring.worlds.adoption import offered_service

NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


async def trail_of(session: AsyncSession, noun: str, **which: Any) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.noun == noun).order_by(AuditEntry.id)
    for name, value in which.items():
        query = query.where(getattr(AuditEntry, name) == value)
    return list(await session.scalars(query))


async def test_what_passing_time_does_is_in_the_trail_as_the_system_s(
    transactions: Transactions, session: AsyncSession, county: County
) -> None:
    with standing_at(NOON):
        await Upkeep(transactions).once()

    found = await trail_of(session, "engagement", field="state")

    assert {one.by for one in found} == {"system"}
    assert [one.after for one in found] == [{"value": "uncontacted"}] * 2


def test_the_purge_leaves_its_report_and_no_names_in_the_trail() -> None:
    assert frozenset({purge_nightly}) == UNTRACED


async def test_what_is_heard_is_in_the_trail_as_the_system_s(
    session: AsyncSession, county: County
) -> None:
    service = await offered_service(session, (county.units["u"],))
    fields: dict[str, Any] = {"org_unit_id": county.units["u"], "side": Side.RESIDENT}
    session.add(Adoption(state="live", digital_service_id=service.id, **fields))
    await session.commit()

    await hear_figures(session, figures(county.units["u"], "2026Q3", 4))
    await session.commit()

    [used] = await trail_of(session, "adoption_evidence", field="used")
    [told] = await trail_of(session, "told_figures", field="figures")
    assert (used.by, used.after) == ("system", {"value": True})
    assert (told.by, told.after) == ("system", {"value": "changed"})


async def test_an_answer_that_is_taken_away_is_in_the_trail_without_its_words(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await mappings.make(session, county, "draft")
        row = MappingAnswer(mapping_id=one.id, question="supervisor_support", answer="4")
        session.add(row)
        await session.commit()
        sent = {"answers": [{"question": "supervisor_support", "answer": None}]}
        headers = caller("lu") | {"If-Match": "*"}
        done = await client.put(f"/mappings/{one.id}/answers", headers=headers, json=sent)

    found = await trail_of(session, "mapping_answer", record_id=row.id)

    assert done.status_code == 200, done.text
    assert {one.by for one in found} == {"lu"}
    told = {one.field: (one.before, one.after) for one in found}
    assert told["answer"] == ({"value": "changed"}, None)
    assert told["question"] == ({"value": "supervisor_support"}, None)


async def a_plan(client: AsyncClient, county: County) -> tuple[str, list[UUID]]:
    """Its path, and the ids of its two items."""
    headers, unit = caller("me1"), f"{county.units['u']}"
    plan = await client.post("/plans", headers=headers, json={"org_unit_id": unit, "year": 2027})
    new = {"kind": "material", "title": "Ohje", "purpose": "awareness", "audience": "both"}
    new |= {"starts_on": "2027-01-11", "due_on": "2027-03-31"}
    new |= {"unit_owner_id": f"{county.people['pr']}"}
    path = f"/plans/{plan.json()['id']}"
    made = [await client.post(f"{path}/plan-items", headers=headers, json=new) for _ in range(2)]
    return path, [UUID(one.json()["id"]) for one in made]


async def test_what_an_item_waits_for_no_more_is_in_the_trail(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    headers = caller("me1") | {"If-Match": "*"}
    with standing_at(NOON):
        _, (first, second) = await a_plan(client, county)
        waits = {"depends_on": [f"{first}"]}
        await client.patch(f"/plan-items/{second}", headers=headers, json=waits)
        kept = (await session.scalars(select(ItemDependency.id))).all()
        await client.patch(f"/plan-items/{second}", headers=headers, json=waits)
        again = (await session.scalars(select(ItemDependency.id))).all()
        await client.patch(f"/plan-items/{second}", headers=headers, json={"depends_on": []})

    found = await trail_of(session, "item_dependency", field="depends_on_id")

    assert len(kept) == 1
    assert again == kept, "what stays is not written anew"
    assert (await session.scalars(select(ItemDependency.id))).all() == []
    assert [(one.before, one.after, one.by) for one in found] == [
        (None, {"value": f"{first}"}, "me1"),
        ({"value": f"{first}"}, None, "me1"),
    ]


async def test_the_trail_tells_of_subjects_in_a_record_only_that_they_changed(
    session: AsyncSession, county: County
) -> None:
    keep_trail(session, "lu")
    plan = DevelopmentPlan(org_unit_id=county.units["u"], year=2027, proposed_by="me1")
    session.add(plan)
    await session.flush()

    [found] = await trail_of(session, "development_plan", field="proposed_by")

    assert found.after == {"value": "changed"}
