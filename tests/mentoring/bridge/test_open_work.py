"""Lists of work by unit, with what stands below it, and what waits for an owner (S14, 6)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.engagements import Engagement
from mentoring.bridge.needs import Need
from mentoring.bridge.plan_items import ItemKind, PlanItem
from mentoring.bridge.plans import DevelopmentPlan
from mentoring.people.persons import Person
from mentoring.store import InProcess
from mentoring.support.items import ForwardedItem
from mentoring.support.items import ItemKind as Sent
from tests.mentoring.bridge.needing import a_service
from tests.mentoring.bridge.test_engagements import NOON
from tests.mentoring.county import County, caller
from tests.mentoring.support.items import target

OVER = {
    "engagements": "closed",
    "needs": "met",
    "plans": "completed",
    "adoptions": "retired",
    "forwarded-items": "closed",
}
LISTS = sorted(OVER)


class Making:
    """Work of each list, in a unit and with an owner."""

    def __init__(self, service: UUID, target_id: UUID) -> None:
        self.service, self.target_id = service, target_id

    def of(self, path: str, **fields: Any) -> InProcess:
        made: InProcess
        match path:
            case "engagements":
                made = Engagement(opened_on=NOON.date(), state="uncontacted", **fields)
            case "needs":
                made = Need(title="Etävastaanotto", **fields)
            case "plans":
                made = DevelopmentPlan(year=2026, **fields)
            case "adoptions":
                made = Adoption(
                    digital_service_id=self.service,
                    side=Side.RESIDENT,
                    state="proposed",
                    **fields,
                )
            case _:
                made = ForwardedItem(
                    kind=Sent.FAULT,
                    target_id=self.target_id,
                    text="Chat ei aukea.",
                    state="draft",
                    **fields,
                )
        return made


async def who_left(session: AsyncSession) -> Person:
    gone = Person(subject="poissa", display_name="Testi Poissa", is_active=False)
    session.add(gone)
    await session.flush()
    return gone


@pytest_asyncio.fixture
async def work(session: AsyncSession, county: County) -> Mapping[str, Mapping[str, str]]:
    """By list and unit an id: U has an owner, U2 one who left, V none; what A had is over."""
    making = Making(await a_service(session), await target(session))
    gone = await who_left(session)
    owners = {"u": county.people["me1"], "u2": gone.id, "v": None, "a": None}
    made = {
        path: {
            unit: making.of(path, org_unit_id=county.units[unit], owner_id=owner)
            for unit, owner in owners.items()
        }
        for path in LISTS
    }
    for path, state in OVER.items():
        made[path]["a"].state = state
    session.add_all(one for rows in made.values() for one in rows.values())
    await session.commit()
    return {path: {unit: f"{one.id}" for unit, one in made[path].items()} for path in LISTS}


async def units_listed(
    client: AsyncClient, work: Mapping[str, Mapping[str, str]], path: str, asked: str, who: str
) -> set[str]:
    """The units whose work is in an answer."""
    answer = await client.get(f"/{path}?{asked}", headers=caller(who))
    assert answer.status_code == 200, answer.text
    listed = {one["id"] for one in answer.json()["items"]}
    assert listed <= set(work[path].values())
    return {unit for unit, id_ in work[path].items() if id_ in listed}


@pytest.mark.parametrize("path", LISTS)
async def test_S14_1_open_work_whose_owner_left_or_that_has_none_waits_for_the_lead(
    client: AsyncClient, work: Mapping[str, Mapping[str, str]], path: str
) -> None:
    waiting = await units_listed(client, work, path, "needs_owner=true", "lu")

    assert waiting == {"u2", "v"}


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_is_asked_for_by_unit_and_with_what_stands_below_it(
    client: AsyncClient, county: County, work: Mapping[str, Mapping[str, str]], path: str
) -> None:
    area = county.units["a"]

    alone = await units_listed(client, work, path, f"unit_id={area}", "lu")
    former = await units_listed(client, work, path, f"org_unit_id={area}", "lu")
    below = await units_listed(client, work, path, f"unit_id={area}&descendants=true", "lu")
    waiting = f"unit_id={area}&descendants=true&needs_owner=true"
    without = await units_listed(client, work, path, waiting, "lu")

    assert (alone, former) == ({"a"}, {"a"})
    assert below == {"a", "u", "u2"}
    assert without == {"u2"}


@pytest.mark.parametrize("path", LISTS)
async def test_mine_is_where_one_works_and_shows_no_more_than_one_may_read(
    client: AsyncClient, work: Mapping[str, Mapping[str, str]], path: str
) -> None:
    supervisors = await units_listed(client, work, path, "unit_id=mine", "su")
    leaders = await units_listed(client, work, path, "unit_id=mine&descendants=true", "rla")
    strangers = await units_listed(client, work, path, "unit_id=mine&descendants=true", "rlb")
    homeless = await units_listed(client, work, path, "unit_id=mine", "lu")

    assert supervisors == {"u"}
    assert leaders == {"a", "u", "u2"}
    assert strangers == {"v"}
    assert homeless == set()


async def test_S14_1_a_plan_waits_for_an_owner_when_an_open_item_of_it_does(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    gone = await who_left(session)
    plans = {
        unit: DevelopmentPlan(
            year=2026, org_unit_id=county.units[unit], owner_id=county.people["me1"]
        )
        for unit in ("u", "u2")
    }
    session.add_all(plans.values())
    await session.flush()
    for unit, state in (("u", "in_progress"), ("u2", "done")):
        session.add(
            PlanItem(
                plan_id=plans[unit].id,
                kind=ItemKind.TRAINING,
                title="Teams",
                owner_id=gone.id,
                state=state,
            )
        )
    await session.commit()

    answer = await client.get("/plans?needs_owner=true", headers=caller("lu"))

    assert [one["id"] for one in answer.json()["items"]] == [f"{plans['u'].id}"]


async def test_S14_1_what_a_deactivated_mentor_had_waits_in_the_list(
    client: AsyncClient, county: County
) -> None:
    person = f"/people/{county.people['me1']}"
    with standing_at(NOON):
        need = {
            "title": "Etävastaanotto",
            "org_unit_id": f"{county.units['u']}",
            "owner_id": f"{county.people['me1']}",
        }
        made = await client.post("/needs", headers=caller("me1"), json=need)
        before = await client.get("/needs?needs_owner=true", headers=caller("lu"))

        await client.patch(
            person, headers=caller("lu") | {"If-Match": "*"}, json={"is_active": False}
        )
        after = await client.get("/needs?needs_owner=true", headers=caller("lu"))

    assert before.json()["items"] == []
    assert [one["id"] for one in after.json()["items"]] == [made.json()["id"]]
