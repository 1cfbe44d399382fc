"""What is kept about somebody is told them: what they made, own and did (7.5)."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import now, standing_at
from mentoring.bridge.needs import Need
from tests.mentoring.bridge.needing import a_need, id_of
from tests.mentoring.bridge.test_engagements import NOON, opened
from tests.mentoring.county import County, caller


async def mine(client: AsyncClient, who: str) -> Any:
    return (await client.get("/privacy/my-data", headers=caller(who))).json()


def relations(told: Any, noun: str) -> dict[str, list[str]]:
    return {one["id"]: one["relations"] for one in told["records"] if one["noun"] == noun}


async def test_who_raised_a_need_is_told_of_it_also_when_it_is_archived(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await a_need(client, county, "u", who="pr")
    two = await a_need(client, county, "u", who="pr")
    gone = update(Need).where(Need.id == id_of(two)).values(archived_at=now())
    await session.execute(gone)
    await session.commit()

    told = await mine(client, "pr")

    assert relations(told, "need") == {id_of(one): ["maker"], id_of(two): ["maker"]}
    assert [*relations(told, "placement").values()] == [["person"]]
    moves = {(each["trail"], each["noun"]): each["times"] for each in told["done"]}
    assert moves["moves", "need"] == 2
    assert moves["changes", "need"] > 2
    assert relations(await mine(client, "pv"), "need") == {}


async def test_an_owner_is_told_of_the_work_and_a_receiver_of_what_is_handed(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        sent = {"engagement_ids": [id_of(one)], "receiver_id": f"{county.people['me2']}"}
        handed = await client.post("/handovers", headers=caller("me1"), json=sent)

        ours, theirs = await mine(client, "me1"), await mine(client, "me2")

    (id_,) = [each["id"] for each in handed.json()["items"]]
    assert relations(ours, "engagement") == {id_of(one): ["maker", "owner"]}
    assert relations(ours, "handover") == {id_: ["maker", "owner", "requester"]}
    assert relations(theirs, "handover") == {id_: ["receiver"]}


async def test_who_is_no_person_here_is_told_what_they_made(
    client: AsyncClient, county: County
) -> None:
    one = await a_need(client, county, "u", who="it")

    told = await mine(client, "it")

    assert relations(told, "need") == {id_of(one): ["maker"]}
