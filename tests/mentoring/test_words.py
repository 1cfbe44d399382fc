"""Lists are looked through by words, within what the caller may read."""

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.org_units import OrgUnitVersion
from mentoring.people.persons import Person
from tests.mentoring.bridge.needing import a_need, id_of
from tests.mentoring.county import County, act, caller


async def found(client: AsyncClient, path: str, words: str, who: str = "lu") -> set[str]:
    answer = await client.get(path, headers=caller(who), params={"q": words})
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json()["items"]}


async def test_people_are_found_by_a_part_of_the_name(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    named = update(Person).where(Person.id == county.people["pr"])
    await session.execute(named.values(display_name="Åke Öljymäki 100%"))
    await session.commit()
    pr = f"{county.people['pr']}"

    for words in ("öljym", "ÖLJYMÄ", "åke", "0%"):
        assert await found(client, "/people", words) == {pr}
    assert await found(client, "/people", "__") == set()
    assert await found(client, "/people", "öljym", "pv") == set()


async def test_units_are_found_by_name_in_any_language_and_by_code(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    named = update(OrgUnitVersion).where(OrgUnitVersion.org_unit_id == county.units["u"])
    await session.execute(
        named.values(name={"fi": "Äitiysneuvola", "sv": "Mödrarådgivning", "en": None})
    )
    await session.commit()
    u = f"{county.units['u']}"

    for words in ("ÄITIYS", "mödra"):
        assert await found(client, "/org-units", words) == {u}
    assert f"{county.units['division']}" in await found(client, "/org-units", "DIVIS")


async def test_needs_are_found_by_what_the_caller_sees_of_them(
    client: AsyncClient, county: County
) -> None:
    root = await a_need(
        client, county, "u", title="Salainen Äänitys", public_summary="Puheen tallennus"
    )
    other = await a_need(client, county, "v", title="Muu asia")
    await act(client, "me1", f"{other}/merge", {"target_id": id_of(root)})

    assert await found(client, "/needs", "äänit") == {id_of(root)}
    assert await found(client, "/needs", "ÄÄNIT", "su") == {id_of(root)}
    assert await found(client, "/needs", "PUHEEN", "sv") == {id_of(root)}
    assert await found(client, "/needs", "äänit", "sv") == set()


@pytest.mark.parametrize("path", ["/people", "/org-units", "/needs"])
@pytest.mark.parametrize("words", ["x", "x" * 81, "a\x00b"])
async def test_words_are_two_letters_at_least(
    path: str, words: str, client: AsyncClient, county: County
) -> None:
    refused = await client.get(path, headers=caller("lu"), params={"q": words})

    assert refused.status_code == 422
