"""The organisation over HTTP: as of any day, renamed, moved and ended (M-009, S13)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.county import CountySetting
from tests.mentoring.county import County, act, caller, slug
from tests.services import as_caller, names_told, told

ADMIN = as_caller("mentoring:read", "mentoring:approve", subject="aino", roles=["admin"])
READER = as_caller("mentoring:read")
NAME = {"fi": "Kotihoito", "sv": "Hemvård", "en": None}
NOVEMBER = datetime(2026, 11, 22, tzinfo=UTC)


async def add(client: AsyncClient, kind: str, **more: Any) -> Response:
    new = {"kind": kind, "name": NAME, "valid_from": "2025-01-01"} | more
    return await client.post("/org-units", json=new, headers=ADMIN)


async def test_the_admin_adds_a_unit_and_others_read_it(client: AsyncClient) -> None:
    division = (await add(client, "division")).json()
    added = await add(client, "result_area", parent_id=division["id"], ended_on="2027-01-01")

    assert added.status_code == 201
    with standing_at(NOVEMBER):
        answer = await client.get(added.headers["location"], headers=READER)
    assert answer.json() == {
        "id": added.json()["id"],
        "code": added.json()["id"].replace("-", ""),
        "kind": "result_area",
        "kind_label": {"fi": "tulosalue", "sv": "resultatområde", "en": "result area"},
        "name": NAME,
        "parent_id": division["id"],
        "valid_from": "2025-01-01",
        "ended_on": "2027-01-01",
        "state": "active",
        "version": 1,
        "created_by": "aino",
        "created_at": added.json()["created_at"],
    }
    assert answer.headers["etag"].startswith('"v1.')
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_new_unit_is_told_with_its_public_name(
    client: AsyncClient, session: AsyncSession
) -> None:
    division = (await add(client, "division")).json()
    unit = (await add(client, "unit", parent_id=division["id"], code="4100")).json()

    first, second = await told(session)

    assert first["type"] == "fi.digisilta.mentoring.org_unit.created.v1"
    assert second["data"] == {
        "org_unit_id": unit["id"],
        "kind": "unit",
        "parent_id": division["id"],
        "names": NAME,
        "valid_from": "2025-01-01",
        "ended_on": None,
        "code": "4100",
        "versions": [
            {
                "valid_from": "2025-01-01",
                "ended_on": None,
                "names": NAME,
                "parent_id": division["id"],
            }
        ],
    }
    assert second["partitionkey"] == f"org_unit.{unit['id']}"


async def test_S01_a_result_area_has_an_engagement_from_the_day_it_exists(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOVEMBER):
        division = str(county.units["division"])
        now, later = [
            (await add(client, "result_area", parent_id=division, valid_from=day)).json()["id"]
            for day in ("2026-11-22", "2026-11-23")
        ]

        found = await client.get("/engagements", headers=caller("lu"))

    opened = {one["org_unit_id"]: one["state"] for one in found.json()["items"]}
    assert opened == {now: "uncontacted"}
    assert later not in opened


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2025-12-31T21:59:59+00:00", "planned"),
        ("2025-12-31T22:00:00+00:00", "active"),
        ("2026-06-30T20:59:59+00:00", "active"),
        ("2026-06-30T21:00:00+00:00", "ended"),
    ],
)
async def test_a_state_changes_at_midnight_in_helsinki(
    client: AsyncClient, moment: str, state: str
) -> None:
    unit = (await add(client, "division", valid_from="2026-01-01", ended_on="2026-07-01")).json()

    with standing_at(datetime.fromisoformat(moment)):
        shown = await client.get(f"/org-units/{unit['id']}", headers=READER)

    assert shown.json()["state"] == state


async def test_a_unit_that_would_break_the_tree_is_refused(
    client: AsyncClient, session: AsyncSession
) -> None:
    alone = await add(client, "unit")
    orphan = await add(client, "unit", parent_id=str(uuid4()))

    assert (alone.status_code, alone.json()["type"]) == (422, "/problems/org-change-invalid")
    assert alone.json()["title"] == "Muutos rikkoisi organisaatiorakenteen"
    for answer, code in ((alone, "parent_missing"), (orphan, "parent_unknown")):
        wrong = answer.json()["errors"][0]
        assert (wrong["pointer"], wrong["code"]) == ("/parent_id", code)
    assert "on oltava yläyksikkö" in alone.json()["errors"][0]["detail"]
    assert await told(session) == []


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"ended_on": "2025-01-01"}, "/ended_on", "out_of_range"),
        ({"name": {"sv": "Hemvård"}}, "/name/fi", "required"),
        ({"kind": "planet"}, "/kind", "not_in_list"),
        ({"valid_from": 0}, "/valid_from", "bad_format"),
        ({"parent_id": "x"}, "/parent_id", "bad_format"),
        ({"code": "?"}, "/code", "bad_format"),
        ({"id": str(uuid4())}, "/id", "extra_forbidden"),
        ({"version": 5}, "/version", "extra_forbidden"),
        ({"created_by": "somebody"}, "/created_by", "extra_forbidden"),
    ],
)
async def test_what_is_wrong_with_a_new_unit_is_told_at_its_pointer(
    client: AsyncClient, more: dict[str, Any], pointer: str, code: str
) -> None:
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"} | more
    answer = await client.post("/org-units", json=new, headers=ADMIN)

    assert answer.status_code == 422
    errors = [(wrong["pointer"], wrong["code"]) for wrong in answer.json()["errors"]]
    assert errors == [(pointer, code)]


async def test_a_code_belongs_to_one_unit(client: AsyncClient) -> None:
    first = await add(client, "division", code="1200")
    second = await add(client, "division", code="1200")

    assert (second.status_code, slug(second)) == (409, "duplicate")
    assert second.json()["id"] == first.json()["id"]


async def test_S16_a_name_with_an_identity_code_is_refused(client: AsyncClient) -> None:
    answer = await add(client, "division", name={"fi": "Yksikkö 031052Y9214"})

    assert answer.json()["type"] == "/problems/identity-code-in-text"


async def test_S16_an_overridden_name_is_read_in_the_list_and_alone(client: AsyncClient) -> None:
    override = {"x-identity-code-override": "not_an_identity_code"}
    lead = as_caller("mentoring:read", "mentoring:approve", roles=["lead", "admin"])
    new = {"kind": "division", "name": {"fi": "Numero 131052-308T"}, "valid_from": "2025-01-01"}

    refused = await client.post("/org-units", json=new, headers=lead)
    made = await client.post("/org-units", json=new, headers=lead | override)

    assert (refused.status_code, made.status_code) == (422, 201)
    for path in ("/org-units", made.headers["location"]):
        answer = await client.get(path, headers=READER)
        assert answer.status_code == 200
        assert "131052-308T" in answer.text


async def test_a_repeated_post_adds_one_unit(client: AsyncClient) -> None:
    headers = ADMIN | {"idempotency-key": str(uuid4())}
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"}

    first = await client.post("/org-units", json=new, headers=headers)
    again = await client.post("/org-units", json=new, headers=headers)

    assert first.json() == again.json()
    assert len((await client.get("/org-units", headers=READER)).json()["items"]) == 1


async def listed(client: AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/org-units", params=query, headers=READER)
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


async def test_units_are_listed_by_kind_parent_and_day(client: AsyncClient) -> None:
    division = (await add(client, "division")).json()["id"]
    old = await add(client, "result_area", parent_id=division, ended_on="2026-01-01")
    new = await add(client, "result_area", parent_id=division, valid_from="2026-01-01")
    team = await add(client, "unit", parent_id=new.json()["id"], valid_from="2026-02-01")
    areas = [old.json()["id"], new.json()["id"]]

    assert await listed(client) == [division, *areas, team.json()["id"]]
    assert await listed(client, kind="result_area") == areas
    assert await listed(client, kind="division,unit") == [division, team.json()["id"]]
    assert await listed(client, parent_id=division) == areas
    assert await listed(client, parent_id=division, as_of="2025-12-31") == areas[:1]
    assert await listed(client, parent_id=division, as_of="2026-01-01") == areas[1:]
    assert await listed(client, as_of="2024-12-31") == []


async def test_units_are_paged(client: AsyncClient) -> None:
    for _ in range(5):
        await add(client, "division")

    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        page = (await client.get("/org-units", params=query, headers=READER)).json()
        seen += [item["id"] for item in page["items"]]
        query["cursor"] = page.get("next")

    assert query["cursor"] is None
    assert seen == await listed(client)
    assert len(seen) == 5


async def shown(client: AsyncClient, county: County, unit: str, on: str) -> tuple[str, str]:
    """What a unit is called on a day, and the short name of what it stands under."""
    one = f"/org-units/{county.units[unit]}?as_of={on}"
    answer = (await client.get(one, headers=READER)).json()
    above = next(name for name, id_ in county.units.items() if str(id_) == answer["parent_id"])
    return answer["name"]["fi"], above


def path(county: County, unit: str, action: str) -> str:
    return f"/org-units/{county.units[unit]}/{action}"


async def test_S13_a_moved_unit_is_read_as_of_the_day_before_and_after(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    body = {"parent_id": str(county.units["b"]), "effective_on": "2025-05-15"}

    moved = await act(client, "ad", path(county, "u", "move"), body)

    assert (moved.status_code, moved.json()["version"]) == (200, 2)
    assert await shown(client, county, "u", "2025-05-14") == ("Yksikkö u", "a")
    assert await shown(client, county, "u", "2025-05-15") == ("Yksikkö u", "b")
    under = {on: await below(client, county, "a", on) for on in ("2025-05-14", "2025-05-15")}
    assert under == {"2025-05-14": {"u", "u2"}, "2025-05-15": {"u2"}}
    (event,) = await told(session)
    assert event["type"] == "fi.digisilta.mentoring.org_unit.moved.v1"
    assert event["data"]["valid_from"] == "2025-05-15"
    assert event["data"]["parent_id"] == str(county.units["b"])
    assert [one["valid_from"] for one in event["data"]["versions"]] == ["2020-01-01", "2025-05-15"]


async def below(client: AsyncClient, county: County, unit: str, on: str) -> set[str]:
    found = await listed(client, parent_id=str(county.units[unit]), as_of=on)
    return {name for name, id_ in county.units.items() if str(id_) in found}


async def test_S13_a_renaming_dated_in_the_past_and_one_to_come(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOVEMBER):
        for name, on in (("Uusi", "2027-01-01"), ("Entinen", "2024-06-01")):
            body = {"name": {"fi": name}, "effective_on": on}
            renamed = await act(client, "ad", path(county, "u", "rename"), body)
            assert (renamed.status_code, renamed.json()["name"]["fi"]) == (200, name)

        today = await client.get(f"/org-units/{county.units['u']}", headers=READER)

    names = [
        (await shown(client, county, "u", on))[0]
        for on in ("2024-05-31", "2024-06-01", "2026-12-31", "2027-01-01")
    ]
    assert names == ["Yksikkö u", "Entinen", "Entinen", "Uusi"]
    assert today.json()["name"]["fi"] == "Entinen"
    assert await names_told(session) == ["mentoring.org_unit.renamed"] * 2


async def test_S13_a_change_back_leaves_one_version_and_a_trail(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    move = path(county, "u", "move")
    there = {"parent_id": str(county.units["b"]), "effective_on": "2025-05-15"}
    back = there | {"parent_id": str(county.units["a"])}

    done = [(await act(client, "ad", move, body)).json() for body in (there, back, back)]

    assert [one["version"] for one in done] == [2, 3, 3], "what changes nothing makes no version"
    last = (await told(session))[-1]
    assert [one["ended_on"] for one in last["data"]["versions"]] == [None]
    assert len(await told(session)) == 2


async def test_S13_an_ended_unit_is_read_before_its_end_and_its_engagement_is_closed(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOVEMBER):
        unit = str(county.units["u2"])
        new = {"org_unit_id": unit, "owner_id": str(county.people["me1"])}
        made = await client.post("/engagements", json=new, headers=caller("me1"))

        gone = await act(client, "ad", path(county, "u2", "end"), {"effective_on": "2026-11-01"})

        one = await client.get(f"/engagements/{made.json()['id']}", headers=caller("lu"))
        assert (gone.json()["state"], gone.json()["ended_on"]) == ("ended", "2026-11-01")
        assert one.json()["state"] == "closed"
    assert "u2" in await below(client, county, "a", "2026-10-31")
    assert "u2" not in await below(client, county, "a", "2026-11-01")
    assert (await names_told(session))[1:] == [
        "mentoring.org_unit.ended",
        "mentoring.engagement.closed",
    ]


@pytest.mark.parametrize(
    ("unit", "action", "more", "pointer", "code"),
    [
        ("a", "move", {"parent_id": "u"}, "/parent_id", "cycle"),
        ("a", "move", {"parent_id": "a"}, "/parent_id", "cycle"),
        ("u", "move", {"parent_id": "v"}, "/parent_id", "parent_of_wrong_kind"),
        ("u", "move", {"parent_id": None}, "/parent_id", "parent_missing"),
        ("v", "end", {}, "/effective_on", "ends_before_it_begins"),
        ("u", "rename", {"name": {"fi": "X"}}, "/effective_on", "not_valid_then"),
        ("a", "end", {}, "/effective_on", "children_left"),
    ],
)
async def test_S13_a_change_that_would_break_the_tree_is_refused(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    unit: str,
    action: str,
    more: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    days = {"ends_before_it_begins": "2020-01-01", "not_valid_then": "2019-12-31"}
    body = {"effective_on": days.get(code, "2026-12-01")} | more
    if body.get("parent_id"):
        body["parent_id"] = str(county.units[body["parent_id"]])

    refused = await act(client, "ad", path(county, unit, action), body)

    assert (refused.status_code, slug(refused)) == (422, "org-change-invalid")
    wrong = refused.json()["errors"][0]
    assert (wrong["pointer"], wrong["code"]) == (pointer, code)
    if code == "children_left":
        assert len(refused.json()["errors"]) == 2
        assert str(county.units["u"]) in refused.text
    assert await told(session) == []


async def test_a_change_needs_the_version_and_the_admin(
    client: AsyncClient, county: County
) -> None:
    end, body = path(county, "u2", "end"), {"effective_on": "2027-01-01"}

    unsaid = await client.post(end, json=body, headers=caller("ad"))
    old = await act(client, "ad", end, body, etag='"v7"')
    lead = await act(client, "lu", end, body)
    mentor = await act(client, "me1", end, body)

    assert [slug(one) for one in (unsaid, old, lead, mentor)] == [
        "precondition-required",
        "version-mismatch",
        "role-required",
        "missing-scope",
    ]


async def test_the_levels_are_called_as_the_county_calls_them(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    line = {"fi": "palvelulinja", "sv": "servicelinje", "en": "service line"}
    labels = {"value": {"result_area": line}}
    session.add(CountySetting(code="org_level_labels", value=labels))
    await session.commit()

    shown = (await client.get("/org-units", headers=READER)).json()["items"]

    said = {one["kind"]: one["kind_label"]["fi"] for one in shown}
    assert said == {
        "county": "hyvinvointialue",
        "division": "toimiala",
        "result_area": "palvelulinja",
        "unit": "yksikkö",
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/org-units"), ("POST", "/org-units"), ("GET", f"/org-units/{UUID(int=1)}")],
)
async def test_only_staff_of_mentoring_may(client: AsyncClient, method: str, path: str) -> None:
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"}
    body: dict[str, Any] = {"json": new} if method == "POST" else {}

    anyone = await client.request(method, path, **body)
    other = await client.request(method, path, headers=as_caller("directory:write"), **body)

    assert (anyone.status_code, other.status_code) == (401, 403)


async def test_only_the_admin_adds(client: AsyncClient) -> None:
    lead = as_caller("mentoring:read", "mentoring:approve", roles=["lead"])
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"}

    assert slug(await client.post("/org-units", json=new, headers=lead)) == "role-required"


async def test_a_unit_that_is_not_there(client: AsyncClient, county: County) -> None:
    answer = await client.get(f"/org-units/{uuid4()}", headers=READER)
    body = {"effective_on": "2027-01-01"}
    gone = await act(client, "ad", f"/org-units/{uuid4()}/end", body)

    assert (answer.status_code, slug(answer), slug(gone)) == (404, "not-found", "not-found")
