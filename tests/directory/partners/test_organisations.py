"""Organisations: who answers for points, channels and materials."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from common import db
from directory.partners import organisations
from directory.partners.organisations import is_business_id
from tests.directory.town import Town, phone
from tests.directory.writing import EDITOR, LOCAL, PARTNER, events, kinds, send

NEW: dict[str, Any] = {
    "name": {"fi": "Ähtärin digiyhdistys", "sv": "Föreningen"},
    "kind": "third_sector",
    "business_id": "2617416-4",
    "municipality_codes": ["398"],
    "contacts": [phone(), phone("040 1") | {"public": False}],
    "identifiers": [{"namespace": "oid", "value": "1.2.246"}],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2617416-4", True),
        ("0201256-6", True),
        ("0201256-7", False),
        ("2617416-5", False),
        ("0000000-0", True),
        ("1000010-0", True),
        ("2617416", False),
        ("26174164", False),
        (" 2617416-4", False),
        ("２617416-4", False),
        ("2617416-4\n", False),
    ],
)
def test_a_business_id_has_a_check_digit(text: str, expected: bool) -> None:
    assert is_business_id(text) is expected


def test_a_rest_of_one_has_no_check_digit() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2)
    without = [
        f"{number:07}"
        for number in range(1000)
        if sum(w * int(d) for w, d in zip(weights, f"{number:07}", strict=True)) % 11 == 1
    ]

    assert len(without) > 50
    assert not any(is_business_id(f"{one}-{digit}") for one in without for digit in range(10))


async def test_an_organisation_comes_changes_and_goes(town: Town) -> None:
    before = len(await events(town))
    made = await town.client.post("/organisations", json=NEW, headers=LOCAL)
    path = made.headers["location"]
    shown = await town.get(path)

    assert shown["name"] == {"fi": "Ähtärin digiyhdistys", "sv": "Föreningen", "en": None}
    assert [one["value"] for one in shown["contacts"]] == ["03 123 456"]
    assert shown["allowed_actions"] == []
    changed = await send(
        town, "PATCH", path, {"name": {"fi": "Uusi"}, "parent_id": None}, version=1
    )
    assert (changed.json()["name"]["sv"], changed.json()["version"]) == ("Föreningen", 2)
    listed = (await town.get("/organisations", kind="third_sector", municipality="Lahti"))["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    archived = await send(town, "POST", f"{path}/archive", version=2)
    assert (archived.json()["state"], archived.json()["allowed_actions"]) == ("archived", [])
    assert (await town.client.get(path)).status_code == 404
    again = await send(town, "POST", f"{path}/archive", version=3)
    assert again.json()["type"] == "/problems/not-in-this-state"
    told = await events(town, before)
    assert kinds(told) == ["organisation.created", "organisation.updated", "organisation.archived"]
    assert [one["data"]["version"] for one in told] == [1, 2, 3]
    assert told[1]["data"]["municipality_codes"] == ["398"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"business_id": "2617416-5"}, 422),
        ({"kind": "wizards"}, 422),
        ({"name": {"sv": "Bara"}}, 422),
        ({"municipality_codes": ["999"]}, 422),
        ({"municipality_codes": ["39"]}, 422),
        ({"state": "archived"}, 422),
        ({"parent_id": str(uuid4())}, 422),
        ({"municipality_codes": ["398", "111"]}, 403),
    ],
)
async def test_what_cannot_be_is_refused(
    read_town: Town, more: dict[str, Any], status: int
) -> None:
    answer = await read_town.client.post("/organisations", json=NEW | more, headers=LOCAL)

    assert answer.status_code == status, answer.text


async def test_partners_and_strangers_write_no_organisations(read_town: Town) -> None:
    for headers, status in ((PARTNER, 403), ({}, 401)):
        answer = await read_town.client.post("/organisations", json=NEW, headers=headers)
        assert answer.status_code == status


async def test_an_identifier_names_one_organisation(town: Town) -> None:
    first = await town.client.post("/organisations", json=NEW, headers=EDITOR)
    second = await town.client.post("/organisations", json=NEW, headers=EDITOR)
    own = {"identifiers": NEW["identifiers"]}

    assert (second.status_code, second.json()["id"]) == (409, first.json()["id"])
    assert (await send(town, "PATCH", first.headers["location"], own, version=1)).is_success
    other = f"/organisations/{town.ids['county']}"
    assert (await send(town, "PATCH", other, own, version=1)).status_code == 409


async def test_a_parent_is_not_below_its_child(town: Town) -> None:
    county, municipality = (str(town.ids[one]) for one in ("county", "municipality"))
    below = await send(
        town, "PATCH", f"/organisations/{municipality}", {"parent_id": county}, version=1
    )
    for parent in (municipality, county, str(uuid4())):
        above = {"parent_id": parent}
        answer = await send(town, "PATCH", f"/organisations/{county}", above, version=1)
        assert answer.json()["errors"][0]["pointer"] == "/parent_id"
    assert below.json()["parent_id"] == county


async def test_names_stand_in_finnish_order(town: Town) -> None:
    for name in ("Öljy", "Zoo", "Åbo", "Aalto"):
        body = NEW | {"name": {"fi": name}, "identifiers": []}
        assert (await town.client.post("/organisations", json=body, headers=EDITOR)).is_success

    listed = await town.get("/organisations", kind="third_sector", limit=3)
    rest = await town.get("/organisations", kind="third_sector", limit=3, cursor=listed["next"])

    names = [one["name"]["fi"] for one in [*listed["items"], *rest["items"]]]
    assert names == ["Aalto", "Zoo", "Åbo", "Öljy"]


async def test_two_that_become_each_others_parents_at_once_make_no_ring(town: Town) -> None:
    made = [
        (await town.client.post("/organisations", json=NEW | {"identifiers": []}, headers=EDITOR))
        for _ in range(2)
    ]
    first, second = (one.json()["id"] for one in made)

    async with asyncio.TaskGroup() as beside, town.app.state.transactions.begin() as session:
        row = await organisations.the_organisation(session, UUID(first), for_update=True)
        await organisations.change_organisation(session, row, {"parent_id": UUID(second)})
        path, sent = f"/organisations/{second}", {"parent_id": first}
        answering = beside.create_task(send(town, "PATCH", path, sent, version=1))
        await asyncio.sleep(0.2)

    assert answering.result().status_code == 422
    assert (await town.get(f"/organisations/{first}"))["parent_id"] == second
    assert (await town.get(f"/organisations/{second}"))["parent_id"] is None


async def test_a_ring_that_is_there_is_walked_once(town: Town) -> None:
    made = [
        (await town.client.post("/organisations", json=NEW | {"identifiers": []}, headers=EDITOR))
        for _ in range(3)
    ]
    first, second, third = (one.json()["id"] for one in made)
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        for own, parent in ((first, second), (second, first)):
            set_parent = text("update organisation set parent_id = :parent where id = :own")
            await session.execute(set_parent, {"own": own, "parent": parent})

    async with asyncio.timeout(10):
        answer = await send(
            town, "PATCH", f"/organisations/{third}", {"parent_id": first}, version=1
        )

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "/parent_id")


async def test_one_language_of_a_description_is_changed(town: Town) -> None:
    described = NEW | {"description": {"fi": "Apua laitteisiin"}}
    made = await town.client.post("/organisations", json=described, headers=EDITOR)

    body = (
        await send(
            town, "PATCH", made.headers["location"], {"description": {"sv": "Hjälp"}}, version=1
        )
    ).json()

    assert body["description"] == {"fi": "Apua laitteisiin", "sv": "Hjälp", "en": None}
    assert body["name"]["fi"] == "Ähtärin digiyhdistys"


async def test_another_kind_than_ours_is_refused_by_name(read_town: Town) -> None:
    answer = await read_town.client.get("/organisations", params={"kind": "club,company"})

    [wrong] = answer.json()["errors"]
    assert (answer.status_code, wrong["pointer"], wrong["code"]) == (422, "/kind", "not_in_list")
    assert "third_sector" in wrong["detail"]
