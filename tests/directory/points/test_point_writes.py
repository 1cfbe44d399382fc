"""Support points as they come, change and go."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from common import db
from tests.directory.town import OFFICER, Town, phone, services
from tests.directory.writing import EDITOR, HOURS, create, events, kinds, new_point, send

PRIVATE = phone("040 999") | {"public": False}


async def test_a_draft_is_published_and_seen(town: Town) -> None:
    made = await create(town, "support-points", contacts=[phone(), PRIVATE])
    body = made.json()
    path = made.headers["location"]

    assert path == f"/support-points/{body['id']}"
    assert made.headers["etag"].startswith('"v1.')
    assert made.headers["cache-control"] == "no-store"
    assert (body["state"], body["allowed_actions"]) == ("draft", ["publish", "archive"])
    assert (await town.client.get(path)).status_code == 404
    published = await send(town, "POST", f"{path}/publish", version=1)
    assert (published.json()["state"], published.json()["version"]) == ("published", 2)
    shown = await town.get(path, include="hours,services")
    assert shown["location"] == {
        "lat": 60.98, "lon": 25.66, "coordinate_source": "entered", "accuracy_m": None,
    }  # fmt: skip
    assert [one["value"] for one in shown["contacts"]] == ["03 123 456"]
    assert shown["name"] == {"fi": "Uusi piste", "sv": "Ny punkt", "en": None}
    assert shown["weekly_open_minutes"] == 5 * 7 * 60
    assert shown["freshness"] == "unverified"


async def test_each_write_tells_once(town: Town) -> None:
    before = len(await events(town))
    made = (await create(town, "support-points")).json()
    path = f"/support-points/{made['id']}"
    for number, (method, end, body) in enumerate(
        (
            ("POST", "/publish", None),
            ("PATCH", "", {"name": {"fi": "Harjun uusi"}, "contacts": []}),
            ("PUT", "/opening-hours", HOURS),
            ("PATCH", "", {"visibility": "staff"}),
            ("POST", "/suspend", None),
            ("POST", "/archive", {"successor_id": str(town.ids["harju"])}),
        ),
        start=1,
    ):
        answer = await send(town, method, path + end, body, version=number)
        assert answer.status_code == 200, answer.text

    told = await events(town, before)
    data = [one["data"] for one in told]
    assert kinds(told) == [
        "point.created", "point.published", "point.updated", "point.updated", "point.updated",
        "point.suspended", "point.archived",
    ]  # fmt: skip
    assert [one["version"] for one in data] == list(range(1, 8))
    assert [one["public"] for one in data] == [False, True, True, True, False, False, False]
    assert [one["changed"] for one in data][2:5] == [["contacts", "names"], ["hours"], ["other"]]
    assert data[2]["name"]["fi"] == "Harjun uusi"
    assert data[0]["service_codes"] == ["service_guidance"]
    assert data[0]["organisation_id"] == str(town.ids["county"])
    assert (data[0]["kind"], data[0]["municipality_code"]) == ("county", "398")
    gone = await town.client.get(path, headers=EDITOR)
    assert (gone.status_code, gone.json()["successor_id"]) == (410, str(town.ids["harju"]))
    assert (await send(town, "PATCH", path, {"roles": []}, version=7)).status_code == 410


async def test_D6_what_is_missing_is_listed(town: Town) -> None:
    bare: dict[str, Any] = {
        "address": None,
        "location": None,
        "contacts": [],
        "services": [],
        "hours": None,
    }
    made = (await create(town, "support-points", **bare)).json()
    path = f"/support-points/{made['id']}"

    refused = await send(town, "POST", f"{path}/publish", version=1)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-publishable")
    assert refused.json()["missing"] == [
        "address_or_location", "service", "contact_or_booking", "hours",
    ]  # fmt: skip
    assert made["allowed_actions"] == ["archive"]
    booked = services("service_guidance")[0] | {
        "booking": "required", "booking_url": "https://example.fi/ajat",
    }  # fmt: skip
    said = {"location": {"lat": 60.9, "lon": 25.6}, "services": [booked], "hours": {}}
    whole = await send(town, "PATCH", path, said, version=1)
    assert (whole.status_code, whole.json()["allowed_actions"]) == (200, ["publish", "archive"])
    assert (await send(town, "POST", f"{path}/publish", version=2)).status_code == 200


LOCATIONS: list[tuple[dict[str, Any], str]] = [
    ({"lat": 59.49, "lon": 25}, "outside-finland"),
    ({"lat": 61, "lon": 31.71}, "outside-finland"),
    ({"lat": 25.66, "lon": 60.98}, "swapped-coordinates"),
    ({"srid": 3067, "north": 386500, "east": 6673631}, "swapped-coordinates"),
    ({"lat": 386500, "lon": 6673631}, "swapped-coordinates"),
    ({"srid": 3067, "north": 1.0, "east": 2.0}, "outside-finland"),
    ({"lat": 61.0}, "validation-error"),
    ({}, "validation-error"),
]


@pytest.mark.parametrize(("location", "slug"), LOCATIONS, ids=lambda one: str(one)[:50])
async def test_D1_D2_a_location_lies_in_finland(
    read_town: Town, location: dict[str, Any], slug: str
) -> None:
    made = await create(read_town, "support-points", location=location)

    assert (made.status_code, made.json()["type"]) == (422, f"/problems/{slug}")
    assert made.json()["errors"][0]["pointer"] == "/location"


async def test_D2_metres_are_known_by_their_size(town: Town) -> None:
    for location in (
        {"srid": 3067, "north": 6761000, "east": 427000},
        {"lat": 6761000.0, "lon": 427000.0},
    ):
        made = await create(town, "support-points", location=location)

        assert made.json()["location"]["lat"] == pytest.approx(60.98, abs=0.01)
        assert made.json()["location"]["lon"] == pytest.approx(25.65, abs=0.02)


BAD: list[tuple[dict[str, Any], str, str | None]] = [
    ({"organisation_id": str(uuid4())}, "validation-error", "/organisation_id"),
    ({"address": {"municipality_code": "999"}}, "validation-error", "/address/municipality_code"),
    ({"address": {"municipality_code": "091"}}, "outside-county", None),
    ({"roles": ["wizard"]}, "validation-error", "/roles/0"),
    ({"target_groups": ["older", "wizards"]}, "validation-error", "/target_groups/1"),
    (
        {"services": [{"service_code": "web_guidance", "topics": ["magic"]}]},
        "validation-error",
        "/services/0/topics/0",
    ),
    ({"services": services("web_guidance web_guidance")}, "validation-error", "/services"),
    ({"name": {"sv": "Punkt"}}, "validation-error", "/name/fi"),
    ({"name": {"fi": "x" * 101}}, "validation-error", "/name/fi"),
    ({"name": {"fi": "131052-308T"}}, "identity-code-in-text", "/name/fi"),
    ({"audiences": []}, "validation-error", "/audiences"),
    ({"state": "published"}, "validation-error", "/state"),
    ({"id": str(uuid4())}, "validation-error", "/id"),
    ({"version": 1}, "validation-error", "/version"),
    ({"verified_at": "2026-05-05T10:00:00Z"}, "validation-error", "/verified_at"),
    ({"hours": {"periods": [{"kind": "normal"}]}}, "empty-period", None),
    (
        {"hours": {"periods": [{"kind": "normal", "groups": [{"spans": [
            {"from": "09:00", "to": "09:00"}]}]}]}},
        "zero-length-span",
        None,
    ),
    ({"contacts": [{"kind": "email", "value": "x"}]}, "validation-error", "/contacts/0/value"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "slug", "pointer"), BAD, ids=lambda one: str(one)[:50])
async def test_what_cannot_be_is_refused(
    read_town: Town, more: dict[str, Any], slug: str, pointer: str | None
) -> None:
    before = len(await events(read_town))
    answer = await create(read_town, "support-points", **more)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{slug}")
    assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer
    assert "131052" not in answer.text
    assert len(await events(read_town)) == before


async def test_D5_an_influence_body_owns_no_points(town: Town) -> None:
    body = {"organisation_id": str(town.ids["influence_body"])}
    for noun in ("support-points", "mobile-units"):
        assert (await create(town, noun, **body)).json()["errors"][0]["code"] == "not_allowed"
    assert (await create(town, "materials", **body)).status_code == 201
    path = f"/support-points/{town.ids['harju']}"
    assert (await send(town, "PATCH", path, body, version=3)).status_code == 422


async def test_a_patch_merges_and_null_removes(town: Town) -> None:
    """RFC 7396: members of objects too; lists are replaced whole."""
    more = {"summary": {"fi": "Lyhyt", "sv": "Kort"}, "accessibility": {"wheelchair": "yes"}}
    made = (await create(town, "support-points", **more)).json()
    path = f"/support-points/{made['id']}"

    first = await send(
        town, "PATCH", path,
        {"name": {"fi": "Vaihdettu"}, "accessibility": {"hearing_loop": "no"}, "contacts": []},
        version=1,
    )  # fmt: skip
    second = await send(
        town, "PATCH", path,
        {"name": {"fi": "Vaihdettu", "sv": None}, "summary": None, "hours": None,
         "location": None, "address": {"municipality_code": "398", "street": None}},
        version=2,
    )  # fmt: skip

    one, two = first.json(), second.json()
    assert one["name"] == {"fi": "Vaihdettu", "sv": "Ny punkt", "en": None}
    assert (one["accessibility"]["wheelchair"], one["accessibility"]["hearing_loop"]) == (
        "yes",
        "no",
    )
    assert (one["contacts"], one["summary"]["sv"]) == ([], "Kort")
    assert two["name"]["sv"] is None
    assert (two["summary"], two["location"], two["address"]["street"]) == (None, None, None)
    assert two["hours"]["periods"] == []
    assert [item["service_code"] for item in two["services"]] == ["service_guidance"]
    untouched = await send(town, "PATCH", path, {}, version=3)
    assert untouched.json() | {"version": 3, "updated_at": ""} == two | {"updated_at": ""}
    for bad in ({"name": None}, {"services": None}, {"kind": None}, {"roles": None}):
        assert (await send(town, "PATCH", path, bad, version=4)).status_code == 422


async def test_R1_a_change_by_a_person_makes_its_groups_local(town: Town) -> None:
    path = f"/support-points/{town.ids['imported']}"
    await send(town, "PATCH", path, {"contacts": [phone()], "visibility": "staff"}, version=2)
    await send(town, "PUT", f"{path}/opening-hours", HOURS, version=3)

    async with db.connected(town.url) as transactions, transactions() as session:
        told = await session.scalar(
            text("select field_owners from support_point where origin_id = '99'")
        )
    assert told == {"contacts": "local", "hours": "local"}


async def test_D8_a_successor_is_a_point_that_stands(town: Town) -> None:
    path = f"/support-points/{town.ids['harju']}/archive"
    for name in ("harju", "archived", "county"):
        body = {"successor_id": str(town.ids[name])}
        refused = await send(town, "POST", path, body, version=3)
        assert refused.json()["errors"][0]["pointer"] == "/successor_id"
    assert (await send(town, "POST", path, version=3)).status_code == 200
    gone = await town.client.get(f"/support-points/{town.ids['harju']}")
    assert (gone.status_code, gone.json()["successor_id"]) == (410, None)


async def test_forty_at_once_and_one_wins(town: Town) -> None:
    path = f"/support-points/{town.ids['harju']}"
    before = len(await events(town))

    answers = await asyncio.gather(
        *(
            send(town, "PATCH", path, {"name": {"fi": f"Nimi {number}"}}, version=3)
            for number in range(40)
        )
    )

    won = [one for one in answers if one.status_code == 200]
    lost = [one for one in answers if one.status_code == 412]
    assert (len(won), len(lost)) == (1, 39)
    assert {one.json()["current_version"] for one in lost} == {4}
    assert (await town.get(path))["name"]["fi"] == won[0].json()["name"]["fi"]
    assert len(await events(town)) == before + 1


async def test_a_repeated_create_has_one_effect(town: Town) -> None:
    key = EDITOR | {"idempotency-key": "abcdefgh-1"}
    before = len(await events(town))
    first, second = [
        await town.client.post("/support-points", json=new_point(town), headers=key)
        for _ in range(2)
    ]
    other = await town.client.post(
        "/support-points", json=new_point(town, name={"fi": "Muu"}), headers=key
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["idempotent-replayed"] == "true"
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len(await events(town)) == before + 1


async def test_persons_of_a_service_are_stored_and_never_said(town: Town) -> None:
    given = services("assisted_authorisation")[0] | {"qualified_person_ids": [str(OFFICER)]}
    made = await create(town, "support-points", services=[given])
    staff = await town.client.get(
        made.headers["location"], params={"include": "services"}, headers=EDITOR
    )

    for answer in (made, staff):
        assert answer.json()["service_codes"] == ["assisted_authorisation"]
        assert str(OFFICER) not in answer.text
    told = await events(town)
    assert str(OFFICER) not in str(told)
