"""Whose an engagement is, and that there is one of a unit (P1, P18)."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.bridge.needing import a_need, seen
from tests.mentoring.bridge.test_engagements import NOON, opened
from tests.mentoring.county import County, caller, slug

MANY = 40


async def given(client: AsyncClient, county: County, one: str, by: str, to: str | None) -> Response:
    owner = {"owner_id": str(county.people[to]) if to else None}
    return await client.patch(one, headers={**caller(by), "If-Match": "*"}, json=owner)


async def ownerless(client: AsyncClient, county: County, unit: str) -> str:
    sent = {"org_unit_id": str(county.units[unit])}
    made = await client.post("/engagements", headers=caller("lu"), json=sent)
    return f"/engagements/{made.json()['id']}"


async def test_P18_a_mentor_gives_an_engagement_away_by_a_handover_alone(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")

        refused = [await given(client, county, one, "me1", to) for to in ("me2", "pr", None)]
        same = await given(client, county, one, "me1", "me1")

    assert [slug(answer) for answer in refused] == ["role-required"] * 3
    assert "työn siirtoa" in refused[0].json()["detail"]
    assert (same.status_code, same.json()["version"]) == (200, 1)


async def test_P18_the_lead_gives_it_to_a_mentor_with_its_open_work(
    client: AsyncClient, county: County
) -> None:
    me1, me2 = str(county.people["me1"]), str(county.people["me2"])
    with standing_at(NOON):
        one = await opened(client, county, "u")
        need = await a_need(client, county, "u", owner_id=me1)

        strangers = [await given(client, county, one, "lu", to) for to in ("pr", "di", "es", "pb")]
        done = await given(client, county, one, "lu", "me2")
        moved = await seen(client, need)

    assert [answer.json()["errors"][0]["pointer"] for answer in strangers] == ["/owner_id"] * 4
    assert (done.json()["owner_id"], moved["owner_id"]) == (me2, me2)


async def test_a_mentor_takes_what_nobody_owns_and_gives_it_to_nobody_else(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await ownerless(client, county, "u")

        for_another = await given(client, county, one, "me1", "me2")
        taken = await given(client, county, one, "me1", "me1")

    assert slug(for_another) == "role-required"
    assert taken.json()["owner_id"] == str(county.people["me1"])


async def test_a_new_one_belongs_to_a_mentor_of_the_team_or_to_nobody(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        sent = {
            "org_unit_id": str(county.units["u"]),
            "owner_id": str(county.people["pr"]),
        }
        refused = await client.post("/engagements", headers=caller("lu"), json=sent)

    assert [wrong["pointer"] for wrong in refused.json()["errors"]] == ["/owner_id"]


async def test_one_begins_with_a_unit_that_exists_today(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ended = text("update org_unit set closed_on = '2026-09-01' where code = 'u2'")
    await session.execute(ended)
    await session.commit()
    with standing_at(NOON):
        answers = [
            await client.post(
                "/engagements", headers=caller("me1"), json={"org_unit_id": str(unit)}
            )
            for unit in (uuid4(), county.units["u2"], county.units["u"])
        ]

    assert [answer.status_code for answer in answers] == [422, 422, 201]
    assert [answer.json()["errors"][0]["pointer"] for answer in answers[:2]] == ["/org_unit_id"] * 2


async def test_of_many_who_open_one_at_once_the_first_does_and_the_others_are_told(
    client: AsyncClient, county: County
) -> None:
    sent: dict[str, Any] = {"org_unit_id": str(county.units["u"])}
    with standing_at(NOON):
        answers = await asyncio.gather(
            *(
                client.post("/engagements", headers=caller(("me1", "me2")[n % 2]), json=sent)
                for n in range(MANY)
            )
        )

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: MANY - 1}
    assert {slug(answer) for answer in answers} == {"", "engagement-exists"}
