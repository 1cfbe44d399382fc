"""Whose work a record is: mentors and the lead say it, and the unit's owner is of the unit."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.applicability import Fit, ServiceApplicability
from tests.mentoring.bridge.needing import a_need, a_service, concretised, triaged
from tests.mentoring.bridge.test_engagements import NOON
from tests.mentoring.county import BEGINNING, STAFF, County, act, caller, slug
from tests.services import as_caller

ITEM = {
    "kind": "training",
    "title": "Teamsin perusteet",
    "starts_on": "2026-11-02",
    "due_on": "2026-11-03",
    "purpose": "skill_support",
    "audience": "professional",
}
WORK = ("needs", "plans", "plan-items", "adoptions")


async def changed(client: AsyncClient, who: str, path: str, sent: dict[str, Any]) -> Response:
    etag = (await client.get(path, headers=caller("lu"))).headers["etag"]
    return await client.patch(path, headers={**caller(who), "If-Match": etag}, json=sent)


async def posted(client: AsyncClient, path: str, sent: dict[str, Any]) -> str:
    answer = await client.post(path, headers=caller("me1"), json=sent)
    assert answer.status_code == 201, answer.text
    return f"/{path.rpartition('/')[2]}/{answer.json()['id']}"


async def work_of(client: AsyncClient, county: County, session: AsyncSession, what: str) -> str:
    """The path of some work of Me1 in U."""
    unit, owner = f"{county.units['u']}", f"{county.people['me1']}"
    place = {"org_unit_id": unit, "owner_id": owner}
    if what == "needs":
        return await a_need(client, county, "u", owner_id=owner)
    if what == "adoptions":
        service = await a_service(session)
        session.add(
            ServiceApplicability(
                org_unit_id=county.units["u"],
                digital_service_id=service,
                value=Fit.APPLICABLE,
                valid=Range(BEGINNING, None),
            )
        )
        await session.commit()
        marks = {"side": "resident", "purpose": "awareness", "audience": "resident"}
        return await posted(
            client, "/adoptions", place | marks | {"digital_service_id": f"{service}"}
        )
    plan = await posted(client, "/plans", place | {"year": 2026})
    if what == "plans":
        return plan
    named = {"unit_owner_id": f"{county.people['pr']}"}
    return await posted(client, f"{plan}/plan-items", ITEM | named)


@pytest.mark.parametrize("what", WORK)
async def test_the_units_side_takes_no_work_from_its_mentor(
    client: AsyncClient, county: County, session: AsyncSession, what: str
) -> None:
    with standing_at(NOON):
        one = await work_of(client, county, session, what)

        taken = await changed(client, "su", one, {"owner_id": None})
        given = await changed(client, "su", one, {"owner_id": f"{county.people['sv']}"})
        now = await client.get(one, headers=caller("lu"))

    assert [slug(taken), slug(given)] == ["role-required"] * 2
    assert now.json()["owner_id"] == f"{county.people['me1']}"


@pytest.mark.parametrize("what", WORK)
async def test_mentors_and_the_lead_give_work_on(
    client: AsyncClient, county: County, session: AsyncSession, what: str
) -> None:
    with standing_at(NOON):
        one = await work_of(client, county, session, what)

        given = await changed(client, "me1", one, {"owner_id": f"{county.people['me2']}"})
        freed = await changed(client, "lu", one, {"owner_id": None})

    assert given.json()["owner_id"] == f"{county.people['me2']}"
    assert (freed.status_code, freed.json()["owner_id"]) == (200, None)


async def test_the_unit_still_writes_what_is_its_own(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        one = await a_need(client, county, "u", owner_id=f"{county.people['me1']}")

        answer = await changed(client, "su", one, {"title": "Teamsin käyttö"})

    assert answer.json()["title"] == "Teamsin käyttö"


async def test_S23_the_units_owner_of_a_need_is_nobody_of_another_unit(
    client: AsyncClient, county: County
) -> None:
    stranger = f"{county.people['pv']}"
    with standing_at(NOON):
        one = await triaged(client, await a_need(client, county, "u"))

        named = await changed(client, "su", one, {"unit_owner_id": stranger})
        goal = {"goal": "a", "affected_group": "b", "outcome": "c", "unit_owner_id": stranger}
        concrete = await act(client, "me1", f"{one}/concretise", goal)
        read = await client.get(one, headers=caller("pv"))

    for refused in (named, concrete):
        assert refused.status_code == 422, refused.text
        assert [(wrong["pointer"], wrong["code"]) for wrong in refused.json()["errors"]] == [
            ("/unit_owner_id", "not_in_list")
        ]
    assert read.status_code == 404


@pytest.mark.parametrize(("unit", "owner"), [("u", "pr"), ("a", "pr"), ("u", "rla"), ("a", "dl")])
async def test_the_units_owner_works_in_the_unit_or_below_it_or_leads_it(
    client: AsyncClient, county: County, unit: str, owner: str
) -> None:
    with standing_at(NOON):
        one = await triaged(client, await a_need(client, county, unit))

        await concretised(client, one, county, owner)

        answer = await changed(client, "lu", one, {"unit_owner_id": f"{county.people[owner]}"})
    assert answer.json()["unit_owner_id"] == f"{county.people[owner]}"


async def test_a_long_name_of_the_identity_provider_is_told_as_it_is(
    client: AsyncClient, county: County
) -> None:
    subject = "s" * 200
    who = as_caller(*STAFF, subject=subject, roles=[])
    with standing_at(NOON):
        need = {"title": "Etävastaanotto", "org_unit_id": f"{county.units['u']}"}

        made = await client.post("/needs", headers=who, json=need)
        path = f"/needs/{made.json()['id']}"
        steps = await client.get(f"{path}/timeline", headers=who)
        unit = f"/org-units/{county.units['u']}/timeline"
        happened = await client.get(unit, headers=caller("lu"))
        trail = await client.get(f"/audit-entries?by={subject}", headers=caller("dp"))

    assert (made.status_code, made.json()["created_by"]) == (201, subject)
    assert [one["by"] for one in steps.json()["items"]] == [subject]
    assert [one["by"] for one in happened.json()["items"]] == [subject]
    assert {one["by"] for one in trail.json()["items"]} <= {subject}
