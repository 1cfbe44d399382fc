"""One timeline, seen through the rights of its reader (S23, rule 1 of domain.md section 2)."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller
from tests.mentoring.worlds.world import NOW, world_of


async def of(client: AsyncClient, who: str, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, headers=caller(who), params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_S23_notes_are_seen_only_where_they_were_shared(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        await act(client, "me1", f"{one}/record-contact", CONTACT)
        shared = CONTACT | {"kind": "meeting", "shared_with_unit": True, "text": "Jaettu."}
        await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=shared)

        unit = f"/org-units/{county.units['u']}/timeline"
        mentors, own, others = [await of(client, who, unit) for who in ("me2", "su", "sv")]

    texts = [[item["text"] for item in told if item["text"]] for told in (mentors, own, others)]
    assert texts == [["Jaettu.", "Sovittiin kartoituksesta."], ["Jaettu."], []]
    assert [item["action"] for item in own if item["kind"] == "engagement"] == [
        "record_contact",
        "create",
    ]
    assert others == []


async def test_a_timeline_is_read_page_by_page_and_by_kind(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        await act(client, "me1", f"{one}/record-contact", CONTACT)
        await act(client, "me1", f"{one}/open-dialogue")
        whole = await of(client, "lu", f"{one}/timeline")

        pages, cursor = [], None
        while True:
            asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{one}/timeline", headers=caller("lu"), params=asked)).json()
            pages += page["items"]
            cursor = page.get("next")
            if cursor is None:
                break
        notes = await of(client, "lu", f"{one}/timeline", kinds="dialogue_entry")

    assert pages == whole
    assert len(whole) == 4
    assert [item["kind"] for item in notes] == ["dialogue_entry"]


async def test_S04_a_merged_need_shows_others_nothing_of_what_was_said_of_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        need = await world_of("need").make(session, county, "triaged")
        need.benefits = [county.units["v"]]
        await session.commit()
        told = {"reason": "Ei tällä alueella."}
        triaged = await act(client, "lu", f"/needs/{need.id}/decline", {"reason_code": "x", **told})
        assert triaged.status_code == 200, triaged.text

        unit = f"/org-units/{need.org_unit_id}/timeline"
        own, others = [await of(client, who, unit) for who in ("lu", "rlb")]

    assert any(item["text"] == told["reason"] for item in own)
    assert others == []
