"""What triage asks about can be looked at before, and is named."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.mentoring.bridge.needing import TRIAGED, a_need, id_of, triaged
from tests.mentoring.county import County, act, caller, slug


async def test_the_duplicates_of_a_topic_are_those_that_triage_asks_about(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    other = await a_need(client, county, "v", title="Etävastaanoton käyttö")
    await triaged(client, other)
    one = await a_need(client, county, "u", title="Zoom")
    path = f"{one}/duplicates"

    before = (await client.get(path, headers=caller("me1"))).json()["items"]
    asked = await client.get(f"{path}?topic={TRIAGED['topic']}", headers=caller("me1"))
    another = await client.get(f"{path}?topic=other", headers=caller("me1"))
    refused = await act(client, "me1", f"{one}/triage", TRIAGED)

    assert (before, another.json()["items"]) == ([], [])
    listed = asked.json()["items"]
    assert [each["need_id"] for each in listed] == [id_of(other)]
    assert listed[0]["org_unit_name"]["fi"] == "Yksikkö v"
    assert slug(refused) == "duplicates-unanswered"
    named = [each["detail"] for each in refused.json()["errors"]]
    assert named == [f"{id_of(other)} Etävastaanoton käyttö"]
