"""The team: who is in it, with how much time, and what it aims at (S26)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.people.memberships import the_team
from mentoring.people.persons import Person
from mentoring.people.teams import Allocation, TeamMembership, TeamRole
from mentoring.people.working_time import year_of_work
from tests.mentoring.county import County, caller, slug
from tests.services import as_caller

HISTORY: Sequence[tuple[int, TeamRole, int, date, date]] = (
    (8, TeamRole.MENTOR, 50, date(2022, 1, 1), date(2023, 1, 1)),
    (1, TeamRole.LEAD, 100, date(2022, 1, 1), date(2025, 1, 1)),
    (1, TeamRole.DESIGNER, 100, date(2022, 1, 1), date(2024, 3, 1)),
    (12, TeamRole.MENTOR, 50, date(2023, 1, 1), date(2023, 9, 1)),
    (16, TeamRole.MENTOR, 50, date(2023, 9, 1), date(2024, 1, 1)),
    (6, TeamRole.MENTOR, 100, date(2024, 1, 1), date(2024, 5, 1)),
    (3, TeamRole.BOARD, 100, date(2024, 1, 1), date(2025, 1, 1)),
    (4, TeamRole.MENTOR, 100, date(2024, 5, 1), date(2025, 1, 1)),
)
"""How many, in which role, at how many per cent, from which day to before which."""


async def a_history(session: AsyncSession) -> None:
    team = await the_team(session)
    for many, role, percent, first, end in HISTORY:
        for number in range(many):
            subject = f"{role}-{first}-{number}"
            person = Person(subject=subject, display_name=subject)
            session.add(person)
            await session.flush()
            days = Range(first, end)
            member = TeamMembership(team_id=team.id, person_id=person.id, role=role, valid=days)
            session.add(member)
            await session.flush()
            part = Decimal(percent)
            session.add(Allocation(membership_id=member.id, valid=days, percent=part))
    await session.commit()


async def joined(client: AsyncClient, county: County, who: str, **fields: str) -> Response:
    new = {"person_id": str(county.people[who]), "role": "mentor", "valid_from": "2026-01-01"}
    return await client.post("/team/memberships", headers=caller("lu"), json=new | fields)


async def given(client: AsyncClient, member: str, **fields: Any) -> Response:
    new = {"membership_id": member, "valid_from": "2026-01-01"} | fields
    return await client.post("/team/allocations", headers=caller("es"), json=new)


async def member_of(client: AsyncClient, name: str) -> dict[str, Any]:
    team = (await client.get("/team", headers=caller("lu"))).json()
    return next(one for one in team["members"] if one["display_name"] == name)


def mentors(year: Any) -> list[float]:
    return [
        one["fte"] for month in year["months"] for one in month["roles"] if one["role"] == "mentor"
    ]


async def test_S26_the_working_time_of_three_years(
    client: AsyncClient, session: AsyncSession
) -> None:
    await a_history(session)

    told = [
        (await client.get(f"/team/fte?year={year}", headers=caller("di"))).json()
        for year in (2022, 2023, 2024)
    ]

    first, second, third = told
    assert mentors(first) == [4.0] * 12
    assert (first["fte"], {one["fte"] for one in first["months"]}) == (6.0, {6.0})
    assert mentors(second) == [6.0] * 8 + [8.0] * 4
    assert second["average"][0] == {"role": "mentor", "fte": 6.67}
    assert mentors(third) == [6.0] * 4 + [4.0] * 8
    assert [one["on"] for one in third["months"]][:2] == ["2024-01-31", "2024-02-29"]
    assert {one["role"]: one["fte"] for one in third["months"][1]["roles"]} == {
        "mentor": 6.0,
        "lead": 1.0,
        "designer": 1.0,
        "board": 0.0,
    }
    assert third["months"][2]["fte"] == 7.0


async def test_working_time_by_role_is_not_for_everybody(
    client: AsyncClient, county: County
) -> None:
    answers = {
        who: (await client.get("/team/fte?year=2026", headers=caller(who))).status_code
        for who in ("me1", "lu", "es", "pb", "di", "ad", "pr", "su", "dl", "it", "dp")
    }

    assert {who for who, status in answers.items() if status == 200} == {
        "me1", "lu", "es", "pb", "di", "ad",
    }  # fmt: skip
    assert set(answers.values()) == {200, 403}


async def test_names_and_roles_are_for_all_and_percentages_for_some(
    client: AsyncClient, county: County
) -> None:
    teams = {
        who: await client.get("/team?as_of=2026-05-01", headers=caller(who))
        for who in ("pr", "su", "rla", "dl", "di", "me1", "lu", "es", "pb", "ad")
    }
    partner = await client.get(
        "/team", headers=as_caller("mentoring:read", kind="partner", subject="key:x")
    )

    roles = {one["display_name"]: one["role"] for one in teams["pr"].json()["members"]}
    assert roles["Testi Lu"] == "lead"
    assert len(roles) == 5
    seeing = {who for who, one in teams.items() if "covers" in one.json()}
    assert seeing == {"me1", "lu", "es", "pb", "ad"}
    for who, team in teams.items():
        assert [one.get("allocations") is not None for one in team.json()["members"]] == [
            who in seeing
        ] * 5
    assert slug(partner) == "not-found"


async def test_the_team_is_read_as_it_was_on_a_day(client: AsyncClient, county: County) -> None:
    await joined(client, county, "pr", valid_from="2026-03-01", valid_to="2026-03-31")

    found = {}
    for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        team = await client.get(f"/team?as_of={day}", headers=caller("su"))
        found[day] = "Testi Pr" in {one["display_name"] for one in team.json()["members"]}

    assert list(found.values()) == [False, True, True, False]


async def test_a_membership_that_would_hold_longer_is_told_its_last_day(
    client: AsyncClient, county: County
) -> None:
    made = await joined(client, county, "pr", valid_from="2026-03-01", valid_to="2026-03-31")

    longer = await client.patch(
        made.headers["location"],
        headers=caller("lu") | {"If-Match": "*"},
        json={"valid_to": "2026-04-01"},
    )

    (wrong,) = longer.json()["errors"]
    assert wrong["detail"] == "Ei sallitulla välillä. Enintään 2026-03-31."


async def test_S26_more_than_a_full_week_is_a_warning(client: AsyncClient, county: County) -> None:
    member = await member_of(client, "Testi Me1")

    over = await given(client, member["id"], percent=20, valid_to="2026-06-30")
    within = await given(client, (await joined(client, county, "pr")).json()["id"], percent=80)

    assert over.status_code == 201
    assert [one["code"] for one in over.json()["warnings"]] == ["allocation_over_100"]
    assert within.status_code == 201
    assert "warnings" not in within.json()


async def test_time_on_other_days_and_on_the_board_does_not_add_up(
    client: AsyncClient, county: County
) -> None:
    board = await member_of(client, "Testi Pb")
    member = (await joined(client, county, "pr")).json()["id"]

    more = await given(client, board["id"], percent=50)
    spring = await given(client, member, percent=80, valid_to="2026-05-31")
    autumn = await given(client, member, percent=80, valid_from="2026-06-01")

    assert ["warnings" in one.json() for one in (more, spring, autumn)] == [False] * 3


async def test_S26_two_hours_a_week_are_a_twentieth(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    member = await joined(client, county, "pr", role="designer")

    made = await given(client, member.json()["id"], hours_per_week=2)
    year = await client.get("/team/fte?year=2026", headers=caller("lu"))

    assert made.json()["hours_per_week"] == 2.0
    assert {"role": "designer", "fte": 0.05} in year.json()["average"]
    exact = await year_of_work(session, 2026)
    assert float(exact.average[TeamRole.DESIGNER]) == pytest.approx(2 / 38.25)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, "/percent"),
        ({"percent": 50, "hours_per_week": 2}, "/percent"),
        ({"percent": 0}, "/percent"),
        ({"percent": 50, "valid_from": "2019-12-31"}, "/valid_from"),
        ({"percent": 50, "valid_to": "2025-12-31"}, "/valid_to"),
    ],
)
async def test_an_allocation_that_says_nothing_sound_is_refused(
    client: AsyncClient, county: County, fields: dict[str, Any], pointer: str
) -> None:
    member = await member_of(client, "Testi Me1")

    refused = await given(client, member["id"], **fields)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_S26_one_lead_at_a_time(client: AsyncClient, county: County) -> None:
    second = await joined(client, county, "me1", role="lead")
    lead = await member_of(client, "Testi Lu")
    ended = await client.patch(
        f"/team/memberships/{lead['id']}",
        headers=caller("es") | {"If-Match": "*"},
        json={"valid_to": "2026-12-31"},
    )
    overlapping = await joined(client, county, "me1", role="lead", valid_from="2026-12-31")
    following = await joined(client, county, "me1", role="lead", valid_from="2027-01-01")

    assert slug(second) == slug(overlapping) == "lead-exists"
    assert ended.json()["valid_to"] == "2026-12-31"
    assert following.status_code == 201


async def test_nobody_has_one_role_twice_on_a_day(client: AsyncClient, county: County) -> None:
    again = await joined(client, county, "me1")

    assert slug(again) == "duplicate"


async def test_the_time_of_a_member_ends_with_the_membership(
    client: AsyncClient, county: County
) -> None:
    member = await member_of(client, "Testi Me1")
    path = f"/team/memberships/{member['id']}"
    etag = {"If-Match": f'"v{member["version"]}"'}

    ended = await client.patch(path, headers=caller("lu") | etag, json={"valid_to": "2026-08-31"})
    longer = await client.patch(
        path, headers=caller("lu") | {"If-Match": "*"}, json={"valid_to": "2026-09-30"}
    )
    year = (await client.get("/team/fte?year=2026", headers=caller("lu"))).json()

    assert ended.status_code == 200
    assert longer.json()["errors"][0]["pointer"] == "/valid_to"
    assert mentors(year) == [2.0] * 8 + [1.0] * 4


async def test_an_allocation_and_a_cover_can_be_ended(client: AsyncClient, county: County) -> None:
    member = await member_of(client, "Testi Me1")
    [time] = member["allocations"]
    me1, me2 = str(county.people["me1"]), str(county.people["me2"])
    days = {"covered_id": me1, "covering_id": me2, "valid_from": "2026-12-01"}
    cover = await client.post("/team/absence-covers", headers=caller("lu"), json=days)
    himself = await client.post(
        "/team/absence-covers", headers=caller("lu"), json=days | {"covering_id": me1}
    )

    with standing_at(datetime(2026, 11, 22, tzinfo=UTC)):
        ended = [
            await client.patch(
                path, headers=caller("lu") | {"If-Match": "*"}, json={"valid_to": "2026-11-30"}
            )
            for path in (
                f"/team/allocations/{time['id']}",
                f"/team/absence-covers/{cover.json()['id']}",
            )
        ]
        team = (await client.get("/team", headers=caller("lu"))).json()

    assert [one.status_code for one in ended] == [200, 200]
    assert ended[0].json()["valid_to"] == "2026-11-30"
    assert team["covers"] == []
    assert himself.json()["errors"][0]["pointer"] == "/covering_id"


async def test_nothing_ends_with_the_last_day_of_the_calendar(
    client: AsyncClient, county: County
) -> None:
    member = await member_of(client, "Testi Me1")
    last = {"valid_to": "9999-12-31"}

    joining = await joined(client, county, "pr", **last)
    ending = await client.patch(
        f"/team/memberships/{member['id']}", headers=caller("lu") | {"If-Match": "*"}, json=last
    )

    for refused in (joining, ending):
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/valid_to"


async def test_the_team_is_written_by_those_whose_it_is(
    client: AsyncClient, county: County
) -> None:
    body = {"person_id": str(county.people["pr"]), "role": "mentor", "valid_from": "2026-01-01"}

    answers = {
        who: await client.post("/team/memberships", headers=caller(who), json=body)
        for who in ("me1", "pb", "di", "pr", "dl", "dp", "ad")
    }

    assert {who for who, one in answers.items() if one.status_code == 201} == {"ad"}
    assert {slug(one) for one in answers.values()} == {"", "role-required"}


async def test_a_profile_is_written_by_the_mentor_or_by_the_team(
    client: AsyncClient, county: County
) -> None:
    path = f"/people/{county.people['me1']}/mentor-profile"
    new = {"background": "health", "strengths": "Etävastaanotot", "languages": ["fi", "sv"]}

    own = await client.put(path, headers=caller("me1"), json=new)
    again = await client.put(path, headers=caller("es"), json=new | {"background": "social"})
    other = await client.put(path, headers=caller("me2"), json=new)

    assert own.json()["languages"] == ["fi", "sv"]
    assert (again.json()["background"], again.json()["version"]) == ("social", 2)
    assert slug(other) == "role-required"
