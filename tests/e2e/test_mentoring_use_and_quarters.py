"""S07, S18 and S29 as mentors, units and leadership live them; the clock is the real one."""

from httpx import AsyncClient

from mentoring.quarters import days_of, following, quarter_of
from tests.e2e.mentoring_desks import (
    Desks,
    a_unit_of_its_own,
    act,
    add,
    day,
    done,
    person_in,
    read,
    slug,
    steps,
    today,
)
from tests.e2e.mentoring_work import (
    CONTACT,
    a_service,
    adopted,
    an_action,
    dialogue,
    live,
    piloted,
    quarter_plan,
    reflect,
)

ROUND = "0199e0a0-0000-7000-8000-00000000feed"
PAST, LATER_PAST = "2023Q2", "2024Q2"
"""Quarters that the demonstration does not tell of."""


def quarters_ago(count: int) -> str:
    """A quarter that has ended."""
    quarter = quarter_of(today())
    for _ in range(count):
        first = days_of(quarter).first
        quarter = quarter_of(first - first.resolution)
    return quarter


async def told_of_use(lead: AsyncClient, one: str, quarter: str, used: bool) -> None:
    await add(lead, f"{one}/evidence", {"quarter": quarter, "used": used})


async def test_S07_5_to_7_use_proves_it_and_its_end_takes_it_back_once(desks: Desks) -> None:
    """Here the lead says what the quarters brought; what metrics tell of them, also three times:
    test_S07_5_6… and test_S07_7… of test_adoptions.py of the service.
    """
    lead = await desks.of("lead")
    _, _, unit = await a_unit_of_its_own(desks)
    one = await live(desks, unit, await a_service(desks))

    await told_of_use(lead, one, quarters_ago(4), used=True)
    early = await act(lead, f"{one}/confirm-embedded")
    await told_of_use(lead, one, quarters_ago(3), used=True)
    proved = await done(lead, f"{one}/confirm-embedded")
    for quarter in (quarters_ago(2), *[quarters_ago(1)] * 3):
        await told_of_use(lead, one, quarter, used=False)
    now = await read(lead, one)

    assert (early.status_code, slug(early)) == (422, "evidence-missing")
    assert (proved["state"], proved["embedded_on"]) == ("embedded", day(0))
    assert now["state"] == "live"
    assert (await steps(lead, unit, "adoption"))[-2:] == [
        "adoption.confirm_embedded",
        "adoption.lapse",
    ]


async def test_S07_8_a_unit_adopts_a_service_once_for_a_side(desks: Desks) -> None:
    mentor = await desks.of("mentor-1")
    _, _, unit = await a_unit_of_its_own(desks)
    service = await a_service(desks)
    one = await piloted(desks, unit, service)

    second = await adopted(mentor, unit, service)
    resident = await adopted(mentor, unit, service, side="resident")

    assert (second.status_code, slug(second)) == (409, "adoption-exists")
    assert second.json()["adoption_id"] == one.rpartition("/")[2]
    assert (resident.status_code, resident.json()["state"]) == (201, "proposed")
    assert resident.headers["location"] == f"/v1/adoptions/{resident.json()['id']}"


async def test_S07_9_what_is_resumed_is_where_it_was_paused(desks: Desks) -> None:
    mentor = await desks.of("mentor-1")
    _, _, unit = await a_unit_of_its_own(desks)
    one = await piloted(desks, unit, await a_service(desks))

    paused = await done(mentor, f"{one}/pause", {"reason": "Lomat.", "resume_on": day(30)})
    resumed = await done(mentor, f"{one}/resume")

    assert (paused["state"], paused["resume_on"]) == ("paused", day(30))
    assert (resumed["state"], resumed["paused_from"]) == ("piloting", None)
    assert (await steps(mentor, unit, "adoption"))[-2:] == ["adoption.pause", "adoption.resume"]


async def reflecting(lead: AsyncClient, mentor: AsyncClient) -> tuple[str, list[str], list[str]]:
    """The plan of a quarter that has passed: one goal of three is not looked back on, and two
    actions of seven are open. Answers the paths of the plan, its goals and its actions.
    """
    plan, goals = await quarter_plan(lead, PAST, 3)
    sources = [{"source": "feedback", "source_id": ROUND}, *[{}] * 6]
    actions = [await an_action(lead, plan, **more) for more in sources]
    assert (await done(lead, f"{plan}/approve"))["state"] == "active"
    await act(lead, f"{plan}/open-reflection")
    assert (await read(lead, plan))["state"] == "reflecting"
    for goal in goals[:2]:
        await reflect(lead, goal)
    for action in actions[:5]:
        await done(mentor, f"{action}/complete")
    return plan, goals, actions


