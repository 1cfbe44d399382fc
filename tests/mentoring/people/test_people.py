"""People: who is entered, placed, leads, and has left (S14)."""

from datetime import UTC, date, datetime

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.people.persons import Leadership, Placement
from mentoring.people.staff import owners_who_left
from mentoring.people.teams import AbsenceCover, TeamMembership
from tests.mentoring.county import STAFF, County, act, caller, slug
from tests.services import as_caller

NOON = datetime(2026, 8, 10, 9, tzinfo=UTC)
TODAY = date(2026, 8, 10)


async def entered(client: AsyncClient, who: str = "ad", **fields: str) -> Response:
    new = {"subject": "uusi", "display_name": "Uusi Testaaja"} | fields
    return await client.post("/people", headers=caller(who), json=new)


async def leading(client: AsyncClient, unit: object) -> list[dict[str, str]]:
    answer = await client.get(f"/org-units/{unit}/leadership", headers=caller("pr"))
    found: list[dict[str, str]] = answer.json()["items"]
    return found


async def test_a_person_is_entered_once_by_those_who_keep_the_team(
    client: AsyncClient, county: County
) -> None:
    made = await entered(client, "lu", work_email="uusi@example.org")
    again = await entered(client, "ad")
    others = [await entered(client, who, subject=who * 2) for who in ("me1", "pr", "di")]
    read = await client.get(f"/people/{made.json()['id']}", headers=caller("es"))

    assert made.status_code == 201
    assert made.headers["location"] == f"/people/{made.json()['id']}"
    assert read.json() == made.json()
    assert read.json()["subject"] == "uusi"
    assert slug(again) == "duplicate"
    assert [slug(one) for one in others] == ["role-required"] * 3


async def test_an_identity_code_is_no_name(client: AsyncClient, county: County) -> None:
    refused = await entered(client, display_name="Aino 131024F991L")

    assert slug(refused) == "identity-code-in-text"


async def test_a_caller_reads_itself_with_roles_and_units(
    client: AsyncClient, county: County
) -> None:
    me = (await client.get("/people/me", headers=caller("su"))).json()
    stranger = (await client.get("/people/me", headers=as_caller(*STAFF, subject="x"))).json()

    assert (me["id"], me["subject"]) == (str(county.people["su"]), "su")
    assert me["roles"] == ["professional", "supervisor"]
    assert {one["role"]: one["org_unit_ids"] for one in me["units"]} == {
        "professional": [str(county.units["u"])],
        "supervisor": [str(county.units["u"])],
    }
    assert (stranger["id"], stranger["roles"]) == (None, ["professional"])


async def test_who_reads_whom_is_the_same_in_the_list_and_one_by_one(
    client: AsyncClient, county: County
) -> None:
    seen = {}
    for who in county.people:
        page = await client.get("/people?limit=200", headers=caller(who))
        listed = {one["id"] for one in page.json()["items"]}
        single = set()
        for id_ in county.people.values():
            answer = await client.get(f"/people/{id_}", headers=caller(who))
            single |= {str(id_)} if answer.status_code == 200 else set()
        assert listed == single, who
        seen[who] = {name for name, id_ in county.people.items() if str(id_) in listed}

    assert seen["pr"] == {"pr"}
    assert seen["su"] == {"su", "pr"}
    assert seen["rla"] == {"rla", "su", "pr"}
    assert seen["me1"] == seen["ad"] == set(county.people)
    assert seen["dp"] == {"dp"}


async def test_names_and_addresses_change_with_the_version_that_was_read(
    client: AsyncClient, county: County
) -> None:
    path = f"/people/{county.people['pr']}"
    etag = (await client.get(path, headers=caller("ad"))).headers["etag"]
    sent = {"work_email": "pr@example.org"}

    blind = await client.patch(path, headers=caller("ad"), json=sent)
    changed = await client.patch(path, headers=caller("ad") | {"If-Match": etag}, json=sent)
    late = await client.patch(path, headers=caller("ad") | {"If-Match": etag}, json=sent)
    own = await client.patch(path, headers=caller("pr") | {"If-Match": "*"}, json=sent)

    assert slug(blind) == "precondition-required"
    assert changed.json()["work_email"] == "pr@example.org"
    assert changed.json()["display_name"] == "Testi Pr"
    assert slug(late) == "version-mismatch"
    assert slug(own) == "role-required"


