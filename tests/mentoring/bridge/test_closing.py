"""Open work gets a new home before an engagement ends (P1 `close`, `open-work`)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.processes.trail import Transition
from tests.mentoring.bridge.needing import a_need, seen
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.partnering import a_partner
from tests.mentoring.worlds import adoption, forward, plan_item
from tests.services import names_told, told

OF_U2 = " where code = 'u2'"


async def closed(client: AsyncClient, one: str, home: UUID | None = None) -> Response:
    return await act(client, "lu", f"{one}/close", {"moves_to": str(home)} if home else {})


async def test_P1_open_work_is_named_until_it_moves_with_its_plan(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    u, u2 = county.units["u"], county.units["u2"]
    work: list[Any] = [
        Need(title="Etätuki", org_unit_id=u, state="raised"),
        await plan_item.make(session, county, "in_progress"),
        await adoption.make(session, county, "piloting"),
        await forward.make(session, county, "draft"),
    ]
    item = work[1]
    plan = await session.get_one(DevelopmentPlan, item.plan_id)
    done_item = PlanItem(
        plan_id=plan.id, org_unit_id=u, kind=ItemKind.MATERIAL, title="Ohje", state="done"
    )
    finished = Need(title="Ohje", org_unit_id=u, state="met")
    session.add_all([work[0], done_item, finished])
    await session.commit()
    moving = {one.id: one.noun for one in (*work, plan, done_item)}
    with standing_at(NOON):
        one = await opened(client, county, "u")

        refused = await closed(client, one)
        done = await closed(client, one, u2)

    listed = {(wrong["code"], wrong["detail"].split(" ")[0]) for wrong in refused.json()["errors"]}
    assert slug(refused) == "open-work"
    assert listed == {(f"open_{record.noun}", str(record.id)) for record in work}
    assert done.json()["state"] == "closed"
    for record in (*work, plan, done_item, finished):
        await session.refresh(record)
    assert {record.org_unit_id for record in (*work, plan, done_item)} == {u2}
    assert finished.org_unit_id == u
    moves = await session.scalars(select(Transition).where(Transition.action == "move"))
    assert {move.record_id: move.noun for move in moves} == moving
    assert {name for name in await names_told(session) if name.endswith(".moved")} == {
        "mentoring.need.moved",
        "mentoring.plan.moved",
        "mentoring.plan_item.moved",
        "mentoring.adoption.moved",
        "mentoring.forward.moved",
    }
    events = [one["data"] for one in await told(session) if ".moved." in one["type"]]
    assert {one["org_unit_id"] for one in events} == {str(u2)}
    assert len(events) == len(moving)


@pytest.mark.parametrize("home", ["strange", "same", "ended"])
async def test_P1_work_moves_to_another_unit_that_exists_today(
    home: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    homes = {"strange": uuid4(), "same": county.units["u"], "ended": county.units["u2"]}
    with standing_at(NOON):
        one = await opened(client, county, "u")
        path = await a_need(client, county, "u")
        if home == "ended":
            await session.execute(text("update org_unit set closed_on = '2026-09-01'" + OF_U2))
            await session.commit()

        refused = await closed(client, one, homes[home])
        kept = await seen(client, path)

    assert [wrong["pointer"] for wrong in refused.json()["errors"]] == ["/moves_to"]
    assert kept["org_unit_id"] == str(county.units["u"])


async def test_P8_work_does_not_move_to_where_the_same_is_adopted_or_planned(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    here = await adoption.make(session, county, "piloting")
    there = Adoption(
        state="live",
        org_unit_id=county.units["u2"],
        digital_service_id=here.digital_service_id,
        side=here.side,
    )
    plans = [
        DevelopmentPlan(org_unit_id=county.units[unit], year=2026, state="active")
        for unit in ("u", "v")
    ]
    session.add_all([there, *plans])
    await session.commit()
    with standing_at(NOON):
        one = await opened(client, county, "u")

        to_u2, to_v = [await closed(client, one, county.units[unit]) for unit in ("u2", "v")]

    assert (slug(to_u2), to_u2.json()["adoption_id"]) == ("adoption-exists", str(there.id))
    assert slug(to_v) == "plan-exists"
    await session.refresh(here)
    assert here.org_unit_id == county.units["u"]


async def test_M085_a_partners_engagement_closes_when_its_needs_have_a_home(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    partner = uuid4()
    await a_partner(session, partner)
    with standing_at(NOON):
        sent = {"partner_id": str(partner)}
        made = await client.post("/engagements", headers=caller("me1"), json=sent)
        one = f"/engagements/{made.json()['id']}"
        raised = await client.post("/needs", headers=caller("me1"), json={"title": "x"} | sent)

        refused = await closed(client, one)
        done = await closed(client, one, county.units["u"])
        moved = await seen(client, f"/needs/{raised.json()['id']}")

    assert [wrong["detail"] for wrong in refused.json()["errors"]] == [f"{raised.json()['id']} x"]
    assert done.json()["state"] == "closed"
    assert moved["org_unit_id"] == str(county.units["u"])


async def test_P1_what_is_put_off_is_put_off_to_a_day_that_comes(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        await act(client, "me1", f"{one}/record-contact", CONTACT)

        past = {"reason_code": "no_time", "revisit_on": "2020-01-01"}
        declined = await act(client, "me1", f"{one}/decline", past)
        await act(client, "me1", f"{one}/open-dialogue")
        rest = {"reason": "Muutto.", "resume_on": "2026-10-06"}
        paused = await act(client, "me1", f"{one}/pause", rest)

    for refused, pointer in ((declined, "/revisit_on"), (paused, "/resume_on")):
        assert (refused.status_code, slug(refused)) == (422, "validation-error")
        assert [wrong["pointer"] for wrong in refused.json()["errors"]] == [pointer]
