"""Development plans and their items: baseline, revisions, slip, dependencies (P6, P7, S06)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from httpx import AsyncClient, Response
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.item_work import block_linked, start_linked
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import ItemKind, PlanItem, waits_for_itself
from mentoring.bridge.slip import Now, Planned, slip_of_plan, slips
from mentoring.events import UnitKind
from mentoring.people.persons import Leadership, LeadershipKind
from tests.mentoring.bridge.needing import a_service, id_of, seen
from tests.mentoring.county import ALWAYS, County, act, caller, slug
from tests.services import names_told, told

JANUARY = datetime(2025, 1, 20, 9, tzinfo=UTC)
MARKS = {"purpose": "skill_support", "audience": "professional"}


async def opened(client: AsyncClient, county: County, who: str = "me1", year: int = 2025) -> Any:
    sent = {
        "org_unit_id": f"{county.units['u']}",
        "year": year,
        "owner_id": f"{county.people['me1']}",
    }
    return await client.post("/plans", headers=caller(who), json=sent)


async def added(client: AsyncClient, county: County, plan: str, **fields: Any) -> Response:
    sent = MARKS | {
        "kind": "training",
        "title": "Teamsin perusteet",
        "starts_on": "2025-02-03",
        "due_on": "2025-02-03",
        "unit_owner_id": f"{county.people['pr']}",
    }
    return await client.post(f"{plan}/plan-items", headers=caller("me1"), json=sent | fields)


async def changed(client: AsyncClient, who: str, path: str, sent: dict[str, Any]) -> Response:
    etag = (await client.get(path, headers=caller("lu"))).headers["etag"]
    return await client.patch(path, headers={**caller(who), "If-Match": etag}, json=sent)


@pytest_asyncio.fixture
async def plan(client: AsyncClient, county: County) -> tuple[str, str, str]:
    """A draft of unit U: a training of a day; an adoption of months that depends on it."""
    with standing_at(JANUARY):
        one = f"/plans/{(await opened(client, county)).json()['id']}"
        item1 = (await added(client, county, one)).json()["id"]
        adoption = {
            "kind": "adoption",
            "title": "Digihoitopolku",
            "starts_on": "2025-02-10",
            "due_on": "2025-08-29",
            "depends_on": [item1],
        }
        item2 = (await added(client, county, one, **adoption)).json()["id"]
    return one, f"/plan-items/{item1}", f"/plan-items/{item2}"


async def agreed(client: AsyncClient, plan: str) -> None:
    await act(client, "me1", f"{plan}/propose")
    answer = await act(client, "rla", f"{plan}/agree")
    assert answer.json()["state"] == "agreed", answer.text


async def test_a_plan_and_each_of_its_items_is_told_once(
    plan: tuple[str, str, str], session: AsyncSession
) -> None:
    names = await names_told(session)

    assert names.count("mentoring.plan.created") == 1
    assert names.count("mentoring.plan_item.created") == 2


async def test_S06_who_wrote_the_proposal_cannot_agree_it(
    client: AsyncClient, county: County, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, *_ = plan
    session.add(
        Leadership(
            person_id=county.people["me1"],
            org_unit_id=county.units["u"],
            unit_kind=UnitKind.UNIT,
            kind=LeadershipKind.SUPERVISOR,
            valid=ALWAYS,
        )
    )
    await session.commit()
    await act(client, "me1", f"{one}/propose")

    refused = await act(client, "me1", f"{one}/agree")
    done = await act(client, "rla", f"{one}/agree")

    assert (refused.status_code, slug(refused)) == (403, "own-proposal")
    assert (done.json()["state"], done.json()["revision"]) == ("agreed", 1)
    data = [each["data"] for each in await told(session) if "plan.agreed" in each["type"]]
    assert data[0]["items"] == {"training": 1, "adoption": 1}


async def test_S06_a_revision_slips_against_the_baseline(
    client: AsyncClient, county: County, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, item1, item2 = plan
    await agreed(client, one)
    moved = {"plan_item_id": id_of(item1), "starts_on": "2025-02-24", "due_on": "2025-02-24"}
    sent = {
        "reason": "Kouluttaja sairastui.",
        "agreed_with_id": f"{county.people['su']}",
        "items": [moved],
    }

    revised = await act(client, "me1", f"{one}/revise", sent)
    diff = await seen(client, f"{one}/baseline-diff", "su")

    assert (revised.json()["state"], revised.json()["revision"]) == ("agreed", 2)
    slip = {each["plan_item_id"]: each["slip_days"] for each in diff["items"]}
    assert slip == {id_of(item1): 21, id_of(item2): 0}
    assert diff["slip_days"] == 0
    first = next(each for each in diff["items"] if each["plan_item_id"] == id_of(item1))
    assert first["baseline"]["due_on"] == "2025-02-03"
    assert "mentoring.plan.revised" in await names_told(session)


async def test_a_revision_is_agreed_with_a_person_of_the_other_side(
    client: AsyncClient, county: County, plan: tuple[str, str, str]
) -> None:
    one, *_ = plan
    await agreed(client, one)

    answers = [
        await act(
            client, who, f"{one}/revise", {"reason": "Siirto.", "agreed_with_id": f"{with_whom}"}
        )
        for who, with_whom in (
            ("me1", county.people["me2"]),
            ("me1", county.people["sv"]),
            ("su", county.people["rla"]),
            ("su", county.people["me1"]),
            ("me1", county.people["dl"]),
        )
    ]

    assert [slug(each) for each in answers] == ["validation-error"] * 3 + ["", ""]
    assert answers[0].json()["errors"][0]["pointer"] == "/agreed_with_id"


async def test_S06_the_first_start_activates_the_plan_and_warns_of_what_is_open(
    client: AsyncClient, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, item1, item2 = plan
    early = await act(client, "me1", f"{item2}/start")
    await agreed(client, one)

    started = await act(client, "me1", f"{item2}/start")
    without = await act(client, "pr", f"{item1}/start")

    assert slug(early) == "plan-not-agreed"
    assert [each["code"] for each in started.json()["warnings"]] == ["dependency_open"]
    assert "warnings" not in without.json()
    assert (await seen(client, one))["state"] == "active"
    assert (await names_told(session))[-3:] == [
        "mentoring.plan.activated",
        "mentoring.plan_item.started",
        "mentoring.plan_item.started",
    ]


async def test_S06_a_plan_with_open_items_is_not_completed(
    client: AsyncClient, plan: tuple[str, str, str]
) -> None:
    one, item1, item2 = plan
    await agreed(client, one)
    for item in (item1, item2):
        await act(client, "me1", f"{item}/start")
    await act(client, "me1", f"{item1}/complete")
    await act(client, "me1", f"{item2}/block", {"reason": "Laitteet puuttuvat."})

    refused = await act(client, "me1", f"{one}/complete")
    await act(client, "me1", f"{item2}/drop", {"reason": "Ei tarvita."})
    done = await act(client, "me1", f"{one}/complete")
    closed = await act(client, "me1", f"{item1}/reopen")

    assert slug(refused) == "items-open"
    assert [each["detail"].split(" ")[0] for each in refused.json()["errors"]] == [id_of(item2)]
    assert done.json()["state"] == "completed"
    assert slug(closed) == "plan-closed"


async def test_S06_days_in_order_and_no_ring_of_items(
    client: AsyncClient, county: County, plan: tuple[str, str, str]
) -> None:
    one, item1, item2 = plan

    reversed_ = await added(client, county, one, starts_on="2025-03-02", due_on="2025-03-01")
    patched = await changed(client, "me1", item2, {"starts_on": "2025-09-01"})
    item3 = await added(client, county, one, depends_on=[id_of(item2)])
    ring = await changed(client, "me1", item1, {"depends_on": [item3.json()["id"]]})
    foreign = await changed(client, "me1", item1, {"depends_on": [f"{uuid4()}"]})

    assert [slug(each) for each in (reversed_, patched, foreign)] == ["validation-error"] * 3
    assert (ring.status_code, slug(ring)) == (422, "dependency-cycle")
    assert (await seen(client, item1))["depends_on"] == []


async def test_days_that_were_agreed_move_by_a_revision_alone(
    client: AsyncClient, plan: tuple[str, str, str]
) -> None:
    one, item1, _ = plan
    before = await changed(client, "me1", item1, {"due_on": "2025-02-04"})
    await agreed(client, one)

    refused = await changed(client, "me1", item1, {"due_on": "2025-02-05"})
    title = await changed(client, "me1", item1, {"title": "Teamsin alkeet"})

    assert before.json()["due_on"] == "2025-02-04"
    assert slug(refused) == "not-in-this-state"
    assert "revise" in refused.json()["allowed_actions"]
    assert title.json()["title"] == "Teamsin alkeet"


async def test_a_unit_has_one_open_plan_of_a_year(client: AsyncClient, county: County) -> None:
    first = await opened(client, county)
    second = await opened(client, county)
    next_year = await opened(client, county, year=2026)
    await act(client, "lu", f"/plans/{first.json()['id']}/cancel", {"reason": "Väärä yksikkö."})
    third = await opened(client, county)

    assert (slug(second), second.json()["plan_id"]) == ("plan-exists", first.json()["id"])
    assert [each.status_code for each in (next_year, third)] == [201, 201]


async def test_a_plan_without_items_is_not_proposed(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = f"/plans/{(await opened(client, county)).json()['id']}"
    empty = await act(client, "me1", f"{one}/propose")
    session.add(
        PlanItem(
            plan_id=UUID(id_of(one)), org_unit_id=county.units["u"], kind=ItemKind.PILOT, title="X"
        )
    )
    await session.commit()

    without_days = await act(client, "me1", f"{one}/propose")

    assert [slug(each) for each in (empty, without_days)] == ["items-missing"] * 2
    assert len(without_days.json()["errors"]) == 1


async def test_what_is_returned_says_why(client: AsyncClient, plan: tuple[str, str, str]) -> None:
    one, *_ = plan
    await act(client, "me1", f"{one}/propose")

    silent = await act(client, "su", f"{one}/return", {})
    done = await act(client, "su", f"{one}/return", {"comment": "Vasta syksyllä."})

    assert (slug(silent), done.json()["state"]) == ("validation-error", "draft")


async def test_a_linked_adoption_must_be_live(
    client: AsyncClient, county: County, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, _, item2 = plan
    adoption = Adoption(
        state="preparing",
        org_unit_id=county.units["u"],
        digital_service_id=await a_service(session),
        side=Side.RESIDENT,
    )
    session.add(adoption)
    await session.commit()
    linked = await changed(client, "me1", item2, {"adoption_id": f"{adoption.id}"})
    await agreed(client, one)
    await act(client, "me1", f"{item2}/start")

    refused = await act(client, "me1", f"{item2}/complete")
    adoption.state = "live"
    await session.commit()
    done = await act(client, "me1", f"{item2}/complete")

    assert linked.json()["adoption_id"] == f"{adoption.id}"
    assert (slug(refused), done.json()["state"]) == ("link-open", "done")


async def test_items_follow_the_work_that_they_are_linked_to(
    client: AsyncClient, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, item1, _ = plan
    await agreed(client, one)
    training = uuid4()
    item = await session.get_one(PlanItem, UUID(id_of(item1)))
    item.linked_noun, item.linked_id = "training", training
    await session.flush()

    await start_linked(session, "training", training)
    under_way = item.state
    await block_linked(session, "training", training, "Peruttu.")

    assert (under_way, item.state) == ("in_progress", "blocked")


async def test_a_dropped_item_unplans_the_needs_that_wait_for_it(
    client: AsyncClient, county: County, plan: tuple[str, str, str], session: AsyncSession
) -> None:
    one, item1, _ = plan
    await agreed(client, one)
    need = Need(title="Tarve", org_unit_id=county.units["u"], state="concretised")
    session.add(need)
    await session.commit()
    path = f"/needs/{need.id}"
    planned = await act(client, "me1", f"{path}/plan", {"plan_item_id": id_of(item1)})

    await act(client, "me1", f"{item1}/start")
    started = await seen(client, path)
    await act(client, "me1", f"{item1}/drop", {"reason": "Ei tarvita."})
    dropped = await seen(client, path)

    assert planned.json()["planned"]["noun"] == "plan_item"
    assert (started["state"], dropped["state"]) == ("in_progress", "concretised")
    assert dropped["planned"] is None
    assert (await names_told(session))[-2:] == [
        "mentoring.need.unplanned",
        "mentoring.plan_item.dropped",
    ]


async def test_a_need_is_planned_on_one_thing_that_is_there(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    need = Need(title="Tarve", org_unit_id=county.units["u"], state="concretised")
    session.add(need)
    await session.commit()

    none, unknown = [
        await act(client, "me1", f"/needs/{need.id}/plan", sent)
        for sent in ({}, {"plan_item_id": f"{uuid4()}"})
    ]

    assert [slug(each) for each in (none, unknown)] == ["validation-error"] * 2
    assert unknown.json()["errors"][0]["pointer"] == "/plan_item_id"


async def test_S23_a_list_of_plans_has_those_that_can_be_read(
    client: AsyncClient, plan: tuple[str, str, str]
) -> None:
    one, item1, _ = plan

    for who in ("me1", "lu", "es", "su", "rla", "dl", "pr", "sv", "rlb", "pv", "it", "ad", "pb"):
        alone = await client.get(one, headers=caller(who))
        item = await client.get(item1, headers=caller(who))
        listed = (await client.get("/plans", headers=caller(who))).json()["items"]

        assert listed == ([alone.json()] if alone.is_success else []), who
        assert item.is_success is alone.is_success
    lines = (await seen(client, one))["items"]
    assert [len(each["depends_on"]) for each in lines] == [0, 1]


DAY = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@given(st.lists(st.tuples(DAY, st.integers(-30, 30)), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_plan_slips_no_more_than_its_items(found: list[tuple[date, int]]) -> None:
    baseline = {uuid4(): Planned(day, day) for day, _ in found}
    days = dict(zip(baseline, (days for _, days in found), strict=True))
    items = [
        Now(id_, day.starts_on, at(day) + timedelta(days[id_]), None, is_dropped=False)
        for id_, day in baseline.items()
    ]

    slip = slip_of_plan(baseline, items)

    assert {one.id: one.slip_days for one in slips(baseline, items)} == days
    assert min(days.values()) <= slip <= max(days.values())


def at(day: Planned) -> date:
    assert day.due_on is not None
    return day.due_on


@given(st.integers(2, 8), st.data())
@settings(max_examples=50, deadline=None)
def test_items_wait_in_a_row_and_never_in_a_ring(size: int, data: st.DataObject) -> None:
    row = [uuid4() for _ in range(size)]
    waits = {
        one: data.draw(st.lists(st.sampled_from(row[:n]), max_size=3)) if n else []
        for n, one in enumerate(row)
    }

    closed = {**waits, row[0]: [row[-1]], row[-1]: [*waits[row[-1]], row[0]]}

    assert not any(waits_for_itself(one, waits) for one in row)
    assert waits_for_itself(row[0], closed)


async def test_work_of_a_cancelled_plan_is_dropped_and_not_done(
    client: AsyncClient, plan: tuple[str, str, str]
) -> None:
    one, item1, item2 = plan
    with standing_at(JANUARY):
        await agreed(client, one)
        for item in (item1, item2):
            await act(client, "me1", f"{item}/start")
        await act(client, "me1", f"{item2}/block", {"reason": "Odottaa laitteita."})
        await act(client, "lu", f"{one}/cancel", {"reason": "Yksikkö muuttuu."})

        done = await act(client, "me1", f"{item1}/complete")
        goes_on = await act(client, "me1", f"{item2}/unblock")
        dropped = await act(client, "me1", f"{item1}/drop", {"reason": "Suunnitelma päättyi."})

    assert [slug(done), slug(goes_on)] == ["plan-closed"] * 2
    assert dropped.json()["state"] == "dropped"
