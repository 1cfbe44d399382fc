"""Before working time ends, the lead and the supervisor of the team are told (M-024, S26)."""

from datetime import UTC, date, datetime
from typing import Any

from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.people.ending_time import tell_of_ending_time
from mentoring.people.teams import Allocation, TeamMembership
from mentoring.upkeep import DUE
from tests.mentoring.county import County, caller
from tests.services import told

NAME = "mentoring.team.allocations_ending"
AFTER_IT = date(2027, 1, 1)
SIXTY_ONE = datetime(2026, 10, 31, 21, 59, tzinfo=UTC)
"""One minute before the day in Helsinki that is 60 days before the last."""
SIXTY = datetime(2026, 10, 31, 22, 1, tzinfo=UTC)


async def ends(session: AsyncSession, county: County, *who: str, after: date = AFTER_IT) -> None:
    """The working time of some members has an end; of the others it has none."""
    theirs = select(TeamMembership.id).where(
        TeamMembership.person_id.in_([county.people[one] for one in who])
    )
    mine = update(Allocation).where(Allocation.membership_id.in_(theirs))
    await session.execute(mine.values(valid=Range(date(2020, 1, 1), after)))
    await session.commit()


async def tellings(session: AsyncSession, at: datetime) -> list[dict[str, Any]]:
    """What was told of it until then."""
    with standing_at(at):
        await tell_of_ending_time(session)
    await session.commit()
    clouds = await told(session)
    return [one["data"] for one in clouds if one["type"] == f"fi.digisilta.{NAME}.v1"]


async def member_ids(session: AsyncSession, county: County, *who: str) -> set[str]:
    theirs = select(TeamMembership.id).where(
        TeamMembership.person_id.in_([county.people[one] for one in who])
    )
    return {f"{one}" for one in await session.scalars(theirs)}


async def warnings(
    client: AsyncClient, who: str, at: datetime, language: str = "en", **asked: str
) -> Any:
    with standing_at(at):
        headers = caller(who) | {"Accept-Language": language}
        return (await client.get("/team", headers=headers, params=asked)).json().get("warnings")


async def test_S26_5_it_is_told_sixty_days_before_and_once(
    session: AsyncSession, county: County
) -> None:
    await ends(session, county, "me1", "me2", "pb")

    before = await tellings(session, SIXTY_ONE)
    first = await tellings(session, SIXTY)
    again = await tellings(session, datetime(2026, 12, 1, tzinfo=UTC))

    [event] = first
    assert (before, again) == ([], first)
    assert set(event.pop("membership_ids")) == await member_ids(session, county, "me1", "me2")
    assert (event.pop("valid_to"), event.pop("days")) == ("2026-12-31", 60)
    assert set(event) == {"team_id"}
    assert tell_of_ending_time in DUE


async def test_another_end_and_another_member_are_told_again(
    session: AsyncSession, county: County
) -> None:
    await ends(session, county, "me1")
    await tellings(session, SIXTY)
    await ends(session, county, "me2")
    await tellings(session, SIXTY)
    await ends(session, county, "me1", after=date(2026, 12, 2))

    events = await tellings(session, SIXTY)

    me1, me2 = [await member_ids(session, county, who) for who in ("me1", "me2")]
    assert [(one["valid_to"], set(one["membership_ids"])) for one in events] == [
        ("2026-12-31", me1),
        ("2026-12-31", me2),
        ("2026-12-01", me1),
    ]


async def test_time_that_goes_on_or_is_over_is_no_warning(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    await ends(session, county, "me1")
    member = await session.scalar(
        select(TeamMembership).where(TeamMembership.person_id == county.people["me1"])
    )
    assert member is not None
    session.add(Allocation(membership_id=member.id, valid=Range(AFTER_IT, None), percent=None))
    await session.commit()
    await ends(session, county, "me2", after=date(2026, 11, 1))

    assert await tellings(session, SIXTY) == []
    assert await warnings(client, "lu", SIXTY) is None


async def test_S26_5_lead_and_supervisor_see_it_with_the_team(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    await ends(session, county, "me1", "me2")

    early = await warnings(client, "lu", SIXTY_ONE)
    seen = {who: await warnings(client, who, SIXTY) for who in ("lu", "es", "su", "pr")}
    finnish = await warnings(client, "lu", SIXTY, "fi")
    asked = await warnings(client, "lu", SIXTY_ONE, as_of="2026-12-30")

    said = "Working time ends on 2026-12-31 (in 60 days); members of the team: 2."
    assert early is None
    assert seen["lu"] == seen["es"] == [{"code": "allocations_ending", "detail": said}]
    assert (seen["su"], seen["pr"]) == (None, None)
    assert "60 päivän päästä" in finnish[0]["detail"]
    assert "in 1 days" in asked[0]["detail"]


async def test_the_county_says_how_early(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    await ends(session, county, "me1")
    headers = caller("ad") | {"If-Match": "*"}
    path = "/county-settings/allocation_end_warning_days"
    changed = await client.patch(path, headers=headers, json={"value": 0})

    assert changed.status_code == 200, changed.text
    assert await tellings(session, datetime(2026, 12, 30, 12, tzinfo=UTC)) == []
    assert len(await tellings(session, datetime(2026, 12, 31, 12, tzinfo=UTC))) == 1
