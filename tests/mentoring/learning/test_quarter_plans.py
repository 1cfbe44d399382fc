"""A quarter is planned before it starts and closes by reflection (P9, S18)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, standing_at
from mentoring.learning.planning import advance_quarter_plans
from mentoring.quarters import quarter_of
from tests.mentoring.county import County, act, caller, slug
from tests.services import names_told, told

BEFORE = datetime(2025, 3, 10, 9, tzinfo=UTC)
FIRST_DAY = datetime(2025, 3, 31, 21, 0, tzinfo=UTC)
"""Midnight in Helsinki."""
AFTER = datetime(2025, 7, 3, 9, tzinfo=UTC)
ACTION = {
    "kind": "contact_model",
    "text": "Soitetaan johdolle.",
    "purpose": "awareness",
    "audience": "professional",
    "parties": ["mentors"],
    "source": "dialogue",
}
REFLECTION = {"outcome": "reached", "effect": "Kaikki tavattiin.", "decision": "Jatketaan."}


async def opened(
    client: AsyncClient, quarter: str = "2025Q2", kind: str = "mentoring_team", who: str = "lu"
) -> Response:
    new = {"kind": kind, "quarter": quarter}
    return await client.post("/quarter-plans", headers=caller(who), json=new)


async def plan_of(client: AsyncClient, **how: str) -> str:
    answer = await opened(client, **how)
    assert answer.status_code == 201, answer.text
    return f"/quarter-plans/{answer.json()['id']}"


async def add(client: AsyncClient, path: str, body: Mapping[str, Any], who: str = "lu") -> str:
    """A goal or an action of a plan; answers its path."""
    answer = await client.post(path, headers=caller(who), json=body)
    assert answer.status_code == 201, answer.text
    part = path.rpartition("/")[2]
    return f"/quarter-{part}/{answer.json()['id']}"


async def reflect(client: AsyncClient, goal: str, **other: str) -> Response:
    path = f"{goal}/reflection"
    return await client.put(path, headers=caller("lu"), json=REFLECTION | other)


async def reflecting(
    client: AsyncClient, session: AsyncSession
) -> tuple[str, list[str], list[str]]:
    """The plan of S18, with the paths of its goals and actions."""
    with standing_at(BEFORE):
        plan = await plan_of(client)
        goals = [await add(client, f"{plan}/goals", {"text": f"Tavoite {n}."}) for n in "123"]
        sources = [{"source": "feedback", "source_id": str(ROUND)}, *[{} for _ in range(6)]]
        actions = [await add(client, f"{plan}/actions", ACTION | more) for more in sources]
        await act(client, "lu", f"{plan}/approve")
    with standing_at(AFTER):
        await advance_quarter_plans(session)
        await session.commit()
        for goal in goals[:2]:
            await reflect(client, goal)
        for action in actions[:5]:
            await act(client, "me1", f"{action}/complete")
    return plan, goals, actions


ROUND = uuid4()


async def test_S18_1_2_a_quarter_closes_when_everything_is_looked_back_on(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    plan, goals, actions = await reflecting(client, session)
    with standing_at(AFTER):
        early = await act(client, "lu", f"{plan}/close")
        await reflect(client, goals[2], outcome="partly")
        await act(client, "me1", f"{actions[5]}/drop", {"reason": "Ei tarvita."})
        await act(client, "me1", f"{actions[6]}/carry-over")
        closed = await act(client, "lu", f"{plan}/close")
        following = (await client.get("/quarter-plans?quarter=2025Q3", headers=caller("lu"))).json()

    wrong = early.json()["errors"]
    assert slug(early) == "quarter-unfinished"
    assert [(one["code"], one["pointer"]) for one in wrong] == [
        ("reflection_missing", "/goals/2"),
        ("action_open", "/actions/5"),
        ("action_open", "/actions/6"),
    ]
    assert goals[2].rpartition("/")[2] in wrong[0]["detail"]
    assert closed.json()["state"] == "closed"
    ((carried,),) = [one["actions"] for one in following["items"]]
    assert f"/quarter-actions/{carried['carried_from']}" == actions[6]
    assert (carried["state"], carried["source"]) == ("open", "dialogue")
    event = (await told(session))[-1]
    assert event["type"] == "fi.digisilta.mentoring.quarter_plan.closed.v1"
    assert (
        event["data"]
        | {
            "quarter": "2025Q2",
            "kind": "mentoring_team",
            "goals_reached": 2,
            "goals_partly": 1,
            "goals_not_reached": 0,
            "actions_done": 5,
            "actions_dropped": 1,
            "actions_carried_over": 1,
        }
        == event["data"]
    )


async def test_a_reopened_quarter_carries_nothing_twice(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    plan, goals, actions = await reflecting(client, session)
    with standing_at(AFTER):
        await reflect(client, goals[2])
        for action in actions[5:]:
            await act(client, "me1", f"{action}/carry-over")
        await act(client, "lu", f"{plan}/close")

        await act(client, "lu", f"{plan}/reopen", {"reason": "Väärä tulos."})
        again = await reflect(client, goals[2], outcome="not_reached")
        await act(client, "lu", f"{plan}/close")
        following = await client.get("/quarter-plans?quarter=2025Q3", headers=caller("lu"))

    assert again.json()["reflection"]["outcome"] == "not_reached"
    assert [len(one["actions"]) for one in following.json()["items"]] == [2]
    assert (await names_told(session)).count("mentoring.quarter_plan.created") == 2


def test_S18_3_what_is_held_after_midnight_in_helsinki_counts_in_the_next_quarter() -> None:
    assert quarter_of(helsinki_day(datetime(2025, 6, 30, 21, 30, tzinfo=UTC))) == "2025Q3"


async def test_S18_4_an_action_says_which_feedback_it_comes_of(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    _, _, actions = await reflecting(client, session)

    read = await client.get(actions[0], headers=caller("pr"))

    assert (read.json()["source"], read.json()["source_id"]) == ("feedback", str(ROUND))


async def test_S18_5_6_a_plan_that_is_approved_late_is_active_at_once(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(datetime(2025, 7, 5, 9, tzinfo=UTC)):
        plan = await plan_of(client, quarter="2025Q3")
        await add(client, f"{plan}/goals", {"text": "Tavoite."})

        approved = await act(client, "lu", f"{plan}/approve")
        withdrawn = await act(client, "lu", f"{plan}/withdraw")

    assert approved.json()["state"] == "active"
    assert slug(withdrawn) == "not-in-this-state"
    assert withdrawn.json()["allowed_actions"] == ["open_reflection"]
    assert (await names_told(session))[-2:] == [
        "mentoring.quarter_plan.approved",
        "mentoring.quarter_plan.activated",
    ]


async def test_time_activates_a_plan_and_opens_its_reflection(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        await add(client, f"{plan}/goals", {"text": "Tavoite."})
        await act(client, "lu", f"{plan}/approve")

    seen = []
    for moment in (
        datetime(2025, 3, 31, 20, 59, tzinfo=UTC),
        FIRST_DAY,
        datetime(2025, 6, 30, 20, 59, tzinfo=UTC),
        datetime(2025, 6, 30, 21, 0, tzinfo=UTC),
        AFTER,
    ):
        with standing_at(moment):
            moved = await advance_quarter_plans(session)
            await session.commit()
        state = (await client.get(plan, headers=caller("lu"))).json()["state"]
        seen.append((moved, state))

    assert seen == [
        (0, "approved"),
        (1, "active"),
        (0, "active"),
        (1, "reflecting"),
        (0, "reflecting"),
    ]


async def test_a_plan_is_withdrawn_only_before_its_quarter(
    client: AsyncClient, county: County
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        await add(client, f"{plan}/goals", {"text": "Tavoite."})
        await act(client, "lu", f"{plan}/approve")
    with standing_at(FIRST_DAY):
        late = await act(client, "lu", f"{plan}/withdraw")
    with standing_at(BEFORE):
        withdrawn = await act(client, "lu", f"{plan}/withdraw")

    assert (late.status_code, slug(late)) == (409, "quarter-started")
    assert withdrawn.json()["state"] == "draft"


async def test_every_step_of_a_quarter_plan_is_told(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(BEFORE):
        plan = await plan_of(client)
        goal = await add(client, f"{plan}/goals", {"text": "Tavoite."})
        for action in ("approve", "withdraw", "approve"):
            await act(client, "lu", f"{plan}/{action}")
    with standing_at(AFTER):
        await advance_quarter_plans(session)
        await session.commit()
        await reflect(client, goal)
        await act(client, "lu", f"{plan}/close")
        await act(client, "lu", f"{plan}/reopen", {"reason": "Väärä tulos."})

    assert await names_told(session) == [
        "mentoring.quarter_plan.created",
        "mentoring.quarter_plan.approved",
        "mentoring.quarter_plan.withdrawn",
        "mentoring.quarter_plan.approved",
        "mentoring.quarter_plan.activated",
        "mentoring.quarter_plan.reflection_opened",
        "mentoring.quarter_plan.closed",
        "mentoring.quarter_plan.reopened",
    ]


async def test_S18_2_what_is_carried_over_goes_to_a_plan_that_is_not_closed(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    plan, goals, actions = await reflecting(client, session)
    with standing_at(AFTER):
        await reflect(client, goals[2])
        for action in actions[5:]:
            await act(client, "lu", f"{action}/carry-over")
        after = await plan_of(client, quarter="2025Q3")
        await add(client, f"{after}/goals", {"text": "Tavoite."})
        await act(client, "lu", f"{after}/approve")
        await act(client, "lu", f"{after}/open-reflection")
        [goal] = (await client.get(after, headers=caller("lu"))).json()["goals"]
        await reflect(client, f"/quarter-goals/{goal['id']}")
        await act(client, "lu", f"{after}/close")

        closed = await act(client, "lu", f"{plan}/close")
        listed = await client.get("/quarter-plans?quarter=2025Q4", headers=caller("lu"))
        between = await client.get(after, headers=caller("lu"))

    assert closed.json()["state"] == "closed", closed.text
    assert (between.json()["state"], between.json()["actions"]) == ("closed", [])
    [carried_to] = listed.json()["items"]
    assert carried_to["state"] == "draft"
    assert {one["carried_from"] for one in carried_to["actions"]} == {
        one.rpartition("/")[2] for one in actions[5:]
    }
