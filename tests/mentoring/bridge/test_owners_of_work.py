"""Work is a mentor's or the lead's: whom it is given to, who takes it, whose list it stands in."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.bridge.needing import a_need, raised
from tests.mentoring.bridge.test_engagements import CONTACT, NOON
from tests.mentoring.bridge.test_whose_work import WORK, changed, work_of
from tests.mentoring.county import County, act, caller


def strange_owner(answer: Any) -> bool:
    wrong = answer.json().get("errors", [{}])[0]
    return (answer.status_code, wrong.get("pointer")) == (422, "/owner_id")


@pytest.mark.parametrize("what", [*WORK, "mappings", "summaries"])
@pytest.mark.parametrize("who", ["pr", "pb"])
async def test_work_is_given_to_no_other_than_mentors_and_the_lead(
    what: str, who: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        owner = {"owner_id": f"{county.people[who]}"}
        if what == "mappings":
            place = {"org_unit_id": f"{county.units['u']}"}
            sent = place | {"purpose": "awareness", "audience": "resident"} | owner
            refused = await client.post("/mappings", headers=caller("me1"), json=sent)
        elif what == "summaries":
            sent = {"org_unit_id": f"{county.units['u']}"}
            made = await client.post("/summaries", headers=caller("me1"), json=sent)
            refused = await client.post("/summaries", headers=caller("me1"), json=sent | owner)
            path = f"/summaries/{made.json()['id']}"
            assert strange_owner(await changed(client, "me1", path, owner))
        else:
            path = await work_of(client, county, session, what)
            refused = await changed(client, "me1", path, owner)

    assert strange_owner(refused), refused.text


@pytest.mark.parametrize("who", ["pr", "pb"])
async def test_a_new_need_is_not_the_work_of_somebody_else(
    who: str, client: AsyncClient, county: County
) -> None:
    refused = await raised(client, county, "u", owner_id=f"{county.people[who]}")
    taken = await raised(client, county, "u", owner_id=f"{county.people['lu']}")

    assert strange_owner(refused)
    assert taken.json()["owner_id"] == f"{county.people['lu']}"


async def test_who_is_in_contact_first_owns_what_nobody_did(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        found = {}
        for unit, owner in (("a", None), ("b", "me2")):
            sent = {"org_unit_id": f"{county.units[unit]}"}
            sent |= {"owner_id": f"{county.people[owner]}"} if owner else {}
            made = await client.post("/engagements", headers=caller("lu"), json=sent)
            who = owner or "me1"
            path = f"/engagements/{made.json()['id']}/record-contact"
            found[unit] = (await act(client, who, path, CONTACT)).json()
        alone = {"org_unit_id": f"{county.units['u']}"}
        made = await client.post("/engagements", headers=caller("lu"), json=alone)
        path = f"/engagements/{made.json()['id']}/record-contact"
        by_the_lead = (await act(client, "lu", path, CONTACT)).json()

    assert found["a"]["owner_id"] == f"{county.people['me1']}"
    assert found["b"]["owner_id"] == f"{county.people['me2']}"
    assert by_the_lead["owner_id"] is None


@pytest.mark.parametrize("path", ["/needs", "/engagements", "/plans", "/adoptions"])
async def test_an_owner_beside_mine_is_asked_for_too(
    path: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        if path == "/engagements":
            sent = {"org_unit_id": f"{county.units['a']}"}
            sent |= {"owner_id": f"{county.people['me1']}"}
            await client.post(path, headers=caller("me1"), json=sent)
        else:
            await work_of(client, county, session, path[1:])

        counted = {}
        for owner in ("me1", "me2"):
            asked = f"{path}?mine=true&owner={county.people[owner]}"
            found = await client.get(asked, headers=caller("me1"))
            counted[owner] = len(found.json()["items"])

    assert counted == {"me1": 1, "me2": 0}


@pytest.mark.parametrize(("size", "seen"), [("training", True), ("quick_help", False)])
@pytest.mark.parametrize("how", ["triage", "patch"])
async def test_a_request_of_unknown_size_is_as_private_as_quick_help(
    size: str, seen: bool, how: str, client: AsyncClient, county: County
) -> None:
    one = await a_need(client, county, "u", who="pr")
    ours = await a_need(client, county, "v", title="Yksikön oma", who="me1")

    async def sees(who: str, path: str) -> bool:
        listed = await client.get("/needs", headers=caller(who))
        alone = await client.get(path, headers=caller(who))
        assert (alone.status_code == 200) is (
            path.rpartition("/")[2] in {each["id"] for each in listed.json()["items"]}
        )
        return alone.status_code == 200

    assert [await sees(who, one) for who in ("su", "pr", "me2")] == [False, True, True]
    assert await sees("sv", ours)

    if how == "triage":
        same = (await client.get(f"{one}/duplicates", headers=caller("me1"))).json()["items"]
        answers = [{"need_id": each["need_id"], "answer": "different"} for each in same]
        sent = {"topic": "x", "size": size, "priority": "low", "duplicates": answers}
        done = await act(client, "me1", f"{one}/triage", sent)
    else:
        done = await changed(client, "me1", one, {"size": size})

    assert done.status_code == 200
    assert await sees("su", one) is seen


async def test_who_shares_a_request_of_unknown_size_shares_it(
    client: AsyncClient, county: County
) -> None:
    made = await raised(client, county, "u", "pr", share_with_supervisor=True)

    path = f"/needs/{made.json()['id']}"
    assert (await client.get(path, headers=caller("su"))).status_code == 200
