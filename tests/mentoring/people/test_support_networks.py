"""Networks of professionals who support one another (M-075, M-084, M-098)."""

from httpx import AsyncClient

from tests.mentoring.county import County, caller, slug

PATH = "/team/support-networks"
NEW = {
    "name": {"fi": "Digivastaavien verkosto", "sv": None, "en": None},
    "kind": "digivastaavat",
    "channel_url": "https://teams.example.fi/digivastaavat",
}
OFFICERS = {"name": {"fi": "Valtuutusvirkailijat"}, "kind": "authorisation_officers"}


async def test_networks_are_written_down_and_every_employee_finds_them(
    client: AsyncClient, county: County
) -> None:
    made = await client.post(PATH, headers=caller("lu"), json=NEW)
    await client.post(PATH, headers=caller("es"), json=OFFICERS)

    every = (await client.get(PATH, headers=caller("pr"))).json()["items"]
    of_kind = await client.get(f"{PATH}?kind=digivastaavat,other", headers=caller("pr"))

    assert made.status_code == 201
    assert made.json() == {"id": made.json()["id"], "version": 1} | NEW
    assert [one["kind"] for one in every] == ["authorisation_officers", "digivastaavat"]
    assert every[0]["channel_url"] is None
    assert [one["id"] for one in of_kind.json()["items"]] == [made.json()["id"]]


async def test_a_network_moves_to_another_channel(client: AsyncClient, county: County) -> None:
    made = await client.post(PATH, headers=caller("lu"), json=NEW)
    path = f"{PATH}/{made.json()['id']}"
    moved = {"channel_url": "https://teams.example.fi/uusi"}
    headers = caller("es") | {"If-Match": made.headers["etag"]}

    changed = await client.patch(path, headers=headers, json=moved)
    none = await client.patch(path, headers=caller("es") | {"If-Match": "*"}, json={"name": None})
    left = await client.patch(
        path, headers=caller("es") | {"If-Match": "*"}, json={"channel_url": None}
    )

    assert changed.json() == made.json() | moved | {"version": 2}
    assert none.status_code == 422
    assert left.json()["channel_url"] is None


async def test_a_network_is_kept_by_those_who_keep_the_team(
    client: AsyncClient, county: County
) -> None:
    added = {
        who: slug(await client.post(PATH, headers=caller(who), json=NEW))
        for who in ("pr", "su", "me1", "di", "it", "lu", "es", "ad")
    }
    hidden = await client.get(PATH, headers=caller("it"))

    assert added == {
        **dict.fromkeys(("pr", "su", "me1", "di", "it"), "role-required"),
        **dict.fromkeys(("lu", "es", "ad"), ""),
    }
    assert hidden.status_code == 200
