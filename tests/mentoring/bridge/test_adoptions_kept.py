"""What an adoption says of itself: benefits, skills, co-development, its place on the board."""

from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.catalogue import DigitalService
from tests.mentoring.bridge.adopting import AUTUMN, prepared, proposed
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds.adoption import offered_service

BENEFITS = ["staff_time_released_for_in_person_contact", "availability"]


@pytest_asyncio.fixture
async def remote(session: AsyncSession, county: County) -> DigitalService:
    found = await offered_service(session, (county.units["u"], county.units["v"]))
    await session.commit()
    return found


async def change(client: AsyncClient, who: str, path: str, body: Any) -> Any:
    record = await client.get(path, headers=caller("lu"))
    headers = caller(who) | {"If-Match": record.headers["etag"]}
    return await client.patch(path, headers=headers, json=body)


async def test_benefits_skills_and_the_change_of_work_are_kept(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    told = await proposed(client, county, remote.id, expected_benefits=BENEFITS)
    path = f"/adoptions/{told['id']}"
    sent = {"change_impact": "Ajanvaraus siirtyy.", "required_skills": ["Videopuhelu"]}

    changed = await change(client, "me1", path, sent)
    others = await change(client, "me2", path, sent | {"change_impact": "Muu."})

    assert changed.json() | sent == changed.json()
    assert (changed.json()["expected_benefits"], changed.json()["version"]) == (BENEFITS, 2)
    assert slug(others) == "role-required"


async def test_a_template_offers_its_steps_and_only_known_ones_are_taken(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    told = await proposed(client, county, remote.id, template="controlled_rollout")

    other = await change(client, "me1", f"/adoptions/{told['id']}", {"template": "big_bang"})
    without = await change(client, "me1", f"/adoptions/{told['id']}", {"template": None})

    assert [one["code"] for one in told["steps"]][-1] == "made_normal"
    assert all(one["names"]["sv"] for one in told["steps"])
    assert (slug(other), without.json()["steps"]) == ("validation-error", [])


async def test_a_service_that_does_not_fit_the_unit_is_not_proposed(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    new = {
        "org_unit_id": str(county.units["u2"]),
        "digital_service_id": str(remote.id),
        "side": "resident",
        "purpose": "awareness",
        "audience": "resident",
    }

    unfit = await client.post("/adoptions", headers=caller("me1"), json=new)
    theirs = await client.post("/adoptions", headers=caller("di"), json=new)

    assert slug(unfit) == "service-not-applicable"
    assert slug(theirs) == "service-not-applicable"
    assert (await client.get("/adoptions", headers=caller("lu"))).json()["items"] == []


async def test_who_proposes_is_a_mentor_or_the_lead(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    new = {
        "org_unit_id": str(county.units["u"]),
        "digital_service_id": str(remote.id),
        "side": "resident",
        "purpose": "awareness",
        "audience": "resident",
    }

    refused = await client.post("/adoptions", headers=caller("di"), json=new)

    assert slug(refused) == "role-required"


async def test_the_unit_approves_with_somebody_of_its_own_who_may_leave(
    client: AsyncClient, county: County, remote: DigitalService, session: AsyncSession
) -> None:
    with standing_at(AUTUMN):
        path = f"/adoptions/{(await proposed(client, county, remote.id))['id']}"

        stranger = await act(
            client, "su", f"{path}/approve", {"responsible_id": str(county.people["pv"])}
        )
        mentor = await act(
            client, "me1", f"{path}/approve", {"responsible_id": str(county.people["pr"])}
        )
        approved = await act(
            client, "rla", f"{path}/approve", {"responsible_id": str(county.people["pr"])}
        )

    assert slug(stranger) == "responsible-invalid"
    assert slug(mentor) == "role-required"
    assert approved.json()["state"] == "approved"
    assert approved.json()["responsible_id"] == str(county.people["pr"])


async def test_co_development_is_a_count_that_is_not_shown_when_it_is_small(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        path = f"{await prepared(client, county, remote.id)}/co-developments"
        held = {"held_on": "2025-10-01", "workshops": 2, "participants": 14}

        many = await client.post(path, headers=caller("su"), json=held)
        few = await client.post(path, headers=caller("me1"), json=held | {"participants": 4})
        future = await client.post(
            path, headers=caller("me1"), json=held | {"held_on": "2025-10-07"}
        )
        other = await client.post(path, headers=caller("sv"), json=held)
        listed = await client.get(path, headers=caller("lu"))

    shown = [(one["participants"], one["withheld"]) for one in listed.json()["items"]]
    assert (many.status_code, few.status_code) == (201, 201)
    assert shown == [(None, "small_group"), (14, None)]
    assert [slug(one) for one in (future, other)] == ["validation-error", "not-found"]
    assert future.json()["errors"][0]["detail"].endswith("Enintään 2025-10-06.")


async def test_what_an_adoption_has_of_its_own_is_told_page_by_page(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        one = await prepared(client, county, remote.id)
        for day in ("2025-09-02", "2025-10-01", "2025-09-30"):
            held = {"held_on": day, "workshops": 1, "participants": 14}
            await client.post(f"{one}/co-developments", headers=caller("su"), json=held)
        for quarter in ("2025Q2", "2025Q1", "2025Q3"):
            said = {"quarter": quarter, "used": True, "source": "statistics"}
            await client.post(f"{one}/evidence", headers=caller("lu"), json=said)

        days = await each_alone(client, f"{one}/co-developments", "held_on")
        quarters = await each_alone(client, f"{one}/evidence", "quarter")

    assert days == ["2025-10-01", "2025-09-30", "2025-09-02"]
    assert quarters == ["2025Q3", "2025Q2", "2025Q1"]


async def each_alone(client: AsyncClient, path: str, member: str) -> list[str]:
    """A member of every item of a list, asked one at a time."""
    found: list[str] = []
    asked: dict[str, Any] = {"limit": 1}
    while True:
        answer = await client.get(path, headers=caller("lu"), params=asked)
        page = answer.json()
        found += [one[member] for one in page["items"]]
        if "next" not in page:
            return found
        asked |= {"cursor": page["next"]}


async def test_the_board_shows_where_the_adoptions_of_a_service_stand(
    client: AsyncClient, county: County, remote: DigitalService, session: AsyncSession
) -> None:
    other = await offered_service(session, (county.units["u"],), code="digital_clinic")
    await session.commit()
    with standing_at(AUTUMN):
        await prepared(client, county, remote.id)
        await proposed(client, county, remote.id, side="resident")
        await proposed(client, county, other.id)
        await proposed(client, county, remote.id, org_unit_id=str(county.units["v"]))
        path = f"/adoptions/board?digital_service={remote.id}"

        whole, mine = [
            (await client.get(path, headers=caller(who))).json()["columns"] for who in ("lu", "su")
        ]

    assert {one["state"]: one["count"] for one in whole if one["count"]} == {
        "proposed": 2,
        "preparing": 1,
    }
    assert [one["count"] for one in mine][:3] == [1, 0, 1]
    assert mine[0]["newest"][0]["side"] == "resident"


async def test_adoptions_are_listed_by_state_service_side_and_unit(
    client: AsyncClient, county: County, remote: DigitalService
) -> None:
    with standing_at(AUTUMN):
        one = await prepared(client, county, remote.id)
        two = f"/adoptions/{(await proposed(client, county, remote.id, side='resident'))['id']}"

        async def found(who: str, query: str) -> list[str]:
            answer = await client.get(f"/adoptions?{query}", headers=caller(who))
            return [f"/adoptions/{row['id']}" for row in answer.json()["items"]]

        assert await found("lu", f"digital_service={remote.id}") == [two, one]
        assert await found("lu", "state=preparing,live") == [one]
        assert await found("lu", "side=resident") == [two]
        assert await found("lu", f"org_unit_id={county.units['v']}") == []
        assert await found("me1", "mine=true") == [two, one]
        assert await found("sv", "") == []
