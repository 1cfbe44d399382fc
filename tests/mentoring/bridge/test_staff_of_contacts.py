"""Who of the staff took part in a contact, where they are named (4.2)."""

import pytest
from httpx import AsyncClient, Response

from common.clock import new_id, standing_at
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller, slug


async def written(client: AsyncClient, county: County, **more: object) -> Response:
    path = await opened(client, county, "u")
    return await client.post(
        f"{path}/dialogue-entries", headers=caller("me1"), json=CONTACT | {"kind": "meeting"} | more
    )


async def test_a_contact_names_staff_and_may_be_put_right(
    client: AsyncClient, county: County
) -> None:
    su, pr = (f"{county.people[who]}" for who in ("su", "pr"))
    headers = caller("me1") | {"If-Match": "*"}
    with standing_at(NOON):
        made = await written(client, county, staff_ids=[su])
        path = f"/dialogue-entries/{made.json()['id']}"
        same = await client.patch(path, headers=headers, json={"two_way": False})
        other = await client.patch(path, headers=headers, json={"staff_ids": [pr]})

    assert made.json()["staff_ids"] == [su]
    assert same.json()["staff_ids"] == [su]
    assert (other.json()["staff_ids"], other.json()["version"]) == ([pr], 3)


async def test_without_names_there_are_none(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        made = await written(client, county)

    assert made.json()["staff_ids"] == []


@pytest.mark.parametrize("who", ["pv", "nobody"])
async def test_who_left_or_is_unknown_is_not_named(
    who: str, client: AsyncClient, county: County
) -> None:
    named = [f"{county.people.get(who, new_id())}"]
    with standing_at(NOON):
        entry = await written(client, county)
        await act(client, "ad", f"/people/{county.people['pv']}/deactivate")
        refused = await client.post(
            f"/engagements/{entry.json()['engagement_id']}/dialogue-entries",
            headers=caller("me1"),
            json=CONTACT | {"kind": "meeting", "staff_ids": named},
        )
        unchanged = await client.patch(
            f"/dialogue-entries/{entry.json()['id']}",
            headers=caller("me1") | {"If-Match": "*"},
            json={"staff_ids": named},
        )

    assert [slug(one) for one in (refused, unchanged)] == ["person-inactive"] * 2


async def test_S23_whoever_is_named_learns_who_read_it_and_that_it_names_them(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        made = await written(client, county, staff_ids=[f"{county.people['pr']}"])
        entry = made.json()["id"]
        await client.get(f"/dialogue-entries/{entry}", headers=caller("lu"))
        hidden = await client.get(f"/dialogue-entries/{entry}", headers=caller("pr"))
        told = (await client.get("/privacy/my-data", headers=caller("pr"))).json()

    assert hidden.status_code == 404
    assert {"noun": "dialogue_entry", "id": entry, "relations": ["staff"]} in told["records"]
    assert [(one["by"], one["record_id"]) for one in told["accesses"]] == [("lu", entry)]
