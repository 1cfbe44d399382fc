"""Goals and actions of a quarter, and who writes and approves which plan."""

import asyncio
from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.learning.test_quarter_plans import (
    ACTION,
    BEFORE,
    REFLECTION,
    add,
    opened,
    plan_of,
)


async def change(client: AsyncClient, who: str, path: str, body: Any) -> Any:
    record = await client.get(path, headers=caller("lu"))
    headers = caller(who) | {"If-Match": record.headers["etag"]}
    return await client.patch(path, headers=headers, json=body)


async def test_a_plan_is_approved_with_a_goal_and_complete_actions(
    client: AsyncClient, county: County
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        without = await act(client, "lu", f"{plan}/approve")
        await add(client, f"{plan}/goals", {"text": "Tavoite."})
        open_ended = {name: ACTION[name] for name in ("kind", "text", "purpose", "audience")}
        action = await add(client, f"{plan}/actions", open_ended, who="me1")
        incomplete = await act(client, "lu", f"{plan}/approve")
        sent = {"parties": ["mentors", "it"], "source": "need"}
        await change(client, "me2", action, sent)
        approved = await act(client, "lu", f"{plan}/approve")
        later = await client.post(
            f"{plan}/actions", headers=caller("lu"), json=ACTION | {"parties": []}
        )
        emptied = await change(client, "lu", action, {"source": None})

    assert [slug(one) for one in (without, incomplete)] == ["goals-missing", "action-incomplete"]
    assert action.rpartition("/")[2] in incomplete.json()["errors"][0]["detail"]
    assert approved.json()["state"] == "approved"
    assert approved.json()["actions"][0]["parties"] == ["mentors", "it"]
    assert [slug(one) for one in (later, emptied)] == ["action-incomplete"] * 2


async def test_goals_are_numbered_and_changed(client: AsyncClient, county: County) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        first = await add(client, f"{plan}/goals", {"text": "Yksi."})
        await add(client, f"{plan}/goals", {"text": "Kaksi.", "metric": "contacts", "target": 9.5})

        changed = await change(client, "me1", first, {"target": 3.0})
        early = await client.put(f"{first}/reflection", headers=caller("lu"), json=REFLECTION)
        shown = (await client.get(plan, headers=caller("me2"))).json()

    assert (changed.json()["text"], changed.json()["version"]) == ("Yksi.", 2)
    assert [(one["number"], one["target"]) for one in shown["goals"]] == [(1, 3.0), (2, 9.5)]
    assert slug(early) == "not-in-this-state"


async def test_an_ended_action_is_not_changed_or_ended_again(
    client: AsyncClient, county: County
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client, quarter="2025Q1")
        await add(client, f"{plan}/goals", {"text": "Tavoite."})
        action = await add(client, f"{plan}/actions", ACTION)
        early = await act(client, "lu", f"{action}/complete")
        await act(client, "lu", f"{plan}/approve")

        before = (await client.get(action, headers=caller("me1"))).json()["allowed_actions"]
        done = await act(client, "me1", f"{action}/complete", {"reason": "Soitettiin."})
        refused = [
            await act(client, "me1", f"{action}/drop"),
            await change(client, "me1", action, {"text": "Muu."}),
            early,
        ]

    assert before == ["complete", "drop", "carry_over"]
    assert (done.json()["state"], done.json()["ended_on"]) == ("done", "2025-03-10")
    assert done.json()["remark"] == "Soitettiin."
    assert [slug(one) for one in refused] == ["not-in-this-state"] * 3


async def test_a_quarter_has_one_plan_of_a_kind(client: AsyncClient, county: County) -> None:
    answers = await asyncio.gather(*(opened(client) for _ in range(5)))
    other = await opened(client, kind="digital_services")

    assert sorted(one.status_code for one in answers) == [201, *[409] * 4]
    assert {slug(one) for one in answers} == {"", "quarter-plan-exists"}
    assert other.status_code == 201


async def test_digital_services_plan_their_own_and_the_board_approves_it(
    client: AsyncClient, county: County
) -> None:
    with standing_at(BEFORE):
        foreign = await opened(client, who="di")
        plan = await plan_of(client, kind="digital_services", who="di")
        await add(client, f"{plan}/goals", {"text": "Tavoite."}, who="di")
        by_lead = await act(client, "lu", f"{plan}/approve")
        seen = (await client.get(plan, headers=caller("lu"))).json()["allowed_actions"]
        approved = await act(client, "pb", f"{plan}/approve")

    assert slug(foreign) == "role-required"
    assert (slug(by_lead), seen) == ("role-required", [])
    assert approved.json()["state"] == "approved"


async def test_the_plan_of_the_mentors_is_not_digital_services_or_the_boards(
    client: AsyncClient, county: County
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        await add(client, f"{plan}/goals", {"text": "Tavoite."})

        refused = [
            await client.post(f"{plan}/goals", headers=caller("di"), json={"text": "Muu."}),
            await act(client, "pb", f"{plan}/approve"),
        ]
        seen = (await client.get(plan, headers=caller("pb"))).json()

    assert [one.status_code for one in refused] == [403, 403]
    assert (seen["state"], seen["allowed_actions"]) == ("draft", [])


async def test_a_draft_is_seen_by_those_who_plan(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        goal = await add(client, f"{plan}/goals", {"text": "Tavoite."})

        hidden = [
            await client.get(plan, headers=caller("pr")),
            await client.get(goal, headers=caller("pr")),
        ]
        listed = [(await client.get("/quarter-plans", headers=caller("pr"))).json()["items"]]
        await act(client, "lu", f"{plan}/approve")
        shown = await client.get(goal, headers=caller("pr"))
        listed.append((await client.get("/quarter-plans", headers=caller("pr"))).json()["items"])

    assert [slug(one) for one in hidden] == ["not-found"] * 2
    assert (shown.json()["text"], [len(one) for one in listed]) == ("Tavoite.", [0, 1])
