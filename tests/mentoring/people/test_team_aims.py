"""What was decided about the team, what it puts first, what the county aims at (M-001 … M-023)."""

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.aims import first_set
from mentoring.people.teams import FocusArea, StrategicAim
from tests.mentoring.county import County, caller, slug


async def test_decisions_are_for_those_who_see_working_time(
    client: AsyncClient, county: County
) -> None:
    new = {"decided_on": "2026-10-01", "text": "Tiimiin kaksi lisää.", "parties": ["toimialajohto"]}

    made = await client.post("/team/decisions", headers=caller("lu"), json=new)
    seen = {
        who: len((await client.get("/team/decisions", headers=caller(who))).json()["items"])
        for who in ("lu", "me1", "pb", "di", "pr", "dl")
    }

    assert made.json().items() >= new.items()
    assert seen == {"lu": 1, "me1": 1, "pb": 1, "di": 0, "pr": 0, "dl": 0}


async def test_focus_areas_are_proposed_ranked_and_rooted(
    client: AsyncClient, county: County
) -> None:
    new = {"name": {"fi": "Etävastaanotot"}, "period": "2026S1", "rank": 1}
    made = await client.post("/focus-areas", headers=caller("lu"), json=new)
    path = f"/focus-areas/{made.json()['id']}"

    rooted = await client.patch(
        path,
        headers=caller("lu") | {"If-Match": '"v1"'},
        json={"state": "rooted_in_operations"},
    )
    listed = await client.get(
        "/focus-areas?period=2026S1&state=rooted_in_operations", headers=caller("pr")
    )
    none = await client.get("/focus-areas?state=active,proposed", headers=caller("pr"))
    refused = await client.post("/focus-areas", headers=caller("pr"), json=new)

    assert made.json()["state"] == "proposed"
    assert (rooted.json()["version"], rooted.json()["rank"]) == (2, 1)
    assert [one["name"]["fi"] for one in listed.json()["items"]] == ["Etävastaanotot"]
    assert none.json()["items"] == []
    assert slug(refused) == "role-required"


async def test_aims_and_goals_are_written_down_with_their_days(
    client: AsyncClient, county: County
) -> None:
    aim = {"name": {"fi": "Digivisio"}, "valid_from": "2025-01-01", "valid_to": "2026-12-31"}
    goal = {"code": "RRP", "name": {"fi": "Tavoite"}, "valid_from": "2024-01-01"}

    made = await client.post(
        "/strategic-aims", headers=caller("lu"), json=aim | {"tags": ["prevention"]}
    )
    other = await client.post("/programme-goals", headers=caller("lu"), json=goal)
    wrong = await client.post("/strategic-aims", headers=caller("lu"), json=aim | {"tags": ["x"]})
    held = {
        on: len(
            (await client.get(f"/strategic-aims?as_of={on}", headers=caller("pr"))).json()["items"]
        )
        for on in ("2024-12-31", "2025-01-01", "2026-12-31", "2027-01-01")
    }

    assert (made.json()["valid_to"], made.json()["tags"]) == ("2026-12-31", ["prevention"])
    assert (other.json()["code"], other.json()["valid_to"]) == ("RRP", None)
    assert wrong.status_code == 422
    assert list(held.values()) == [0, 1, 1, 0]


async def test_the_first_set_of_aims_is_written_once(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await first_set(session)
    await first_set(session)
    await session.commit()

    aims = (await client.get("/strategic-aims", headers=caller("pr"))).json()["items"]
    goals = (await client.get("/programme-goals", headers=caller("pr"))).json()["items"]

    assert sorted(one["name"]["fi"] for one in aims) == [
        "Digistrategia 2021–2023",
        "Digivisio 2025–2026",
        "ICT-ohjelma 2024–2026",
    ]
    assert {one["code"] for one in goals} == {
        "remote_appointments",
        "digital_pathways",
        "active_staff",
    }
    assert await session.scalar(select(func.count()).select_from(StrategicAim)) == 3
    assert await session.scalar(select(func.count()).select_from(FocusArea)) == 3
