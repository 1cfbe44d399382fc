"""Forty people act on one record at once: one wins, the others are told, nothing breaks."""

import asyncio
from collections import Counter

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.county import County, caller
from tests.mentoring.worlds.world import NOW, world_of
from tests.services import names_told

MANY = 40


async def test_one_of_forty_conflicting_transitions_wins(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    world = world_of("engagement")
    with standing_at(NOW):
        record = await world.make(session, county, "contacted")
        await session.commit()
        path = f"/engagements/{record.id}"
        headers = {
            **caller("lu"),
            "If-Match": (await client.get(path, headers=caller("lu"))).headers["etag"],
        }
        wishes = [
            ("open-dialogue", None),
            ("decline", world.BODIES["decline"]),
            ("close", {}),
        ]

        answers = await asyncio.gather(
            *(
                client.post(f"{path}/{action}", headers=headers, json=body)
                for action, body in (wishes[number % 3] for number in range(MANY))
            )
        )

    counted = Counter(answer.status_code for answer in answers)
    assert counted[200] == 1
    assert set(counted) <= {200, 409, 412}, counted
    assert len(await names_told(session)) == 1


async def test_without_a_version_the_state_decides(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        record = await world_of("engagement").make(session, county, "contacted")
        await session.commit()
        headers = {**caller("lu"), "If-Match": "*"}

        answers = await asyncio.gather(
            *(
                client.post(f"/engagements/{record.id}/open-dialogue", headers=headers)
                for _ in range(MANY)
            )
        )

    counted = Counter(answer.status_code for answer in answers)
    assert counted == {200: 1, 409: MANY - 1}