async def test_S18_1_2_4_a_quarter_closes_when_everything_is_looked_back_on(desks: Desks) -> None:
    """In which quarter a training after midnight counts (3): test_S18_3… of test_quarter_plans.py;
    the counts in the event: test_S18_1_2… there.
    """
    lead, mentor = await desks.all_of("lead", "mentor-1")
    plan, goals, actions = await reflecting(lead, mentor)

    early = await act(lead, f"{plan}/close")
    kept = await read(lead, plan)
    await reflect(lead, goals[2], outcome="partly")
    dropped = await done(mentor, f"{actions[5]}/drop", {"reason": "Ei tarvita."})
    carried = await done(mentor, f"{actions[6]}/carry-over")
    closed = await done(lead, f"{plan}/close")
    after = (await read(lead, "/quarter-plans", quarter=following(PAST)))["items"]
    linked = await read(mentor, actions[0])

    assert (early.status_code, slug(early)) == (422, "quarter-unfinished")
    wrong = early.json()["errors"]
    assert [(one["code"], one["pointer"]) for one in wrong] == [
        ("reflection_missing", "/goals/2"),
        ("action_open", "/actions/5"),
        ("action_open", "/actions/6"),
    ]
    assert goals[2].rpartition("/")[2] in wrong[0]["detail"]
    assert (kept["state"], closed["state"]) == ("reflecting", "closed")
    assert (dropped["state"], carried["state"]) == ("dropped", "carried_over")
    assert [one["reflection"]["outcome"] for one in closed["goals"]] == [
        "reached",
        "reached",
        "partly",
    ]
    ((new,),) = [one["actions"] for one in after]
    assert f"/quarter-actions/{new['carried_from']}" == actions[6]
    assert (linked["source"], linked["source_id"]) == ("feedback", ROUND)


async def test_S18_5_6_a_plan_that_is_approved_late_is_active_at_once(desks: Desks) -> None:
    lead = await desks.of("lead")
    plan, _ = await quarter_plan(lead, LATER_PAST, 1)

    approved = await done(lead, f"{plan}/approve")
    withdrawn = await act(lead, f"{plan}/withdraw")

    assert approved["state"] == "active"
    assert (withdrawn.status_code, slug(withdrawn)) == (409, "not-in-this-state")
    assert "withdraw" not in withdrawn.json()["allowed_actions"]
    assert (await read(lead, plan))["state"] in ("active", "reflecting")


async def contacted(desks: Desks, *days: int) -> tuple[str, str]:
    """A unit whose relation nobody owns yet: two mentors had contacts on these days in turn.

    Answers the id of the unit and the path of the relation.
    """
    _, _, unit = await a_unit_of_its_own(desks)
    mentors = await desks.all_of("mentor-1", "mentor-2")
    new = await add(mentors[0], "/engagements", {"org_unit_id": unit})
    relation = f"/engagements/{new['id']}"
    for number, ago in enumerate(days):
        held = await dialogue(mentors[number % 2], relation, held_on=day(ago))
        assert held.status_code == 201, held.text
    return unit, relation


async def test_S29_1_and_2_one_more_contact_needs_a_reason(desks: Desks) -> None:
    unit, relation = await contacted(desks, -12, -5, -2)
    third = await desks.of("mentor-3")

    refused = await dialogue(third, relation, planned_on=day(1))
    first = CONTACT | {"held_on": day(0)}
    unasked = await act(third, f"{relation}/record-contact", first)
    before = await steps(third, unit)
    reasoned = await dialogue(third, relation, planned_on=day(1), reason="Kiireinen vika.")

    assert [(one.status_code, slug(one)) for one in (refused, unasked)] == [
        (409, "contact-load")
    ] * 2
    assert [(one["by"], one["on"]) for one in refused.json()["contacts"]] == [
        ("demo:mentor-1", day(-2)),
        ("demo:mentor-2", day(-5)),
        ("demo:mentor-1", day(-12)),
    ]
    assert (reasoned.status_code, reasoned.json()["planned_on"]) == (201, day(1))
    assert before == ["engagement.create", *["dialogue_entry.meeting"] * 3]
    assert await steps(third, unit) == [*before, "dialogue_entry.meeting"]


async def test_S29_3_the_unit_learns_that_it_is_so_not_who_or_what(desks: Desks) -> None:
    full, _ = await contacted(desks, -12, -5, -2)
    calm, _ = await contacted(desks, -12, -5)
    su, sv = [
        await desks.of((await person_in(desks, unit, "supervisor"))[0]) for unit in (full, calm)
    ]

    profiles = [await read(su, f"/org-units/{full}/profile")]
    profiles.append(await read(sv, f"/org-units/{calm}/profile"))

    assert [one["contact_load_full"] for one in profiles] == [True, False]
    assert "mentor" not in f"{profiles[0]}"
    assert await steps(su, full, "dialogue_entry") == []


async def test_S29_4_a_contact_of_31_days_ago_does_not_count(desks: Desks) -> None:
    _, relation = await contacted(desks, -31, -5, -2)

    fine = await dialogue(await desks.of("mentor-3"), relation, held_on=day(0))

    assert (fine.status_code, fine.json()["held_on"]) == (201, day(0))