async def test_S14_who_is_deactivated_does_nothing_and_is_given_nothing(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    gone = county.people["me2"]
    with standing_at(NOON):
        done = await act(client, "ad", f"/people/{gone}/deactivate")
        twice = await act(client, "ad", f"/people/{gone}/deactivate")
        own = await client.get("/engagements", headers=caller("me2"))
        named = [
            await client.post(path, headers=caller("lu"), json=body)
            for path, body in naming(county, str(gone)).items()
        ]
        led = await client.put(
            f"/org-units/{county.units['u']}/leadership",
            headers=caller("ad"),
            json={"items": [leader(str(gone))]},
        )

    assert done.status_code == 200
    assert (done.json()["is_active"], done.json()["deactivated_on"]) == (False, "2026-08-10")
    assert slug(twice) == "not-in-this-state"
    assert slug(own) == "role-required"
    assert [slug(one) for one in [*named, led]] == ["person-inactive"] * (len(named) + 1)
    assert await owners_who_left(session) == {gone}
    member = await session.scalar(select(TeamMembership).where(TeamMembership.person_id == gone))
    assert member is not None
    assert member.valid.upper == TODAY


def leader(person_id: str, **more: str) -> dict[str, str]:
    return {"person_id": person_id, "kind": "supervisor", "valid_from": "2026-08-10"} | more


def naming(county: County, person_id: str) -> dict[str, object]:
    """Every request of ours that names a person, by path."""
    days = {"valid_from": "2026-09-01"}
    other = str(county.people["me1"])
    return {
        "/team/memberships": {"person_id": person_id, "role": "mentor", **days},
        "/team/absence-covers": {"covered_id": other, "covering_id": person_id, **days},
        f"/people/{person_id}/placements": {"org_unit_id": str(county.units["v"]), **days},
        "/engagements": {"org_unit_id": str(county.units["b"]), "owner_id": person_id},
    }


async def test_who_was_deactivated_by_mistake_comes_back(
    client: AsyncClient, county: County
) -> None:
    path = f"/people/{county.people['pr']}"
    await act(client, "ad", f"{path}/deactivate")

    sent = {"is_active": True}
    back = await client.patch(path, headers=caller("ad") | {"If-Match": "*"}, json=sent)

    assert (back.json()["is_active"], back.json()["deactivated_on"]) == (True, None)
    assert (await client.get("/people/me", headers=caller("pr"))).status_code == 200


async def test_a_new_placement_ends_the_one_before_it(client: AsyncClient, county: County) -> None:
    path = f"/people/{county.people['pr']}/placements"
    there = {"org_unit_id": str(county.units["v"]), "valid_from": "2026-09-01"}
    early = there | {"valid_from": "2026-08-15"}

    moved = await client.post(path, headers=caller("lu"), json=there)
    clash = await client.post(path, headers=caller("lu"), json=early)
    listed = await client.get(path, headers=caller("pr"))

    assert moved.status_code == 201
    assert slug(clash) == "conflict"
    assert [(one["valid_from"], one["valid_to"]) for one in listed.json()["items"]] == [
        ("2026-09-01", None),
        ("2020-01-01", "2026-08-31"),
    ]


async def test_nobody_is_placed_in_a_unit_that_is_not_there(
    client: AsyncClient, county: County
) -> None:
    path = f"/people/{county.people['pr']}/placements"
    nowhere = [
        {"org_unit_id": str(county.people["pr"]), "valid_from": "2026-09-01"},
        {"org_unit_id": str(county.units["v"]), "valid_from": "2019-12-31"},
    ]

    refused = [await client.post(path, headers=caller("lu"), json=one) for one in nowhere]

    assert [one.json()["errors"][0]["pointer"] for one in refused] == ["/org_unit_id"] * 2


async def test_the_leaders_of_a_unit_are_replaced_and_the_past_stays(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    unit = county.units["u"]
    path, new = f"/org-units/{unit}/leadership", leader(str(county.people["pr"]))
    with standing_at(NOON):
        done = await client.put(path, headers=caller("ad"), json={"items": [new]})
        roles = [
            (await client.get("/people/me", headers=caller(who))).json()["roles"]
            for who in ("su", "pr")
        ]
        now = await leading(client, unit)

    assert done.json()["items"] == now
    assert [one["person_id"] for one in now] == [str(county.people["pr"])]
    assert roles == [["professional"], ["professional", "supervisor"]]
    kept = await session.scalars(select(Leadership).where(Leadership.org_unit_id == unit))
    assert {one.person_id: one.valid for one in kept} == {
        county.people["su"]: Range(date(2020, 1, 1), TODAY),
        county.people["pr"]: Range(TODAY, None),
    }


async def test_a_leadership_that_has_not_begun_is_taken_back(
    client: AsyncClient, county: County
) -> None:
    unit = county.units["u"]
    path, su = f"/org-units/{unit}/leadership", str(county.people["su"])
    coming = leader(str(county.people["pr"]), valid_from="2026-10-01", valid_to="2026-12-31")
    stays = leader(su, valid_from="2020-01-01")
    with standing_at(NOON):
        await client.put(path, headers=caller("ad"), json={"items": [stays, coming]})
        both = await leading(client, unit)
        await client.put(path, headers=caller("ad"), json={"items": [stays]})
        one = await leading(client, unit)

    assert [(found["valid_from"], found["valid_to"]) for found in both] == [
        ("2020-01-01", None),
        ("2026-10-01", "2026-12-31"),
    ]
    assert [found["person_id"] for found in one] == [su]


async def test_who_leads_is_written_by_the_administrator_alone(
    client: AsyncClient, county: County
) -> None:
    path = f"/org-units/{county.units['u']}/leadership"
    body = {"items": [leader(str(county.people["pr"]))]}
    twice = {"items": body["items"] * 2}

    refused = [await client.put(path, headers=caller(who), json=body) for who in ("lu", "su")]
    repeated = await client.put(path, headers=caller("ad"), json=twice)
    backwards = {"items": [leader(str(county.people["pr"]), valid_to="2026-08-09")]}
    wrong = await client.put(path, headers=caller("ad"), json=backwards)

    assert [slug(one) for one in refused] == ["role-required", "missing-scope"]
    assert repeated.json()["errors"][0]["pointer"] == "/items"
    assert wrong.json()["errors"][0]["pointer"] == "/items/0/valid_to"
    assert wrong.json()["errors"][0]["detail"] == "Jakso päättyy ennen kuin se alkaa."


async def test_S14_cover_lasts_from_day_to_day_and_no_job_ends_it(
    client: AsyncClient, county: County
) -> None:
    me1, me2 = str(county.people["me1"]), str(county.people["me2"])
    august = {"covered_id": me1, "covering_id": me2}
    august |= {"valid_from": "2026-08-01", "valid_to": "2026-08-15"}
    made = await client.post(
        "/engagements",
        headers=caller("me1"),
        json={"org_unit_id": str(county.units["a"]), "owner_id": me1},
    )
    covered = await client.post("/team/absence-covers", headers=caller("lu"), json=august)
    found = {}
    for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 16)):
        with standing_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
            mine = await client.get("/engagements?mine=true", headers=caller("me2"))
            one = await client.get(f"/engagements/{made.json()['id']}", headers=caller("me2"))
        found[day.day] = (
            [row["owner_id"] for row in mine.json()["items"]],
            bool(one.json()["allowed_actions"]),
        )

    assert covered.status_code == 201
    assert found == {31: ([], False), 1: ([me1], True), 15: ([me1], True), 16: ([], False)}


async def test_a_deactivated_person_covers_nobody(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    me1, me2 = county.people["me1"], county.people["me2"]
    days = Range(date(2026, 8, 1), date(2026, 9, 1))
    session.add(AbsenceCover(covered_id=me1, covering_id=me2, valid=days))
    await session.commit()

    with standing_at(NOON):
        await act(client, "ad", f"/people/{me2}/deactivate")

    [cover] = (await session.scalars(select(AbsenceCover))).all()
    placed = await session.scalars(select(Placement).where(Placement.person_id == me2))
    assert cover.valid.upper == TODAY
    assert placed.all() == []
