"""Has the leadership of every result area been contacted? (S01, M-053)"""

from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.engagements import Engagement, open_engagement
from mentoring.people.standing import SYSTEM
from tests.mentoring.bridge.test_engagements import CONTACT
from tests.mentoring.county import County, act, caller

JULY = datetime(2024, 7, 1, 9, tzinfo=UTC)
SEPTEMBER = datetime(2024, 9, 18, 9, tzinfo=UTC)


async def read(client: AsyncClient, who: str = "lu", **asked: str) -> Any:
    answer = await client.get("/coverage/result-areas", headers=caller(who), params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def contacted(session: AsyncSession, county: County, client: AsyncClient) -> None:
    """Both areas have an engagement since July; one was contacted in September and talks."""
    with standing_at(JULY):
        first, second = (
            Engagement(state="uncontacted", org_unit_id=county.units[area], opened_on=JULY.date())
            for area in ("a", "b")
        )
        await open_engagement(session, first, SYSTEM)
        await open_engagement(session, second, SYSTEM)
        await session.commit()
    with standing_at(SEPTEMBER):
        held = CONTACT | {"held_on": "2024-09-17"}
        path = f"/engagements/{first.id}"
        assert (await act(client, "me1", f"{path}/record-contact", held)).is_success
        assert (await act(client, "me1", f"{path}/open-dialogue")).is_success


async def test_S01_coverage_names_who_talks_and_who_was_not_contacted(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        told = await read(client, quarter="2024Q3", as_of="2024-09-19")

    counts = {name: told[name] for name in ("total", "in_dialogue", "contacted", "uncontacted")}
    assert counts == {"total": 2, "in_dialogue": 1, "contacted": 0, "uncontacted": 1}
    assert told["contacted_in_quarter"] == 1
    assert [one["name"]["fi"] for one in told["areas"] if one["state"] == "uncontacted"] == [
        "Yksikkö b"
    ]


async def test_S01_an_earlier_day_shows_what_was_true_then(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        before = await read(client, quarter="2024Q3", as_of="2024-09-17")
        next_quarter = await read(client, quarter="2024Q4", as_of="2024-10-01")

    assert (before["in_dialogue"], before["uncontacted"]) == (0, 2)
    assert (next_quarter["in_dialogue"], next_quarter["contacted_in_quarter"]) == (1, 0)


async def test_S23_counts_hold_only_what_the_reader_may_see(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    await contacted(session, county, client)

    with standing_at(SEPTEMBER):
        of_a, of_b = [await read(client, who, quarter="2024Q3") for who in ("rla", "rlb")]

    assert (of_a["in_dialogue"], of_a["contacted_in_quarter"]) == (1, 1)
    assert (of_b["in_dialogue"], of_b["contacted_in_quarter"]) == (0, 0)
