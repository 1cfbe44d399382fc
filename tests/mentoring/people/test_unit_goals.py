"""A unit's own goals (M-048) and its practice of digital support (M-086), over HTTP."""

from collections.abc import Callable

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, new_id, now
from mentoring.people.org_units import OrgUnit
from tests.mentoring.county import County, caller, slug

PRACTICE = {"text": "Digivastaava auttaa torstaisin.", "links": ["https://intra.example.fi/tuki"]}
READERS = {"pr", "su", "rla", "dl", "me1", "lu", "es", "di"}
"""Whom the matrix lets read a unit's plan, of unit u."""
OTHERS = {"pv", "sv", "rlb", "pb", "it", "dp", "ad"}


def goals(county: County, unit: str = "u") -> str:
    return f"/org-units/{county.units[unit]}/goals"


def practice(county: County, unit: str = "u") -> str:
    return f"/org-units/{county.units[unit]}/support-practice"


async def write(
    client: AsyncClient, county: County, who: str, etag: str, **more: object
) -> Response:
    headers = caller(who) | {"If-Match": etag}
    return await client.put(practice(county), headers=headers, json=PRACTICE | more)


async def test_M048_a_unit_has_goals_of_its_own_the_newest_first(
    client: AsyncClient, county: County
) -> None:
    first = {"text": "Jokainen osaa aloittaa etävastaanoton.", "due_on": "2027-05-31"}
    made = await client.post(goals(county), headers=caller("su"), json=first)
    await client.post(goals(county), headers=caller("me1"), json={"text": "Chat käyttöön."})
    await client.post(goals(county, "v"), headers=caller("sv"), json={"text": "Muun yksikön."})

    listed = (await client.get(goals(county), headers=caller("pr"))).json()["items"]

    assert made.status_code == 201
    assert made.json().items() >= first.items()
    assert (made.json()["created_by"], made.json()["version"]) == ("su", 1)
    assert [one["text"] for one in listed] == ["Chat käyttöön.", first["text"]]
    assert listed[0]["due_on"] is None


@pytest.mark.parametrize("path", [goals, practice])
async def test_S23_those_who_read_its_plan_read_them_and_nobody_else(
    path: Callable[[County], str], client: AsyncClient, county: County
) -> None:
    told = {
        who: (await client.get(path(county), headers=caller(who))).status_code
        for who in READERS | OTHERS
    }

    assert {who for who, status in told.items() if status == 200} == READERS
    assert {who for who, status in told.items() if status == 404} == OTHERS


async def test_whoever_only_reads_the_plan_writes_no_goal(
    client: AsyncClient, county: County
) -> None:
    told = {
        who: slug(await client.post(goals(county), headers=caller(who), json={"text": "Tavoite"}))
        for who in ("pr", "rla", "es", "di", "sv", "su", "me2", "lu")
    }

    assert told == {
        **dict.fromkeys(("pr", "rla", "es", "di"), "role-required"),
        "sv": "not-found",
        **dict.fromkeys(("su", "me2", "lu"), ""),
    }


async def test_an_unknown_unit_has_no_goals(client: AsyncClient, county: County) -> None:
    path = f"/org-units/{new_id()}"

    answers = [
        await client.get(f"{path}/goals", headers=caller("lu")),
        await client.post(f"{path}/goals", headers=caller("lu"), json={"text": "Tavoite"}),
        await client.get(f"{path}/support-practice", headers=caller("lu")),
    ]

    assert [slug(one) for one in answers] == ["not-found"] * 3


async def test_S16_a_goal_holds_no_identity_code(client: AsyncClient, county: County) -> None:
    texts = ("Autetaan 031052Y9214", "Tiketti 120325-1234")

    refused, warned = [
        await client.post(goals(county), headers=caller("su"), json={"text": text})
        for text in texts
    ]

    assert slug(refused) == "identity-code-in-text"
    assert [one["code"] for one in warned.json()["warnings"]] == ["possible_identity_code"]


async def test_M086_the_practice_of_support_is_written_and_put_right(
    client: AsyncClient, county: County
) -> None:
    nothing = await client.get(practice(county), headers=caller("pr"))
    first = await write(client, county, "su", nothing.headers["etag"])
    late = await write(client, county, "me1", nothing.headers["etag"])
    second = await write(client, county, "me1", first.headers["etag"], text="Joka päivä.")

    now = (await client.get(practice(county), headers=caller("pr"))).json()

    unit = str(county.units["u"])
    nobody: dict[str, object] = {"org_unit_id": unit, "text": None, "links": [], "version": 0}
    assert nothing.json() == nobody
    assert first.json() == {"org_unit_id": unit, "version": 1} | PRACTICE
    assert slug(late) == "version-mismatch"
    assert (second.json()["version"], now["version"], now["text"]) == (2, 2, "Joka päivä.")
    assert now["links"] == PRACTICE["links"]


async def test_what_stays_as_it_was_is_no_new_version(client: AsyncClient, county: County) -> None:
    await write(client, county, "su", "*")

    again = await write(client, county, "su", "*")

    assert again.json()["version"] == 1


async def test_the_practice_is_not_written_by_who_only_reads_the_plan(
    client: AsyncClient, county: County
) -> None:
    told = {who: slug(await write(client, county, who, "*")) for who in ("pr", "rla", "di", "sv")}
    without = await client.put(practice(county), headers=caller("su"), json=PRACTICE)
    link = await write(client, county, "su", "*", links=["http://intra.example.fi"])

    assert told == {**dict.fromkeys(("pr", "rla", "di"), "role-required"), "sv": "not-found"}
    assert slug(without) == "precondition-required"
    assert [one["pointer"] for one in link.json()["errors"]] == ["/links/0"]


async def test_nothing_new_begins_in_a_unit_that_is_no_more(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    (await session.get_one(OrgUnit, county.units["u"])).closed_on = helsinki_day(now())
    await session.commit()

    goal = await client.post(goals(county), headers=caller("lu"), json={"text": "Tavoite"})
    told = await write(client, county, "lu", "*")
    listed = await client.get(goals(county), headers=caller("lu"))

    assert [slug(goal), slug(told)] == ["unit-ended"] * 2
    assert listed.json()["items"] == []
